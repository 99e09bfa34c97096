package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// The engines that an owner may choose.
const (
	engineBleve      = "bleve"
	engineOpenSearch = "opensearch"
)

type clusterConfig struct {
	Addresses []string `toml:"addresses" doc:"Nodes of the OpenSearch cluster, such as https://search-1.example.com:9200. Needed for engine = opensearch."`
	Index     string   `toml:"index" doc:"The name of the alias and the beginning of the names of indices. Empty: fumikura."`
	CA        string   `toml:"ca" doc:"A file of certificate authorities to trust instead of the system's. Empty: those."`
	User      string   `toml:"user" doc:"For basic authentication. Empty: none."`
	Password  string   `toml:"password" doc:"For basic authentication; better given as FUMIKURA_OPENSEARCH_PASSWORD."`
	Token     string   `toml:"token" doc:"A bearer token, instead of user and password. Empty: none."`
	Timeout   duration `toml:"timeout" doc:"How long one node may take to answer before it counts as down. 0: 5s."`
	Shards    int      `toml:"shards" doc:"Shards of a new index. 0: one, which is enough for millions of posts."`
	Replicas  int      `toml:"replicas" doc:"Copies of each shard; with one, a node may be lost. 0: none."`
}

// checkEngine checks what concerns the engine.
func (c *config) checkEngine() error {
	o := c.Cluster
	switch {
	case !oneOf(c.Engine, engineBleve, engineOpenSearch):
		return faultf("engine", "is %q; it may be bleve or opensearch", c.Engine)
	case c.Engine == engineOpenSearch && len(o.Addresses) == 0:
		return faultf("engine", "is opensearch, which needs opensearch.addresses")
	case o.Token != "" && o.User != "":
		return faultf("opensearch.token", "and opensearch.user exclude each other")
	}
	return nil
}

// engine is an index.Engine with what the commands ask of one besides.
type engine interface {
	index.Engine
	Meta(context.Context) (json.RawMessage, error)
	Holds(ctx context.Context, id blog.ID, q query.Query) (indexed, matches bool, err error)
	Check(ctx context.Context, samples int) error
	Only(context.Context) error
	Waiting(context.Context) (index.Stats, json.RawMessage, error) // what waits for approval; blog.ErrNotFound for nothing
	Approve(context.Context) (string, error)
	Settle(context.Context) error
	Drop(context.Context) (string, error)
}

// builder is an index.Builder with what ingest asks of one besides.
type builder interface {
	index.Builder
	From() string
	SetMeta(json.RawMessage)
	Hold(context.Context) (index.Stats, error)
}

// clustered says whether the index is in a cluster.
func (a *app) clustered() bool { return a.cfg.Engine == engineOpenSearch }

// openFor opens the configured engine, to ask only or to build too.
func (a *app) openFor(ctx context.Context, readOnly bool, log *slog.Logger) (engine, error) {
	if a.clustered() {
		return a.openCluster(ctx, readOnly, log)
	}
	e, err := bleve.Open(ctx, bleve.Options{Dir: a.cfg.Data, ReadOnly: readOnly, Building: !readOnly, Warm: a.serving, Synonyms: a.cfg.Synonyms, Log: log})
	if err != nil {
		return nil, err // an engine that is nil is not the nil of this type
	}
	return e, nil
}

func (a *app) openCluster(ctx context.Context, readOnly bool, log *slog.Logger) (*opensearch.Engine, error) {
	return opensearch.Open(ctx, a.clusterOptions(readOnly, log))
}

func (a *app) clusterOptions(readOnly bool, log *slog.Logger) opensearch.Options {
	c := a.cfg.Cluster
	return opensearch.Options{Addresses: c.Addresses, Name: c.Index, CA: c.CA, User: c.User, Password: c.Password,
		Token: c.Token, Timeout: time.Duration(c.Timeout), Shards: c.Shards, Replicas: c.Replicas, ReadOnly: readOnly, Synonyms: a.cfg.Synonyms, Log: log, Archive: a.owner, Force: a.taking}
}

// openGeneration opens a generation that is not live, to ask it.
func (a *app) openGeneration(ctx context.Context, id string) (engine, error) {
	if a.clustered() {
		o := a.clusterOptions(true, a.log(false))
		o.Generation = id
		return opensearch.Open(ctx, o) // whoever gets an error asks nothing
	}
	e, err := bleve.Open(ctx, bleve.Options{Dir: a.cfg.Data, Generation: id, Synonyms: a.cfg.Synonyms, Log: a.log(false)})
	if err != nil {
		return nil, err // an engine that is nil is not the nil of this type
	}
	return e, nil
}

// rollback makes an older generation live.
func (a *app) rollback(ctx context.Context, to string) (string, error) {
	if !a.clustered() {
		return generation.Open(a.cfg.Data).Rollback(ctx, to)
	}
	e, err := a.openCluster(ctx, false, a.log(false))
	if err != nil {
		return "", err
	}
	defer e.Close()
	return e.Rollback(ctx, to)
}

// checkCluster tells of every generation in the cluster. What keeps its files whole is the cluster's own business.
func (c *checker) checkCluster(ctx context.Context) (whole bool, err error) {
	e, err := c.openCluster(ctx, true, c.log(false))
	if err != nil {
		return false, err
	}
	defer e.Close()
	list, err := e.Generations(ctx)
	if err != nil {
		return false, err
	}
	live, err := e.Stats(ctx)
	if noIndex(err) && len(list) == 0 {
		c.found.Index = append(c.found.Index, c.damage("run fumikura reindex", "no generation is published yet"))
		return false, nil
	}
	if err != nil {
		return false, err
	}
	whole = true
	for _, g := range list {
		switch {
		case g.Live && live.Posts != g.Posts:
			c.found.Index = append(c.found.Index, c.damage("fumikura reindex --rebuild makes a new one from the archive",
				"generation %s (live): it has %d posts of %d", g.ID, live.Posts, g.Posts))
			whole = false
		case g.Live:
			c.tell("generation %s (live): has its %s\n", g.ID, counted(g.Posts, "post"))
		default:
			c.tell("generation %s: kept to go back to\n", g.ID)
		}
	}
	return whole, nil
}

// readCluster reads the generations that the cluster keeps.
func (s *status) readCluster(ctx context.Context, e *opensearch.Engine) error {
	list, err := e.Generations(ctx)
	if err != nil {
		return err
	}
	for _, g := range list {
		s.Generations = append(s.Generations, generationStatus{ID: g.ID, Live: g.Live, Created: g.Built, Posts: g.Posts, Bytes: g.Bytes, Analyzer: g.Analyzer})
	}
	return nil
}
