package register

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
)

// The making of search terms. A job calls IndexTerms after every load and after
// every act; it goes on where it stopped, and doing a part twice changes nothing.

// termRow is one line of the table of terms.
type termRow struct {
	kind     TermKind
	term     string
	division string
	id       string
}

func (t termRow) compare(o termRow) int {
	// Most of the time of the job is spent here: what decides nothing is not asked.
	if t.kind != o.kind {
		return strings.Compare(string(t.kind), string(o.kind))
	}
	if c := strings.Compare(t.term, o.term); c != 0 {
		return c
	}
	if c := strings.Compare(t.division, o.division); c != 0 {
		return c
	}
	return strings.Compare(t.id, o.id)
}

// mark is how far the terms of a county are made: versions count in the order
// of the act from which they counted, then of the act that opened them.
type mark struct{ counted, opened int64 }

func (m mark) before(o mark) bool {
	return m.counted < o.counted || m.counted == o.counted && m.opened < o.opened
}

const (
	selectMark = `SELECT counted, opened FROM search_mark WHERE county = $1 AND subject = $2`
	setMark    = `INSERT INTO search_mark (county, subject, counted, opened) VALUES ($1, $2, $3, $4)
		ON CONFLICT (county, subject) DO UPDATE SET counted = excluded.counted, opened = excluded.opened`
	setPlace = `INSERT INTO search_place (county, subject, division) VALUES ($1, $2, $3) ON CONFLICT (county, subject, division) DO NOTHING`
	dropTerm = `DELETE FROM search_term WHERE county = $1 AND subject = $2 AND kind = $3 AND term = $4 AND division = $5 AND id = $6`
	// Acts of a settled batch count from the act that settled it.
	selectSettled = `SELECT p.effective, p.seq FROM provisional p WHERE p.county = $1 AND p.effective >= $2 AND p.effective <= $3
		ORDER BY p.effective, p.seq`
)

// termTable is where the terms are kept; to add one that is there changes nothing.
var termTable = db.NewSet("search_term", "county", "subject", "kind", "term", "division", "id")

// Limits of one step of the job: what is read at a time, how many acts are
// looked up at a time, and what one transaction writes, so that a clerk never
// waits for it.
const (
	versionsPerStep = 12000
	actsPerStep     = 1000
	termsPerSlice   = 8000
)

// indexed is a sort of subject that can be searched: how its versions are read
// and what terms one has. It hides the type of the version.
type indexed struct {
	acts  string // the acts that opened versions of it after $2 and count by themselves
	terms func(ctx context.Context, q db.Query, county string, opened int64) (add, drop []termRow, versions int, err error)
}

const (
	ownActs = ` AND v.opened >= $2
		AND NOT EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.opened) ORDER BY v.opened LIMIT $3`
	// In no order: for the sake of one SQLite would read a whole county by id.
	ofAct       = ` AND v.opened = $3 AND ` + seen
	beforeOfAct = ` AND v.opened < $3 AND ` + seen + ` AND v.id IN ` + in64

	personActs   = `SELECT DISTINCT v.opened FROM person v WHERE v.county = $1` + ownActs
	personOfAct  = `SELECT ` + personColumns + ` FROM person v WHERE v.county = $1` + ofAct
	personBefore = `SELECT ` + personColumns + ` FROM person v WHERE v.county = $1` + beforeOfAct

	organisationActs   = `SELECT DISTINCT v.opened FROM organisation v WHERE v.county = $1` + ownActs
	organisationOfAct  = `SELECT ` + organisationColumns + ` FROM organisation v WHERE v.county = $1` + ofAct
	organisationBefore = `SELECT ` + organisationColumns + ` FROM organisation v WHERE v.county = $1` + beforeOfAct

	facilityActs   = `SELECT DISTINCT v.opened FROM facility v WHERE v.county = $1` + ownActs
	facilityOfAct  = `SELECT ` + facilityColumns + ` FROM facility v WHERE v.county = $1` + ofAct
	facilityBefore = `SELECT ` + facilityColumns + ` FROM facility v WHERE v.county = $1` + beforeOfAct

	recordActs   = `SELECT DISTINCT v.opened FROM record v WHERE v.county = $1` + ownActs
	recordOfAct  = `SELECT ` + recordColumns + ` FROM record v WHERE v.county = $1` + ofAct
	recordBefore = `SELECT ` + recordColumns + ` FROM record v WHERE v.county = $1` + beforeOfAct
)

// recordKind stands for the records of all declared registers in the tables of
// the search.
const recordKind = "record"

// searchable are the subjects with terms.
func (r *Register) searchable(kind string) (indexed, error) {
	switch kind {
	case PersonKind:
		return indexed{personActs, termsOfAct(scanPerson, personOfAct, personBefore, r.personTerms)}, nil
	case OrganisationKind:
		return indexed{organisationActs, termsOfAct(scanOrganisation, organisationOfAct, organisationBefore, organisationTerms)}, nil
	case FacilityKind:
		return indexed{facilityActs, termsOfAct(scanFacility, facilityOfAct, facilityBefore, facilityTerms)}, nil
	case recordKind:
		return indexed{recordActs, termsOfAct(r.scanRecord, recordOfAct, recordBefore, r.recordTerms)}, nil
	}
	return indexed{}, civil.Refuse("search_subject", "这类记录不能查找。")
}

// termsOfAct makes the reading of one act: the terms of the versions it opened,
// and those of the versions before them that no longer hold.
//
// terms is told whether a version is a former one: its numbers may then stand
// under any index key still in use, not only under the current one.
func termsOfAct[T versioned](scan func(db.Row) (T, error), opened, before string, terms func(one T, former bool) ([]termRow, error)) func(context.Context, db.Query, string, int64) ([]termRow, []termRow, int, error) {
	collect := func(rows []termRow, list []T, former bool) ([]termRow, error) {
		for _, one := range list {
			more, err := terms(one, former)
			if err != nil {
				return nil, err
			}
			rows = append(rows, more...)
		}
		return rows, nil
	}
	return func(ctx context.Context, q db.Query, county string, act int64) (add, drop []termRow, versions int, err error) {
		list, err := db.Many(ctx, q, scan, opened, county, now, act)
		if err == nil {
			add, err = collect(make([]termRow, 0, len(list)*termsEach), list, false)
		}
		for part := range slices.Chunk(list, batch) {
			ids := make([]string, len(part))
			for i, one := range part {
				ids[i] = one.version().ID
			}
			var earlier []T
			if err == nil {
				earlier, err = db.Many(ctx, q, scan, before, fill([]any{county, now, act}, ids)...)
			}
			if err == nil {
				drop, err = collect(drop, earlier, true)
			}
		}
		return add, drop, len(list), err
	}
}

// termsEach is about how many terms a person has.
const termsEach = 20

// personTerms are the lines for one version of a person.
func (r *Register) personTerms(p *Person, former bool) ([]termRow, error) {
	terms := append(NameTerms(p.Name), NameTerms(p.FormerName)...)
	if p.Birth != nil {
		terms = append(terms, Term{TermTwin, TwinKey(p.Name, *p.Birth)})
	}
	terms = append(terms, AddressTerms(p.Address)...)
	if p.idSealed != nil {
		if err := r.unseal(p, IDNumberField); err != nil {
			return nil, err
		}
		tails, err := r.tailTerms(p.IDNumber.Reveal(), former)
		if err != nil {
			return nil, err
		}
		terms = append(terms, tails...)
	}
	return lines(p.Ref, p.Division, terms), nil
}

// tailTerms are the terms of the end of an identity number.
func (r *Register) tailTerms(number string, former bool) ([]Term, error) {
	tail := Tail(number)
	if tail == "" {
		return nil, nil
	}
	var terms []Term
	entries, err := r.entries(access.IDNumber, tail, former)
	for _, entry := range entries {
		terms = append(terms, Term{TermTail, entry})
	}
	return terms, err
}

// entries are the blind indexes of a value as terms: under the current key, and
// under the earlier ones too when all are wanted.
func (r *Register) entries(kind access.Kind, value string, all bool) ([]string, error) {
	found, err := r.keys.Lookups(kind, value)
	if err != nil {
		return nil, err
	}
	if !all {
		found = found[:1]
	}
	var texts []string
	for _, entry := range found {
		texts = append(texts, hex.EncodeToString(entry))
	}
	return texts, nil
}

func organisationTerms(o *Organisation, _ bool) ([]termRow, error) {
	terms := append(NameTerms(o.Name), AddressTerms(o.Address)...)
	if o.USCC != "" {
		terms = append(terms, Term{TermField, fieldTerm("uscc", o.USCC)})
	}
	return lines(o.Ref, o.Division, terms), nil
}

func facilityTerms(f *Facility, _ bool) ([]termRow, error) {
	return lines(f.Ref, f.Division, append(NameTerms(f.Name), AddressTerms(f.Address)...)), nil
}

// recordTerms are the lines for one version of a declared record: its texts,
// codes, divisions and numbers, the protected ones as blind indexes.
func (r *Register) recordTerms(rec *Record, former bool) ([]termRow, error) {
	reg, err := r.declared(rec.Register)
	if err != nil {
		return nil, err
	}
	if err := r.openSealed(reg, rec); err != nil {
		return nil, err
	}
	var terms []Term
	for i, v := range rec.Values {
		texts, err := r.fieldTerms(&reg.Fields[i], v, former)
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			terms = append(terms, Term{TermField, rec.Register + " " + text})
		}
	}
	return lines(rec.Ref, rec.Division, terms), nil
}

// fieldTerms are the texts under which the value of a field is searched; none
// for amounts and days, which nobody looks a record up by.
func (r *Register) fieldTerms(f *pack.Field, v Value, all bool) ([]string, error) {
	if !v.Known {
		return nil, nil
	}
	switch f.Type {
	case pack.TextField, pack.TailField, pack.USCCField, pack.DivisionField, pack.CodeField:
		return []string{fieldTerm(f.Name, plainText(f, v))}, nil
	case pack.IDNumberField, pack.PhoneField, pack.AccountField:
		entries, err := r.entries(protectedKind(f), v.Text, all)
		for i, entry := range entries {
			entries[i] = fieldTerm(f.Name, entry)
		}
		return entries, err
	}
	return nil, nil
}

// fieldTermMax is the number of bytes of a term of a field; a longer text is
// found by its beginning and looked at again.
const fieldTermMax = 96

func fieldTerm(field, text string) string {
	folded := Fold(text)
	for i := range folded {
		if i > fieldTermMax {
			folded = folded[:i]
			break
		}
	}
	return field + " " + folded
}

// lines puts terms into the table's form. What belongs to no division is found
// by nobody.
func lines(ref Ref, division civil.Area, terms []Term) []termRow {
	if division == 0 {
		return nil
	}
	code := fullCode(division)
	rows := make([]termRow, len(terms))
	for i, t := range terms {
		rows[i] = termRow{t.Kind, t.Text, code, ref.ID}
	}
	return rows
}

// without are the lines of a that are not in b, both sorted by compare.
func without(a, b []termRow) []termRow {
	var rest []termRow
	for _, row := range a {
		for len(b) > 0 && b[0].compare(row) < 0 {
			b = b[1:]
		}
		if len(b) == 0 || b[0] != row {
			rest = append(rest, row)
		}
	}
	return rest
}

// sortedLines puts lines in the order of the index, in which they are written
// fastest, each once.
func sortedLines(list []termRow) []termRow {
	slices.SortFunc(list, termRow.compare)
	return slices.Compact(list)
}
