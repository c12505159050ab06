package risk

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Family is one version of what the register says of a family.
type Family struct {
	register.Ref // the household
	Opened       int64
	Since        civil.Date // since when it has this level
	Name         string     // of whoever stands for it
	Division     civil.Area
	Members      int64
	Level        string
	Judged       string // the level by the conditions
	Conditions   []string
	Missing      []Missing
	Entered      civil.Date
	Visited      civil.Date // 0: never, as far as is known
	VisitOn      civil.Date // 0: no visit is due
	SetUntil     civil.Date // of a level a person has set; 0: nobody has
	SetWords     string
	SetBy        string
	Note         string // what this version changed
	ByName       string // empty: the program
	once         string
}

// Missing is a condition that cannot be judged, and the facts it lacks.
type Missing struct {
	Condition string
	Facts     []string // full names
}

// Held says whether the family is in the register: not when it has left.
func (f *Family) Held() bool { return f.Level != Left }

// Set says whether a person has set the level.
func (f *Family) Set() bool { return f.SetUntil != 0 }

// Late says whether the visit is overdue on a day.
func (f *Family) Late(today civil.Date) bool { return f.VisitOn != 0 && f.VisitOn < today }

const (
	columns = `v.county, v.id, v.opened, v.valid_from, v.name, v.division, v.members, v.level, v.judged, v.conditions, v.unclear, v.entered, v.visited,
		v.visit_on, v.set_until, v.set_words, v.set_by, v.note, v.by_name, v.once`
	selectOne   = `SELECT ` + columns + ` FROM household_risk v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectAll   = `SELECT ` + columns + ` FROM household_risk v WHERE v.county = $1 AND v.closed IS NULL`
	selectOnce  = `SELECT v.id FROM household_risk v WHERE v.county = $1 AND v.once = $2`
	selectPast  = `SELECT ` + columns + `, a.at FROM household_risk v JOIN act a ON a.county = v.county AND a.seq = v.opened WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC LIMIT 200`
	selectDated = `SELECT ` + columns + ` FROM household_risk v WHERE v.county = $1 AND ` + journal.HeldAt + ` AND v.level <> 'left' ORDER BY v.division, v.id`
)

func scan(row db.Row) (*Family, error) {
	var f Family
	return &f, f.scan(row)
}

// scan reads the columns of a family, and what stands behind them in the row.
func (f *Family) scan(row db.Row, more ...any) (err error) {
	var since, name, visited, visitOn, setUntil, setWords *string
	var division, conditions, unclear, entered string
	into := []any{&f.County, &f.ID, &f.Opened, &since, &name, &division, &f.Members, &f.Level, &f.Judged, &conditions, &unclear, &entered, &visited,
		&visitOn, &setUntil, &setWords, &f.SetBy, &f.Note, &f.ByName, &f.once}
	if err := row.Scan(append(into, more...)...); err != nil {
		return err
	}
	if name != nil {
		f.Name = *name
	}
	if setWords != nil {
		f.SetWords = *setWords
	}
	f.Conditions = strings.Fields(conditions)
	for _, one := range strings.Fields(unclear) {
		condition, facts, _ := strings.Cut(one, ":")
		f.Missing = append(f.Missing, Missing{condition, strings.Split(facts, ",")})
	}
	for _, day := range []struct {
		text *string
		into *civil.Date
	}{{since, &f.Since}, {&entered, &f.Entered}, {visited, &f.Visited}, {visitOn, &f.VisitOn}, {setUntil, &f.SetUntil}} {
		if *day.into, err = officer.Day(day.text); err != nil {
			return err
		}
	}
	f.Division, err = civil.ParseArea(division)
	return err
}

// open writes a version.
func (f *Family) open(ctx context.Context, w *journal.Write) error {
	f.Opened = w.Seq()
	var words []string
	for _, m := range f.Missing {
		words = append(words, m.Condition+":"+strings.Join(m.Facts, ","))
	}
	return w.Open(ctx, table, f.ID, journal.Valid{From: f.Since}, orNull(f.Name), officer.Code(f.Division), f.Members, f.Level, f.Judged, spaced(f.Conditions),
		spaced(words), f.Entered.String(), officer.DayText(f.Visited), officer.DayText(f.VisitOn), officer.DayText(f.SetUntil), orNull(f.SetWords), f.SetBy,
		f.Note, f.ByName, f.once)
}

// same says whether two versions say the same of a family.
func (f *Family) same(o *Family) bool {
	return f.Level == o.Level && f.Judged == o.Judged && f.Division == o.Division && f.Members == o.Members && f.Visited == o.Visited &&
		f.VisitOn == o.VisitOn && f.SetUntil == o.SetUntil && slices.Equal(f.Conditions, o.Conditions) &&
		slices.EqualFunc(f.Missing, o.Missing, func(a, b Missing) bool { return a.Condition == b.Condition && slices.Equal(a.Facts, b.Facts) })
}

// spaced writes names with a blank around each, so that one can be looked for.
func spaced(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " " + strings.Join(names, " ") + " "
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
