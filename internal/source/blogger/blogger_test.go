package blogger_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/source/blogger"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", blogger.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*[lm]", blogger.Read) }
