package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/fumikura/fumikura/internal/corpus"
)

// callTool gives the text of a tool's answer.
func callTool(t *testing.T, s *sdk.ClientSession, tool string, arguments map[string]any) string {
	t.Helper()
	r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("call %s: %v", tool, err)
	}
	text := r.Content[0].(*sdk.TextContent).Text
	if r.IsError {
		t.Fatalf("%s refuses: %s", tool, text)
	}
	return text
}

func TestAnAgentConnectsByBothTransports(t *testing.T) {
	corpus.Slow(t)
	_, address := growingBlog(t)
	data := t.TempDir()
	run(t, 0, "reindex", address, "--data", data)
	config := filepath.Join(data, "fumikura.toml")
	if err := os.WriteFile(config, []byte("[serve]\nmcp = true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, base := serveData(t, data, "--config", config)
	mustAsk(t, base, "コンテナ")
	for name, transport := range map[string]sdk.Transport{
		"streamable HTTP":           &sdk.StreamableClientTransport{Endpoint: base + "/mcp"},
		"standard input and output": &sdk.CommandTransport{Command: exec.Command(binary, "mcp", "--data", data)},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
			if err != nil {
				t.Fatal(err)
			}
			found := callTool(t, s, "search_posts", map[string]any{"query": "コンテナ", "size": 1})
			_, rest, ok := strings.Cut(found, `"id":"`)
			id, _, _ := strings.Cut(rest, `"`)
			if !ok || strings.Contains(found, `"total":0`) {
				t.Fatalf("found %s", found)
			}
			if post := callTool(t, s, "get_post", map[string]any{"id": id}); !strings.Contains(post, fmt.Sprintf(`"id":%q`, id)) || len(post) < 300 {
				t.Errorf("post %s", post)
			}
			if counted := callTool(t, s, "list_facets", nil); !strings.Contains(counted, `"tag":[{"count":`) {
				t.Errorf("counted %s", counted)
			}
			if err := s.Close(); err != nil {
				t.Errorf("it does not end in good order: %v", err)
			}
		})
	}
}

func TestAnAgentWithoutAnIndexIsToldSo(t *testing.T) {
	if said := run(t, 1, "mcp", "--data", t.TempDir()); !strings.Contains(said, "fumikura reindex URL") {
		t.Errorf("it says %s", said)
	}
}
