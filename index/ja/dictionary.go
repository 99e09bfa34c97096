package ja

import (
	"runtime/debug"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome-dict/dict/trie"
	"github.com/ikawaha/kagome-dict/ipa"
)

// dictionary is the IPA dictionary in the shape that the lattice walks fastest, with of its contents only what tokens need: a
// class, the base form and the reading. kagome keeps 89 MiB for the same words, this about 35.
type dictionary struct {
	trie       trie.DoubleArray
	heads      []int32 // by a character of three bytes: its node in the trie, or -1
	dups       []uint8 // how many more entries with the same spelling follow an entry
	morphs     []dict.Morph
	connection []int16
	rows       int

	category []byte // of each rune of the basic plane
	unknown  [256]unknown
	unkMorph []dict.Morph
	unkClass []class

	class   []class
	base    []uint32 // number in texts, 0 where the spelling is the base form
	reading []uint32 // of the spelling
	spoken  []uint32 // reading of the base form
	texts   texts

	katakana map[string]bool // words of our own list, as terms
}

// unknown says how a category of characters makes words that the dictionary does not have.
type unknown struct {
	invoke, group bool
	first, count  int32 // entries in unkMorph
}

// loadDictionary reads the dictionary on first use; it is shared by all analyzers of the process.
var loadDictionary = sync.OnceValue(func() *dictionary {
	if keptAt == "" {
		return newDictionary()
	}
	d, err := keptDictionary(keptAt)
	if err != nil {
		d = newDictionary()
		_ = d.keep(keptAt) // it is only slower without
	}
	return d
})

func newDictionary() *dictionary {
	src := ipa.Dict()
	d := &dictionary{
		trie: src.Index.Da, morphs: src.Morphs, connection: src.Connection.Vec, rows: int(src.Connection.Row),
		category: src.CharCategory, unkMorph: src.UnkDict.Morphs,
		dups: make([]uint8, len(src.Morphs)), class: make([]class, len(src.Morphs)),
		base: make([]uint32, len(src.Morphs)), reading: make([]uint32, len(src.Morphs)), spoken: make([]uint32, len(src.Morphs)),
	}
	for id, n := range src.Index.Dup {
		d.dups[id] = uint8(n)
	}
	for c := range src.InvokeList {
		first, count := src.UnkDict.Index[int32(c)], src.UnkDict.IndexDup[int32(c)]+1
		d.unknown[c] = unknown{src.InvokeList[c], src.GroupList[c], first, count}
	}
	for _, features := range src.UnkDict.Contents {
		d.unkClass = append(d.unkClass, classOf(features))
	}
	d.findHeads()
	d.keepContents(src)
	d.katakana = katakanaSet()
	// kagome would hold on to its copy for ever; nobody else in this program reads it, by the rule that kagome enters here only.
	src.Contents, src.POSTable = nil, dict.POSTable{}
	debug.FreeOSMemory() // 150 MB of garbage would stay with a server that allocates little from here on
	return d
}

// keepContents copies class, base form and readings of every entry into tables of small numbers.
func (d *dictionary) keepContents(src *dict.Dict) {
	texts := newTexts()
	spoken := make(map[uint32]uint32) // base form → its reading
	names := make([]string, 0, 8)
	for id, pos := range src.POSTable.POSs {
		names = names[:0]
		for _, p := range pos {
			names = append(names, src.POSTable.NameList[p])
		}
		row := contents{src, src.Contents[id], len(pos)}
		base := row.at(dict.BaseFormIndex)
		d.reading[id] = texts.number(row.at(dict.ReadingIndex))
		d.class[id] = classOf(append(names, "", "")).ofBase(base)
		if !inflects(names[0]) {
			continue
		}
		d.base[id] = texts.number(term(base))
		if row.at(dict.InflectionalForm) == "基本形" {
			spoken[d.base[id]] = d.reading[id]
		}
	}
	for id, base := range d.base {
		d.spoken[id] = d.reading[id]
		if r, ok := spoken[base]; ok && base != 0 {
			d.spoken[id] = r
		}
	}
	d.texts = texts.done()
}

// contents is what the dictionary says of one entry, without the parts of speech that stand apart.
type contents struct {
	src  *dict.Dict
	row  []string
	skip int
}

func (c contents) at(column string) string {
	if i := int(c.src.ContentsMeta[column]) - c.skip; i >= 0 && i < len(c.row) {
		return c.row[i]
	}
	return ""
}

// inflects reports whether words of a part of speech have a base form apart from their spelling.
func inflects(pos string) bool { return pos == "動詞" || pos == "形容詞" || pos == "助動詞" }

// The characters of three bytes.
const (
	firstWide = 0x800
	lastWide  = 0xFFFF
)

// findHeads fills heads.
func (d *dictionary) findHeads() {
	d.heads = make([]int32, lastWide-firstWide+1)
	for r := range d.heads {
		d.heads[r] = d.walk(string(rune(firstWide + r)))
	}
}

// head gives the node of the first character of a text, or -1 where no word begins so, and the character's length.
func (d *dictionary) head(text string) (node int32, size int) {
	r, size := utf8.DecodeRuneInString(text)
	if size == 3 {
		return d.heads[r-firstWide], size
	}
	return d.walk(text[:size]), size
}

// walk gives the node of a text from the root of the trie, or -1.
func (d *dictionary) walk(text string) int32 {
	p := int32(0)
	for i := range len(text) {
		q := d.trie[p].Base + int32(text[i])
		if text[i] == 0 || int(q) >= len(d.trie) || d.trie[q].Check != p {
			return -1
		}
		p = q
	}
	return p
}

// word gives the first entry of the word that ends at a node, which hangs below byte 0, or -1.
func (d *dictionary) word(node int32) int32 {
	end := d.trie[node].Base
	if int(end) >= len(d.trie) || d.trie[end].Check != node || d.trie[end].Base > 0 {
		return -1
	}
	return -d.trie[end].Base
}

func (d *dictionary) categoryOf(r rune) byte {
	if int(r) < len(d.category) {
		return d.category[r]
	}
	return d.category[0]
}

// find gives the entries with a spelling.
func (d *dictionary) find(word string) (ids []int32) {
	first, ok := d.trie.Find(word)
	if !ok {
		return nil
	}
	for id := first; id <= first+int(d.dups[first]); id++ {
		ids = append(ids, int32(id))
	}
	return ids
}

func (d *dictionary) classAt(id int32) class {
	if id < 0 {
		return d.unkClass[^id]
	}
	return d.class[id]
}

// wordAt gives the term and the reading of a node of the lattice with its spelling.
func (d *dictionary) wordAt(id int32, surface string) (word, reading string) {
	if id < 0 {
		if isAll(surface, isKatakana) {
			reading = surface
		}
		return term(surface), reading
	}
	reading = d.texts.at(d.spoken[id])
	if d.base[id] != 0 {
		return d.texts.at(d.base[id]), reading
	}
	return term(surface), reading
}

// texts keeps many short strings in one, by number; number 0 is the empty one.
type texts struct {
	all    string
	starts []uint32
}

func (t texts) at(n uint32) string { return t.all[t.starts[n]:t.starts[n+1]] }

// textsBuilder collects them.
type textsBuilder struct {
	all     strings.Builder
	starts  []uint32
	numbers map[string]uint32
}

func newTexts() *textsBuilder {
	return &textsBuilder{starts: []uint32{0, 0}, numbers: map[string]uint32{"": 0}}
}

func (b *textsBuilder) number(s string) uint32 {
	if n, ok := b.numbers[s]; ok {
		return n
	}
	n := uint32(len(b.starts) - 1)
	b.all.WriteString(s)
	b.starts = append(b.starts, uint32(b.all.Len()))
	b.numbers[s] = n
	return n
}

func (b *textsBuilder) done() texts { return texts{b.all.String(), b.starts} }
