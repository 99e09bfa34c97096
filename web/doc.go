// Package web shows what was found: pages, JSON, the box.
package web
