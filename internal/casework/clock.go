package casework

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Clock is a time limit of a case: running, standing still, or met.
type Clock struct {
	ID      string
	Opened  int64
	Clock   string // of the matter
	Title   string
	Unit    string // workdays, days, months
	Started civil.Date
	Due     civil.Date
	Sure    bool // no day was crossed whose holidays are not announced yet
	Units   int
	Paused  civil.Date // since when; 0: it runs
	Stopped civil.Date // 0: not yet
	Source  string
}

// Left is how many units are left on a day, negative when it ran out; of a clock
// in working days working days, else calendar days.
func (d *Desk) Left(c *Clock, day civil.Date) int {
	if c.Unit != "workdays" {
		return int(c.Due - day)
	}
	if day <= c.Due {
		return d.workdays(day, c.Due)
	}
	return -d.workdays(c.Due, day)
}

// workdays counts the working days after one day up to another.
func (d *Desk) workdays(from, to civil.Date) (n int) {
	for day := from + 1; day <= to; day++ {
		if work, _ := d.calendar.IsWorkday(day); work {
			n++
		}
	}
	return n
}

const selectClocks = `SELECT v.id, v.opened, v.clock, v.started, v.due, v.sure, v.units, v.paused, v.stopped
	FROM case_clock v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.started, v.clock`

func scanClock(row db.Row) (c Clock, err error) {
	var started, due string
	var paused, stopped *string
	if err = row.Scan(&c.ID, &c.Opened, &c.Clock, &started, &due, &c.Sure, &c.Units, &paused, &stopped); err != nil {
		return c, err
	}
	if c.Started, err = civil.ParseDate(started); err != nil {
		return c, err
	}
	if c.Due, err = civil.ParseDate(due); err != nil {
		return c, err
	}
	if c.Paused, err = dayOf(paused); err != nil {
		return c, err
	}
	c.Stopped, err = dayOf(stopped)
	return c, err
}

func (c *Clock) row(id string) []any {
	return []any{id, c.Clock, c.Started.String(), c.Due.String(), c.Sure, int64(c.Units), dayText(c.Paused), dayText(c.Stopped)}
}

// startClock starts a time limit of the matter on a day.
func (d *Desk) startClock(ctx context.Context, w *journal.Write, f *File, name string, day civil.Date) error {
	rule := f.Matter.Clock(name)
	if rule == nil {
		return nil
	}
	units, err := d.limit(ctx, w, f, rule, day)
	if err != nil {
		return err
	}
	c := Clock{ID: db.NewID(), Clock: name, Title: rule.Title, Unit: rule.Unit, Started: day, Units: units, Opened: w.Seq()}
	if c.Due, c.Sure, err = d.end(rule.Unit, day, units); err != nil {
		return err
	}
	f.Clocks = append(f.Clocks, c)
	return w.Open(ctx, clockTable, c.ID, journal.Always, c.row(f.Case.ID)...)
}

// limit is how long a clock runs in this case.
func (d *Desk) limit(ctx context.Context, q db.Query, f *File, rule *pack.Clock, day civil.Date) (int, error) {
	name := rule.Limit
	switch {
	case f.Case.Marked(Hard) && rule.Extended != "":
		name = rule.Extended
	case f.Case.Marked(Delegated) && rule.Delegated != "":
		name = rule.Delegated
	}
	r, err := d.responseAt(ctx, q, f, day)
	if err != nil {
		return 0, err
	}
	if r != nil && r.Replaces[name] != "" {
		name = r.Replaces[name]
	}
	n, err := d.number(f.Case.Division.County(), name, day)
	return int(n), err
}

// end is the last day of a limit.
func (d *Desk) end(unit string, from civil.Date, n int) (day civil.Date, sure bool, err error) {
	switch unit {
	case "workdays":
		return d.calendar.AddWorkdays(from, n)
	case "months":
		month := from.Month().Add(n)
		_, _, dayOfMonth := from.YMD()
		return min(month.First().AddDays(dayOfMonth-1), month.Last()), true, nil
	}
	return d.calendar.Deadline(from, n)
}

// eachClock changes the clocks of some names that have not been met.
func eachClock(ctx context.Context, w *journal.Write, f *File, names []string, change func(c *Clock) bool) error {
	for i := range f.Clocks {
		c := &f.Clocks[i]
		if c.Stopped != 0 || !has(names, c.Clock) || !change(c) {
			continue
		}
		if c.Opened == w.Seq() {
			continue // this very act started it
		}
		if err := w.Close(ctx, clockTable, c.ID, c.Opened); err != nil {
			return err
		}
		c.Opened = w.Seq()
		if err := w.Open(ctx, clockTable, c.ID, journal.Always, c.row(f.Case.ID)...); err != nil {
			return err
		}
	}
	return nil
}

func has(names []string, name string) bool {
	for _, n := range names {
		if n == name || n == "*" {
			return true
		}
	}
	return false
}

// runClocks does what an action says about clocks.
func (d *Desk) runClocks(ctx context.Context, w *journal.Write, f *File, a *pack.Action, day civil.Date) error {
	err := eachClock(ctx, w, f, a.Stops, func(c *Clock) bool { c.Stopped, c.Paused = day, 0; return true })
	if err == nil {
		err = eachClock(ctx, w, f, a.Pauses, func(c *Clock) bool {
			stood := c.Paused != 0
			if !stood {
				c.Paused = day
			}
			return !stood
		})
	}
	if err == nil {
		err = eachClock(ctx, w, f, a.Resumes, func(c *Clock) bool { return d.resume(c, day) })
	}
	for _, name := range a.Starts {
		if err == nil {
			err = d.startClock(ctx, w, f, name, day)
		}
	}
	return err
}

// resume lets a clock run on: the days it stood still do not count.
func (d *Desk) resume(c *Clock, day civil.Date) bool {
	if c.Paused == 0 {
		return false
	}
	var stood int
	if c.Unit == "workdays" {
		stood = d.workdays(c.Paused, day)
		if due, sure, err := d.calendar.AddWorkdays(c.Due, stood); err == nil {
			c.Due, c.Sure = due, c.Sure && sure
		}
	} else {
		c.Due = c.Due.AddDays(int(day - c.Paused))
	}
	c.Paused = 0
	return true
}

// settleDue works out the nearest end of the clocks that run.
func (f *File) settleDue() {
	f.Case.Due, f.Case.Paused = 0, false
	for i := range f.Clocks {
		c := &f.Clocks[i]
		switch {
		case c.Stopped != 0:
		case c.Paused != 0:
			f.Case.Paused = true
		case f.Case.Due == 0 || c.Due < f.Case.Due:
			f.Case.Due = c.Due
		}
	}
}
