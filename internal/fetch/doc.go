// Package fetch is one polite HTTP client for reading blogs. It obeys robots.txt (RFC 9309), keeps a distance between
// requests, asks conditionally, undoes content encodings and charsets, tries again where that may help, and never leaves the
// hosts of the blog it reads. It knows nothing of what a page means: links, feeds and sitemaps are the crawler's.
package fetch
