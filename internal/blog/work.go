package blog

import (
	"net/url"
	"path"
	"strings"
)

// Work gives a key that the translations of one post share: what is left of its address without the part that names its language,
// or, where its page names its translations (hreflang), the least of these keys. Only what names the post's own language is taken
// out, so that /it/ of a Japanese post stays a category.
func (p *Post) Work() string {
	key := workKey(p.URL, p.Lang)
	for _, t := range p.Translations {
		if t.URL == "" || strings.EqualFold(t.Lang, "x-default") {
			continue
		}
		if k := workKey(t.URL, t.Lang); k < key {
			key = k
		}
	}
	return key
}

// workKey is the key of an address without the parts that name the language: a host name's first label, one of the first three
// folders of the path, an ending of the file name, or a parameter.
func workKey(rawURL, lang string) string {
	key := Key(rawURL)
	lang = primary(lang)
	if lang == "" {
		return key
	}
	address, query, _ := strings.Cut(key, "?")
	host, file, _ := strings.Cut(address, "/")
	if first, rest, found := strings.Cut(host, "."); found && strings.Contains(rest, ".") && primary(first) == lang {
		host = rest
	}
	folders := strings.Split(file, "/")
	for i, f := range folders {
		if i < 3 && isLang(f, lang) && i < len(folders)-1 {
			folders = append(folders[:i:i], folders[i+1:]...)
			break
		}
	}
	last := &folders[len(folders)-1]
	at := last
	if *last == "" && len(folders) > 1 {
		at = &folders[len(folders)-2] // the address ends in a slash
	}
	*at = withoutLang(*at, lang)
	key = host + "/" + strings.Join(folders, "/")
	if values, err := url.ParseQuery(query); err == nil && query != "" {
		for _, name := range []string{"lang", "hl", "locale", "language"} {
			if isLang(values.Get(name), lang) {
				values.Del(name)
			}
		}
		if len(values) > 0 {
			key += "?" + values.Encode()
		}
	}
	return key
}

// withoutLang takes an ending that names the language out of a file name: a.en.html, a.en, a_en, a-en.
func withoutLang(file, lang string) string {
	ext := path.Ext(file)
	stem := strings.TrimSuffix(file, ext)
	if isLang(strings.TrimPrefix(ext, "."), lang) {
		return stem
	}
	for _, joint := range []string{".", "_", "-"} {
		if before, after, found := cutLast(stem, joint); found && before != "" && isLang(after, lang) {
			return before + ext
		}
	}
	return file
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// isLang says that a part of an address names the language: en, EN or en-us for en.
func isLang(s, lang string) bool {
	const longest = len("zh-hant-tw")
	if len(s) < 2 || len(s) > longest {
		return false
	}
	return primary(s) == lang && (len(s) == len(lang) || s[len(lang)] == '-' || s[len(lang)] == '_')
}
