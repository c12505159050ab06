package app

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay/handout"
	"lianxin/internal/register"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/response"
	"lianxin/internal/watch/tier"
)

// newResponses wires what a county does in a public emergency.
func (b *bureau) newResponses() {
	b.responses = response.New(response.Options{
		Journal: b.journal, Keys: b.keys, Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c }, Divisions: b.divisions, Reach: b.reachFamilies,
	})
}

// newHandouts wires what is given once to many people on one list.
func (b *bureau) newHandouts() {
	b.handouts = handout.New(handout.Options{
		Journal: b.journal, Keys: b.keys, Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c }, Divisions: b.divisions, Register: b.register, Pay: b.pay,
	})
}

// reachFamilies finds whom a response is to meet: the families of people with a low
// income, and those that have a file.
func (b *bureau) reachFamilies(ctx context.Context, q db.Query, county string, areas []civil.Area, tiers []string, files bool) (list []response.Met, err error) {
	scope, err := access.NewScope(areas...)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, span := range scope.Spans() {
		people, err := tier.Within(ctx, q, county, span)
		if err != nil {
			return nil, err
		}
		for i := range people {
			p := &people[i]
			if !slices.Contains(tiers, p.Tier) {
				continue
			}
			n, known := at[p.Household]
			if !known {
				n, at[p.Household] = len(list), len(list)
				list = append(list, response.Met{Household: p.Household, Person: p.ID, Name: p.Name, Division: p.Division})
			}
			if !slices.Contains(list[n].Tiers, p.Tier) {
				list[n].Tiers = append(list[n].Tiers, p.Tier)
			}
		}
		if !files {
			continue
		}
		kept, err := plan.Within(ctx, q, county, span)
		if err != nil {
			return nil, err
		}
		for _, f := range kept {
			if n, known := at[f.ID]; known {
				list[n].Name = f.Name // of whoever stands for the family
				continue
			}
			at[f.ID] = len(list)
			one := response.Met{Household: f.ID, Name: f.Name, Division: f.Division}
			if one.Person, err = b.headOf(ctx, q, f.Ref); err != nil {
				return nil, err
			}
			list = append(list, one)
		}
	}
	return list, nil
}

// headOf is who stands for a household today; empty where nobody is known.
func (b *bureau) headOf(ctx context.Context, q db.Query, home register.Ref) (person string, err error) {
	_, people, err := b.register.FamilyNow(ctx, q, home, b.desk.Today())
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		return "", nil
	}
	for _, p := range people {
		if (p.Head || person == "") && p.Person.County == home.County {
			person = p.Person.ID
		}
	}
	return person, err
}

// emergencies tells cases which response is open where they are dealt with.
type emergencies struct{ b *bureau }

// At implements casework.Responses.
func (e emergencies) At(ctx context.Context, q db.Query, places []civil.Area, matter string, day civil.Date) (*casework.Response, error) {
	r, err := e.b.responses.At(ctx, q, places, matter, day)
	return e.said(r, day), err
}

// Of implements casework.Responses.
func (e emergencies) Of(ctx context.Context, q db.Query, ref register.Ref) (*casework.Response, error) {
	r, err := e.b.responses.Of(ctx, q, ref)
	if r == nil {
		return nil, err
	}
	return e.said(r, r.Began), err
}

// said is a response as cases know it.
func (e emergencies) said(r *response.Response, day civil.Date) *casework.Response {
	if r == nil {
		return nil
	}
	out := &casework.Response{Ref: r.Ref, Title: e.b.responses.Name(r, day), Until: r.Ends, Replaces: map[string]string{}}
	if rule := e.b.responses.Rule(r, day); rule != nil {
		out.Waives = rule.Waives
		for _, one := range rule.Replaces {
			out.Replaces[one.Usual] = one.Now
		}
	}
	return out
}

// Relieved implements casework.Responses.
func (e emergencies) Relieved(ctx context.Context, w *journal.Write, r *casework.Response, c *casework.Case, d *casework.Decision) error {
	return e.b.responses.Relieved(ctx, w, response.Relief{
		Ref: register.Ref{County: r.Ref.County, ID: d.ID}, Response: r.Ref.ID, Case: c.Ref, Household: c.Household, Number: c.Number, Amount: d.Amount,
	})
}
