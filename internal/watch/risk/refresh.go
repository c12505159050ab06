package risk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// ChangedTopic is the news that levels of a county have changed.
const ChangedTopic = "risk.changed"

// Changed is its body: whose level changed.
type Changed struct {
	Families []Move `json:"families"`
}

// Move is one change of a level; empty is none.
type Move struct {
	Household string `json:"household"`
	Before    string `json:"before"`
	After     string `json:"after"`
}

// changedAtOnce is how many families one act changes.
const changedAtOnce = 200

// Refresh makes the register of a county say what holds on a day. Nothing is written
// where nothing has changed.
func (d *Desk) Refresh(ctx context.Context, county civil.Area, day civil.Date) (moves int, err error) {
	code := county.String()[:6]
	j, err := newJudge(d.catalogue(), county, day)
	if err != nil || len(j.conditions) == 0 {
		return 0, err
	}
	pay, known, err := d.beside(ctx, code, day)
	if err != nil {
		return 0, err
	}
	now := &found{families: map[string]*finding{}}
	err = d.facts(j.catalogue).Each(ctx, []civil.Area{county}, day, j.columns(), func(s *fact.Snapshot) (err error) {
		now, err = j.find(s.City, pay, &known)
		return err
	})
	if err != nil {
		return 0, err
	}
	r := &round{desk: d, judge: j, county: county, day: day, visits: known.Visits}
	held := map[string]*Family{}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			f, err := scan(row)
			held[f.ID] = f
			return err
		}, selectAll, code)
	})
	if err == nil {
		err = r.differences(held, now)
	}
	for len(r.todo) > 0 && err == nil {
		part := r.todo[:min(len(r.todo), changedAtOnce)]
		r.todo = r.todo[len(part):]
		if err = r.write(ctx, code, part); err == nil {
			moves += len(part)
		}
	}
	if err != nil {
		return moves, err
	}
	return moves, d.note(ctx, code, day, now)
}

// round is one refresh of a county.
type round struct {
	desk   *Desk
	judge  *judge
	county civil.Area
	day    civil.Date
	visits map[string]civil.Date
	todo   []change
}

// change is what becomes of one family.
type change struct{ before, after *Family }

func (r *round) differences(held map[string]*Family, now *found) error {
	for id, f := range now.families {
		if err := r.put(held[id], id, f); err != nil {
			return err
		}
	}
	for id, before := range held {
		if now.families[id] == nil {
			if err := r.put(before, id, &finding{division: before.Division, level: None}); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(r.todo, func(a, b change) int { return strings.Compare(a.after.ID, b.after.ID) })
	return nil
}

// put compares what is kept of a family with what holds now.
func (r *round) put(before *Family, id string, f *finding) error {
	if before == nil && f.level == None || before != nil && !before.Held() && f.level == None {
		return nil
	}
	after, err := r.next(before, id, f)
	if err == nil && (before == nil || !before.same(after)) {
		r.todo = append(r.todo, change{before, after})
	}
	return err
}

// next is what the register says of a family from now on.
func (r *round) next(before *Family, id string, f *finding) (*Family, error) {
	after := &Family{Entered: r.day}
	if before != nil {
		*after = *before
		after.ByName, after.once = "", ""
		if !before.Held() {
			after.Entered = r.day
		}
	}
	after.Ref, after.Division = register.Ref{County: r.county.String()[:6], ID: id}, f.division
	after.Judged, after.Conditions, after.Missing = f.level, f.conditions, f.missing
	after.Visited = max(after.Visited, r.visits[id])
	lapsed := after.Set() && after.SetUntil < r.day
	if lapsed {
		after.clear()
	}
	if !after.Set() {
		after.Level = f.level
		if f.level == None {
			after.Level = Left
		}
	}
	if err := r.judge.due(before, after, r.day); err != nil {
		return nil, err
	}
	after.Note = r.judge.reason(before, after, lapsed)
	return after, nil
}

// clear takes away what a person has set.
func (f *Family) clear() { f.SetUntil, f.SetWords, f.SetBy = 0, "", "" }

// due sets since when a family has its level and by when it is visited: within the first
// days of the level, and then as often as the level says.
func (j *judge) due(before, f *Family, day civil.Date) error {
	if before == nil || before.Level != f.Level {
		f.Since = day
	}
	f.VisitOn = 0
	at := slices.IndexFunc(j.levels, func(l pack.RiskLevel) bool { return l.Name == f.Level })
	if at < 0 {
		return nil
	}
	first, err := j.catalogue.Number(j.levels[at].First, f.County, day)
	if err != nil {
		return err
	}
	every, err := j.catalogue.Number(j.levels[at].Visit, f.County, day)
	f.VisitOn = f.Since.AddDays(int(first))
	if f.Visited != 0 {
		f.VisitOn = max(f.VisitOn, f.Visited.AddDays(int(every)))
	}
	return err
}

// reason says in words what has changed.
func (j *judge) reason(before, after *Family, lapsed bool) string {
	var words []string
	if lapsed {
		words = append(words, "人工调整到期")
	}
	switch {
	case before == nil || !before.Held():
		words = append(words, "列入："+j.called(after.Level))
	case after.Level == Left && len(before.Conditions)+len(before.Missing) > 0:
		words = append(words, "退出：条件不再成立（"+j.titles(before.Conditions, before.Missing)+"）")
	case after.Level == Left:
		words = append(words, "退出")
	case before.Level != after.Level:
		words = append(words, j.called(before.Level)+"转为"+j.called(after.Level))
	}
	if before != nil && before.Held() && after.Level != Left {
		if gone := without(before.Conditions, after.Conditions); len(gone) > 0 {
			words = append(words, "不再成立："+j.titles(gone, nil))
		}
		if come := without(after.Conditions, before.Conditions); len(come) > 0 {
			words = append(words, "新成立："+j.titles(come, nil))
		}
	}
	if len(words) == 0 && before != nil && before.Visited != after.Visited {
		return "走访过，下次走访日期已更新"
	}
	if len(words) == 0 {
		return "家庭情况有变化"
	}
	return strings.Join(words, "；")
}

func without(list, other []string) (left []string) {
	for _, name := range list {
		if !slices.Contains(other, name) {
			left = append(left, name)
		}
	}
	return left
}

// called is a level in words.
func (j *judge) called(name string) string {
	for i := range j.levels {
		if j.levels[i].Name == name {
			return j.levels[i].Title
		}
	}
	return LevelTitle(name)
}

// LevelTitle is a level no pack names in words; another name as it is.
func LevelTitle(name string) string {
	switch name {
	case Unclear:
		return "待核实"
	case None:
		return "不列入"
	case Left:
		return "已退出"
	}
	return name
}

// titles are conditions in words.
func (j *judge) titles(names []string, missing []Missing) string {
	var list []string
	for i := range j.conditions {
		name := j.conditions[i].Name
		if slices.Contains(names, name) || slices.ContainsFunc(missing, func(m Missing) bool { return m.Condition == name }) {
			list = append(list, j.conditions[i].Title)
		}
	}
	return strings.Join(list, "、")
}

// write writes some changes, and tells of those of a level.
func (r *round) write(ctx context.Context, county string, part []change) error {
	err := r.desk.journal.DB().Read(ctx, func(q db.Query) error {
		q = db.Repeating(q)
		for _, c := range part {
			if err := r.desk.introduce(ctx, q, c.after, r.day); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	h := journal.Header{County: county, Kind: "risk.refresh", Actor: "machine:watch", Purpose: "review"}
	_, err = r.desk.journal.Do(ctx, h, func(w *journal.Write) error {
		var news Changed
		for _, c := range part {
			move := Move{Household: c.after.ID, After: c.after.Level}
			if c.before != nil {
				now, there, err := db.One(ctx, w, scan, selectOne, county, c.after.ID)
				if err != nil {
					return err
				}
				if !there || now.Opened != c.before.Opened {
					continue // a person was quicker; the next run sees to it
				}
				move.Before = c.before.Level
				if err := w.Close(ctx, table, c.before.ID, c.before.Opened); err != nil {
					return err
				}
			}
			if err := c.after.open(ctx, w); err != nil {
				return err
			}
			if move.Before != move.After {
				news.Families = append(news.Families, move)
			}
		}
		if len(news.Families) == 0 {
			return nil
		}
		return w.Tell(ctx, ChangedTopic, news)
	})
	return err
}

// introduce says who stands for a family and how many it has; what is kept elsewhere
// stays as it was.
func (d *Desk) introduce(ctx context.Context, q db.Query, f *Family, day civil.Date) error {
	_, people, err := d.register.FamilyNow(ctx, q, f.Ref, day)
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	f.Name, f.Members = "", int64(len(people))
	for _, p := range people {
		if p.Head || f.Name == "" {
			f.Name = p.Name
		}
	}
	return nil
}

// Run is how many families the last run looked at, and of how many other families than
// those of the register each condition could not be judged.
type Run struct {
	County   string
	Day      civil.Date
	Families int64
	Unjudged map[string]int64
	opened   int64
	text     string
}

const selectRun = `SELECT v.county, v.opened, v.day, v.families, v.unjudged FROM risk_run v WHERE v.county = $1 AND v.closed IS NULL`

func scanRun(row db.Row) (r Run, err error) {
	var day string
	if err := row.Scan(&r.County, &r.opened, &day, &r.Families, &r.text); err != nil {
		return r, err
	}
	if r.Day, err = civil.ParseDate(day); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(r.text), &r.Unjudged)
}

// Last is the last run of a county that saw something new; ok is false when there was none.
func (d *Desk) Last(ctx context.Context, county civil.Area) (run Run, ok bool, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		run, ok, err = db.One(ctx, q, scanRun, selectRun, county.String()[:6])
		return err
	})
	return run, ok, err
}

// note writes a run down where it counted otherwise than the last one.
func (d *Desk) note(ctx context.Context, county string, day civil.Date, now *found) error {
	text, err := json.Marshal(now.unjudged)
	if err != nil {
		return err
	}
	var last Run
	var there bool
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		last, there, err = db.One(ctx, q, scanRun, selectRun, county)
		return err
	})
	if err != nil || there && last.Families == now.looked && last.text == string(text) {
		return err
	}
	h := journal.Header{County: county, Kind: "risk.run", Actor: "machine:watch", Purpose: "review"}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		if there {
			if err := w.Close(ctx, runTable, county, last.opened); err != nil {
				return err
			}
		}
		return w.Open(ctx, runTable, county, journal.Always, day.String(), now.looked, string(text))
	})
	return err
}
