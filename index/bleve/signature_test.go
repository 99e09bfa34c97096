package bleve

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSignature holds that no run that stands in a text is refused.
func FuzzSignature(f *testing.F) {
	for _, text := range []string{"", "a", "\x01京都の話\x02go test ./...", "ああああああああ", "\x00\x00\x00\x00", "x\xff\xfe\xfd"} {
		f.Add(text, uint(1), uint(5))
	}
	f.Fuzz(func(t *testing.T, text string, from, to uint) {
		text = strings.ToValidUTF8(text, "?")
		runes := []rune(text)
		n := uint(len(runes)) + 1
		run := string(runes[min(from%n, to%n):max(from%n, to%n)])
		if s := signatureOf(text); len(s)&(len(s)-1) != 0 || !s.may(hashes(run)) {
			t.Errorf("%q is refused in %q by a signature of %d bytes", run, text, len(s))
		}
	})
}

func TestASignatureRefusesMostOfWhatATextDoesNotHave(t *testing.T) {
	text := strings.Repeat("秋の山道を歩いて、小さな茶屋で団子を食べた。", 3) + "帰りはバスで駅まで下り、駅前の書店に寄った。"
	s := signatureOf(text)
	refused, asked := 0, 0
	for _, other := range []string{"春の川辺を走って", "大きな食堂でうどんを頼んだ", "タクシーで空港へ向かった", "connection refused"} {
		for runes := []rune(other); len(runes) >= 4; runes = runes[1:] {
			asked++
			if !s.may(hashes(string(runes[:4]))) {
				refused++
			}
		}
	}
	if refused*2 < asked {
		t.Errorf("%d of %d are refused", refused, asked)
	}
	if most := utf8.RuneCountInString(text) * 2 / 8 * 2; len(s) > most {
		t.Errorf("%d bytes for %d characters", len(s), utf8.RuneCountInString(text))
	}
}
