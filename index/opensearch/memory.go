package opensearch

import "sync"

const (
	// maxCounts is how many counts are remembered.
	maxCounts = 20_000
	// maxEnds is how many ends of pages are remembered.
	maxEnds = 10_000
)

// memory remembers what was asked of an index; an index does not change. Past its limit all is forgotten.
type memory[V any] struct {
	mu    sync.Mutex
	most  int
	known map[string]V
}

func newMemory[V any](most int) *memory[V] { return &memory[V]{most: most, known: map[string]V{}} }

func (m *memory[V]) get(key string) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.known[key]
	return v, ok
}

func (m *memory[V]) set(key string, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) >= m.most {
		clear(m.known)
	}
	m.known[key] = v
}
