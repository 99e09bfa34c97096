// Package bleve is the embedded engine.
package bleve
