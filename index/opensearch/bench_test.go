package opensearch_test

import (
	"strconv"
	"testing"

	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/index/opensearch/servertest"
)

// BenchmarkScale builds and asks what BenchmarkScale of the embedded engine does, of one node on this machine, and reports the same,
// with the memory of the node beside that of this process.
func BenchmarkScale(b *testing.B) {
	servertest.Need(b)
	c, err := servertest.Start(1, "-XX:+UseG1GC") // compiled as well as a server that runs for long
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := c.Close(); err != nil {
			b.Error(err)
		}
	})
	e := openAt(b, c, opensearch.Options{Addresses: c.Addresses()})
	node := strconv.Itoa(c.Nodes[0].PID())
	b.Run("build", func(b *testing.B) {
		benchtest.Build(b, e, benchtest.Size(b))
		b.ReportMetric(benchtest.MemoryMB("self", "VmHWM"), "peak-MB")
		b.ReportMetric(benchtest.MemoryMB(node, "VmHWM"), "node-peak-MB")
	})
	warm(b, e)
	for _, class := range benchtest.Classes() {
		b.Run(class.Name, func(b *testing.B) { benchtest.Ask(b, e, class.Queries) })
	}
	b.Logf("memory after the queries: %.0f MB, of the node %.0f MB, of which %.0f not of files", benchtest.MemoryMB("self", "VmRSS"),
		benchtest.MemoryMB(node, "VmRSS"), benchtest.MemoryMB(node, "RssAnon"))
}

// warm asks some queries first, so that the node has compiled what it runs.
func warm(b *testing.B, e *opensearch.Engine) {
	for _, class := range benchtest.Classes() {
		for _, text := range class.Queries[:min(20, len(class.Queries))] {
			if _, err := benchtest.Search(e, text); err != nil {
				b.Fatal(err)
			}
		}
	}
}
