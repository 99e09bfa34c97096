package excerpt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/ja"
)

// BenchmarkTenHits is what one page of results costs: ten posts of about 10 kB each.
func BenchmarkTenHits(b *testing.B) {
	a := ja.New()
	paragraph := "前回は環境を用意するところまで進めました。今回はDockerのイメージを小さくする話をします。手元の例では1.2GBが80MBになりました。"
	var post []excerpt.Block
	for i := range 40 {
		post = append(post, excerpt.Block{Text: strings.Repeat(paragraph, 1+i%3)})
		if i%8 == 7 {
			post = append(post, excerpt.Block{Text: "FROM golang:1.26\nRUN go build ./...\n", Kind: excerpt.Code})
		}
	}
	post = append(post, excerpt.Block{Text: "最後に、監視と通知の仕組みを Kubernetes の上に置いた理由を書きます。"})
	for _, query := range []string{"監視 通知", "docker", "コンテナ", "イメージを小さくする方法とその理由を知りたい人はどこを読むか"} {
		find := excerpt.New(a, needles(a, query))
		b.Run(fmt.Sprint(query), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for range 10 {
					find.Make(post)
				}
			}
		})
	}
}
