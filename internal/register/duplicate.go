package register

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// Likeness is what two records of persons are compared by.
type Likeness struct {
	Ref     Ref
	Name    string
	Birth   civil.Date
	HasDay  bool   // the day of birth is known
	Sex     string // "M", "F", or empty
	IDIndex []byte // keyed index of the identity number; empty when there is none
	Phone   []byte // keyed index of the telephone
}

// Reason is why two records may be one person.
type Reason string

// The reasons, the strongest first, see [Reason].
const (
	AlikeNumber  Reason = "same_id"       // 证件号码相同
	AlikeName    Reason = "same_name"     // 姓名和出生日期相同
	AlikeVariant Reason = "variant_name"  // 姓名只差繁简异体，出生日期相同
	AlikeSound   Reason = "same_sound"    // 姓名同音，出生日期相同
	AlikePhone   Reason = "same_phone"    // 并且手机号相同
	UnlikeNumber Reason = "other_id"      // 但证件号码不同
	UnlikeSex    Reason = "other_sex"     // 但性别不同
	LacksNumber  Reason = "one_has_no_id" // 并且至少一人没有证件号码
)

// weights are what each reason adds to or takes from a pair's score. They only
// order the list a person decides on [proposed].
var weights = map[Reason]int{
	AlikeNumber: 95, AlikeName: 70, AlikeVariant: 60, AlikeSound: 40,
	AlikePhone: 20, LacksNumber: 15, UnlikeNumber: -40, UnlikeSex: -20,
}

// labels say the reasons to a clerk.
var labels = map[Reason]string{
	AlikeNumber: "证件号码相同", AlikeName: "姓名和出生日期相同", AlikeVariant: "姓名只差繁简或异体字，出生日期相同",
	AlikeSound: "姓名同音，出生日期相同", AlikePhone: "联系电话相同", LacksNumber: "至少一方没有证件号码",
	UnlikeNumber: "证件号码不同", UnlikeSex: "性别不同",
}

// String is the reason as a clerk reads it.
func (r Reason) String() string { return labels[r] }

// Pair is two records that may be one person, for somebody to decide. Score is
// between 1 and 100 and only orders a list.
type Pair struct {
	A, B    Ref
	Score   int
	Reasons []Reason
}

// Compare says whether two records may be one person, and why.
func Compare(a, b Likeness) (Pair, bool) {
	if b.Ref.compare(a.Ref) < 0 {
		a, b = b, a
	}
	pair := Pair{A: a.Ref, B: b.Ref}
	numbers := len(a.IDIndex) > 0 && len(b.IDIndex) > 0
	switch same := numbers && bytes.Equal(a.IDIndex, b.IDIndex); {
	case a.Ref == b.Ref:
		return Pair{}, false
	case same:
		pair.add(AlikeNumber)
	case !a.HasDay || !b.HasDay || a.Birth != b.Birth:
		return Pair{}, false
	}
	if a.HasDay && b.HasDay && a.Birth == b.Birth {
		if reason := likeName(a.Name, b.Name); reason != "" {
			pair.add(reason)
		}
	}
	if len(pair.Reasons) == 0 {
		return Pair{}, false
	}
	if len(a.Phone) > 0 && bytes.Equal(a.Phone, b.Phone) {
		pair.add(AlikePhone)
	}
	if a.Sex != "" && b.Sex != "" && a.Sex != b.Sex {
		pair.add(UnlikeSex)
	}
	switch {
	case !numbers:
		pair.add(LacksNumber)
	case pair.Reasons[0] != AlikeNumber:
		pair.add(UnlikeNumber)
	}
	pair.Score = min(max(pair.Score, 1), 100)
	return pair, true
}

func (p *Pair) add(reason Reason) {
	p.Reasons = append(p.Reasons, reason)
	p.Score += weights[reason]
}

// likeName says in which way two names may be one; empty when they are not.
func likeName(a, b string) Reason {
	switch {
	case civil.NormalName(a) == civil.NormalName(b):
		return AlikeName
	case foldLoosely(a) == foldLoosely(b):
		return AlikeVariant
	case sound(a) == sound(b):
		return AlikeSound
	}
	return ""
}

// sound is the likeliest reading of a name, the folded name itself when it has
// none.
func sound(name string) string {
	folded := foldLoosely(name)
	if all := Readings(folded); all != nil {
		return strings.Join(all[0], " ")
	}
	return folded
}

// TwinKey is what two records have in common whenever their names are equal,
// variants of each other or sound alike, and they were born on one day. It is
// a hash, so that it sorts alike in every store and tells nobody a birthday.
func TwinKey(name string, birth civil.Date) string {
	sum := sha256.Sum256([]byte(sound(name) + "|" + birth.String()))
	return hex.EncodeToString(sum[:8])
}

// groupMax is the number of records under one key that are compared with each
// other; more means that the key is a placeholder (1900-01-01, 无名氏).
const groupMax = 64

// Crowd is a key that too many records share for comparing them: one of the
// records, and how many there are.
type Crowd struct {
	Of    Ref
	Count int
}

// Pairs compares all records with each other that could be one person: those
// with one identity number, and those with one [TwinKey]. The likeliest come
// first. Keys that too many share are named instead of compared.
func Pairs(list []Likeness) ([]Pair, []Crowd) {
	blocks := map[string][]Likeness{}
	for _, one := range list {
		if len(one.IDIndex) > 0 {
			key := "i" + string(one.IDIndex)
			blocks[key] = append(blocks[key], one)
		}
		if one.HasDay {
			key := "k" + TwinKey(one.Name, one.Birth)
			blocks[key] = append(blocks[key], one)
		}
	}
	found := map[[2]Ref]Pair{}
	var crowds []Crowd
	for _, block := range blocks {
		if len(block) > groupMax {
			crowds = append(crowds, Crowd{block[0].Ref, len(block)})
			continue
		}
		for _, pair := range pairsWithin(block) {
			found[[2]Ref{pair.A, pair.B}] = pair
		}
	}
	pairs := make([]Pair, 0, len(found))
	for _, pair := range found {
		pairs = append(pairs, pair)
	}
	sortPairs(pairs)
	slices.SortFunc(crowds, func(a, b Crowd) int { return a.Of.compare(b.Of) })
	return pairs, crowds
}

// pairsWithin compares the records of one key with each other.
func pairsWithin(block []Likeness) []Pair {
	var pairs []Pair
	for i, a := range block {
		for _, b := range block[i+1:] {
			if pair, alike := Compare(a, b); alike {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs
}

func sortPairs(pairs []Pair) {
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(b.Score-a.Score, a.A.compare(b.A), a.B.compare(b.B))
	})
}
