package bleve

import (
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
)

// tools are what every snapshot of an engine works with.
type tools struct {
	analyzer *ja.Analyzer
	packer   *packer
	weights  weight.Weights
}
