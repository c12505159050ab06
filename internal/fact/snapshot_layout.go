package fact

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/emmansun/gmsm/sm3"
)

// A snapshot is one Arrow table with a row for each household: its id, its
// division, what is said of the whole household, its facts, and its members as
// a list of structures. So a county is one file that is replaced in one step,
// and the ends of the lists are the Start of a [rule.Table] as they stand.
const (
	nameHousehold = "household_id"
	nameDivision  = "division"
	nameRejected  = "rejected"
	nameUntil     = "until"
	nameMembers   = "members"
	namePerson    = "person_id"

	mostOwn = 5 // columns of a level that are no facts
)

// The keys of the file's own metadata.
const (
	keyFormat   = "lianxin.snapshot"
	keyCounty   = "county"
	keySeq      = "seq"
	keyDay      = "day"
	keyBusiness = "business"
	keyFacts    = "facts"
	keyBase     = "base"
	keyRemoved  = "removed"

	snapshotFormat = "1"
)

// factColumns are the facts of a level that a snapshot carries, by column name.
func factColumns(facts []rule.Fact, level rule.Level) ([]*rule.Fact, []string, error) {
	taken := []string{nameHousehold, nameDivision, nameRejected, nameUntil, nameMembers}
	if level == rule.Person {
		taken = []string{namePerson}
	}
	var list []*rule.Fact
	var names []string
	for i := range facts {
		f := &facts[i]
		if f.Level != level || f.Engine {
			continue
		}
		name := columnName(f)
		if slices.Contains(taken, name) || slices.Contains(names, name) {
			return nil, nil, civil.Refuse("column_duplicate", "事实“%s”在快照中与另一列同名（%s），请改名。", f.FullName(), name)
		}
		list, names = append(list, f), append(names, name)
	}
	return list, names, nil
}

// columnName is what an analyst sees. Amounts say that they are in fen, because
// few tools show the unit in a column's metadata.
func columnName(f *rule.Fact) string {
	if f.Kind == rule.Money {
		return f.Name + "_fen"
	}
	return f.Name
}

// arrowType is how a fact is stored; wide is for numbers that need 64 bits.
func arrowType(f *rule.Fact, wide bool) arrow.DataType {
	switch {
	case f.Kind == rule.Bool:
		return arrow.FixedWidthTypes.Boolean
	case f.Kind == rule.Code:
		return &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint8, ValueType: arrow.BinaryTypes.String}
	case isByte(f):
		return arrow.PrimitiveTypes.Uint8
	case f.Kind == rule.Date:
		return arrow.FixedWidthTypes.Date32
	case wide:
		return arrow.PrimitiveTypes.Int64
	}
	return arrow.PrimitiveTypes.Int32
}

// factField is a fact's column in the file's schema.
func factField(f *rule.Fact, name string, wide bool) arrow.Field {
	keys, values := []string{"fact", "label"}, []string{f.FullName(), f.Label}
	if f.Kind == rule.Money {
		keys, values = append(keys, "unit"), append(values, "fen")
	}
	return arrow.Field{Name: name, Type: arrowType(f, wide), Nullable: true, Metadata: arrow.NewMetadata(keys, values)}
}

// factsHash identifies what a list of facts means for a snapshot: names, kinds,
// ranges and codes, whatever their order. Labels may change.
func factsHash(facts []rule.Fact) string {
	var lines []string
	for i := range facts {
		f := &facts[i]
		if f.Engine {
			continue
		}
		line := f.FullName() + "\t" + f.Kind.String() + "\t" + strconv.FormatInt(f.Min, 10) + "\t" + strconv.FormatInt(f.Max, 10)
		for _, c := range f.Codes {
			line += "\t" + c.Name
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	sum := sm3.Sum([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// metadata is the header as the file carries it. An id holds no line break, so
// the households that have gone stand one on a line.
func (h SnapshotHeader) metadata(facts []rule.Fact, removed []string) arrow.Metadata {
	return arrow.NewMetadata(
		[]string{keyFormat, keyCounty, keySeq, keyDay, keyBusiness, keyFacts, keyBase, keyRemoved},
		[]string{snapshotFormat, h.County.String(), strconv.FormatInt(h.Seq, 10), h.Day.String(), h.Business, factsHash(facts),
			h.Base, strings.Join(removed, "\n")})
}

// fileHeader is all of a file's metadata.
type fileHeader struct {
	SnapshotHeader
	facts   string // hash of the facts the file was made for
	removed []string
}

// headerOf reads the metadata back.
func headerOf(m map[string]string) (h fileHeader, err error) {
	if m[keyFormat] != snapshotFormat {
		return h, errSnapshotForeign(nil)
	}
	var wrong [3]error
	h.County, wrong[0] = civil.ParseArea(m[keyCounty])
	h.Seq, wrong[1] = strconv.ParseInt(m[keySeq], 10, 64)
	h.Day, wrong[2] = civil.ParseDate(m[keyDay])
	h.Business, h.Base, h.facts = m[keyBusiness], m[keyBase], m[keyFacts]
	if text := m[keyRemoved]; text != "" {
		h.removed = strings.Split(text, "\n")
	}
	for _, err := range wrong {
		if err != nil {
			return h, errSnapshotDamaged(err)
		}
	}
	return h, nil
}
