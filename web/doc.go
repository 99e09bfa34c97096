// Package web shows what was found: pages that are whole without JavaScript, the JSON API, the search box for blogs, feeds and
// metrics. It asks an index.Engine and knows neither how posts were found nor where they are kept.
package web
