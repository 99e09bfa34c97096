package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// minContrast is what WCAG AA asks of text of normal size. Links stand on the background of the page and of notes (--warn in
// style.css); the latter is nearer to the accent in either mode.
const (
	minContrast = 4.5
	lightNote   = "#fff4d6"
	darkNote    = "#3b3214"
)

// accentRules gives the style rules that put the owner's colour in place of the house's. Text on the accent is black or
// white, whichever reads better; links take it only where it reads well on the page, in light and in dark.
func accentRules(accent string) string {
	if accent == "" {
		return ""
	}
	on := "#fff"
	if contrast(accent, "#000") > contrast(accent, "#fff") {
		on = "#000"
	}
	rules := fmt.Sprintf("\n:root{--accent:%s;--on-accent:%s}\n", accent, on)
	if contrast(accent, lightNote) >= minContrast {
		rules += fmt.Sprintf("@media (prefers-color-scheme:light){:root{--link:%s}}\n", accent)
	}
	if contrast(accent, darkNote) >= minContrast {
		rules += fmt.Sprintf("@media (prefers-color-scheme:dark){:root{--link:%s}}\n", accent)
	}
	return rules
}

// contrast is the WCAG contrast ratio of two colours, from 1 to 21.
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

// luminance is the relative luminance of a colour that accentForm matches.
func luminance(hex string) float64 {
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8) // accentForm lets hex digits only through
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
