// Package extract reads a Page and gives the Post in it.
package extract
