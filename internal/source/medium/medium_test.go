package medium_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/internal/source/medium"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func export(t testing.TB) (*txtar.Archive, fs.FS) {
	t.Helper()
	a, err := txtar.ParseFile("testdata/export.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := txtar.FS(a)
	if err != nil {
		t.Fatal(err)
	}
	return a, fsys
}

func TestAnExportGivesItsPosts(t *testing.T) {
	_, fsys := export(t)
	sourcetest.Golden(t, "testdata/export.txtar.golden", medium.Read(t.Context(), fsys, sourcetest.Export("medium.zip")))
}

func TestAnExportIsKnownFromOtherFolders(t *testing.T) {
	if _, fsys := export(t); !medium.Is(fsys) {
		t.Error("an export is not known")
	}
	theme := []byte(`<article class="post-text h-entry"><div class="e-content entry-content"><p>x</p></div></article>`)
	if medium.Is(fstest.MapFS{"posts/a.html": {Data: theme}}) || medium.Is(fstest.MapFS{"posts/a.html": {Data: []byte("<p>x</p>")}}) || medium.Is(fstest.MapFS{}) {
		t.Error("another folder is taken for an export")
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	for _, err := range medium.Read(t.Context(), fstest.MapFS{}, sourcetest.Export("x")) {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, fsys := export(t)
	for _, err := range medium.Read(ctx, fsys, sourcetest.Export("x")) {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

func FuzzRead(f *testing.F) {
	a, _ := export(f)
	for _, m := range a.Files {
		f.Add(m.Data)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for c, err := range medium.Read(t.Context(), fstest.MapFS{"posts/a.html": {Data: in}}, sourcetest.Export("x")) {
			sourcetest.Check(t, c, err)
		}
	})
}
