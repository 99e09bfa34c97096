// Package crawl discovers and captures the pages of a blog.
package crawl
