package opensearch_test

import (
	"strconv"
	"testing"

	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/opensearch"
)

// BenchmarkScale builds and asks what BenchmarkScale of the embedded engine does, of one node on this machine, and reports the same,
// with the memory of the node beside that of this process.
func BenchmarkScale(b *testing.B) {
	if why := requirement(); why != "" {
		b.Skip(why)
	}
	c := server.get(b)
	e := openAt(b, c, opensearch.Options{Addresses: c.addresses()})
	node := strconv.Itoa(c.nodes[0].cmd.Process.Pid)
	b.Run("build", func(b *testing.B) {
		benchtest.Build(b, e, benchtest.Size(b))
		b.ReportMetric(benchtest.MemoryMB("self", "VmHWM"), "peak-MB")
		b.ReportMetric(benchtest.MemoryMB(node, "VmHWM"), "node-peak-MB")
	})
	for _, class := range benchtest.Classes() {
		b.Run(class.Name, func(b *testing.B) { benchtest.Ask(b, e, class.Queries) })
	}
	b.Logf("memory after the queries: %.0f MB, of the node %.0f MB, of which %.0f not of files", benchtest.MemoryMB("self", "VmRSS"),
		benchtest.MemoryMB(node, "VmRSS"), benchtest.MemoryMB(node, "RssAnon"))
}
