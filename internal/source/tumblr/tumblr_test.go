package tumblr_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/source/sourcetest"
	"github.com/fumikura/fumikura/internal/source/tumblr"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", tumblr.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.js*", tumblr.Read) }
