// Package query is the language readers search in: Parse never fails on what a reader types, String writes a Query back. It
// knows no index and no Japanese analysis.
package query

// Field names a field of the query language.
type Field string

// The fields; Fields tells their meaning.
const (
	Tag    Field = "tag"
	Author Field = "author"
	Title  Field = "title"
	CodeIn Field = "code"
	Blog   Field = "blog"
	Lang   Field = "lang"
	Year   Field = "year"
	After  Field = "after"
	Before Field = "before"
)
