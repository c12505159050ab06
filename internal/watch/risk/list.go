package risk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Query says which families are wanted.
type Query struct {
	Within    civil.Area // 0: all the viewer may see
	Level     string     // empty: all that are in the register
	Condition string     // that holds, or cannot be judged
	Late      bool       // only where the visit is overdue
	On        civil.Date // as the register stood at the end of a day; 0: now
	After     string     // Next of the page before
	Size      int
}

// Listed is a family with who looks after it.
type Listed struct {
	Family
	Keeper string // of the running plan; empty: there is none
}

// PageMost is the longest page of a list.
const PageMost = 500

const (
	keeper   = `LEFT JOIN household_plan p ON p.county = v.county AND p.household = v.id AND p.closed IS NULL AND p.state <> 'ended'`
	inNow    = ` FROM household_risk v ` + keeper + ` WHERE v.closed IS NULL`
	inPast   = ` FROM household_risk v ` + keeper + ` JOIN act b ON b.county = v.county AND b.seq = v.opened LEFT JOIN act e ON e.county = v.county AND e.seq = v.closed WHERE b.at <= $8 AND (e.at IS NULL OR e.at > $8)`
	filtered = ` AND v.division BETWEEN $1 AND $2 AND ($3 = '' AND v.level <> 'left' OR v.level = $3) AND ($4 = '' OR v.conditions LIKE $4 OR v.unclear LIKE $5)
		AND ($6 = '' OR v.visit_on < $7)`
	pageNow  = ` AND (v.division > $8 OR v.division = $8 AND v.id > $9) ORDER BY v.division, v.id LIMIT $10`
	pagePast = ` AND (v.division > $9 OR v.division = $9 AND v.id > $10) ORDER BY v.division, v.id LIMIT $11`
	tally    = `SELECT substr(v.division, 1, 9), v.level, count(1), CAST(sum(v.members) AS BIGINT), CAST(sum(CASE WHEN v.visit_on < $7 THEN 1 ELSE 0 END) AS BIGINT)`
	byTown   = ` GROUP BY substr(v.division, 1, 9), v.level`

	listNow  = "-- across counties\n\t\tSELECT " + columns + `, COALESCE(p.keeper, '')` + inNow + filtered + pageNow
	listPast = "-- across counties\n\t\tSELECT " + columns + `, COALESCE(p.keeper, '')` + inPast + filtered + pagePast
	countNow = "-- across counties\n\t\t" + tally + ` FROM household_risk v WHERE v.closed IS NULL` + filtered + byTown
	countAll = `-- across counties
		SELECT substr(t.division, 1, 9), t.level, CAST(sum(t.families) AS BIGINT), CAST(sum(t.people) AS BIGINT), CAST(sum(t.late) AS BIGINT) FROM (
			SELECT v.division, v.level, count(1) AS families, sum(v.members) AS people, count(1) FILTER (WHERE v.visit_on < $3) AS late
			FROM household_risk v WHERE v.closed IS NULL AND v.division BETWEEN $1 AND $2 AND v.level <> 'left' GROUP BY v.division, v.level
		) t GROUP BY substr(t.division, 1, 9), t.level`
	countPast = "-- across counties\n\t\t" + tally + ` FROM household_risk v JOIN act b ON b.county = v.county AND b.seq = v.opened LEFT JOIN act e ON e.county = v.county AND e.seq = v.closed WHERE b.at <= $8 AND (e.at IS NULL OR e.at > $8)` + filtered + byTown
)

func scanListed(row db.Row) (*Listed, error) {
	var l Listed
	return &l, l.scan(row, &l.Keeper)
}

// args are the parameters of a query in a span, with what stands behind them.
func (d *Desk) args(q *Query, span access.Span, more ...any) []any {
	holds, lacks, late := "", "", ""
	if q.Condition != "" {
		holds, lacks = "% "+q.Condition+" %", "% "+q.Condition+":%"
	}
	if q.Late {
		late = "late"
	}
	day := d.today()
	if q.On != 0 {
		day = q.On
	}
	list := []any{span.First, span.Last, q.Level, holds, lacks, late, day.String()}
	if q.On != 0 {
		list = append(list, int64(endOf(q.On)))
	}
	return append(list, more...)
}

// endOf is the last instant of a day in China.
func endOf(day civil.Date) civil.Instant {
	const dayLength, ahead = 24 * 60 * 60 * 1000, 8 * 60 * 60 * 1000
	return civil.Instant(int64(day)*dayLength - ahead + dayLength - 1)
}

// scope is what of a viewer's divisions a query wants.
func (q *Query) scope(viewer access.Viewer) access.Scope {
	if q.Within != 0 {
		return viewer.Scope().Within(q.Within)
	}
	return viewer.Scope()
}

// List is a page of the families a viewer may see, by division.
func (d *Desk) List(ctx context.Context, viewer access.Viewer, q Query) (list []*Listed, next string, err error) {
	if err := viewer.Check(); err != nil {
		return nil, "", err
	}
	size := min(max(q.Size, 1), PageMost)
	division, id, _ := strings.Cut(q.After, "_")
	statement := listNow
	if q.On != 0 {
		statement = listPast
	}
	err = d.journal.DB().Read(ctx, func(query db.Query) error {
		for _, span := range q.scope(viewer).Spans() {
			if span.Last < division || len(list) > size {
				continue
			}
			found, err := db.Many(ctx, query, scanListed, statement, d.args(&q, span, division, id, int64(size+1-len(list)))...)
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

// Count is how many families and people of a level one town has, and of how many families
// the visit is overdue.
type Count struct {
	Town     civil.Area
	Level    string
	Families int64
	People   int64
	Late     int64
}

// Counts are the numbers of a viewer, by town and level: what each tab of a list has,
// whichever the query asks for.
func (d *Desk) Counts(ctx context.Context, viewer access.Viewer, q Query) (list []Count, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	q.Level, q.Late = "", false
	err = d.journal.DB().Read(ctx, func(query db.Query) error {
		for _, span := range q.scope(viewer).Spans() {
			statement, args := d.counting(&q, span)
			part, err := db.Many(ctx, query, scanCount, statement, args...)
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Count) int {
		if a.Town != b.Town {
			return int(a.Town - b.Town)
		}
		return strings.Compare(a.Level, b.Level)
	})
	return list, err
}

// counting is the statement that counts in a span, with its parameters. What everybody
// sees first, all that stand now, is counted by an index that knows nothing of conditions:
// village by village, as it is ordered, and of the villages the towns.
func (d *Desk) counting(q *Query, span access.Span) (string, []any) {
	switch {
	case q.On != 0:
		return countPast, d.args(q, span)
	case q.Condition != "":
		return countNow, d.args(q, span)
	}
	return countAll, []any{span.First, span.Last, d.today().String()}
}

func scanCount(row db.Row) (c Count, err error) {
	var town string
	if err := row.Scan(&town, &c.Level, &c.Families, &c.People, &c.Late); err != nil {
		return c, err
	}
	c.Town, err = civil.ParseArea(town)
	return c, err
}

// Past is a version of a family and when it was written.
type Past struct {
	Family
	At civil.Instant
}

// Of is what the register says of a family, and how it came there, the newest first; nil
// when it never was in it. Who may see the family may see this.
func (d *Desk) Of(ctx context.Context, viewer access.Viewer, home register.Ref) (now *Family, past []Past, err error) {
	if err := viewer.Check(); err != nil {
		return nil, nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		past, err = db.Many(ctx, q, func(row db.Row) (p Past, err error) {
			err = p.scan(row, &p.At)
			return p, err
		}, selectPast, home.County, home.ID)
		return err
	})
	if err != nil || len(past) == 0 || !viewer.Scope().Covers(past[0].Division) {
		return nil, nil, err
	}
	return &past[0].Family, past, nil
}

// On is the register of a county as it stood at the end of a day.
func On(ctx context.Context, q db.Query, county string, day civil.Date) ([]*Family, error) {
	seq, err := journal.SeqAt(ctx, q, county, endOf(day))
	if err != nil {
		return nil, err
	}
	return db.Many(ctx, q, scan, selectDated, county, seq)
}

// Waiting is a family that waits for its visit.
type Waiting struct {
	Household string
	Visited   civil.Date // the last time
}

const selectDue = `SELECT v.id, v.visited FROM household_risk v LEFT JOIN household_plan p ON p.county = v.county AND p.household = v.id AND p.closed IS NULL AND p.state = 'agreed'
	WHERE v.county = $1 AND v.closed IS NULL AND v.visit_on <= $2 AND (p.visit_on IS NULL OR p.visit_on > v.visit_on) ORDER BY v.id`

// Due are the families of a county whose visit is due by a day, and that no running plan
// has visited by then.
func Due(ctx context.Context, q db.Query, county string, by civil.Date) ([]Waiting, error) {
	return db.Many(ctx, q, func(row db.Row) (one Waiting, err error) {
		var visited *string
		if err := row.Scan(&one.Household, &visited); err != nil {
			return one, err
		}
		one.Visited, err = officer.Day(visited)
		return one, err
	}, selectDue, county, by.String())
}

// Exported writes down that a list of families left the office, and how long it was.
func (d *Desk) Exported(ctx context.Context, who officer.Officer, n int) error {
	h := who.Header(journal.Nowhere, "risk.export")
	h.Note = fmt.Sprintf("导出中高风险家庭%d户", n)
	_, err := d.journal.Do(ctx, h, func(*journal.Write) error { return nil })
	return err
}
