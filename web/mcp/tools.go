package mcp

// What the tools take and give. The jsonschema tags are what a model reads of them.

const instructions = `This is the full-text search of %q, an archive of blog posts, Japanese and English. Start with search_posts; read a post with get_post before you quote it; list_facets tells which tags, authors and years there are. Cite posts by their url.`

const searchPosts = `Full-text search for posts. Posts that have all the words come first. Query language: "exact phrase", -word, OR, ( ), and the fields tag: author: series: title: code: blog: lang: year: after: before: (dates like 2016, 2016-08 or 2016-08-19). An empty query gives all posts that pass the filters, newest first. The snippet marks what matched in **bold**.`

const getPost = `The text of one post as Markdown, by the id or the url that search_posts gave. A long post comes in parts: call again with offset set to next_offset.`

const listFacets = `How many posts there are by tag, author, series, year, language and blog, of all posts or of those that a query finds.`

// Question is a search.
type Question struct {
	Query string `json:"query,omitempty" jsonschema:"the query, up to 256 characters and 32 words; empty for all posts"`
	Filters
	Sort string `json:"sort,omitempty" jsonschema:"relevance (default), newest or oldest"`
	Page int    `json:"page,omitempty" jsonschema:"page of the results, from 1"`
	Size int    `json:"size,omitempty" jsonschema:"results on a page, 1 to 100; 10 when left out"`
}

// Filters narrow a search: any of the values of one field, and all of the fields.
type Filters struct {
	Tag    []string `json:"tag,omitempty" jsonschema:"only posts with one of these tags"`
	Author []string `json:"author,omitempty" jsonschema:"only posts by one of these authors"`
	Series []string `json:"series,omitempty" jsonschema:"only posts of one of these series"`
	Year   []int    `json:"year,omitempty" jsonschema:"only posts published in one of these years"`
	Lang   []string `json:"lang,omitempty" jsonschema:"only posts in one of these languages, such as ja or en"`
	Blog   []string `json:"blog,omitempty" jsonschema:"only posts of one of these blogs, by start address"`
}

// Found is the answer to a search.
type Found struct {
	Total      int    `json:"total" jsonschema:"posts that were found"`
	Page       int    `json:"page"`
	Pages      int    `json:"pages"`
	Relaxed    bool   `json:"relaxed,omitempty" jsonschema:"not all words could be required; see missing"`
	DidYouMean string `json:"did_you_mean,omitempty" jsonschema:"another query that finds more"`
	Corrected  string `json:"corrected,omitempty" jsonschema:"the query that was answered in place of a misspelt one"`
	Hits       []Hit  `json:"hits"`
}

// Hit is a post that was found.
type Hit struct {
	About
	Snippet  string    `json:"snippet" jsonschema:"the best place, with matches in **bold**"`
	Sections []Section `json:"sections,omitempty" jsonschema:"sections that match, to link to"`
	Missing  []string  `json:"missing,omitempty" jsonschema:"words of the query that this post lacks"`
}

// About is what is known of a post without its text.
type About struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Author    string   `json:"author,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Published string   `json:"published,omitempty" jsonschema:"date and time, RFC 3339"`
	Updated   string   `json:"updated,omitempty"`
	Lang      string   `json:"lang,omitempty"`
	Blog      string   `json:"blog" jsonschema:"start address of its blog"`
}

// Section is a heading of a post that has an address of its own.
type Section struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Wanted names a post.
type Wanted struct {
	ID     string `json:"id,omitempty" jsonschema:"the id of the post; either this or url"`
	URL    string `json:"url,omitempty" jsonschema:"the address of the post; either this or id"`
	Offset int    `json:"offset,omitempty" jsonschema:"where to go on in a long text, in characters"`
}

// Post is a post with its text, or with a part of it.
type Post struct {
	About
	Text       string `json:"text" jsonschema:"Markdown; empty where this server keeps the text to itself"`
	NextOffset int    `json:"next_offset,omitempty" jsonschema:"there is more: ask again with this offset"`
	Note       string `json:"note,omitempty"`
}

// Count asks for facets.
type Count struct {
	Query string `json:"query,omitempty" jsonschema:"count only posts that this query finds; empty for all posts"`
	Filters
	Facets []string `json:"facets,omitempty" jsonschema:"which to count: tag, author, series, year, lang, blog; all when left out"`
	Size   int      `json:"size,omitempty" jsonschema:"values listed of each, 1 to 100; 20 when left out"`
}

// Counted are the counts of facets, the most frequent value first, years newest first.
type Counted struct {
	Total  int                `json:"total" jsonschema:"posts that were found"`
	Facets map[string][]Value `json:"facets"`
}

// Value is one value of a facet.
type Value struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}
