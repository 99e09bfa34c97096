// Package ingest collects pages and makes the next index of them.
package ingest
