package assess

import (
	"sort"
	"strings"
	"sync"
)

// reasonTexts remembers how sets of false clauses of one programme print.
type reasonTexts struct {
	texts sync.Map // uint32 → string
}

// of prints the codes whose bit is set, sorted and joined by semicolons.
func (r *reasonTexts) of(codes []string, mask uint32) string {
	if text, ok := r.texts.Load(mask); ok {
		return text.(string)
	}
	var set []string
	for k, code := range codes {
		if mask>>k&1 != 0 {
			set = append(set, code)
		}
	}
	sort.Strings(set)
	text := strings.Join(set, ";")
	r.texts.Store(mask, text)
	return text
}
