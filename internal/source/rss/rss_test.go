package rss_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/source/rss"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", rss.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.xml", rss.Read) }
