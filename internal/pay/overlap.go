package pay

import (
	"cmp"
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// OverlapState is how a found overlap stands.
type OverlapState string

// The states, see [OverlapState].
const (
	OverlapOpen    OverlapState = "open"    // 待处理: the money waits
	OverlapKept    OverlapState = "kept"    // 可以同享
	OverlapStopped OverlapState = "stopped" // 已停
	OverlapGone    OverlapState = "gone"    // 已消失: one of the two has ended
)

// SameBenefit is the relation of a benefit to itself: nobody has it twice.
const SameBenefit pack.Relation = "same"

// Overlap is one version of somebody's two benefits that do not go together. It is of
// the one that gives way, in its county.
type Overlap struct {
	County, ID string
	Opened     int64
	Who        register.Ref
	Subject
	Entitlement string
	Amount      civil.Fen
	Other       Rival
	Relation    pack.Relation
	Source      string
	Month       civil.Month // in which it was found first
	State       OverlapState
	Words       string
}

// Rival is the benefit that stands.
type Rival struct {
	County, Programme, Household, Entitlement string
	Amount                                    civil.Fen
}

var overlapTable = journal.NewTable("pay_overlap", journal.Text("person_county"), journal.Text("person"), journal.Text("programme"), journal.Text("household"),
	journal.Text("beneficiary"), journal.Text("entitlement"), journal.Int("amount"), journal.Text("other_county"), journal.Text("other_programme"),
	journal.Text("other_household"), journal.Text("other_entitlement"), journal.Int("other_amount"), journal.Text("relation"), journal.Text("source"),
	journal.Text("month"), journal.Text("state"), journal.Text("words"))

const (
	overlapColumns = `v.county, v.id, v.opened, v.person_county, v.person, v.programme, v.household, v.beneficiary, v.entitlement, v.amount,
		v.other_county, v.other_programme, v.other_household, v.other_entitlement, v.other_amount, v.relation, v.source, v.month, v.state, v.words`
	selectOverlap  = `SELECT ` + overlapColumns + ` FROM pay_overlap v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectOverlaps = `SELECT ` + overlapColumns + ` FROM pay_overlap v WHERE v.county = $1 AND v.closed IS NULL AND ($2 = '' OR v.state = $2) ORDER BY v.id DESC`
	// Benefits of other counties: somebody may be paid in two.
	selectHeldAll = `-- across counties
		SELECT ` + entitlementColumns + ` FROM entitlement v WHERE v.county <> $1 AND v.closed IS NULL
		AND v.from_month <= $2 AND (v.to_month IS NULL OR v.to_month >= $2) AND v.state <> 'suspended' ORDER BY v.county, v.household, v.programme, v.person`
)

func scanOverlap(row db.Row) (*Overlap, error) {
	var o Overlap
	var month string
	err := row.Scan(&o.County, &o.ID, &o.Opened, &o.Who.County, &o.Who.ID, &o.Programme, &o.Household, &o.Person, &o.Entitlement, &o.Amount,
		&o.Other.County, &o.Other.Programme, &o.Other.Household, &o.Other.Entitlement, &o.Other.Amount, &o.Relation, &o.Source, &month, &o.State, &o.Words)
	if err != nil {
		return nil, err
	}
	return &o, monthsOf(monthText{&month, &o.Month})
}

func (o *Overlap) open(ctx context.Context, w *journal.Write) error {
	o.Opened = w.Seq()
	return w.Open(ctx, overlapTable, o.ID, journal.Valid{From: o.Month.First()}, o.Who.County, o.Who.ID, o.Programme, o.Household, o.Person, o.Entitlement, o.Amount,
		o.Other.County, o.Other.Programme, o.Other.Household, o.Other.Entitlement, o.Other.Amount, string(o.Relation), o.Source, o.Month.String(), string(o.State), o.Words)
}

func (o *Overlap) move(ctx context.Context, w *journal.Write, to OverlapState, words string) error {
	if err := w.Close(ctx, overlapTable, o.ID, o.Opened); err != nil {
		return err
	}
	o.State, o.Words = to, words
	return o.open(ctx, w)
}

// Overlaps are those of a county in a state, or in all, the newest first.
func Overlaps(ctx context.Context, q db.Query, county string, state OverlapState) ([]*Overlap, error) {
	return db.Many(ctx, q, scanOverlap, selectOverlaps, county, string(state))
}

// same says whether two rows are about the same benefits at the same amounts: what was
// decided about one holds for the other.
func (o *Overlap) same(n *Overlap) bool {
	return o.Entitlement == n.Entitlement && o.Other == n.Other && o.Amount == n.Amount && o.Who == n.Who
}

// Screen looks for people who would be paid by two benefits that do not go together in
// a month, in this county and across counties, and puts down what is new. The money of
// the one that gives way waits. It runs before each list.
func (p *Pay) Screen(ctx context.Context, actor, county string, m civil.Month) (found []*Overlap, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		found, err = p.overlaps(ctx, q, county, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	known, err := p.known(ctx, county)
	if err != nil || !changed(known, found) {
		return found, err
	}
	_, err = p.journal.Do(ctx, header(county, "screen", actor), func(w *journal.Write) error {
		known, err := Overlaps(ctx, w, county, "")
		if err != nil {
			return err
		}
		for _, o := range fresh(known, found) {
			if err := o.open(ctx, w); err != nil {
				return err
			}
		}
		for _, o := range gone(known, found) {
			if err := o.move(ctx, w, OverlapGone, "其中一项已经变动"); err != nil {
				return err
			}
		}
		return nil
	})
	return found, err
}

func (p *Pay) known(ctx context.Context, county string) (list []*Overlap, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Overlaps(ctx, q, county, "")
		return err
	})
	return list, err
}

func changed(known, found []*Overlap) bool {
	return len(fresh(known, found)) > 0 || len(gone(known, found)) > 0
}

// fresh are found overlaps nobody knows of yet.
func fresh(known, found []*Overlap) []*Overlap {
	return slices.DeleteFunc(slices.Clone(found), func(n *Overlap) bool {
		return slices.ContainsFunc(known, func(o *Overlap) bool { return o.State != OverlapGone && o.same(n) })
	})
}

// gone are open ones that are found no more.
func gone(known, found []*Overlap) []*Overlap {
	return slices.DeleteFunc(slices.Clone(known), func(o *Overlap) bool {
		return o.State != OverlapOpen || slices.ContainsFunc(found, o.same)
	})
}

// claim is somebody's part in a benefit.
type stake struct {
	of     scanned
	person register.Ref
}

// overlaps computes what stands against one another in a month.
func (p *Pay) overlaps(ctx context.Context, q db.Query, county string, m civil.Month) ([]*Overlap, error) {
	if p.names.Conflicts == nil {
		return nil, nil
	}
	here, err := db.Many(ctx, q, scanStretch, selectHeld, county, journal.Latest, m.String())
	if err != nil {
		return nil, err
	}
	there, err := db.Many(ctx, q, scanStretch, selectHeldAll, county, m.String())
	if err != nil {
		return nil, err
	}
	var refs []register.Ref
	for _, r := range append(slices.Clone(here), there...) {
		refs = append(refs, r.stretch.Covered...)
	}
	known, err := identities(ctx, q, refs)
	if err != nil {
		return nil, err
	}
	by := map[string][]stake{}
	for _, r := range append(here, there...) {
		for _, ref := range r.stretch.Covered {
			one := known[ref]
			one.ref = ref
			by[one.key()] = append(by[one.key()], stake{r, ref})
		}
	}
	table := p.names.Conflicts(m.First())
	var list []*Overlap
	for _, held := range by {
		list = append(list, against(held, county, m, table)...)
	}
	slices.SortFunc(list, func(a, b *Overlap) int {
		return cmp.Or(a.Subject.compare(b.Subject), cmp.Compare(a.Entitlement, b.Entitlement), cmp.Compare(a.Other.Entitlement, b.Other.Entitlement))
	})
	for _, o := range list {
		o.ID = newID()
	}
	return list, nil
}

// against holds the benefits of one person against one another: those of this county
// that give way.
func against(held []stake, county string, m civil.Month, table []pack.Conflict) (list []*Overlap) {
	for i, a := range held {
		for _, b := range held[i+1:] {
			if a.of.of.ID == b.of.of.ID || a.of.stretch.due() == 0 || b.of.stretch.due() == 0 {
				continue
			}
			relation, source, loser := verdictOn(a, b, table)
			if relation == pack.Compatible {
				continue
			}
			winner := a
			if loser.of.of.ID == a.of.of.ID {
				winner = b
			}
			if loser.of.of.County == county {
				list = append(list, loser.gives(winner, relation, source, m))
			}
		}
	}
	return list
}

// verdictOn says how two benefits stand and which one gives way: the one the table
// names, the lower one, or else the one that began later.
func verdictOn(a, b stake, table []pack.Conflict) (pack.Relation, string, stake) {
	x, y := a.of.of.Programme, b.of.of.Programme
	if x == y {
		return SameBenefit, "同一项待遇只能享受一份", later(a, b)
	}
	for i := range table {
		c := &table[i]
		if c.A != x && c.A != y || c.B != x && c.B != y {
			continue
		}
		switch loses := c.Loses(); {
		case loses == x:
			return c.Relation, c.Source, a
		case loses == y:
			return c.Relation, c.Source, b
		case c.Relation == pack.Higher && a.of.stretch.Amount < b.of.stretch.Amount:
			return c.Relation, c.Source, a
		case c.Relation == pack.Higher && a.of.stretch.Amount > b.of.stretch.Amount:
			return c.Relation, c.Source, b
		}
		return c.Relation, c.Source, later(a, b)
	}
	return pack.Compatible, "", a
}

// later is the benefit that began later; of two that began together the one that was
// put down later.
func later(a, b stake) stake {
	if cmp.Or(cmp.Compare(a.of.stretch.From, b.of.stretch.From), cmp.Compare(a.of.of.ID, b.of.of.ID)) > 0 {
		return a
	}
	return b
}

func (s stake) gives(winner stake, relation pack.Relation, source string, m civil.Month) *Overlap {
	w := winner.of
	return &Overlap{
		County: s.of.of.County, Who: s.person, Subject: s.of.of.Subject, Entitlement: s.of.of.ID, Amount: s.of.stretch.Amount,
		Other:    Rival{w.of.County, w.of.Programme, w.of.Household, w.of.ID, w.stretch.Amount},
		Relation: relation, Source: source, Month: m, State: OverlapOpen,
	}
}
