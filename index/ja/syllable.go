package ja

import (
	"strings"
	"sync"
)

// syllables is the table of kana and their spellings, made once.
var syllables = sync.OnceValue(func() *syllableTable {
	t := &syllableTable{map[string]string{}, map[string]string{}, map[string]bool{}}
	for line := range strings.Lines(syllableLines) {
		f := strings.Fields(line)
		for i := 0; i+1 < len(f); i += 2 {
			for k, spelling := range strings.Split(f[i+1], ",") {
				if k == 0 {
					t.letters[f[i]] = spelling
				}
				if _, taken := t.kana[spelling]; !taken {
					t.kana[spelling] = f[i]
				}
				for n := 1; n < len(spelling); n++ {
					t.begins[spelling[:n]] = true
				}
			}
		}
	}
	return t
})

// syllableLines has pairs of kana and spellings, Hepburn first.
const syllableLines = `
ア a イ i ウ u エ e オ o
カ ka,ca キ ki ク ku,cu,qu ケ ke コ ko,co
サ sa シ shi,si,ci ス su セ se,ce ソ so
タ ta チ chi,ti ツ tsu,tu テ te ト to
ナ na ニ ni ヌ nu ネ ne ノ no
ハ ha ヒ hi フ fu,hu ヘ he ホ ho
マ ma ミ mi ム mu メ me モ mo
ヤ ya ユ yu ヨ yo
ラ ra リ ri ル ru レ re ロ ro
ワ wa ヰ wi ヱ we ヲ o,wo ン n
ガ ga ギ gi グ gu ゲ ge ゴ go
ザ za ジ ji,zi ズ zu ゼ ze ゾ zo
ダ da ヂ ji,di ヅ zu,du デ de ド do
バ ba ビ bi ブ bu ベ be ボ bo
パ pa ピ pi プ pu ペ pe ポ po
キャ kya キュ kyu キョ kyo
シャ sha,sya シュ shu,syu ショ sho,syo シェ she,sye
チャ cha,tya,cya チュ chu,tyu,cyu チョ cho,tyo,cyo チェ che,tye
ニャ nya ニュ nyu ニョ nyo
ヒャ hya ヒュ hyu ヒョ hyo
ミャ mya ミュ myu ミョ myo
リャ rya リュ ryu リョ ryo
ギャ gya ギュ gyu ギョ gyo
ジャ ja,zya,jya ジュ ju,zyu,jyu ジョ jo,zyo,jyo ジェ je,zye
ビャ bya ビュ byu ビョ byo
ピャ pya ピュ pyu ピョ pyo
ファ fa フィ fi フェ fe フォ fo フュ fyu
ティ ti,thi ディ di,dhi デュ dyu,dhu テュ tyu,thu トゥ tu,twu ドゥ du,dwu
ウィ wi ウェ we ウォ wo,who ヴァ va ヴィ vi ヴ vu ヴェ ve ヴォ vo
ツァ tsa ツェ tse ツォ tso クァ kwa,qa クォ kwo,qo
ァ a,xa,la ィ i,xi,li ゥ u,xu,lu ェ e,xe,le ォ o,xo,lo ャ ya,xya,lya ュ yu,xyu,lyu ョ yo,xyo,lyo ッ xtu,ltu
`
