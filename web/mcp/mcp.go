// Package mcp is a server of the Model Context Protocol, by which language models (agents) use tools: it lets them search the
// archive, read a post and count facets, and nothing else. What a tool answers is handed in; this room knows the protocol only.
package mcp

import (
	"context"
	"fmt"
	"io"
	"net/http"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// Archive is what the tools ask. Its errors are told to the model word for word, so they are words meant for the caller.
type Archive interface {
	SearchPosts(context.Context, Question) (*Found, error)
	GetPost(context.Context, Wanted) (*Post, error)
	ListFacets(context.Context, Count) (*Counted, error)
}

// Options describe the server to those who connect.
type Options struct {
	Title   string // of the archive, as people know it
	Version string // of the program
	MaxBody int64  // bytes of one request over HTTP
}

// Server answers by the protocol. It keeps nothing between requests.
type Server struct {
	tools *sdk.Server
	http  http.Handler
}

// New makes a server over an archive.
func New(a Archive, o Options) *Server {
	tools := sdk.NewServer(&sdk.Implementation{Name: "fumikura", Title: o.Title, Version: o.Version}, &sdk.ServerOptions{
		Instructions: fmt.Sprintf(instructions, o.Title),
		Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}}, // the list of tools never changes, and nothing is logged to a client
	})
	add(tools, "search_posts", "Search posts", searchPosts, a.SearchPosts)
	add(tools, "get_post", "Read a post", getPost, a.GetPost)
	add(tools, "list_facets", "Count posts by tag, author, year", listFacets, a.ListFacets)
	return &Server{tools: tools, http: sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return tools }, &sdk.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, MaxRequestBodyBytes: o.MaxBody, PropagateRequestCancellation: true,
		DisableLocalhostProtection: true, // it takes a reverse proxy on this machine for an attack; web looks at the Origin itself
	})}
}

// add adds a tool that only reads.
func add[In, Out any](s *sdk.Server, name, title, description string, answer func(context.Context, In) (*Out, error)) {
	closed := false
	tool := &sdk.Tool{Name: name, Title: title, Description: description,
		Annotations: &sdk.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}}
	sdk.AddTool(s, tool, func(ctx context.Context, _ *sdk.CallToolRequest, in In) (*sdk.CallToolResult, *Out, error) {
		out, err := answer(ctx, in)
		return nil, out, err
	})
}

// ServeHTTP answers one POST of the streamable HTTP transport, without a session and without a stream.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// Talk answers on a pair of streams, a message a line, until the other side ends its stream or ctx ends.
func (s *Server) Talk(ctx context.Context, in io.ReadCloser, out io.WriteCloser) error {
	err := s.tools.Run(ctx, &sdk.IOTransport{Reader: in, Writer: out})
	if ctx.Err() != nil { // being told to end is how it ends
		return nil
	}
	if err != nil {
		return fmt.Errorf("talk to an agent: %w", err)
	}
	return nil
}
