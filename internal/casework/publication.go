package casework

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Publication is what a village publishes of a benefit for as long as it is paid, as
// the matter's notice allows.
type Publication struct {
	Programme string
	Title     string
	Shows     []string   // of name, members, amount
	Born      civil.Date // the last birthday of a grown person: who was born later is never named
	Source    string
}

// Publications are what is published at a place on a day. A matter whose pack names
// nothing publishes nothing, and so does one that does not say from which age
// somebody is grown.
func (d *Desk) Publications(area civil.Area, day civil.Date) (list []Publication, err error) {
	for _, m := range d.Matters() {
		if m.Kind != pack.Applying || m.Notice == nil || m.Authorise == nil || m.Authorise.From == "" || !slices.Contains(m.Notice.Standing, "name") {
			continue
		}
		age, err := d.number(area.County(), m.Authorise.From, day)
		if err != nil {
			return nil, err
		}
		title := m.Short
		if programme := d.catalogue().Programme(m.Programme); programme != nil {
			title = programme.Title
		}
		list = append(list, Publication{m.Programme, title, m.Notice.Standing, yearsBefore(day, int(age)), m.Notice.Source})
	}
	return list, nil
}

// yearsBefore is the same day some years before, the last of February for one that
// year does not have.
func yearsBefore(day civil.Date, years int) civil.Date {
	y, m, d := day.YMD()
	born, err := civil.NewDate(y-years, m, d)
	if err != nil {
		born, err = civil.NewDate(y-years, m, d-1)
	}
	if err != nil { // before the first year there is
		return civil.FirstDate
	}
	return born
}
