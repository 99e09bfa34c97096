//go:build !race

package corpus

const race = false
