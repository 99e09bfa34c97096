// Package excerpt chooses the piece of a post that shows why it matches.
package excerpt
