package handout

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// gatheredAtOnce is how many people one act lists, so that nobody at work waits for it.
const gatheredAtOnce = 300

// Gather lists everybody of the classes as the books stand in the month of the handout's
// day, each once: of several classes in the first, of a household once where households
// are given to. The dead are left out. Repeated, it adds those who are new.
func (d *Desk) Gather(ctx context.Context, who officer.Officer, ref register.Ref) (added int, err error) {
	var h *Handout
	var people []*Person
	err = d.read(ctx, func(q db.Query) (err error) {
		if h, err = get(ctx, q, ref); err != nil {
			return err
		}
		if err := who.Covers(h.Division); err != nil {
			return err
		}
		people, err = d.classes(ctx, q, h)
		return err
	})
	if err != nil {
		return 0, err
	}
	for part := range slices.Chunk(people, gatheredAtOnce) {
		n := 0
		_, err := d.Journal.Do(ctx, header(who, h.County, "gather"), func(w *journal.Write) (err error) {
			n, err = d.list(ctx, w, who, ref, part)
			return err
		})
		if err != nil {
			return added, err
		}
		added += n
	}
	return added, nil
}

// list puts people on a list who are not on it in whatever way: who was struck stays so.
func (d *Desk) list(ctx context.Context, w *journal.Write, who officer.Officer, ref register.Ref, people []*Person) (added int, err error) {
	h, err := d.drafted(ctx, w, who, ref)
	if err != nil {
		return 0, err
	}
	all, err := db.Many(ctx, w, d.scanPerson, selectPeople, h.County, h.ID)
	if err != nil {
		return 0, err
	}
	homes := h.Unit == perHousehold
	known := known{}
	for _, p := range all {
		if p.State == Bad {
			continue
		}
		if err := d.add(known, p, homes); err != nil {
			return 0, err
		}
	}
	n := int64(len(all))
	for _, one := range people {
		p := *one
		other, err := d.find(known, &p, homes)
		if err != nil {
			return 0, err
		}
		if other != nil {
			continue
		}
		n++
		p.N, p.ByName = n, who.Name
		if err := d.openPerson(ctx, w, &p); err != nil {
			return 0, err
		}
		if err := d.add(known, &p, homes); err != nil {
			return 0, err
		}
		added++
	}
	return added, nil
}

// drafted is a handout whose list may be changed by somebody.
func (d *Desk) drafted(ctx context.Context, w *journal.Write, who officer.Officer, ref register.Ref) (*Handout, error) {
	h, err := get(ctx, w, ref)
	if err != nil {
		return nil, err
	}
	if err := who.Covers(h.Division); err != nil {
		return nil, err
	}
	if h.State != Draft {
		return nil, civil.Conflict.Refuse("handout_state", "名单已经“%s”，不能再改：需要改的请先退回编制人。", Titles[h.State])
	}
	return h, nil
}

// classes are the people of the classes that are given something, each once, the first
// class before the others.
func (d *Desk) classes(ctx context.Context, q db.Query, h *Handout) (list []*Person, err error) {
	rule := d.Rule(h)
	if rule == nil || len(rule.Classes) == 0 {
		return nil, civil.Refuse("handout_classes", "这一种没有规定对象类别，请上传名单。")
	}
	areas := h.Areas
	if len(areas) == 0 {
		areas = []civil.Area{h.Division}
	}
	scope, err := access.NewScope(areas...)
	if err != nil {
		return nil, err
	}
	for _, c := range rule.Classes {
		each := h.Each(c.Name)
		for _, programme := range c.Programmes {
			if each == 0 {
				continue
			}
			found, err := d.entitled(ctx, q, h, pay.Filter{Spans: scope.Spans(), Programme: programme, Month: h.AsOf.Month()})
			if err != nil {
				return nil, err
			}
			for _, p := range found {
				p.Class, p.Amount = c.Name, each
				list = append(list, p)
			}
		}
	}
	return d.identified(ctx, q, h.County, list)
}

// pageMost is how many entitlements are read at a time.
const pageMost = 500

// entitled are those a programme's entitlements cover, for a household one.
func (d *Desk) entitled(ctx context.Context, q db.Query, h *Handout, f pay.Filter) (list []*Person, err error) {
	behind := pay.Cursor{}
	for {
		page, err := pay.List(ctx, q, h.County, f, behind, pageMost)
		if err != nil {
			return nil, err
		}
		for i := range page {
			e := &page[i]
			if e.State == pay.Suspended {
				continue
			}
			people := e.Covered
			if e.Person != "" {
				people = []register.Ref{{County: h.County, ID: e.Person}}
			}
			if h.Unit == perHousehold {
				people = []register.Ref{e.Payee}
			}
			for _, person := range people {
				list = append(list, &Person{
					Ref: register.Ref{County: h.County, ID: db.NewID()}, Handout: h.ID, Household: e.Household, Person: person, Payee: e.Payee,
					Entitlement: e.Entitlement, Division: e.Division, State: Listed,
				})
			}
		}
		if len(page) < pageMost {
			return list, nil
		}
		behind = page[len(page)-1].Cursor()
	}
}

// identified gives people their names and the entries of their numbers, and leaves the
// dead out.
func (d *Desk) identified(ctx context.Context, q db.Query, county string, list []*Person) (living []*Person, err error) {
	var ids []string
	for _, p := range list {
		if p.Person.County == county && !slices.Contains(ids, p.Person.ID) {
			ids = append(ids, p.Person.ID)
		}
	}
	found, err := d.Register.Numbered(ctx, q, county, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		one := found[p.Person.ID]
		if p.Person.County == county && one.Dead {
			continue
		}
		if p.Person.County == county {
			p.Index = one.Entry
		}
		if p.Name, err = d.Register.NameOf(ctx, q, p.Person); err != nil {
			return nil, err
		}
		living = append(living, p)
	}
	return living, nil
}
