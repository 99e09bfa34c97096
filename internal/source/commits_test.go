package source_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/source"
)

func TestADateByTheCommitIsThatOfTheCommit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skipf("no git: %v", err)
	}
	const post = "---\ntitle: Drawers\ndate: git Last Modified\ntags: post\n---\nCards.\n"
	dir := folder(t, ".eleventy.js", "module.exports = () => ({dir: {input: \"src\"}})\n", "src/posts/drawers.md", post, "src/posts/new.md", post)
	run := func(at string, args ...string) {
		t.Helper()
		cmd := exec.Command(git, append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+at, "GIT_AUTHOR_DATE="+at)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	const day = "2017-05-04T09:00:00+09:00"
	run(day, "init", "-q")
	run(day, "add", ".eleventy.js", "src/posts/drawers.md")
	run(day, "commit", "-q", "-m", "drawers")
	all, err := collect(t, dir, source.Options{Site: "https://a.example/"})
	if err != nil {
		t.Fatal(err)
	}
	dates := map[string]time.Time{}
	for _, c := range all {
		if c.Page != nil {
			dates[c.Page.URL] = c.Page.Known.Published
		}
	}
	want, err := time.Parse(time.RFC3339, day)
	if err != nil {
		t.Fatal(err)
	}
	if got := dates["https://a.example/posts/drawers/"]; !got.Equal(want) {
		t.Errorf("what was committed is of %v, want %v (%v)", got, want, dates)
	}
	if got := dates["https://a.example/posts/new/"]; time.Since(got) > time.Hour {
		t.Errorf("what was never committed is of %v, want the time of its file (%v)", got, dates)
	}
}
