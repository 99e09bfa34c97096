package archive

// Explanation is explanation for the tests: most codes cannot be had without a broken machine.
func Explanation(code int) (note string, kind error) { return explanation(code) }
