// Package benchtest measures engines over posts that it makes: any number of them, the same for the same seed, with words, tags and
// authors as unevenly spread as real ones. They mean nothing; nothing about ranking can be learnt from them.
package benchtest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	nouns   = 40_000
	terms   = 20_000 // Latin words and identifiers
	authors = 400
	tags    = 1_500
	// skew is the exponent of the Zipf distributions. So the commonest noun is in a third of the posts.
	skew = 1.07
)

// Posts gives n posts of about 2.4 KB, half of them with code.
func Posts(n int, seed uint64) iter.Seq[*blog.Post] {
	return func(yield func(*blog.Post) bool) {
		g := newGenerator(seed)
		for i := range n {
			if !yield(g.post(i)) {
				return
			}
		}
	}
}

// Words gives n nouns, the commonest first, to make queries of.
func Words(n int) []string {
	real, out := realNouns(), make([]string, n)
	for i := range out {
		out[i] = noun(real, uint64(i))
	}
	return out
}

type generator struct {
	rand                      *rand.Rand
	words                     []string // nouns by rank
	noun, term, author, tagOf *rand.Zipf
}

func newGenerator(seed uint64) *generator {
	r := rand.New(rand.NewPCG(seed, 7))
	zipf := func(n uint64) *rand.Zipf { return rand.NewZipf(r, skew, 60, n-1) }
	return &generator{rand: r, words: Words(nouns), noun: zipf(nouns), term: zipf(terms), author: zipf(authors), tagOf: zipf(tags)}
}

func (g *generator) post(i int) *blog.Post {
	p := &blog.Post{Site: "https://bench.example.com/", URL: fmt.Sprintf("https://bench.example.com/%d", i), Lang: "ja",
		Title: g.nextNoun() + "と" + g.nextNoun() + "の" + g.pick(topics()), Author: fmt.Sprintf("著者%03d", g.author.Uint64())}
	p.ID = blog.NewID(p.URL)
	p.Published = time.Date(2010, 1, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(g.rand.IntN(15*365*24)) * time.Hour)
	for range 1 + g.rand.IntN(4) {
		p.Tags = append(p.Tags, fmt.Sprintf("タグ%04d", g.tagOf.Uint64()))
	}
	for range 5 + g.rand.IntN(8) {
		p.Blocks = append(p.Blocks, blog.Block{Kind: blog.Paragraph, Text: g.paragraph()})
	}
	if g.rand.IntN(2) == 0 {
		p.Blocks = append(p.Blocks, blog.Block{Kind: blog.Code, Text: g.code()})
	}
	return p
}

func (g *generator) paragraph() string {
	var b strings.Builder
	for range 3 + g.rand.IntN(4) {
		fmt.Fprintf(&b, "%s%s%s%s%s%s。", g.nextNoun(), g.pick(particles()), g.nextThing(), g.pick(particles()), g.nextNoun(),
			g.pick(endings()))
	}
	return b.String()
}

func (g *generator) code() string {
	var b strings.Builder
	for range 2 + g.rand.IntN(6) {
		fmt.Fprintf(&b, "%s := %s(%d)\n", g.nextTerm(), g.nextTerm(), g.rand.IntN(1000))
	}
	return b.String()
}

func (g *generator) nextNoun() string { return g.words[g.noun.Uint64()] }
func (g *generator) nextTerm() string { return term(g.term.Uint64()) }

func (g *generator) nextThing() string {
	if g.rand.IntN(4) == 0 {
		return " " + g.nextTerm() + " "
	}
	return g.nextNoun()
}

func (g *generator) pick(of []string) string { return of[g.rand.IntN(len(of))] }

// noun gives the noun of a rank: every third is one of the real words while there are any, the others are katakana that no
// dictionary has.
func noun(real []string, rank uint64) string {
	if rank%3 == 1 && rank/3 < uint64(len(real)) {
		return real[rank/3]
	}
	r := rand.New(rand.NewPCG(rank, 1))
	kana := []rune("アイウエカキクコサシスセタテトナニノハヒフマミメモラリルレロバビブデドグガパピプ")
	word := make([]rune, 3+r.IntN(3))
	for i := range word {
		word[i] = kana[r.IntN(len(kana))]
	}
	return string(word)
}

func realNouns() []string {
	return strings.Fields(`検索 文書 単語 形態素 解析 言語 処理 設計 実装 開発 運用 監視 記事 構造 索引 順位 評価 試験 環境 設定 接続 通信 画面 表示 入力 出力 登録
		更新 削除 管理 計算 機械 学習 資料 会議 発表 参加 地域 歴史 料理 音楽 映画 旅行 季節 天気 健康 教育 研究 経済 社会 法律 制度 変更 確認 作成 利用 実行
		方法 問題 原因 結果 機能 情報 技術 仕様 品質 性能 速度 容量 障害 復旧 移行 比較 選択 条件 関数 変数 配列 文字 数値 時間 日付 場所 利用者 開発者
		担当者 組織 会社 部署 予算 費用 契約 期限 計画 目標 課題 改善 提案 質問 回答 議論 合意 共有 公開 非公開 権限 認証 暗号 証明書 鍵 署名 検証 監査`)
}

// term gives the Latin word or identifier of a rank.
func term(rank uint64) string {
	r := rand.New(rand.NewPCG(rank, 2))
	word := func() string {
		var b strings.Builder
		for range 2 + r.IntN(2) {
			b.WriteByte("bcdfghklmnprstvw"[r.IntN(16)])
			b.WriteByte("aeiou"[r.IntN(5)])
		}
		return b.String()
	}
	if rank%4 == 3 {
		w := word()
		return word() + strings.ToUpper(w[:1]) + w[1:]
	}
	return word()
}

func topics() []string {
	return []string{"入門", "まとめ", "比較", "使い方", "設計", "失敗談", "仕組み", "移行"}
}
func particles() []string { return []string{"は", "が", "を", "の", "に", "で", "から", "と"} }

func endings() []string {
	return []string{"を調べました", "について説明します", "が必要です", "を変えると速くなります", "は難しいと思います", "を使っています", "が増えました",
		"に気を付けてください"}
}
