package casework

import (
	"context"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// almanac is what a day brings to those who have benefits in a county: who died or
// moved away, whose paper or term runs out, who reaches an age, whose time to be
// looked at again has come.
type almanac struct {
	desk   *Desk
	county civil.Area
	looks  map[string]look
	dead   map[string]bool // COUNTY/ID
	moved  map[string]bool
}

func (a *almanac) read(ctx context.Context, list []Benefit) error {
	d := a.desk
	return d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if a.looks, err = d.looks(ctx, q, a.county); err != nil {
			return err
		}
		for _, home := range homes(list) {
			for _, one := range []struct {
				into map[string]bool
				read func(context.Context, db.Query, string) ([]string, error)
			}{{a.dead, register.Dead}, {a.moved, register.Moved}} {
				ids, err := one.read(ctx, q, home)
				if err != nil {
					return err
				}
				for _, id := range ids {
					one.into[home+"/"+id] = true
				}
			}
		}
		return nil
	})
}

// timely is the case a benefit calls for today; nil for none. What cannot wait
// comes first.
func (a *almanac) timely(ctx context.Context, b *Benefit, seen look) (*Raise, error) {
	for _, sort := range []func(context.Context, *Benefit, look) (*Raise, error){a.gone, a.graced, a.expiring, a.aged, a.ending, a.reviewed} {
		raise, err := sort(ctx, b, seen)
		if err != nil || raise != nil {
			return raise, err
		}
	}
	return nil, nil
}

// raise is a case about a benefit, unless it was opened before.
func (a *almanac) raise(b *Benefit, seen look, m *pack.Matter, start, mark, note string) *Raise {
	origin := start + ":" + b.ID + ":" + mark
	if seen.origins[origin] {
		return nil
	}
	return &Raise{
		Matter: m.Name, Start: start, County: a.county.String(), Household: b.Household, Person: b.person(), Origin: origin, Note: note,
	}
}

// gone is the case of somebody who died or whose registration moved away.
func (a *almanac) gone(_ context.Context, b *Benefit, seen look) (*Raise, error) {
	for _, one := range []struct {
		start, note string
		who         map[string]bool
	}{
		{byDeath, "登记显示有家庭成员去世，请核实后办理。", a.dead},
		{byMove, "登记显示户籍已经迁出本县（市、区），请核实后办理。", a.moved},
	} {
		m := a.desk.changing(b.Programme, one.start)
		for _, p := range b.Covered {
			if m == nil || !one.who[p.County+"/"+p.ID] {
				continue
			}
			if raise := a.raise(b, seen, m, one.start, p.ID, one.note); raise != nil {
				return raise, nil
			}
		}
	}
	return nil, nil
}

// expiring is the case of a benefit that rests on a paper which runs out soon.
func (a *almanac) expiring(ctx context.Context, b *Benefit, seen look) (*Raise, error) {
	m := a.desk.changing(b.Programme, byExpiry)
	if m == nil || m.Expires == nil {
		return nil, nil
	}
	ahead, err := a.ahead(m)
	if err != nil {
		return nil, err
	}
	for _, p := range b.Covered {
		last, err := a.lastDay(ctx, m.Expires, p)
		if err != nil {
			return nil, err
		}
		if last == 0 || last > a.desk.Today().AddDays(ahead) {
			continue
		}
		title := a.desk.catalogue().Register(m.Expires.Register).Title
		note := fmt.Sprintf("%s到%s为止，请在到期前换证或者重新评定。", title, last.Words())
		if raise := a.raise(b, seen, m, byExpiry, p.ID+":"+last.String(), note); raise != nil {
			return raise, nil
		}
	}
	return nil, nil
}

// lastDay is the latest day until which somebody's paper holds; 0 where none says.
func (a *almanac) lastDay(ctx context.Context, e *pack.Expiry, p register.Ref) (last civil.Date, err error) {
	reg := a.desk.catalogue().Register(e.Register)
	var list []*register.Record
	err = a.desk.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = a.desk.register.RecordsFor(ctx, q, e.Register, p, register.On(a.desk.Today()))
		return err
	})
	for _, rec := range list {
		for i := range reg.Fields {
			if reg.Fields[i].Name == e.Field && i < len(rec.Values) && rec.Values[i].Known {
				last = max(last, civil.Date(rec.Values[i].Int))
			}
		}
	}
	return last, err
}

func (a *almanac) ahead(m *pack.Matter) (int, error) {
	if m.Ahead == "" {
		return 0, nil
	}
	days, err := a.desk.number(a.county, m.Ahead, a.desk.Today())
	return int(days), err
}

// aged is the case of somebody who has reached an age since he has the benefit.
func (a *almanac) aged(ctx context.Context, b *Benefit, seen look) (*Raise, error) {
	m := a.desk.changing(b.Programme, byAge)
	if m == nil || m.Kind != pack.Changing {
		return nil, nil
	}
	ahead, err := a.ahead(m)
	if err != nil {
		return nil, err
	}
	for _, p := range b.Covered {
		var birth civil.Date
		err := a.desk.journal.DB().Read(ctx, func(q db.Query) (err error) {
			birth, err = register.BirthOf(ctx, q, p)
			return err
		})
		if err != nil || birth == 0 {
			return nil, err
		}
		for _, name := range m.Ages {
			years, err := a.desk.number(a.county, name, a.desk.Today())
			if err != nil {
				return nil, err
			}
			reached := int64(civil.Age(birth, a.desk.Today().AddDays(ahead))) >= years && int64(civil.Age(birth, b.Since.First())) < years
			if !reached {
				continue
			}
			note := fmt.Sprintf("已满或将满%d周岁，请看还符合不符合条件。", years)
			if raise := a.raise(b, seen, m, byAge, fmt.Sprintf("%s:%d", p.ID, years), note); raise != nil {
				return raise, nil
			}
		}
	}
	return nil, nil
}

// ending is the application anew of a benefit whose term ends soon: with the
// answers of the last time, for the family to look through.
func (a *almanac) ending(ctx context.Context, b *Benefit, seen look) (*Raise, error) {
	m := a.desk.changing(b.Programme, byTerm)
	if m == nil || b.Until == 0 {
		return nil, nil
	}
	ahead, err := a.ahead(m)
	if err != nil || b.Until.Last() > a.desk.Today().AddDays(ahead) {
		return nil, err
	}
	raise := a.raise(b, seen, m, byTerm, b.Until.String(), "认定到"+b.Until.Words()+"为止，还需要的，请在到期前再申请。上次填的内容已经填好，请看看有没有变化。")
	if raise == nil || seen.last.ID == "" {
		return raise, nil
	}
	f, err := a.desk.Read(ctx, seen.last)
	if err != nil {
		return nil, err
	}
	if f.Matter.Name == m.Name {
		form := f.Form
		form.Agreed = false
		raise.Form = &form
	}
	return raise, nil
}

// graced is the case of a benefit whose grace is over soon: it is looked at once
// more before it ends, or goes on.
func (a *almanac) graced(_ context.Context, b *Benefit, seen look) (*Raise, error) {
	m := a.desk.changing(b.Programme, byGrace)
	if m == nil || !b.Grace || b.Until == 0 {
		return nil, nil
	}
	ahead, err := a.ahead(m)
	if err != nil || b.Until.Last() > a.desk.Today().AddDays(ahead) {
		return nil, err
	}
	return a.raise(b, seen, m, byGrace, b.Until.String(), "渐退期到"+b.Until.Words()+"为止，请在期满前再核实一次：收入又低下来的接着发，仍高于标准的停发。"), nil
}

// reviewed is the case of a benefit whose time to be looked at again has come.
func (a *almanac) reviewed(ctx context.Context, b *Benefit, seen look) (*Raise, error) {
	m := a.desk.changing(b.Programme, byTime)
	if m == nil || m.Review == nil {
		return nil, nil
	}
	last := seen.day
	if last == 0 {
		last = b.Since.First()
	}
	due, months, err := a.desk.reviewDue(ctx, a.county, m, last, seen.last)
	if err != nil {
		return nil, err
	}
	// What a person found needless once is looked at again after the next period.
	for ; due <= a.desk.Today(); due = due.Month().Add(int(max(1, months))).First() {
		note := fmt.Sprintf("上次审核是%s，按规定%d个月复核一次，到期了。", last, months)
		if raise := a.raise(b, seen, m, byTime, due.String(), note); raise != nil {
			return raise, nil
		}
	}
	return nil, nil
}
