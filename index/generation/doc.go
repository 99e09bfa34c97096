// Package generation keeps built indexes on disk, whole or not at all.
package generation
