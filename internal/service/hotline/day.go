package hotline

import (
	"context"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/service"
)

// Count is what came and what became of it: on a day, of a class, of an office.
type Count struct {
	Key       string // a day, a class, or an office
	Calls     int
	AtOnce    int // answered while the caller waited
	Done      int // closed
	Late      int // answered too late
	Graded    int // called back and asked
	Satisfied int // of these, at least fair
	Reopened  int
}

// The columns by which calls are counted.
const (
	counts = `count(1), COALESCE(sum(CASE WHEN v.result = 'answered' THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN v.state = 'closed' THEN 1 ELSE 0 END), 0),
		COALESCE(sum(CASE WHEN v.late THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN v.grade > 0 THEN 1 ELSE 0 END), 0),
		COALESCE(sum(CASE WHEN v.grade >= 3 THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN v.reopened > 0 THEN 1 ELSE 0 END), 0)`
	counted = fromCall + `WHERE v.division BETWEEN $1 AND $2 AND v.day BETWEEN $3 AND $4 AND ` + journal.Holds

	countDays = `-- across counties
		SELECT v.day, ` + counts + counted + ` GROUP BY v.day ORDER BY v.day DESC`
	countClasses = `-- across counties
		SELECT v.class, ` + counts + counted + ` GROUP BY v.class ORDER BY v.class`
	countUnits = `-- across counties
		SELECT v.unit, ` + counts + counted + ` GROUP BY v.unit ORDER BY v.unit`
)

func scanCount(row db.Row) (c Count, err error) {
	return c, row.Scan(&c.Key, &c.Calls, &c.AtOnce, &c.Done, &c.Late, &c.Graded, &c.Satisfied, &c.Reopened)
}

// Report is the calls of some days: by day, by class, by office.
type Report struct{ Days, Classes, Units []Count }

// reportDaysMost is how many days a report may cover.
const reportDaysMost = 366

// Report counts the calls of some days in the places of a visitor.
func (d *Desk) Report(ctx context.Context, who casework.Who, from, to civil.Date) (r Report, err error) {
	if to < from || to-from > reportDaysMost {
		return r, civil.Refuse("report_days", "统计的日期应从早到晚，最多%d天。", reportDaysMost)
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range service.Scope(who, seers...).Spans() {
			for _, part := range []struct {
				statement string
				into      *[]Count
			}{{countDays, &r.Days}, {countClasses, &r.Classes}, {countUnits, &r.Units}} {
				found, err := db.Many(ctx, q, scanCount, part.statement, span.First, span.Last, from.String(), to.String())
				if err != nil {
					return err
				}
				*part.into = merge(*part.into, found)
			}
		}
		return nil
	})
	return r, err
}

// merge adds the counts of another part of a scope.
func merge(list, more []Count) []Count {
	for _, c := range more {
		at := -1
		for i := range list {
			if list[i].Key == c.Key {
				at = i
			}
		}
		if at < 0 {
			list = append(list, c)
			continue
		}
		sum := &list[at]
		sum.Calls, sum.AtOnce, sum.Done, sum.Late = sum.Calls+c.Calls, sum.AtOnce+c.AtOnce, sum.Done+c.Done, sum.Late+c.Late
		sum.Graded, sum.Satisfied, sum.Reopened = sum.Graded+c.Graded, sum.Satisfied+c.Satisfied, sum.Reopened+c.Reopened
	}
	return list
}
