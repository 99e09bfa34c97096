package archive_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// writerEnv names the archive for the process that TestKilledWriters starts from this test binary.
const writerEnv = "FUMIKURA_TEST_WRITER"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerEnv); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver stores captures and readings, and names on standard output what was stored.
func writeForEver(path string) error {
	ctx := context.Background()
	db, err := archive.Open(ctx, path)
	if err != nil {
		return err
	}
	for n := time.Now().UnixNano(); ; n++ {
		c := fetched(fmt.Sprint(site, n), strings.Repeat(fmt.Sprint(n), 500), day)
		if err := db.Put(ctx, c); err != nil {
			return err
		}
		post := with(blog.Post{Title: fmt.Sprint(n)}, c.Page.URL)
		if err := db.PutReadings(ctx, archive.Reading{Page: c.Page, Version: "1", Posts: []*blog.Post{&post}}); err != nil {
			return err
		}
		fmt.Println(c.Page.URL)
	}
}

func TestKilledWritersLoseNothingThatWasStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	rounds := 15
	if testing.Short() {
		rounds = 3
	}
	var stored []string
	for round := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), writerEnv+"="+path)
		var problems strings.Builder
		cmd.Stderr = &problems
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		first, all := make(chan struct{}), make(chan string)
		go func() {
			r := bufio.NewReader(out)
			_, _ = r.Peek(1) // the end comes first where it is killed before
			close(first)
			b, _ := io.ReadAll(r) // what was said before it was killed
			all <- string(b)
		}()
		if round == rounds-1 && len(stored) == 0 { // on a slow machine all others may have been killed too early
			<-first
		}
		time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		said := <-all
		_ = cmd.Wait() // it says that it was killed
		if problems.Len() > 0 {
			t.Fatalf("the writer failed: %s", &problems)
		}
		if i := strings.LastIndexByte(said, '\n'); i >= 0 {
			stored = append(stored, strings.Fields(said[:i])...)
		}
	}
	if len(stored) == 0 {
		t.Fatal("no writer lived long enough to store anything")
	}
	db := openAt(t, path)
	if found, err := db.Check(t.Context(), true); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	for _, url := range stored {
		if _, err := db.Page(t.Context(), url); err != nil {
			t.Error(err)
		}
		if _, err := db.Post(t.Context(), blog.NewID(url)); err != nil {
			t.Error(err)
		}
	}
}

func TestOneProcessWritesAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	l, err := archive.Acquire(dir, "reindex")
	if err != nil {
		t.Fatal(err)
	}
	_, err = archive.Acquire(dir, "import")
	if !errors.Is(err, blog.ErrUnavailable) || !strings.Contains(err.Error(), fmt.Sprint("reindex, process ", os.Getpid(), ", since ")) {
		t.Errorf("a second one: %v", err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := archive.Acquire(dir, "import")
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}
