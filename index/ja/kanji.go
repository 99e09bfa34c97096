package ja

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// kanjiForms gives s with its characters in their common form, and with one of them in each other form that names use.
func kanjiForms(s string) []string {
	forms := []string{strings.Map(commonForm, s)}
	for i, r := range s {
		for _, other := range nameForms()[r] {
			if other != r {
				forms = append(forms, s[:i]+string(other)+s[i+utf8.RuneLen(r):])
			}
		}
	}
	return slices.DeleteFunc(forms, func(form string) bool { return form == s })
}

func commonForm(r rune) rune {
	for _, groups := range []func() map[rune][]rune{nameForms, oldForms} {
		if g := groups()[r]; g != nil {
			return g[0]
		}
	}
	return r
}

// nameForms and oldForms give the group of a character.
var (
	nameForms = sync.OnceValue(func() map[rune][]rune { return groupsOf(nameKanji) })
	oldForms  = sync.OnceValue(func() map[rune][]rune { return groupsOf(oldKanji) })
)

func groupsOf(groups string) map[rune][]rune {
	of := map[rune][]rune{}
	for group := range strings.FieldsSeq(groups) {
		for _, r := range group {
			if of[r] == nil {
				of[r] = []rune(group)
			}
		}
	}
	return of
}

// nameKanji are characters that names are written with in several forms, the common one first. oldKanji are forms out of use
// behind the one in use: a query in the old form finds the new one, and not the other way, since no reader asks so.
const (
	nameKanji = `斉齋齊斎 辺邊邉 沢澤 浜濱濵 崎﨑嵜 高髙 広廣 国國圀 島嶋嶌 桜櫻 竜龍 滝瀧 富冨 恵惠 条條 真眞 静靜 関關
桑桒 吉𠮷 栄榮 渋澁 寿壽 芸藝 徳德 峰峯 涼凉 秋穐`
	oldKanji = `万萬 会會 学學 体體 来來 総總 弁辨瓣辯 円圓 塩鹽 応應 亜亞 実實 粛肅 渡渉 渓溪 検檢 権權 験驗 駆驅 戦戰
壱壹 弐貳 参參 両兩 図圖 団團 変變 読讀 続續 売賣 当當 党黨 灯燈 闘鬪 独獨 届屆 拝拜 廃廢 麦麥 発發 髪髮
払拂 仏佛 並竝 宝寶 豊豐 翻飜 毎每 満滿 黙默 訳譯 薬藥 与與 予豫 余餘 誉譽 様樣 謡謠 頼賴 覧覽 乱亂 励勵
礼禮 霊靈 齢齡 恋戀 炉爐 労勞 楼樓 録錄 湾灣 画畫 絵繪 楽樂 帰歸 気氣 旧舊 拠據 挙擧 区區 径徑 茎莖 経經
軽輕 継繼 県縣 険險 顕顯 効效 号號 済濟 剤劑 雑雜 歯齒 児兒 辞辭 写寫 釈釋 収收 従從 縦縱 処處 称稱 証證
乗乘 場塲 状狀 触觸 嘱囑 随隨 髄髓 枢樞 数數 声聲 摂攝 専專 浅淺 銭錢 践踐 双雙 壮壯 争爭 荘莊 装裝 捜搜
挿插 巣巢 騒騷 蔵藏 臓臟 属屬 堕墮 対對 帯帶 滞滯 台臺 択擇 担擔 単單 断斷 遅遲 痴癡 昼晝 虫蟲 鋳鑄 庁廳
聴聽 鎮鎭 逓遞 鉄鐵 転轉 点點 伝傳 闘鬭 略畧 冊册 群羣 裏裡 島嶋 隣鄰 野埜 花華 回廻 附付 掛懸 註注 撰選
聯連`
)
