package desk

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// What commands say (of a step of doctor, of a page that was passed over) is English. The desk says it in Japanese by a catalogue of such
// messages: words/said.ja.json has the English text, with … for what differs each time, and the Japanese one, with as many …. A message that
// is not in it is shown as it is.

// saying is one message of the catalogue.
type saying struct {
	english  *regexp.Regexp
	japanese string
}

func readSayings() ([]saying, error) {
	body, err := files.ReadFile("words/said.ja.json")
	if err != nil {
		return nil, err
	}
	var catalogue [][2]string
	if err := json.Unmarshal(body, &catalogue); err != nil {
		return nil, fmt.Errorf("read words/said.ja.json: %w", err)
	}
	var list []saying
	for _, c := range catalogue {
		parts := strings.Split(c[0], "…")
		for i, p := range parts {
			parts[i] = regexp.QuoteMeta(p)
		}
		english, err := regexp.Compile("^(?s:" + strings.Join(parts, "(.+?)") + ")$")
		if err != nil {
			return nil, fmt.Errorf("read the message %q: %w", c[0], err)
		}
		list = append(list, saying{english, c[1]})
	}
	return list, nil
}

// Said is what a command said, in the language of the page where that is known.
type Said struct {
	Text string
	Lang string // of the text; empty: that of the page
}

// Said gives what a command said.
func (v *visit) Said(text string) Said {
	if v.lang == "en" {
		return Said{Text: text}
	}
	if japanese, ok := v.desk.inJapanese(text); ok {
		return Said{Text: japanese}
	}
	return Said{text, "en"}
}

func (d *Desk) inJapanese(text string) (string, bool) {
	for _, s := range d.sayings {
		m := s.english.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		out := s.japanese
		for _, value := range m[1:] {
			if inner, ok := d.inJapanese(value); ok { // a reason within a reason
				value = inner
			}
			out = strings.Replace(out, "…", value, 1)
		}
		return out, true
	}
	return "", false
}
