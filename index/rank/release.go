package rank

import "strings"

// releases adds the words that name the release of the version that a concept is: 1.69 is also v1.69 and 1.69.0. The index has the
// beginnings of a version as terms, but where a word stands is only known of whole words.
func (w ways) releases(concept int, term string, first float64) {
	number := strings.TrimPrefix(term, "v")
	if strings.Trim(number, "0123456789.") != "" || !strings.Contains(number, ".") {
		return
	}
	add := func(term string, weight float64) {
		if h := hash(term); w.terms[h].weight < weight {
			w.terms[h] = way{concept, weight}
		}
	}
	add("v"+number, 1)
	if strings.Count(number, ".") == 1 {
		add(number+".0", first)
		add("v"+number+".0", first)
	}
}
