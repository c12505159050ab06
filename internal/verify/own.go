package verify

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// About is what a department last answered about somebody in one data class.
type About struct {
	County, Inquiry string
	State           ItemState
	Lines           []string
	Department      string
	On              civil.Date // when it answered; where it has not answered all, when the check last moved
	Objectable      bool       // the report can still be objected to
}

// AboutPerson is, by data class, what departments last answered about somebody in
// checks that have a report: for himself or his guardian. Whoever shows it writes the
// look down.
func (o *Office) AboutPerson(ctx context.Context, person register.Ref) (map[string]About, error) {
	list, err := o.OfPerson(ctx, person)
	if err != nil {
		return nil, err
	}
	found := map[string]About{}
	for _, i := range list {
		f, err := o.File(ctx, i.County, i.ID)
		if err != nil {
			return nil, err
		}
		if f.Report() == nil {
			continue
		}
		for k := range f.Items {
			item := &f.Items[k]
			if item.Person != person {
				continue
			}
			// Numbers of two counties say nothing about which is newer; days do.
			if a := o.about(f, item); found[item.Class].Inquiry == "" || a.On > found[item.Class].On {
				found[item.Class] = a
			}
		}
	}
	return found, nil
}

func (o *Office) about(f *File, item *Item) About {
	a := About{
		County: f.County, Inquiry: f.ID, State: item.State, Lines: o.Lines(item), Department: o.DepartmentTitle(item.Department),
		Objectable: f.State == Reported, On: f.At.Date(),
	}
	for i := range f.Sources {
		if s := &f.Sources[i]; s.Department == item.Department && s.Answered != 0 {
			a.On = s.Answered.Date()
		}
	}
	return a
}

// RecordLines are records of a register as people read them; what is sealed is left out.
func (o *Office) RecordLines(reg *pack.Register, records []*register.Record) []string {
	item := Item{Class: reg.Name}
	for _, r := range records {
		item.Records = append(item.Records, entryOf(reg, r))
	}
	return o.Lines(&item)
}
