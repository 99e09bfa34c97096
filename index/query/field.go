package query

import "strings"

// Field names a field of the query language.
type Field string

// The fields; FieldTable tells their meaning.
const (
	Tag    Field = "tag"
	Author Field = "author"
	Title  Field = "title"
	CodeIn Field = "code"
	Blog   Field = "blog"
	Lang   Field = "lang"
	Series Field = "series"
	Year   Field = "year"
	After  Field = "after"
	Before Field = "before"
)

// FieldDoc says what a field is for. The table of them feeds the parser and the help page alike.
type FieldDoc struct {
	Name     Field
	Example  string // a query that uses it
	Japanese string // what it does, for readers
	English  string
	Facet    bool // its values can be chosen beside the hits; chosen side by side they are alternatives
	Date     bool // its value is a date as ParseDate reads it
}

// FieldTable lists every field of the query language in the order in which a help page shows them.
func FieldTable() []FieldDoc {
	return []FieldDoc{
		{Name: Tag, Example: `コンテナ tag:Docker`, Facet: true,
			Japanese: "このタグが付いた記事", English: "posts with this tag"},
		{Name: Author, Example: `author:"Hanako Sato"`, Facet: true,
			Japanese: "この著者の記事", English: "posts by this author"},
		{Name: Series, Example: `series:"Go 入門"`, Facet: true,
			Japanese: "この連載の記事", English: "posts of this series"},
		{Name: Year, Example: `year:2016`, Facet: true, Date: true,
			Japanese: "この年（月、日も可）に公開された記事", English: "posts published in this year (a month or a day will do too)"},
		{Name: Lang, Example: `lang:ja`, Facet: true,
			Japanese: "この言語で書かれた記事", English: "posts written in this language"},
		{Name: Blog, Example: `blog:tech.example.com`, Facet: true,
			Japanese: "このブログの記事", English: "posts of this blog"},
		{Name: Title, Example: `title:入門`,
			Japanese: "題名に含む記事", English: "posts with this in the title"},
		{Name: CodeIn, Example: `code:useEffect`,
			Japanese: "コードに含む記事", English: "posts with this in their code"},
		{Name: After, Example: `after:2016-08`, Date: true,
			Japanese: "この日（月、年）以降に公開された記事", English: "posts published on this day, in this month or year, or later"},
		{Name: Before, Example: `before:2016-08-19`, Date: true,
			Japanese: "この日（月、年）より前に公開された記事", English: "posts published before this day, month or year began"},
	}
}

// Facets lists the fields whose values are counted and chosen beside the hits, in the order in which they are shown.
func Facets() []Field {
	var fields []Field
	for _, d := range FieldTable() {
		if d.Facet {
			fields = append(fields, d.Name)
		}
	}
	return fields
}

// doc gives the row of the field called name, in any case and width.
func doc(name string) (FieldDoc, bool) {
	name = strings.ToLower(narrow(name))
	for _, d := range FieldTable() {
		if string(d.Name) == name {
			return d, true
		}
	}
	return FieldDoc{}, false
}

// isFacet says that values of f side by side are alternatives.
func isFacet(f Field) bool {
	d, ok := doc(string(f))
	return ok && d.Facet
}

// narrow turns the full-width forms of ASCII into ASCII and leaves all else alone.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

// isText says that f holds text, in which words are looked for.
func isText(f Field) bool { return f == Title || f == CodeIn }
