package app

import (
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/watch/response"
)

// responded lets the county answer a storm in a town of its own, far from where the story
// plays: some of the families were visited, one of them needs help.
func (l *demoLife) responded() {
	county := l.helper("quxian")
	today := l.b.desk.Today()
	area := l.beside(today)
	if area == 0 || l.err != nil {
		return
	}
	l.must(func() error {
		r, err := l.b.responses.Begin(l.ctx, county, response.Draft{
			Division: l.places.county, Areas: []civil.Area{area}, Kind: "natural", Title: "八月连日暴雨", Level: "usual", Ends: today.AddDays(9),
			Words: "连日暴雨，几处河堤漫水，低洼处的住户转移到学校。",
		})
		if err != nil {
			return err
		}
		list, _, err := l.b.responses.Families(l.ctx, county.Viewer, r.Ref, response.Query{Size: 3})
		for n, f := range list {
			if err != nil {
				return err
			}
			v := []response.Visit{
				{Manner: "visit", Result: "safe", Words: "房子在高处，没有进水，米油都有。"}, {Manner: "shelter", Result: "help", Words: "屋里进水，人在学校，被褥都湿了。"},
				{Manner: "phone", Result: "missed", Words: "电话没有人接，托邻居去看。"},
			}[n]
			v.Day = today
			_, err = l.b.responses.Visit(l.ctx, county, response.Seen{Ref: f.Ref}, v)
		}
		return err
	})
}

// beside is another town of the county, one with families that a response would meet if
// there is one.
func (l *demoLife) beside(today civil.Date) (area civil.Area) {
	levels := l.b.catalogue.ResponseLevels(l.places.county, today)
	if len(levels) == 0 {
		return 0
	}
	l.must(func() error {
		return l.b.db.Read(l.ctx, func(q db.Query) error {
			most := -1
			for _, d := range l.b.divisions.Under(l.places.county, civil.Township, today) {
				if d.Code == l.places.town || d.Code == l.places.second {
					continue
				}
				met, err := l.b.reachFamilies(l.ctx, q, l.places.county.String(), []civil.Area{d.Code}, levels[0].Tiers, true)
				if err != nil {
					return err
				}
				if len(met) > most {
					area, most = d.Code, len(met)
				}
			}
			return nil
		})
	})
	return area
}
