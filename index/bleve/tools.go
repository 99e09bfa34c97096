package bleve

import "github.com/fumikura/fumikura/index/ja"

// tools are what every snapshot of an engine works with.
type tools struct {
	analyzer *ja.Analyzer
	packer   *packer
}
