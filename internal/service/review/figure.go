package review

import (
	"cmp"
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Figure is what people think of one office in one matter.
type Figure struct {
	Division civil.Area
	Matter   string // empty: a visit of which it is not told
	Grades   [5]int // the best first
	Named    int
	Followed int // bad ones that were looked into
	Called   int // of these, those that were called back
}

// All is how many ratings there are.
func (f *Figure) All() (n int) {
	for _, one := range f.Grades {
		n += one
	}
	return n
}

// Bad is how many are of the two bad grades.
func (f *Figure) Bad() int { return f.Grades[3] + f.Grades[4] }

// Add adds another figure up.
func (f *Figure) Add(more Figure) {
	for i := range f.Grades {
		f.Grades[i] += more.Grades[i]
	}
	f.Named, f.Followed, f.Called = f.Named+more.Named, f.Followed+more.Followed, f.Called+more.Called
}

const countRatings = `-- across counties
	SELECT v.division, v.matter, v.grade, count(1), SUM(CASE WHEN v.named THEN 1 ELSE 0 END),
		SUM(CASE WHEN c.verified_at > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN c.content > 0 THEN 1 ELSE 0 END)
	FROM service_rating v JOIN act a ON a.county = v.county AND a.seq = v.opened
		LEFT JOIN complaint c ON c.county = v.county AND c.id = v.complaint AND c.closed IS NULL
	WHERE v.division BETWEEN $1 AND $2 AND a.at >= $3 AND a.at < $4 AND ` + journal.Holds + `
	GROUP BY v.division, v.matter, v.grade`

// Figures count the ratings of a stretch of days by office and matter, of the
// divisions the visitor answers for. Days are in China.
func (o *Office) Figures(ctx context.Context, who casework.Who, from, until civil.Date) ([]Figure, error) {
	return o.figures(ctx, scopeOf(who), from, until)
}

// hour of China behind that of the instants, in milliseconds.
const china = 8 * 60 * 60 * 1000

// begin is the first instant of a day in China.
func begin(day civil.Date) int64 { return int64(day)*24*60*60*1000 - china }

func (o *Office) figures(ctx context.Context, scope access.Scope, from, until civil.Date) (list []Figure, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			err := db.Each(ctx, q, func(row db.Row) error {
				var division, matter string
				var grade int64
				var n, named, followed, called int
				if err := row.Scan(&division, &matter, &grade, &n, &named, &followed, &called); err != nil {
					return err
				}
				area, err := civil.ParseArea(division)
				if err != nil {
					return err
				}
				one := Figure{Division: area, Matter: matter, Named: named, Followed: followed, Called: called}
				one.Grades[int(GradeBest-grade)] = n
				list = merge(list, one)
				return nil
			}, countRatings, span.First, span.Last, begin(from), begin(until+1))
			if err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.Division, b.Division), cmp.Compare(a.Matter, b.Matter))
	})
	return list, err
}

// GradeBest is the best grade.
const GradeBest = 5

// merge adds a figure to that of the same office and matter.
func merge(list []Figure, one Figure) []Figure {
	for i := range list {
		if list[i].Division == one.Division && list[i].Matter == one.Matter {
			list[i].Add(one)
			return list
		}
	}
	return append(list, one)
}

// Shown is a figure for everybody.
type Shown struct {
	County civil.Area
	Figure
	Hidden bool // too few to be shown: only that there are some
}

// Public counts the ratings of a city by county, for everybody. A county with fewer
// ratings than the packs say is not shown, and what is left out cannot be worked out
// from the sum: with one county left out, the next smallest is left out too.
func (o *Office) Public(ctx context.Context, city civil.Area, from, until civil.Date) (whole Shown, list []Shown, err error) {
	scope, err := access.NewScope(city)
	if err != nil {
		return whole, nil, err
	}
	least, err := o.number("review_cell_least", city, until)
	if err != nil {
		return whole, nil, err
	}
	figures, err := o.figures(ctx, scope, from, until)
	if err != nil {
		return whole, nil, err
	}
	whole.County = city
	for _, f := range figures {
		county := f.Division.County()
		at := slices.IndexFunc(list, func(s Shown) bool { return s.County == county })
		if at < 0 {
			list, at = append(list, Shown{County: county}), len(list)
		}
		list[at].Add(f)
		whole.Add(f)
	}
	hide(list, int(least))
	whole.Hidden = whole.All() > 0 && whole.All() < int(least)
	return whole, list, nil
}

// hide leaves out counties that are too small, and where it is a single one the
// smallest of the others, so that nobody works it out from the sum.
func hide(list []Shown, least int) {
	hidden, smallest := 0, -1
	for i := range list {
		if list[i].All() < least {
			list[i].Hidden = true
			hidden++
			continue
		}
		if smallest < 0 || list[i].All() < list[smallest].All() {
			smallest = i
		}
	}
	if hidden == 1 && smallest >= 0 {
		list[smallest].Hidden = true
	}
}
