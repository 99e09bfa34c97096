package jsonfeed_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/source/jsonfeed"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", jsonfeed.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.json", jsonfeed.Read) }
