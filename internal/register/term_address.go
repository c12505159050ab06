package register

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// placeTermsMax is the number of terms one address may have: an address is a
// line, not a letter.
const placeTermsMax = 24

// tellsNothing are pairs that stand in almost every address.
var tellsNothing = map[string]bool{
	"街道": true, "社区": true, "村委": true, "委会": true, "居委": true, "号楼": true, "单元": true, "村民": true, "民小": true, "小组": true,
}

// AddressTerms are the terms of an address: the neighbouring pairs of its
// words, and its numbers of two digits or more. The province, the city and the
// county at its beginning are left out; the division says them better.
func AddressTerms(address string) []Term {
	var terms termList
	for _, word := range placeWords(Fold(address)) {
		if len(terms.list) == placeTermsMax {
			break
		}
		terms.add(TermPlace, word)
	}
	return terms.list
}

// placeWords cuts a folded address into pairs of characters and numbers.
func placeWords(folded string) []string {
	var list []string
	rest := withoutDivisions(folded)
	for rest != "" {
		var piece string
		piece, rest = nextPiece(rest)
		switch first, _ := utf8.DecodeRuneInString(piece); {
		case first >= '0' && first <= '9':
			if len(piece) > 1 {
				list = append(list, piece)
			}
		case unicode.IsLetter(first):
			for _, pair := range pairsOf(piece) {
				if !tellsNothing[pair] {
					list = append(list, pair)
				}
			}
		}
	}
	return list
}

// nextPiece takes the longest run of one sort from the front: digits, letters
// (Chinese characters included) or the rest.
func nextPiece(s string) (piece, rest string) {
	sort := 0
	for i, r := range s {
		now := 3
		switch {
		case r >= '0' && r <= '9':
			now = 1
		case unicode.IsLetter(r):
			now = 2
		}
		if i > 0 && now != sort {
			return s[:i], s[i:]
		}
		sort = now
	}
	return s, ""
}

// The endings of the three divisions an address may begin with, and what may
// stand before 区 without its being one: 小区, 社区, 园区 …
var (
	divisionEnds = [...]string{"省", "市", "区县市"}
	noDistrict   = "小社园新校厂库矿景片院地住城"
)

// divisionNameMax is the length in characters of the longest name that is taken
// for a province, city or county at the beginning of an address.
const divisionNameMax = 6

// withoutDivisions cuts province, city and county off the beginning of an
// address, each at most once and in this order.
func withoutDivisions(folded string) string {
	for _, ends := range divisionEnds {
		before, count := rune(0), 0
		for i, r := range folded {
			if count++; count > divisionNameMax || !unicode.Is(unicode.Han, r) {
				break
			}
			if count > 2 && strings.ContainsRune(ends, r) && !strings.ContainsRune(noDistrict, before) {
				folded = folded[i+utf8.RuneLen(r):]
				break
			}
			before = r
		}
	}
	return folded
}
