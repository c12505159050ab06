package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// members registers who belongs to which household.
type members struct {
	register *Register
	batch    *feed.Batch
	homes    *homes
	relation int
	address  int
	state    int
	states   *pack.Field
	present  *sightings // persons the file names
	doubts   doubts
	none     bool
}

const (
	anyMember = `-- across counties
		SELECT v.county FROM member v LIMIT 1`
	memberOwn = `, v.household, v.kind, v.person_county, v.person, v.relation, v.head`
	membersOf = `-- across counties
		SELECT ` + heldColumns + memberOwn + ` FROM member v WHERE v.person IN ` + Among + ` AND v.person_county = $34 AND v.kind = $35 AND ` + journal.HeldBy
	membersNext = `SELECT ` + heldColumns + memberOwn + ` FROM member v
		WHERE v.county = $2 AND (v.household, v.id) > ($3, $4) AND v.kind = $5 AND ` + journal.HeldBy + ` ORDER BY v.household, v.id LIMIT $6`
	householdsHeld = `SELECT ` + heldColumns + householdOwn + ` FROM household v WHERE v.id IN ` + Among + ` AND v.county = $34 AND ` + journal.HeldBy
)

func (r *Register) newMembers(ctx context.Context, q db.Query, b *feed.Batch, h *homes) (*members, error) {
	m := &members{
		register: r, batch: b, homes: h, relation: b.Where("relation"), address: b.Where("address"), state: -1,
		present: newSightings(), doubts: newDoubts(r),
	}
	if reg := b.Plan.Feed.Register; reg.Core {
		m.state, m.states = b.Where("state"), reg.Field("state")
	}
	return m, m.refresh(ctx, q)
}

func (m *members) refresh(ctx context.Context, q db.Query) error {
	_, any, err := db.One(ctx, q, db.Text, anyMember)
	m.none = !any
	return err
}

// heads are the words by which files call the one a household is named after.
var heads = map[string]bool{
	"户主": true, "本人": true, "本人或户主": true, "户主本人": true, "申请人": true, "0": true, "00": true, "01": true, "02": true,
}

// gone says whether a row is kept in the register only to say that the person
// left it.
func (m *members) gone(p *feed.Page, row int) bool {
	switch codeName(m.states, p.Cell(row, m.state)) {
	case "moved", "died", "cancelled":
		return true
	}
	return false
}

// remember notes whom rows name that are stored already.
func (m *members) remember(p *feed.Page, known []Match, skip []bool) error {
	for row := range known {
		if !skip[row] && !known[row].Zero() && !m.gone(p, row) {
			if _, err := m.present.see(m.present.of(known[row].ID, ""), p.Records[row]); err != nil {
				return err
			}
		}
	}
	return nil
}

// take registers the belonging of everybody on a page.
func (m *members) take(ctx context.Context, q db.Query, p *feed.Page, list found, known []Match, skip, made []bool) error {
	if err := m.remember(p, known, skip); err != nil {
		return err
	}
	held, err := m.held(ctx, q, p, known, skip, made)
	if err != nil {
		return err
	}
	for row := range known {
		if skip[row] || known[row].Zero() {
			continue
		}
		before := held[known[row].Ref]
		if m.gone(p, row) {
			m.leave(p, before, "")
			continue
		}
		one, err := m.home(p, row, list, known[row])
		if problem, err := invalid(err); problem != nil {
			p.SetAside(row, "", problem)
			skip[row] = true
			continue
		} else if err != nil {
			return err
		}
		if one == nil {
			continue
		}
		if err := m.join(p, row, one, known[row].Ref, before); err != nil {
			return err
		}
	}
	return nil
}

// held are the belongings of the people of a page, in the sense the file speaks of.
func (m *members) held(ctx context.Context, q db.Query, p *feed.Page, known []Match, skip, made []bool) (map[Ref][]*Member, error) {
	if p.Afresh {
		if err := m.refresh(ctx, q); err != nil {
			return nil, err
		}
	}
	found := map[Ref][]*Member{}
	if m.none {
		return found, nil
	}
	ids := map[string][]string{}
	for row := range known {
		if ref := known[row].Ref; !skip[row] && !made[row] && !ref.Zero() {
			ids[ref.County] = append(ids[ref.County], ref.ID)
		}
	}
	for county, list := range ids {
		err := asking(list, func(args []any) error {
			return db.Each(ctx, q, func(row db.Row) error {
				one, err := scanMember(row)
				if err == nil && !holds(found[one.Person], one) {
					found[one.Person] = append(found[one.Person], one)
				}
				return err
			}, membersOf, args...)
		}, m.batch.ID, county, string(m.homes.kind))
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// holds says whether a list has a belonging: somebody named twice on a page is
// asked for twice.
func holds(list []*Member, one *Member) bool {
	for _, m := range list {
		if m.Ref == one.Ref {
			return true
		}
	}
	return false
}

// home is the household of a row, made when it is not there; nil when the row
// names none.
func (m *members) home(p *feed.Page, row int, list found, person Match) (*home, error) {
	number := p.Cell(row, m.homes.number)
	if !number.Known {
		return nil, nil
	}
	one := m.homes.of(p, row, list)
	area, problem := m.homes.place(p, row, one)
	if problem != nil && one == nil {
		area = person.Division
	}
	address := p.Cell(row, m.address).Text
	if one == nil {
		return m.homes.make(p, &Household{Number: number.Text, Address: address, Division: area})
	}
	if !one.fresh && m.homes.kind == Registered && heads[p.Cell(row, m.relation).Text] {
		next := *one.Household
		if address != "" {
			next.Address = address
		}
		if area != 0 {
			next.Division = area
		}
		if next.Address != one.Address || next.Division != one.Division {
			one.fresh = true // it is changed once
			return one, m.homes.change(p, &next)
		}
	}
	return one, nil
}

// join makes somebody belong to a household from the day of the file on.
func (m *members) join(p *feed.Page, row int, one *home, person Ref, before []*Member) error {
	want := Member{Household: one.ID, Kind: m.homes.kind, Person: person, Relation: p.Cell(row, m.relation).Text}
	want.Head = heads[want.Relation]
	if m.homes.kind != Declared { // a family is declared anew for every application
		m.leave(p, before, one.ID)
	}
	c := feed.Change{County: one.County, Table: memberTable, Open: true, Valid: Since(m.batch.Reference).journal()}
	for _, old := range before {
		if old.Household != one.ID || old.Valid.To < m.batch.Reference {
			continue
		}
		if old.Relation == want.Relation || want.Relation == "" {
			return nil
		}
		c.ID, c.Closes = old.ID, old.Opened
	}
	if c.ID == "" {
		c.ID = db.NewID()
	}
	values, err := want.row(Ref{})
	c.Values = values
	p.Changes = append(p.Changes, c)
	return err
}

// leave ends the belongings of somebody, except to one household.
func (m *members) leave(p *feed.Page, before []*Member, except string) {
	for _, old := range before {
		if old.Household == except || old.Valid.To < m.batch.Reference {
			continue
		}
		p.Changes = append(p.Changes, m.ending(old))
		p.Tally.Ended++
	}
}

// ending ends a belonging with the day before the file's.
func (m *members) ending(old *Member) feed.Change {
	h := &Held{ID: old.ID, Opened: old.Opened}
	if old.Valid.From != civil.FirstDate {
		from := old.Valid.From.String()
		h.From = &from
	}
	h.Values = []any{old.Household, string(old.Kind), old.Person.County, old.Person.ID, nothing(old.Relation), old.Head}
	return ending(memberTable, old.County, h, m.batch.Reference)
}
