package pay

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Subject is to whom something is owed: a household's benefit by a programme, or
// that of one person in it. It is what may be paid once a month.
type Subject struct {
	Programme string
	Household string // its id in the county
	Person    string // id of the beneficiary; empty for a household's benefit
}

// Entitlement is what a family is owed, with all its months as they are known.
type Entitlement struct {
	County string
	ID     string
	Subject
	Case      string
	Books     civil.Month // the first month paid from these books; earlier ones are settled elsewhere
	Stretches []Stretch   // by month, none over another
}

// At is the stretch of a month; nil when there is none.
func (e *Entitlement) At(m civil.Month) *Stretch { return at(e.Stretches, m) }

// Due is what is owed for a month.
func (e *Entitlement) Due(m civil.Month) civil.Fen { return dueIn(e.Stretches, m) }

// State is how the entitlement stands in a month.
func (e *Entitlement) State(m civil.Month) State {
	switch s := e.At(m); {
	case s != nil:
		return s.State
	case len(e.Stretches) > 0 && m < e.Stretches[0].From:
		return Awaited
	}
	return Ended
}

// end is the last month that is known; 0 when none is.
func (e *Entitlement) end() civil.Month {
	if len(e.Stretches) == 0 {
		return 0
	}
	return e.Stretches[len(e.Stretches)-1].To
}

var entitlementTable = journal.NewTable("entitlement",
	journal.Text("entitlement"), journal.Text("programme"), journal.Text("household"), journal.Text("person"), journal.Text("case_ref"),
	journal.Text("division"), journal.Text("payee_county"), journal.Text("payee"), journal.Text("covered"), journal.Int("covered_count"),
	journal.Int("amount"), journal.Text("state"), journal.Text("from_month"), journal.Text("to_month"), journal.Text("books_from"), journal.Text("change_id"))

const (
	entitlementColumns = `v.county, v.id, v.opened, v.entitlement, v.programme, v.household, v.person, v.case_ref, v.division,
		v.payee_county, v.payee, v.covered, v.amount, v.state, v.from_month, v.to_month, v.books_from, v.change_id`
	selectEntitlement = `SELECT ` + entitlementColumns + ` FROM entitlement v WHERE v.county = $1 AND v.entitlement = $3 AND ` + journal.HeldAt + `
		AND v.household = $4 ORDER BY v.from_month`
	selectOfHousehold = `SELECT ` + entitlementColumns + ` FROM entitlement v WHERE v.county = $1 AND v.household = $3 AND ` + journal.HeldAt + `
		ORDER BY v.programme, v.person, v.from_month`
	selectOfCase = `SELECT ` + entitlementColumns + ` FROM entitlement v WHERE v.county = $1 AND v.case_ref = $3 AND ` + journal.HeldAt + `
		ORDER BY v.household, v.programme, v.person, v.from_month`
	selectOfCounty = `SELECT ` + entitlementColumns + ` FROM entitlement v WHERE v.county = $1 AND ` + journal.HeldAt + `
		AND ($3 = '' OR v.programme = $3) ORDER BY v.household, v.programme, v.person, v.from_month`
)

// scanned is a row: one stretch, and the entitlement it belongs to.
type scanned struct {
	of      Entitlement // without its stretches
	stretch Stretch
}

func scanStretch(row db.Row) (r scanned, err error) {
	var division, covered, from, books string
	var to *string
	s := &r.stretch
	err = row.Scan(&r.of.County, &s.ID, &s.Opened, &r.of.ID, &r.of.Programme, &r.of.Household, &r.of.Person, &r.of.Case, &division,
		&s.Payee.County, &s.Payee.ID, &covered, &s.Amount, &s.State, &from, &to, &books, &s.Change)
	if err != nil {
		return r, err
	}
	s.Covered = refs(covered)
	if s.Division, err = civil.ParseArea(division); err != nil {
		return r, err
	}
	return r, monthsOf(monthText{&from, &s.From}, monthText{to, &s.To}, monthText{&books, &r.of.Books})
}

// values are the columns of a stretch.
func (e *Entitlement) values(s *Stretch) []any {
	return []any{
		e.ID, e.Programme, e.Household, e.Person, e.Case, s.Division.String(), s.Payee.County, s.Payee.ID,
		refText(s.Covered), len(s.Covered), s.Amount, string(s.State), s.From.String(), monthOrNil(s.To), e.Books.String(), s.Change,
	}
}

func (s *Stretch) valid() journal.Valid {
	v := journal.Valid{From: s.From.First()}
	if s.To != 0 {
		v.To = s.To.Last()
	}
	return v
}

// refText writes references, refs reads them.
func refText(list []register.Ref) string {
	words := make([]string, len(list))
	for i, ref := range list {
		words[i] = ref.String()
	}
	return strings.Join(words, " ")
}

func refs(text string) []register.Ref {
	var list []register.Ref
	for _, word := range strings.Fields(text) {
		if county, id, ok := strings.Cut(word, "/"); ok {
			list = append(list, register.Ref{County: county, ID: id})
		}
	}
	return list
}

// gather puts the stretches of each entitlement together, in the order of the rows;
// those of several may be mixed.
func gather(rows []scanned) []*Entitlement {
	var list []*Entitlement
	known := map[string]*Entitlement{}
	for _, r := range rows {
		e := known[r.of.ID]
		if e == nil {
			e = &r.of
			known[e.ID] = e
			list = append(list, e)
		}
		e.Stretches = append(e.Stretches, r.stretch)
	}
	return list
}

func entitlements(ctx context.Context, q db.Query, statement string, args ...any) ([]*Entitlement, error) {
	rows, err := db.Many(ctx, q, scanStretch, statement, args...)
	return gather(rows), err
}

// OfHousehold are all entitlements of a household, past and future ones too.
func OfHousehold(ctx context.Context, q db.Query, household register.Ref) ([]*Entitlement, error) {
	return OfHouseholdAt(ctx, q, household, journal.Latest)
}

// OfHouseholdAt are the entitlements of a household as they were known after an
// act, see [journal.SeqAt].
func OfHouseholdAt(ctx context.Context, q db.Query, household register.Ref, seq int64) ([]*Entitlement, error) {
	return entitlements(ctx, q, selectOfHousehold, household.County, seq, household.ID)
}

// OfCase are the entitlements a case has led to.
func OfCase(ctx context.Context, q db.Query, county, caseRef string) ([]*Entitlement, error) {
	return entitlements(ctx, q, selectOfCase, county, journal.Latest, caseRef)
}

// Get reads an entitlement by its id and household (NotFound when there is none).
func Get(ctx context.Context, q db.Query, household register.Ref, id string) (*Entitlement, error) {
	list, err := entitlements(ctx, q, selectEntitlement, household.County, journal.Latest, id, household.ID)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, civil.NotFound.Refuse("entitlement_unknown", "没有找到这项待遇，或者它已经全部撤销，请核对后重试。")
	}
	return list[0], nil
}
