package review

import (
	"context"
	"slices"
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/register"
)

// Hear takes the rating somebody gave at the end of a case, as casework told it. It
// is taken once, however often it is told.
func (o *Office) Hear(ctx context.Context, county string, news casework.Rated) error {
	f, err := o.desk.Read(ctx, register.Ref{County: county, ID: news.Case})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(f.Steps, func(s casework.Step) bool { return s.ID == news.Step })
	if at < 0 {
		return nil
	}
	step, last := &f.Steps[at], lastOfOffice(f, at)
	one := rating{
		Rated: Rated{Case: f.Case.Ref, Step: step.ID, Channel: OnPhone, Grade: news.Grade, Words: step.Detail["words"],
			Once: "case " + news.Step + " " + strconv.FormatInt(news.Grade, 10)},
		division: f.Case.Division, matter: f.Matter.Name, person: f.Case.Applicant, about: f.Matter.Title + "：整件事", name: f.Case.Name,
	}
	if last != nil {
		one.division, one.concerned = last.Unit, last.Actor
	}
	who := casework.Who{Actor: step.Actor, Persons: []register.Ref{f.Case.Applicant}}
	_, err = o.keep(ctx, who, county, one)
	return err
}

// lastOfOffice is the last step an office did before another one, nil for none.
func lastOfOffice(f *casework.File, before int) *casework.Step {
	for i := before - 1; i >= 0; i-- {
		if Rateable(&f.Steps[i]) {
			return &f.Steps[i]
		}
	}
	return nil
}
