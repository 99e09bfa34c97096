package page

// Sign is what the markup says a page is.
type Sign int

// The signs of a page.
const (
	NoSign Sign = iota
	SignPost
	SignList
)

// Sign reads the marks of platforms first, then structured data, then the shape.
func (m *Markup) Sign() Sign {
	switch m.DataPage { // Hatena
	case "entry":
		return SignPost
	case "index", "archive", "about", "search", "category", "author":
		return SignList
	}
	if s := m.bodySign(); s != NoSign {
		return s
	}
	posting, listing := m.posting || m.Graph.Articles > 0, m.listing || m.Graph.Lists > 0
	switch {
	case m.OgType == "article", posting && !listing:
		return SignPost
	case listing && !posting:
		return SignList
	case m.Loose > maxLoose:
		return NoSign
	case m.OgType == "blog" && m.Linked > 0 && m.Linked == m.Articles: // some templates say so on every page
		return SignList
	case m.Linked >= 3 && m.Linked >= m.Articles-1, m.OgType == "website" && m.Linked >= 2 && m.Linked == m.Articles:
		return SignList
	}
	return NoSign
}

// maxLoose is how many paragraphs a list of article elements may have outside of them. With more, the page may be a post whose
// text is in no article element, while the cards of other posts below it are.
const maxLoose = 2

// IsArticle says whether there is any sign that a person wrote this as a piece of its own.
func (m *Markup) IsArticle() bool {
	return m.Sign() == SignPost || m.Articles > 0 || m.Dated
}

// IsOne says whether the page has one article, whose heading does not lead elsewhere.
func (m *Markup) IsOne() bool { return m.Articles == 1 && m.Linked == 0 }
