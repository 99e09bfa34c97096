// Package archive keeps pages, posts, visits and settings in SQLite.
package archive
