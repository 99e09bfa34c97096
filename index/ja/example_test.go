package ja_test

import (
	"fmt"

	"github.com/fumikura/fumikura/index/ja"
)

// Words of one text and their places: particles have none, so that the words around them are neighbours.
func ExampleAnalyzer_Words() {
	text := "ｴﾝｼﾞﾝをDockerで動かした"
	for _, t := range ja.New().Words(text) {
		fmt.Printf("%d %s ← %s\n", t.Pos, t.Term, text[t.Start:t.End])
	}
	// Output:
	// 0 エンジン ← ｴﾝｼﾞﾝ
	// 1 docker ← Docker
	// 2 動かす ← 動かし
	// 2 動かし ← 動かし
}
