package access

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// areaDigits is the length of a full division code.
const areaDigits = 12

// The first and the last code a division can have.
const (
	areaFirst civil.Area = 100_000_000_000
	areaLast  civil.Area = 999_999_999_999
)

// areasMax is how many divisions a scope may name: far more than any office has, and
// few enough for one query each.
const areasMax = 100

// Scope is the part of the country somebody may see: some divisions with all that
// lies in them. It never changes. The zero Scope covers nothing, and every list a
// Scope gives for a query is then empty: a caller that turns each entry into one
// query asks nothing, and nowhere does an empty list mean everything.
type Scope struct{ areas []civil.Area } // ascending, none inside another

// NewScope makes a scope. It refuses an empty list, too long a one, and a code that
// is no division (Invalid).
func NewScope(areas ...civil.Area) (Scope, error) {
	if len(areas) == 0 {
		return Scope{}, civil.Refuse("scope_required", "没有指定管辖区划，请至少选择一个。")
	}
	if len(areas) > areasMax {
		return Scope{}, civil.Refuse("scope_long", "管辖区划超过%d个，请改选它们的上级区划。", areasMax)
	}
	sorted := slices.Clone(areas)
	slices.SortFunc(sorted, func(a, b civil.Area) int {
		if a.Level() != b.Level() {
			return int(a.Level()) - int(b.Level())
		}
		return int(a - b)
	})
	var s Scope
	for _, a := range sorted {
		if a < areaFirst || a > areaLast {
			return Scope{}, civil.Refuse("scope_division", "管辖区划代码%d无法识别，应为12位数字。", int64(a))
		}
		if !s.Covers(a) {
			s.areas = append(s.areas, a)
		}
	}
	slices.Sort(s.areas)
	return s, nil
}

// Covers says whether a division lies in the scope. No division lies in none: a
// record whose division is not known is seen by nobody until it has one.
func (s Scope) Covers(a civil.Area) bool {
	return slices.ContainsFunc(s.areas, func(own civil.Area) bool { return own.Contains(a) })
}

// None says whether the scope covers nothing.
func (s Scope) None() bool { return len(s.areas) == 0 }

// Areas lists the divisions of the scope, none inside another.
func (s Scope) Areas() []civil.Area { return slices.Clone(s.areas) }

// Within is the part of the scope that lies in a division: what is left when an
// officer of a city looks at one township.
func (s Scope) Within(a civil.Area) Scope {
	if a < areaFirst || a > areaLast {
		return Scope{}
	}
	if s.Covers(a) {
		return Scope{[]civil.Area{a}}
	}
	var part Scope
	for _, own := range s.areas {
		if a.Contains(own) {
			part.areas = append(part.areas, own)
		}
	}
	return part
}

// Prefixes are the digits with which the codes in the scope begin, for
// division LIKE prefix || '%': two for a province, then four, six, nine, twelve.
func (s Scope) Prefixes() []string {
	list := make([]string, 0, len(s.areas))
	for _, a := range s.areas {
		list = append(list, prefix(a))
	}
	return list
}

// Span is a stretch of division codes as text, both ends included. It holds for
// codes of six, nine and twelve digits alike, and an index serves it on both
// databases, which a LIKE does not.
type Span struct{ First, Last string }

// Spans are the stretches of the scope, ascending and apart: one query each, with
// division BETWEEN first AND last.
func (s Scope) Spans() []Span {
	list := make([]Span, 0, len(s.areas))
	for _, p := range s.Prefixes() {
		list = append(list, Span{p, p + strings.Repeat("9", areaDigits-len(p))})
	}
	return list
}

// Counties picks, out of the six-digit counties a store has, those that lie in the
// scope or contain a part of it, for county IN (…). It is the narrowing of a search
// by where records live, never the permission: a person who moved keeps the home
// county, and who may see the record is decided by its division.
func (s Scope) Counties(stored []string) []string {
	var list []string
	for _, text := range stored {
		county, err := civil.ParseArea(text)
		if err != nil || len(text) != len("320613") {
			continue
		}
		if s.Covers(county) || slices.ContainsFunc(s.areas, county.Contains) {
			list = append(list, text)
		}
	}
	return list
}

// String lists the divisions, for the journal.
func (s Scope) String() string {
	words := make([]string, 0, len(s.areas))
	for _, a := range s.areas {
		words = append(words, a.String())
	}
	return strings.Join(words, ",")
}

// ParseScope reads what [Scope.String] writes.
func ParseScope(text string) (Scope, error) {
	var areas []civil.Area
	for _, word := range strings.Split(text, ",") {
		a, err := civil.ParseArea(word)
		if err != nil {
			return Scope{}, err
		}
		areas = append(areas, a)
	}
	return NewScope(areas...)
}

// prefix is the part of a code that all divisions below share.
func prefix(a civil.Area) string {
	text := a.At(a.Level()).String()
	switch a.Level() {
	case civil.Province:
		return text[:2]
	case civil.City:
		return text[:4]
	}
	return text
}
