package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/pack"
)

// familyTaking takes rows that say who belongs to which household: it registers
// the persons, the households and the belonging.
type familyTaking struct {
	batch   *feed.Batch
	finder  *Finder
	homes   *homes
	persons *persons
	members *members
}

func (r *Register) newFamily(ctx context.Context, q db.Query, b *feed.Batch) (*familyTaking, error) {
	kind := Relation(b.Plan.Feed.Membership)
	t := &familyTaking{batch: b}
	var err error
	if t.finder, err = r.NewFinder(ctx, q, b); err != nil {
		return nil, err
	}
	if t.homes, err = r.newHomes(ctx, q, b, kind); err != nil {
		return nil, err
	}
	t.persons = r.newPersons(b, t.finder, kind == Registered)
	t.members, err = r.newMembers(ctx, q, b, t.homes)
	return t, err
}

// take registers what a page says of persons and households, and gives the
// persons the rows are about.
func (t *familyTaking) take(ctx context.Context, q db.Query, p *feed.Page) ([]Match, []bool, error) {
	t.persons.recent.turn(p)
	known, skip, err := t.finder.Find(ctx, q, p)
	if err != nil {
		return nil, nil, err
	}
	if err := t.persons.sight(p, known, skip); err != nil {
		return nil, nil, err
	}
	list, err := t.homes.look(ctx, q, p, skip)
	if err != nil {
		return nil, nil, err
	}
	if p.Replay {
		return known, skip, t.members.remember(p, known, skip)
	}
	made := make([]bool, p.Len())
	for row := range p.Len() {
		if skip[row] || !known[row].Zero() {
			continue
		}
		if err := t.newcomer(p, row, list, known, skip, made); err != nil {
			return nil, nil, err
		}
	}
	if err := t.persons.update(ctx, q, p, known, skip, made); err != nil {
		return nil, nil, err
	}
	return known, skip, t.members.take(ctx, q, p, list, known, skip, made)
}

// newcomer registers somebody the register does not know.
func (t *familyTaking) newcomer(p *feed.Page, row int, list found, known []Match, skip, made []bool) error {
	number := p.Cell(row, t.finder.number)
	if one, there := t.persons.recent.find(number.Text); there {
		known[row] = one
		return nil
	}
	area, problem := t.homes.place(p, row, t.homes.of(p, row, list))
	if problem != nil {
		skip[row] = true
		p.SetAside(row, t.batch.Header("division"), problem)
		return nil
	}
	one, err := t.persons.open(p, row, area)
	if problem, err := invalid(err); problem != nil {
		skip[row] = true
		p.SetAside(row, "", problem)
		return nil
	} else if err != nil {
		return err
	}
	known[row], made[row] = one, true
	return nil
}

// personSink takes the household register, and registers of residence.
type personSink struct{ register *Register }

// PersonSink takes the rows of feeds about persons and their households.
func (r *Register) PersonSink() feed.Sink { return personSink{r} }

// Begin implements [feed.Sink].
func (s personSink) Begin(ctx context.Context, q db.Query, b *feed.Batch) (feed.Taking, error) {
	if b.Plan.Feed.Membership == pack.NoMembership {
		return nil, civil.Refuse("load_membership", "“%s”没有说明人员属于哪个家庭，还不能读入。", b.Plan.Feed.Title)
	}
	family, err := s.register.newFamily(ctx, q, b)
	return personTaking{family}, err
}

type personTaking struct{ *familyTaking }

// Take implements [feed.Taking].
func (t personTaking) Take(ctx context.Context, q db.Query, p *feed.Page) error {
	_, _, err := t.take(ctx, q, p)
	if err == nil {
		err = t.members.doubts.note(p)
	}
	return err
}

// Rest implements [feed.Taking].
func (t personTaking) Rest(ctx context.Context, q db.Query, p *feed.Page) (bool, error) {
	return t.members.rest(ctx, q, p)
}
