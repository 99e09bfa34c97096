package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/opensearch/servertest"
)

const (
	// peerWarm is how often each query is asked before it is measured: of Fumikura, and of OpenSearch, whose machine code is made while
	// it runs.
	peerWarm, peerWarmJava = 1, 10
	peerRounds             = 3   // the engines take turns, so that a slow minute meets both
	peerBatch              = 500 // posts handed to OpenSearch at once
)

// BenchmarkPeer asks this program and OpenSearch with its own Japanese analyzer (kuromoji) for the same over HTTP, over the same posts, in
// one run, and prints a table. A cell is Fumikura / OpenSearch and the ratio; only ratios mean something, for other work on the machine
// moves both. CPU is what the process of the engine used for a query and depends least on other work. Both answer ten posts with marked
// titles and passages, the exact total and the values of tag, author and year.
func BenchmarkPeer(b *testing.B) {
	servertest.Need(b)
	data := loadData(b)
	p, base := serveData(b, data, "--rate-limit", "0")
	cluster, err := servertest.Start(1, "-XX:+UseG1GC")
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := cluster.Close(); err != nil {
			b.Error(err)
		}
	}()
	node := &peer{t: b, base: cluster.Nodes[0].Address, pid: cluster.Nodes[0].PID()}
	node.fill(benchtest.Posts(benchtest.Size(b), 1))
	own := &peer{t: b, base: base, pid: p.Process.Pid}
	for b.Loop() {
		fmt.Printf("\n| | p50 ms | p95 ms | CPU ms a query | hits |\n|---|---|---|---|---|\n")
		for _, class := range peerClasses() {
			fmt.Println(class.compare(own, node))
		}
	}
}

// peerQuestion is what both are asked for.
type peerQuestion struct{ text, tag, kind string }

// peerClass is a kind of question.
type peerClass struct {
	name string
	all  []peerQuestion
}

// peerClasses makes questions of the words of the made posts.
func peerClasses() []peerClass {
	const each = 100
	w, r := benchtest.Words(2000), rand.New(rand.NewPCG(1, 1))
	any := func(below int) string { return w[r.IntN(below)] }
	makers := []struct {
		name string
		make func() peerQuestion
	}{
		{"two words", func() peerQuestion { return peerQuestion{text: any(800) + " " + any(200)} }},
		{"broad word", func() peerQuestion { return peerQuestion{text: any(8)} }},
		{"question", func() peerQuestion {
			return peerQuestion{text: any(400) + "の" + any(200) + "を" + any(100) + "する方法が知りたい", kind: "question"}
		}},
		{"phrase", func() peerQuestion { return peerQuestion{text: any(20) + "について説明", kind: "phrase"} }},
		{"tag", func() peerQuestion { return peerQuestion{text: any(40), tag: fmt.Sprintf("タグ%04d", r.IntN(5))} }},
		{"newest", func() peerQuestion { return peerQuestion{text: any(40), kind: "newest"} }},
		{"empty", func() peerQuestion { return peerQuestion{kind: "newest"} }},
	}
	var out []peerClass
	for _, m := range makers {
		c := peerClass{name: m.name}
		for range each {
			c.all = append(c.all, m.make())
		}
		out = append(out, c)
	}
	return out
}

// own is the question as this program takes it.
func (q peerQuestion) own() (path string, body []byte) {
	v := url.Values{"q": {q.text}}
	if q.kind == "phrase" {
		v.Set("q", `"`+q.text+`"`)
	}
	if q.kind == "newest" {
		v.Set("sort", "newest")
	}
	if q.tag != "" {
		v.Set("tag", q.tag)
	}
	return "/api/v1/search?" + v.Encode(), nil
}

type object map[string]any

// opensearch is the question as a search that asks for the same.
func (q peerQuestion) opensearch() (path string, body []byte) {
	match := object{"query": q.text, "fields": []string{"title^2", "text"}, "type": "cross_fields", "operator": "and"}
	switch q.kind {
	case "question":
		delete(match, "type")
		delete(match, "operator")
	case "phrase":
		delete(match, "operator")
		match["type"] = "phrase"
	}
	query := object{"multi_match": match}
	if q.text == "" {
		query = object{"match_all": object{}}
	}
	aggregations := object{}
	for _, f := range []string{"tags", "author", "year"} {
		aggregations[f] = object{"terms": object{"field": f, "size": 100}}
	}
	ask := object{"query": query, "size": 10, "track_total_hits": true, "aggs": aggregations, "_source": object{"excludes": []string{"text"}},
		"highlight": object{"fields": object{"title": object{"number_of_fragments": 0},
			"text": object{"fragment_size": 150, "number_of_fragments": 1, "no_match_size": 150}}}}
	if q.tag != "" { // the values of tag ignore what is chosen, as ours do
		chosen := object{"term": object{"tags": q.tag}}
		ask["post_filter"] = chosen
		for _, f := range []string{"author", "year"} {
			aggregations[f] = object{"filter": chosen, "aggs": object{f: aggregations[f]}}
		}
	}
	if q.kind == "newest" {
		ask["sort"] = []object{{"published": "desc"}}
	}
	body, err := json.Marshal(ask)
	if err != nil {
		panic(err) // it is made of plain values
	}
	return "/posts/_search", body
}

// compare asks both and gives a line of the table.
func (c peerClass) compare(own, node *peer) string {
	var a, z peerSeen
	for range peerWarm {
		own.ask(c.all, peerQuestion.own, &peerSeen{})
	}
	for range peerWarmJava {
		node.ask(c.all, peerQuestion.opensearch, &peerSeen{})
	}
	for range peerRounds {
		own.ask(c.all, peerQuestion.own, &a)
		node.ask(c.all, peerQuestion.opensearch, &z)
	}
	line := "| " + c.name
	for i, x := range a.figures() {
		y := z.figures()[i]
		line += fmt.Sprintf(" | %.3g / %.3g **%.2f×**", x, y, x/max(y, 1e-9))
	}
	return line + " |"
}
