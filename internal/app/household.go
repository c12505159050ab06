package app

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
)

// householdActor keeps the files of families up to date.
const householdActor = "machine:household"

// newHouseholds wires the stages that help a family beside money: its file and plan, what
// is passed to others, and what several departments decide together.
func (b *bureau) newHouseholds() {
	catalogue := func() *pack.Catalogue { c, _ := b.rules(); return c }
	b.plans = plan.New(plan.Options{Journal: b.journal, Keys: b.keys, Catalogue: catalogue, Rhythm: b.risks.Rhythm})
	b.referrals = referral.New(referral.Options{Journal: b.journal, Keys: b.keys, Catalogue: catalogue, Calendar: b.calendar, Cases: notedCases{b}})
	b.meetings = conference.New(conference.Options{Journal: b.journal, Keys: b.keys, Catalogue: catalogue, Cases: notedCases{b}})
}

// handleHouseholds keeps the files of families every night; that of one family is also
// kept when a decision about it has been carried out. A case that is marked as hard
// waits for the next meeting.
func (b *bureau) handleHouseholds() {
	b.worker.Repeat(job.Chore{Kind: "chore.household", Every: aDay, Do: b.startKeeping})
	b.worker.Handle(keepTask, b.keepOn)
	b.worker.Handle(hardTask, b.proposeHard)
	b.worker.Listen("conference", func(ctx context.Context, tx *db.Tx, n journal.News) error {
		var hard casework.Hardship
		if err := json.Unmarshal([]byte(n.Body), &hard); err != nil {
			return err
		}
		return job.Put(ctx, tx, n.County, hardTask, hard.Case, 0, hard)
	}, casework.HardTopic)
}

// hardTask is the kind of the task that puts a hard case before the next meeting.
const hardTask = "conference.hard"

// proposeHard puts a hard case before the next meeting, once.
func (b *bureau) proposeHard(ctx context.Context, t job.Task) error {
	var hard casework.Hardship
	if err := t.Read(&hard); err != nil {
		return err
	}
	h := journal.Header{County: t.County, Kind: "conference.propose", Actor: "machine:conference", Purpose: "application"}
	_, err := b.journal.Do(ctx, h, func(w *journal.Write) error {
		ref := register.Ref{County: t.County, ID: hard.Case}
		number, matter, division, err := b.desk.Briefly(ctx, w, ref)
		if err != nil {
			return err
		}
		_, err = b.meetings.ProposeIn(ctx, w, hard.By, conference.Proposal{
			Kind: conference.CaseItem, About: ref, Division: division, Title: matter + " " + number, Why: conference.Hard, Words: hard.Reason,
		})
		return err
	})
	return err
}

// notedCases notes in a case what a meeting resolved about it, and what was passed to
// others because of it.
type notedCases struct{ b *bureau }

// Resolved implements conference.Cases.
func (n notedCases) Resolved(ctx context.Context, w *journal.Write, ref register.Ref, by, number, words string) error {
	return n.b.desk.Resolved(ctx, w, ref, by, number, words)
}

// Passed implements referral.Cases.
func (n notedCases) Passed(ctx context.Context, w *journal.Write, ref register.Ref, by, title, words string) error {
	return n.b.desk.Note(ctx, w, ref, by, title, words)
}

// passedOn are where a file for another department finds what it may be told.
func (b *bureau) passedOn() referral.Sources {
	return referral.Sources{Register: b.register, Circle: func(ctx context.Context, q db.Query, home register.Ref) (string, error) {
		name, err := plan.CircleOf(ctx, q, home)
		county, bad := civil.ParseArea(home.County)
		if err != nil || bad != nil {
			return "", err
		}
		catalogue, _ := b.rules()
		for _, c := range catalogue.Circles(county, b.desk.Today()) {
			if c.Name == name {
				return c.Title, nil
			}
		}
		return "", nil
	}}
}

// keepTask is the kind of the task that keeps the files of families, a page of them at a
// time with a rest after each.
const keepTask = "household.keep"

// A page of families takes no longer than the rest after it, so that whoever is at work
// has at least half of a core beside it.
const (
	keepPage = 100
	keepRest = 500 * time.Millisecond
)

// keepLeft is what is left of keeping: the families of some counties, of the first of
// them only those after one.
type keepLeft struct {
	Counties []string
	After    string
}

// startKeeping puts down that the files of all counties are kept, unless an earlier
// round is still at it.
func (b *bureau) startKeeping(ctx context.Context) error {
	all, err := b.recordedCounties(ctx)
	if err != nil {
		return err
	}
	return b.putKeeping(ctx, "", keepLeft{Counties: all})
}

// putKeeping puts a round down under a key, unless one of that key is open.
func (b *bureau) putKeeping(ctx context.Context, key string, left keepLeft) error {
	_, err := b.journal.Do(ctx, systemHeader(journal.Nowhere, "file.round"), func(w *journal.Write) error {
		return job.Put(ctx, w.Tx(), journal.Nowhere, keepTask, key, 0, left)
	})
	return err
}

// keepOn does the next page of a round. A county that fails goes on by itself, so that it
// keeps no other from its turn.
func (b *bureau) keepOn(ctx context.Context, t job.Task) error {
	var left keepLeft
	if err := t.Read(&left); err != nil || len(left.Counties) == 0 {
		return err
	}
	next, failure := b.keepNext(ctx, left)
	if failure != nil && len(left.Counties) == 1 {
		return failure
	}
	if failure != nil {
		next = keepLeft{Counties: left.Counties[1:]}
		if err := b.putKeeping(ctx, left.Counties[0], keepLeft{Counties: left.Counties[:1], After: left.After}); err != nil {
			return err
		}
	}
	if len(next.Counties) == 0 {
		return nil
	}
	return job.Rest{Body: next, For: keepRest}
}

// keepHouseholds keeps the files of all counties at once.
func (b *bureau) keepHouseholds(ctx context.Context) (err error) {
	var left keepLeft
	left.Counties, err = b.recordedCounties(ctx)
	for err == nil && len(left.Counties) > 0 {
		left, err = b.keepNext(ctx, left)
	}
	return err
}

// keepNext keeps the next page of families and says what is left then.
func (b *bureau) keepNext(ctx context.Context, left keepLeft) (keepLeft, error) {
	county, err := civil.ParseArea(left.Counties[0])
	if err != nil {
		return left, err
	}
	var page []string
	err = b.db.Read(ctx, func(q db.Query) (err error) {
		page, err = b.familiesAfter(ctx, q, county, left.After)
		return err
	})
	if err == nil && len(page) > 0 {
		err = b.keepFamilies(ctx, county, page)
	}
	if len(page) < keepPage {
		return keepLeft{Counties: left.Counties[1:]}, err
	}
	return keepLeft{Counties: left.Counties, After: page[len(page)-1]}, err
}

// familiesAfter are a page of the families of a county that are in pay or have a file,
// after one of them.
func (b *bureau) familiesAfter(ctx context.Context, q db.Query, county civil.Area, after string) ([]string, error) {
	first, last := b.paidMonths()
	held, err := pay.HouseholdsHeld(ctx, q, county.String(), first, last, after, keepPage)
	if err != nil {
		return nil, err
	}
	filed, err := plan.Filed(ctx, q, county.String(), after, keepPage)
	list := append(held, filed...)
	slices.Sort(list)
	list = slices.Compact(list)
	return list[:min(len(list), keepPage)], err
}

// paidMonths are the months whose money says in what circle a family stands: what is
// decided now is paid from the next one.
func (b *bureau) paidMonths() (first, last civil.Month) {
	now := b.desk.Today().Month()
	return now, now.Add(1)
}

// keepHousehold brings the file of one family up to date.
func (b *bureau) keepHousehold(ctx context.Context, home register.Ref) error {
	county, err := civil.ParseArea(home.County)
	if err != nil {
		return err
	}
	return b.keepFamilies(ctx, county, []string{home.ID})
}

// keepFamilies brings the files of some families of a county up to date: what they are in
// pay by, and so their circle and the classes they are in.
func (b *bureau) keepFamilies(ctx context.Context, county civil.Area, families []string) error {
	held := map[string]*plan.Standing{}
	err := b.db.Read(ctx, func(q db.Query) error {
		q = db.Repeating(q)
		for _, id := range families {
			if err := b.standing(ctx, q, register.Ref{County: county.String(), ID: id}, held); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	catalogue, _ := b.rules()
	today := b.desk.Today()
	classified, err := b.factsOf(catalogue).Classify(ctx, county, sortedKeys(held), today)
	if err != nil {
		return err
	}
	circles, classes := catalogue.Circles(county, today), catalogue.Classes(county, today)
	var list []plan.Standing
	for _, id := range sortedKeys(held) {
		s := held[id]
		if circle := pack.CircleOf(circles, s.Programmes); circle != nil {
			s.Circle = circle.Name
		}
		if found := classified[id]; found != nil {
			s.Classes, s.Unclear = ofCircle(classes, s.Circle, found.In), ofCircle(classes, s.Circle, found.Unclear)
		}
		list = append(list, *s)
	}
	_, err = b.plans.Keep(ctx, householdActor, county.String(), families, list)
	return err
}

// standing adds a family that is in pay, with who stands for it.
func (b *bureau) standing(ctx context.Context, q db.Query, home register.Ref, held map[string]*plan.Standing) error {
	entitlements, err := pay.OfHousehold(ctx, q, home)
	if err != nil {
		return err
	}
	first, last := b.paidMonths()
	for _, e := range entitlements {
		for month := first; month <= last; month = month.Add(1) {
			if s := e.At(month); s != nil {
				stands(held, home.ID, e.Programme, s.Division)
			}
		}
	}
	s := held[home.ID]
	if s == nil {
		return nil
	}
	return b.name(ctx, q, home, s)
}

// stands adds what a family is in pay by.
func stands(held map[string]*plan.Standing, household, programme string, division civil.Area) {
	s := held[household]
	if s == nil {
		s = &plan.Standing{Household: household, Division: division}
		held[household] = s
	}
	if !slices.Contains(s.Programmes, programme) {
		s.Programmes = append(s.Programmes, programme)
		slices.Sort(s.Programmes)
	}
}

// name says who stands for a family and how many it has.
func (b *bureau) name(ctx context.Context, q db.Query, ref register.Ref, s *plan.Standing) error {
	home, people, err := b.register.FamilyNow(ctx, q, ref, b.desk.Today())
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	s.Division, s.Members = home.Division, int64(len(people))
	for _, p := range people {
		if p.Head || s.Name == "" {
			s.Name = p.Name
		}
	}
	return nil
}

// ofCircle are the classes of a circle among some, in the order of the packs.
func ofCircle(classes []pack.Class, circle string, names []string) (list []string) {
	for i := range classes {
		if classes[i].Circle == circle && slices.Contains(names, classes[i].Name) {
			list = append(list, classes[i].Name)
		}
	}
	return list
}

// sortedKeys are the households of a county in one order.
func sortedKeys(held map[string]*plan.Standing) []string { return slices.Sorted(maps.Keys(held)) }
