package app

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
	"lianxin/internal/watch/placement"
)

// demoAge is how old, in days, somebody is at least who is placed in a home in the story.
const demoAge = 70 * 366

// homed lets the town place two old people: one has moved in, one waits for a bed in a home
// that is full.
func (l *demoLife) homed() {
	town, county := l.helper("xiangzhen"), l.helper("quxian")
	today := l.b.desk.Today()
	var homes []placement.Counted
	l.must(func() (err error) {
		homes, err = l.b.placings.Homes(l.ctx, county.Viewer)
		return err
	})
	free := slices.IndexFunc(homes, func(h placement.Counted) bool { return h.Beds.FreeNursing() > 0 && h.Takes("full") })
	full := slices.IndexFunc(homes, func(h placement.Counted) bool { return h.Beds.All > 0 && h.Beds.Free() <= 0 })
	if free < 0 || full < 0 {
		return
	}
	drafts := []placement.Draft{
		{Home: homes[free].ID, Care: "half", Fee: 2600_00, Income: 1150_00, RestBy: "侄子", Words: "没有子女，中风以后走路要人扶，一个人住。"},
		{Home: homes[full].ID, Care: "full", Fee: 3200_00, Income: 980_00, RestBy: "外甥女", Words: "下不了床，照料他的人自己也病了。", Wait: true},
	}
	for n, person := range l.aged(today, len(drafts)) {
		draft := drafts[n]
		draft.Household, draft.Person, draft.Origin, draft.OriginID = person[0], person[1].ID, "file", person[0].ID
		draft.Ground, draft.Confirmed = "elder", []string{"1", "2", "3"}
		l.must(func() error {
			p, err := l.b.placings.Propose(l.ctx, town, draft)
			if err != nil || p.State == placement.Waiting {
				return err
			}
			seen := placement.Seen{Ref: p.Ref}
			_, err = l.b.placings.Agree(l.ctx, town, seen, placement.Consent{Signer: "self", Day: today, Words: "到家里读给他听过协议，他说愿意去。"})
			if err == nil {
				_, err = l.b.placings.Approve(l.ctx, county, seen, "符合条件，同意入住。")
			}
			if err == nil {
				_, err = l.b.placings.Enter(l.ctx, town, seen, today)
			}
			return err
		})
	}
}

// aged are so many old people of the town who are alive and no 特困, each with his household.
func (l *demoLife) aged(today civil.Date, most int) (list [][2]register.Ref) {
	for i := range l.families {
		f := &l.families[i]
		at := slices.IndexFunc(f.people, func(p demoPerson) bool { return p.birth != 0 && today-p.birth > demoAge })
		if at < 0 || !l.places.town.Contains(f.division) || len(list) == most || l.err != nil {
			continue
		}
		l.must(func() error {
			return l.b.db.Read(l.ctx, func(q db.Query) error {
				p, err := l.b.placed(l.ctx, q, f.household, f.people[at].ref.ID, today)
				if err == nil && !p.Dead && !slices.Contains(p.Programmes, "tekun") {
					list = append(list, [2]register.Ref{f.household, f.people[at].ref})
				}
				return err
			})
		})
	}
	return list
}
