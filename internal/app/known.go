package app

import (
	"context"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/verify"
)

// business is the business for which a whole city is judged, as letters of
// authorisation name it: social assistance with all that hangs on it.
const business = "assistance"

// facts are the facts of the store's counties.
func (o *office) facts() *assess.CountyFacts {
	return assess.NewCountyFacts(o.journal, o.register, o.catalogue, known{catalogue: o.catalogue}, o.folder, business)
}

// known joins what the stages before the judgement know: whom departments may
// be asked about, and whom they spoke of.
type known struct {
	catalogue *pack.Catalogue
	// In a rehearsal the departments answer about everybody on this day: the lists
	// of a made-up city stay as they are. In life they deliver anew every week or
	// month, and what they were not asked stays unknown. 0: this is life.
	rehearsed civil.Date
}

// PermitsOf implements assess.Known.
func (known) PermitsOf(ctx context.Context, q db.Query, county, business string, classes, people []string) (map[string][]fact.Permit, error) {
	return verify.PermitsOf(ctx, q, county, journal.Latest, verify.Wanted{Business: business, Classes: classes, People: people})
}

// AnswersOf implements assess.SomeAnswers.
func (k known) AnswersOf(ctx context.Context, q db.Query, county string, people []string) (map[string][]fact.Coverage, error) {
	return verify.Answers(ctx, q, county, journal.Latest, people, func(day civil.Date) (int, error) {
		n, err := k.catalogue.Number("verification_answer_months", county, day)
		return int(n), err
	})
}

// Since implements assess.Known.
func (known) Since(ctx context.Context, q db.Query, county string, act int64) ([]string, error) {
	return verify.Since(ctx, q, county, act)
}

// speakUntil says until which day each register speaks for the people of a county.
func (b *bureau) speakUntil(ctx context.Context, county string) (map[string]civil.Date, error) {
	catalogue, _ := b.rules()
	until := map[string]civil.Date{}
	err := b.db.Read(ctx, func(q db.Query) error {
		list, err := known{catalogue: catalogue}.Coverage(ctx, q, county)
		for _, c := range list {
			until[c.Register] = max(until[c.Register], c.Asked)
		}
		return err
	})
	return until, err
}

// Coverage implements assess.Known: of a city's batch every county has its part.
func (k known) Coverage(ctx context.Context, q db.Query, county string) ([]assess.Coverage, error) {
	place, err := civil.ParseArea(county)
	if err != nil {
		return nil, err
	}
	covered, err := feed.Covered(ctx, q, k.catalogue, journal.Latest)
	if err != nil {
		return nil, err
	}
	var list []assess.Coverage
	for _, c := range covered {
		if f := k.catalogue.Feed(c.Feed); f != nil && c.Place.Contains(place) {
			if k.rehearsed != 0 {
				c.To, c.Reference = civil.LastDate, k.rehearsed
			}
			list = append(list, assess.Coverage{Register: c.Register, Covers: f.Covers, From: c.From, To: c.To, Asked: c.Reference})
		}
	}
	return list, nil
}
