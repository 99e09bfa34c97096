// Package fetch is the one polite HTTP client.
package fetch
