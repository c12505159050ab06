package indicator

import "lianxin/internal/document"

// A metric says how wide a character is on a page set with spaces. Who types a table
// sees a Chinese character twice as wide as a space; pdftotext -layout fills up with
// spaces as if all characters were alike. What stands below a head in the one stands
// beside it in the other, so both are tried where the format does not tell.
type metric uint8

const (
	inColumns metric = iota
	inCharacters
)

// metricsOf lists the metrics in which a document may be set.
func metricsOf(d *document.Document) []metric {
	if d.Format == document.PDF {
		return []metric{inCharacters}
	}
	return []metric{inColumns, inCharacters}
}

// set gives the tokens with their places in this metric.
func (m metric) set(tokens []token) []token {
	if m == inColumns {
		return tokens
	}
	out := make([]token, len(tokens))
	for i, t := range tokens {
		t.left, t.right = t.first, t.past
		out[i] = t
	}
	return out
}
