package lexicon

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The columns of Sudachi's list that matter here.
const (
	sudachiGroup   = 0
	sudachiExpand  = 2 // 2: never
	sudachiLexeme  = 3
	sudachiWord    = 8
	sudachiColumns = 9
)

// isSudachi reports whether the first line that is not empty looks like one of Sudachi's list.
func isSudachi(data []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimSpace(data), []byte("\n"))
	f := bytes.Split(line, []byte(","))
	return len(f) >= sudachiColumns && len(f[0]) == 6 && strings.Trim(string(f[0]), "0123456789") == ""
}

// sudachi reads the list: lines of one group and lexeme are the spellings of one word.
func (b *synonymBuilder) sudachi(data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	lexemes := map[string][]string{}
	var order []string
	for {
		f, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(f) < sudachiColumns {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("line %d: %d columns, want %d", line, len(f), sudachiColumns)
		}
		if f[sudachiExpand] == "2" {
			continue
		}
		for lexeme := range strings.SplitSeq(f[sudachiLexeme], "/") {
			id := f[sudachiGroup] + "/" + lexeme
			if lexemes[id] == nil {
				order = append(order, id)
			}
			lexemes[id] = append(lexemes[id], strings.Clone(f[sudachiWord]))
		}
	}
	for _, id := range order {
		if words := lexemes[id]; len(words) > 1 {
			b.add(words, words)
		}
	}
	return nil
}
