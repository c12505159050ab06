package app

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

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
	b.plans = plan.New(plan.Options{Journal: b.journal, Keys: b.keys, Catalogue: catalogue})
	b.referrals = referral.New(referral.Options{Journal: b.journal, Keys: b.keys, Catalogue: catalogue, Calendar: b.calendar, Cases: notedCases{b}})
	b.meetings = conference.New(conference.Options{Journal: b.journal, Keys: b.keys, Catalogue: catalogue, Cases: notedCases{b}})
}

// handleHouseholds keeps the files of families every night; that of one family is also
// kept when a decision about it has been carried out. A case that is marked as hard
// waits for the next meeting.
func (b *bureau) handleHouseholds() {
	b.worker.Repeat(job.Chore{Kind: "chore.household", Every: aDay, Do: b.keepHouseholds})
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

// keepHouseholds brings the files of every county up to date. One county that fails
// keeps no other from its turn.
func (b *bureau) keepHouseholds(ctx context.Context) error {
	var heads []journal.Head
	err := b.db.Read(ctx, func(q db.Query) (err error) {
		heads, err = journal.Heads(ctx, q)
		return err
	})
	for _, head := range heads {
		if county, parsed := civil.ParseArea(head.County); parsed == nil && head.County != journal.Nowhere {
			_, one := b.keepHouseholdsIn(ctx, county)
			err = errors.Join(err, one)
		}
	}
	return err
}

// keepHouseholdsIn brings the files of a county up to date: who is in pay.
func (b *bureau) keepHouseholdsIn(ctx context.Context, county civil.Area) (plan.Kept, error) {
	held := map[string]*plan.Standing{}
	err := b.db.Read(ctx, func(q db.Query) error {
		now := b.desk.Today().Month()
		for _, month := range []civil.Month{now, now.Add(1)} { // what is decided now is paid from next month
			entries, err := pay.HeldIn(ctx, q, county.String(), month)
			if err != nil {
				return err
			}
			for i := range entries {
				stands(held, entries[i].Household, entries[i].Programme, entries[i].Division)
			}
		}
		return nil
	})
	if err != nil {
		return plan.Kept{}, err
	}
	return b.sortHouseholds(ctx, county, nil, held)
}

// keepHousehold brings the file of one family up to date.
func (b *bureau) keepHousehold(ctx context.Context, home register.Ref) error {
	county, err := civil.ParseArea(home.County)
	if err != nil {
		return err
	}
	held := map[string]*plan.Standing{}
	err = b.db.Read(ctx, func(q db.Query) error {
		list, err := pay.OfHousehold(ctx, q, home)
		now := b.desk.Today().Month()
		for _, e := range list {
			for _, month := range []civil.Month{now, now.Add(1)} {
				if s := e.At(month); s != nil {
					stands(held, home.ID, e.Programme, s.Division)
				}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = b.sortHouseholds(ctx, county, []string{home.ID}, held)
	return err
}

// sortHouseholds finds the circle and the classes of families and keeps their files.
func (b *bureau) sortHouseholds(ctx context.Context, county civil.Area, only []string, held map[string]*plan.Standing) (plan.Kept, error) {
	catalogue, _ := b.rules()
	today := b.desk.Today()
	classified, err := b.factsOf(catalogue).Classify(ctx, county, sortedKeys(held), today)
	if err != nil {
		return plan.Kept{}, err
	}
	circles, classes := catalogue.Circles(county, today), catalogue.Classes(county, today)
	var list []plan.Standing
	for _, id := range sortedKeys(held) {
		s := held[id]
		if err := b.name(ctx, county.String(), s, today); err != nil {
			return plan.Kept{}, err
		}
		if circle := pack.CircleOf(circles, s.Programmes); circle != nil {
			s.Circle = circle.Name
		}
		if found := classified[id]; found != nil {
			s.Classes, s.Unclear = ofCircle(classes, s.Circle, found.In), ofCircle(classes, s.Circle, found.Unclear)
		}
		list = append(list, *s)
	}
	return b.plans.Keep(ctx, householdActor, county.String(), only, list)
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
func (b *bureau) name(ctx context.Context, county string, s *plan.Standing, today civil.Date) error {
	return b.db.Read(ctx, func(q db.Query) error {
		home, people, err := b.register.FamilyNow(ctx, q, register.Ref{County: county, ID: s.Household}, today)
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
	})
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
