package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// peer is one of the engines.
type peer struct {
	t    testing.TB
	base string
	pid  int
}

// peerSeen is what was seen of an engine.
type peerSeen struct {
	took []float64 // milliseconds
	cpu  float64   // seconds
	hits float64
}

// figures are the columns of the table.
func (s *peerSeen) figures() []float64 {
	slices.Sort(s.took)
	n := len(s.took)
	return []float64{s.took[n/2], s.took[n*95/100], s.cpu * 1000 / float64(n), s.hits / float64(n)}
}

// ask asks each question once, one after the other.
func (p *peer) ask(all []peerQuestion, how func(peerQuestion) (string, []byte), s *peerSeen) {
	before := p.cpu()
	for _, q := range all {
		path, body := how(q)
		start := time.Now()
		text := p.send(path, body)
		s.took = append(s.took, float64(time.Since(start).Microseconds())/1000)
		s.hits += totalOf(text)
	}
	s.cpu += p.cpu() - before
}

// totalOf is the total in an answer of either engine.
func totalOf(answer []byte) float64 {
	var ours struct{ Total float64 }
	var theirs struct {
		Hits struct{ Total struct{ Value float64 } }
	}
	if json.Unmarshal(answer, &ours) == nil && ours.Total > 0 {
		return ours.Total
	}
	_ = json.Unmarshal(answer, &theirs) // else it found nothing
	return theirs.Hits.Total.Value
}

// send asks the engine; a body is posted. What is not 200 fails the benchmark.
func (p *peer) send(path string, body []byte) []byte {
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	if path == "/posts" {
		method = http.MethodPut
	}
	req, err := http.NewRequest(method, p.base+path, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || bytes.Contains(answer[:min(len(answer), 100)], []byte(`"errors":true`)) {
		p.t.Fatalf("%s: %s, %v: %.300s", path, resp.Status, err, answer)
	}
	return answer
}

// cpu is how many seconds the engine's process has computed; the system counts in hundredths.
func (p *peer) cpu() float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	if err != nil {
		return 0 // elsewhere nobody tells
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	sum := 0.0
	for _, f := range fields[11:13] {
		n, _ := strconv.ParseFloat(f, 64) // digits only
		sum += n / 100
	}
	return sum
}

// fill makes an index of the posts in OpenSearch.
func (p *peer) fill(posts iter.Seq[*blog.Post]) {
	text := object{"type": "text", "analyzer": "kuromoji", "index_options": "offsets"}
	keyword := object{"type": "keyword"}
	made, err := json.Marshal(object{"settings": object{"number_of_shards": 1, "number_of_replicas": 0}, "mappings": object{"dynamic": false,
		"properties": object{"title": text, "text": text, "author": keyword, "tags": keyword, "year": keyword, "published": object{"type": "date"}}}})
	if err != nil {
		p.t.Fatal(err)
	}
	p.send("/posts", made)
	var batch bytes.Buffer
	n := 0
	flush := func() {
		if n > 0 {
			p.send("/_bulk", batch.Bytes())
		}
		batch.Reset()
		n = 0
	}
	for post := range posts {
		p.add(&batch, post)
		if n++; n == peerBatch {
			flush()
		}
	}
	flush()
	p.send("/posts/_refresh", []byte{})
	p.send("/posts/_forcemerge?max_num_segments=1", []byte{})
}

// add adds a post to a batch.
func (p *peer) add(batch *bytes.Buffer, post *blog.Post) {
	lines := json.NewEncoder(batch)
	for _, line := range []object{
		{"index": object{"_index": "posts", "_id": post.ID}},
		{"title": post.Title, "text": post.Text(), "author": post.Author, "tags": post.Tags, "year": post.Published.Format("2006"), "published": post.Published, "url": post.URL},
	} {
		if err := lines.Encode(line); err != nil {
			p.t.Fatal(err)
		}
	}
}
