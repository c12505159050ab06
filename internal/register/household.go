package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Relation says in which sense people are one household. The three are dated
// separately and never stand in for each other.
type Relation string

// The relations, see [Relation].
const (
	Registered Relation = "registered" // 户籍户: one household register
	Residence  Relation = "residence"  // 同住: one home
	Declared   Relation = "declared"   // 共同生活家庭成员, as an application declares them
)

// Household is one version of what the register says about a household.
type Household struct {
	Version
	Kind     Relation
	Number   string // of the household register, or of the application
	Address  string
	Division civil.Area
	More     Extra
}

var householdTable = journal.NewTable("household",
	journal.Text("kind"), journal.Text("number").Personal(), journal.Text("address").Personal(), journal.Text("division"),
	journal.Text("payload").Personal(), journal.Bytes("sealed").Personal().Sealed("extra"))

const (
	householdColumns = versionColumns + `, v.kind, v.number, v.address, v.division, v.payload, v.sealed`
	selectHousehold  = `SELECT ` + householdColumns + ` FROM household v WHERE v.county = $1 AND v.id = $3 AND ` + seen + ` ORDER BY v.opened`
	selectHouseholds = `SELECT ` + householdColumns + ` FROM household v WHERE v.county = $1 AND ` + seen + ` ORDER BY v.id, v.opened`
	selectNumbered   = `SELECT ` + householdColumns + ` FROM household v WHERE v.county = $1 AND v.number = $3 AND ` + seen + ` ORDER BY v.id, v.opened`
)

func scanHousehold(row db.Row) (*Household, error) {
	var h Household
	var s versionScan
	var number, address, division *string
	err := row.Scan(append(s.into(), &h.Kind, &number, &address, &division, &h.More.payload, &h.More.sealed)...)
	if err != nil {
		return nil, err
	}
	h.Number, h.Address = textOf(number), textOf(address)
	if h.Division, err = areaOf(division); err != nil {
		return nil, err
	}
	h.Version, err = s.version()
	return &h, err
}

// PutHousehold opens the record of a household (Invalid without kind or division).
func (r *Register) PutHousehold(ctx context.Context, w *journal.Write, h Household) (Ref, error) {
	return put(ctx, w, householdTable, h.Valid, func(ref Ref) ([]any, error) { return h.row(r, ref) })
}

// ChangeHousehold opens the next version of a household, as [Register.ChangePerson] does.
func (r *Register) ChangeHousehold(ctx context.Context, w *journal.Write, h Household) error {
	return change(ctx, w, householdTable, h.Version, h.Valid, func(ref Ref) ([]any, error) { return h.row(r, ref) })
}

// StrikeHousehold closes a record that was a mistake.
func (r *Register) StrikeHousehold(ctx context.Context, w *journal.Write, seen Version) error {
	return strike(ctx, w, householdTable, seen)
}

func (h *Household) row(r *Register, ref Ref) ([]any, error) {
	switch {
	case h.Kind != Registered && h.Kind != Residence && h.Kind != Declared:
		return nil, civil.Refuse("household_kind", "家庭类别应为registered（户籍）、residence（同住）或declared（申报）。")
	case h.Division == 0:
		return nil, civil.Refuse("household_division", "没有写明家庭由哪个乡镇（街道）或村（居）负责，请补填。")
	}
	payload, sealed, err := r.extraColumns(HouseholdKind, ref, &h.More, ref == h.Ref)
	if err != nil {
		return nil, err
	}
	return []any{string(h.Kind), nothing(h.Number), nothing(h.Address), areaText(h.Division), payload, sealed}, nil
}

// EachHousehold calls f for every household of a county as of a day, by id.
func (r *Register) EachHousehold(ctx context.Context, county string, as AsOf, f func(*Household) error) error {
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return err
		}
		read := func(h *Household) error {
			if err := r.readExtra(HouseholdKind, h.Ref, &h.More); err != nil {
				return err
			}
			return f(h)
		}
		return eachThing(ctx, q, scanHousehold, as.Day, read, selectHouseholds, county, seq)
	})
}

// HouseholdsByNumber finds the households of a county with a register number, as
// they are known now, each in its newest version.
func (r *Register) HouseholdsByNumber(ctx context.Context, q db.Query, county, number string) ([]*Household, error) {
	list, err := db.Many(ctx, q, scanHousehold, selectNumbered, county, now, number)
	if err != nil {
		return nil, err
	}
	var found []*Household
	err = byThing(list, func(versions []*Household) error {
		// The number may have been another one since; only the newest version says.
		all, err := db.Many(ctx, q, scanHousehold, selectHousehold, county, now, versions[0].ID)
		if newest, there := last(all); err == nil && there && newest.Number == number {
			found = append(found, newest)
		}
		return err
	})
	return found, err
}

// DivisionNow is where a household lives on a day, for work that no visitor asks for.
func DivisionNow(ctx context.Context, q db.Query, ref Ref, day civil.Date) (civil.Area, error) {
	h, err := one(ctx, q, scanHousehold, selectHousehold, ref, On(day))
	if err != nil {
		return 0, err
	}
	return h.Division, nil
}
