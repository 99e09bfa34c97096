// Package servertest runs real OpenSearch servers for tests: fetched from Maven once, listening on loopback only, ended with the test.
// It knows nothing of what is asked of them.
package servertest

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// serverHome is where the servers of the tests are laid out, by testdata/fetch. It is kept from run to run.
const serverHome = "fumikura-opensearch-3.8.0-ja"

// startTime is how long a cluster may take to start on a busy machine.
const startTime = 3 * time.Minute

// nobody runs the servers where the tests run as root, which they refuse.
const nobody = 65534

//go:embed testdata/fetch testdata/pom.xml
var testdata embed.FS

// Cluster is real OpenSearch servers on this machine.
type Cluster struct {
	Nodes   []*Node
	dir     string
	home    string   // of the server's jars
	options []string // of Java
}

// Requirement says why no server can be started here, or "".
func Requirement() string {
	if _, err := exec.LookPath("mvn"); err != nil {
		return "no mvn to fetch OpenSearch with"
	}
	if java() == "" {
		return "no Java 21 or newer to run OpenSearch with"
	}
	return ""
}

// java gives the newest Java of version 21 and up.
func java() string {
	found, _ := filepath.Glob("/usr/lib/jvm/*2[1-9]*/bin/java")
	if home := os.Getenv("JAVA_HOME_21"); home != "" {
		found = append(found, filepath.Join(home, "bin", "java"))
	}
	if len(found) == 0 {
		return ""
	}
	return slices.Max(found)
}

// Need skips a test where no server can be started.
func Need(t testing.TB) {
	t.Helper()
	if why := Requirement(); why != "" {
		t.Skip(why)
	}
	if testing.Short() {
		t.Skip("servers take long to start")
	}
}

// fetch lays the server out and gives its place.
func fetch(dir string) (string, error) {
	home := filepath.Join("/var/tmp", serverHome)
	if err := os.CopyFS(dir, testdata); err != nil {
		return "", err
	}
	if out, err := exec.Command("sh", filepath.Join(dir, "testdata", "fetch"), home).CombinedOutput(); err != nil {
		return "", fmt.Errorf("fetch OpenSearch: %w: %s", err, out)
	}
	return home, nil
}

// At is a cluster that runs already, which Close leaves alone.
func At(addresses ...string) *Cluster {
	c := &Cluster{}
	for _, a := range addresses {
		c.Nodes = append(c.Nodes, &Node{Address: a})
	}
	return c
}

// Start starts servers and waits until they serve. Java's options take the place of those that make it start quickly and answer
// slowly. Close ends the servers.
func Start(n int, options ...string) (*Cluster, error) {
	dir, err := os.MkdirTemp("/var/tmp", "fumikura-cluster-")
	if err != nil {
		return nil, fmt.Errorf("start a cluster: %w", err)
	}
	c := &Cluster{dir: dir, options: options}
	if len(options) == 0 {
		c.options = []string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"}
	}
	if err := c.start(n); err != nil {
		return nil, errors.Join(fmt.Errorf("start a cluster: %w", err), c.Close())
	}
	return c, nil
}

func (c *Cluster) start(n int) (err error) {
	if c.home, err = fetch(c.dir); err != nil {
		return err
	}
	configs, err := c.configure(n)
	if err != nil {
		return err
	}
	for i, node := range c.Nodes {
		if err := node.prepare(c.home, configs[i]); err != nil {
			return fmt.Errorf("lay out a server: %w", err)
		}
		if err := node.start(c.home, c.options); err != nil {
			return err
		}
	}
	return c.await(n)
}

// configure makes nodes that know of each other and gives the configuration of each.
func (c *Cluster) configure(n int) (configs []string, err error) {
	var seeds, names []string
	for i := range n {
		ports, err := freePorts()
		if err != nil {
			return nil, fmt.Errorf("find free ports: %w", err)
		}
		names, seeds = append(names, fmt.Sprintf("n%d", i)), append(seeds, fmt.Sprintf("127.0.0.1:%d", ports[1]))
		c.Nodes = append(c.Nodes, &Node{Address: fmt.Sprintf("http://127.0.0.1:%d", ports[0]), dir: filepath.Join(c.dir, names[i])})
		configs = append(configs, fmt.Sprintf("cluster.name: fumikura-test-%d\nnode.name: %s\nnetwork.host: 127.0.0.1\nhttp.port: %d\ntransport.port: %d\n"+
			"cluster.routing.allocation.disk.threshold_enabled: false\n", os.Getpid(), names[i], ports[0], ports[1]))
	}
	all := "discovery.type: single-node\n"
	if n > 1 {
		all = fmt.Sprintf("discovery.seed_hosts: [%s]\ncluster.initial_cluster_manager_nodes: [%s]\n", strings.Join(seeds, ","), strings.Join(names, ","))
	}
	for i := range configs {
		configs[i] += all
	}
	return configs, nil
}

// await waits until all nodes are there.
func (c *Cluster) await(n int) error {
	client := &http.Client{Timeout: 10 * time.Second}
	for until := time.Now().Add(startTime); time.Now().Before(until); time.Sleep(200 * time.Millisecond) {
		for _, node := range c.Nodes {
			select {
			case <-node.ended:
				out, _ := os.ReadFile(filepath.Join(node.dir, "out"))
				return fmt.Errorf("a server ended: %s", out[max(0, len(out)-3000):])
			default:
			}
		}
		res, err := client.Get(fmt.Sprintf("%s/_cluster/health?wait_for_nodes=%d&timeout=5s", c.Nodes[0].Address, n))
		if err != nil {
			continue
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil && strings.Contains(string(body), `"timed_out":false`) {
			return nil
		}
	}
	return fmt.Errorf("the servers were not ready after %s", startTime)
}

// Whole is an error unless every server is in the cluster and every shard has its copies.
func (c *Cluster) Whole() error {
	client := &http.Client{Timeout: 10 * time.Second}
	for _, node := range c.Nodes {
		res, err := client.Get(fmt.Sprintf("%s/_cluster/health?wait_for_nodes=%d&wait_for_status=green&timeout=5s", node.Address, len(c.Nodes)))
		if err != nil {
			return err
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || !strings.Contains(string(body), `"timed_out":false`) {
			return fmt.Errorf("the cluster is not whole: %s: %w", body, err)
		}
	}
	return nil
}

// Addresses are those of all servers.
func (c *Cluster) Addresses() []string {
	var out []string
	for _, n := range c.Nodes {
		out = append(out, n.Address)
	}
	return out
}

// Close ends all servers and removes their data.
func (c *Cluster) Close() error {
	var err error
	for _, n := range c.Nodes {
		err = errors.Join(err, n.Kill())
	}
	if c.dir != "" {
		err = errors.Join(err, os.RemoveAll(c.dir))
	}
	return err
}

// Restart starts a server that was killed, with its data and at its ports, and waits until it serves.
func (c *Cluster) Restart(n *Node) error {
	if err := n.start(c.home, c.options); err != nil {
		return err
	}
	return c.await(len(c.Nodes))
}
