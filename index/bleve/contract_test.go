package bleve_test

import (
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/indextest"
)

func TestTheContractOfEveryEngine(t *testing.T) {
	indextest.Run(t, func(t *testing.T) index.Engine {
		e, err := bleve.Open(t.Context(), bleve.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
		return e
	})
}
