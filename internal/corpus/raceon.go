//go:build race

package corpus

const race = true
