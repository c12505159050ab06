package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// reachBack is over how many months somebody is still found who reached an age:
// his birth may have been registered late, or the clockwork have stood still.
const reachBack = 2

// Reach opens a case, judged and ready for a person's decision, for everybody in a
// county who reached an age at which a benefit begins and does not have it; once
// for each, however often it is called. It grants nothing.
func (d *Desk) Reach(ctx context.Context, county civil.Area, held func(programme, person string) bool) (opened []register.Ref, err error) {
	for _, m := range d.Matters() {
		if m.Kind != pack.Applying || !slices.Contains(m.Starts, byAge) || m.Opens == "" || m.InForce > d.Today() {
			continue
		}
		looks, err := d.ripe(ctx, county, m)
		if err != nil {
			return opened, err
		}
		for _, r := range looks {
			if held(m.Programme, r.Person.ID) {
				continue
			}
			ref, err := d.Raise(ctx, clockwork(county), r)
			if err != nil {
				return opened, fmt.Errorf("%s of %s: %w", m.Name, r.Person.ID, err)
			}
			opened = append(opened, ref)
		}
	}
	return opened, nil
}

// ripe are the cases to be opened for those who reached the first age of a matter
// lately. Who is in no household of the county is left to people.
func (d *Desk) ripe(ctx context.Context, county civil.Area, m *pack.Matter) (list []Raise, err error) {
	today := d.Today()
	years, err := d.number(county, m.Ages[0], today)
	if err != nil {
		return nil, err
	}
	first, last := yearsBefore(today.Month().Add(-reachBack).First(), int(years)), yearsBefore(today, int(years))
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		ids, err := register.Born(ctx, q, county.String(), first, last)
		if err != nil {
			return err
		}
		for _, id := range ids {
			person := register.Ref{County: county.String(), ID: id}
			origin := byAge + ":" + id + ":" + m.Name + ":" + strconv.FormatInt(years, 10)
			_, there, err := db.One(ctx, q, scanCase, selectOrigin, county.String(), origin)
			if err != nil {
				return err
			}
			home, err := d.homeOf(ctx, person)
			if err != nil {
				return err
			}
			if there || home == "" {
				continue
			}
			list = append(list, Raise{
				Matter: m.Name, Start: byAge, County: county.String(), Household: home, Person: person, Origin: origin,
				Note: fmt.Sprintf("户籍登记显示已满%d周岁，系统已按规定算好，请核对后确认。", years),
			})
		}
		return nil
	})
	return list, err
}

// homeOf is the household of a county in which somebody lives: the one declared
// before the one registered; empty for none.
func (d *Desk) homeOf(ctx context.Context, person register.Ref) (string, error) {
	held, err := d.register.MembershipsOf(ctx, person, register.On(d.Today()))
	if err != nil {
		return "", err
	}
	for _, kind := range []register.Relation{register.Declared, register.Registered} {
		for _, m := range held {
			if m.Kind == kind && m.County == person.County {
				return m.Household, nil
			}
		}
	}
	return "", nil
}

// ageOf reads the matter and the age out of what a case came of, see ripe.
func ageOf(origin string) (matter string, years int, err error) {
	parts := strings.Split(origin, ":")
	if len(parts) != 4 {
		return "", 0, civil.Refuse("case_origin", "这件事不是因为年龄立案的，请核对。")
	}
	years, err = strconv.Atoi(parts[3])
	return parts[2], years, err
}
