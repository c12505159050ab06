package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/watch/officer"
)

// Query says which files are wanted.
type Query struct {
	Within civil.Area // 0: all the viewer may see
	Circle string     // empty: all; "none": those in no circle
	Class  string
	Plan   string // empty: all; none, drafted, agreed, late
	After  string // Next of the page before
	Size   int
}

// Listed is a file with how its plan stands.
type Listed struct {
	File
	Plan     State // empty: there is none
	Keeper   string
	VisitOn  civil.Date
	ReviewOn civil.Date
}

// Late says whether a visit or the new look is overdue.
func (l *Listed) Late(today civil.Date) bool {
	p := Plan{State: l.Plan, VisitOn: l.VisitOn, ReviewOn: l.ReviewOn}
	return p.Late(today)
}

// PageMost is the longest page of a list.
const PageMost = 500

const (
	inFiles = ` FROM household_file v LEFT JOIN household_plan p ON p.county = v.county AND p.household = v.id AND p.closed IS NULL AND p.state <> 'ended'
		WHERE v.closed IS NULL AND v.state = 'open' AND v.division BETWEEN $1 AND $2
		AND ($3 = '' OR v.circle = $3 OR $3 = 'none' AND v.circle = '') AND ($4 = '' OR v.classes LIKE $4)
		AND ($5 = '' OR $5 = 'none' AND p.id IS NULL OR p.state = $5 OR $5 = 'late' AND p.state = 'agreed' AND (p.visit_on < $6 OR p.review_on < $6))`
	listFiles = `-- across counties
		SELECT ` + fileColumns + `, COALESCE(p.state, ''), COALESCE(p.keeper, ''), p.visit_on, p.review_on` + inFiles + `
		AND (v.division > $7 OR v.division = $7 AND v.id > $8) ORDER BY v.division, v.id LIMIT $9`
	countFiles = `-- across counties
		SELECT count(1)` + inFiles
	tallyFiles = `-- across counties
		SELECT substr(v.division, 1, 9), v.circle, v.classes, count(1), CAST(sum(v.members) AS BIGINT)` + inFiles + `
		GROUP BY substr(v.division, 1, 9), v.circle, v.classes`
)

func scanListed(row db.Row) (*Listed, error) {
	var l Listed
	var visitOn, reviewOn *string
	if err := l.scan(row, &l.Plan, &l.Keeper, &visitOn, &reviewOn); err != nil {
		return nil, err
	}
	var err error
	if l.VisitOn, err = officer.Day(visitOn); err != nil {
		return nil, err
	}
	l.ReviewOn, err = officer.Day(reviewOn)
	return &l, err
}

func (d *Desk) args(q *Query, span access.Span, more ...any) []any {
	class := q.Class
	if class != "" {
		class = "% " + class + " %"
	}
	return append([]any{span.First, span.Last, q.Circle, class, q.Plan, d.today().String()}, more...)
}

// scope is what of a viewer's divisions a query wants.
func (q *Query) scope(viewer access.Viewer) access.Scope {
	if q.Within != 0 {
		return viewer.Scope().Within(q.Within)
	}
	return viewer.Scope()
}

// List is a page of the files a viewer may see, by division.
func (d *Desk) List(ctx context.Context, viewer access.Viewer, q Query) (list []*Listed, next string, err error) {
	if err := viewer.Check(); err != nil {
		return nil, "", err
	}
	size := min(max(q.Size, 1), PageMost)
	division, id, _ := strings.Cut(q.After, "_")
	err = d.journal.DB().Read(ctx, func(query db.Query) error {
		for _, span := range q.scope(viewer).Spans() {
			if span.Last < division || len(list) > size {
				continue
			}
			found, err := db.Many(ctx, query, scanListed, listFiles, d.args(&q, span, division, id, int64(size+1-len(list)))...)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	if len(list) > size {
		list = list[:size]
		last := list[size-1]
		next = officer.Code(last.Division) + "_" + last.ID
	}
	return list, next, err
}

// Count is how many files a query finds.
func (d *Desk) Count(ctx context.Context, viewer access.Viewer, q Query) (sum int64, err error) {
	err = d.journal.DB().Read(ctx, func(query db.Query) error {
		for _, span := range q.scope(viewer).Spans() {
			n, err := db.Int(query.QueryRow(ctx, countFiles, d.args(&q, span)...))
			if err != nil {
				return err
			}
			sum += n
		}
		return nil
	})
	return sum, err
}

// Tally is how many families and people one town has in a circle or a class.
type Tally struct {
	Town     civil.Area
	Circle   string
	Class    string // empty: the whole circle
	Families int64
	People   int64
}

// Tallies count the files of a viewer by town, circle and class. A family of two
// classes counts in both, and once in its circle.
func (d *Desk) Tallies(ctx context.Context, viewer access.Viewer, q Query) (list []Tally, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	sums := map[Tally]*Tally{}
	add := func(key Tally, families, people int64) {
		if sums[key] == nil {
			one := key
			sums[key] = &one
		}
		sums[key].Families += families
		sums[key].People += people
	}
	err = d.journal.DB().Read(ctx, func(query db.Query) error {
		for _, span := range q.scope(viewer).Spans() {
			err := db.Each(ctx, query, func(row db.Row) error {
				var town, circle, classes string
				var families, people int64
				if err := row.Scan(&town, &circle, &classes, &families, &people); err != nil {
					return err
				}
				area, err := civil.ParseArea(strings.TrimSpace(town))
				if err != nil {
					return err
				}
				add(Tally{Town: area, Circle: circle}, families, people)
				for _, class := range strings.Fields(classes) {
					add(Tally{Town: area, Circle: circle, Class: class}, families, people)
				}
				return nil
			}, tallyFiles, d.args(&q, span)...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, one := range sums {
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Tally) int {
		if a.Town != b.Town {
			return int(a.Town - b.Town)
		}
		return strings.Compare(a.Circle+" "+a.Class, b.Circle+" "+b.Class)
	})
	return list, err
}

// Exported writes down that a list of files left the office, and how long it was.
func (d *Desk) Exported(ctx context.Context, who officer.Officer, n int) error {
	h := who.Header(journal.Nowhere, "file.export")
	h.Note = fmt.Sprintf("导出家庭档案台账%d户", n)
	_, err := d.journal.Do(ctx, h, func(*journal.Write) error { return nil })
	return err
}

const filesWithin = `SELECT ` + fileColumns + ` FROM household_file v WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND v.state = 'open' AND v.closed IS NULL
	ORDER BY v.division, v.id`

// Within are all open files of a county in a stretch of its divisions, for work that no
// visitor asks for.
func Within(ctx context.Context, q db.Query, county string, span access.Span) ([]*File, error) {
	return db.Many(ctx, q, scanFile, filesWithin, county, span.First, span.Last)
}
