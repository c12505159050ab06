package station

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Note is what is sealed of a day or an assessment.
type Note struct {
	Activity string         `json:"activity,omitempty"`
	Absent   bool           `json:"absent,omitempty"`
	Words    string         `json:"words,omitempty"`
	Points   map[string]int `json:"points,omitempty"` // by item of the scale
}

// Entry is a day at a station, or an assessment.
type Entry struct {
	ID     string
	Kind   string
	Day    civil.Date
	Points int64
	Who    string
	Note
}

// The kinds of entries.
const (
	Session    = "session"
	Assessment = "assessment"
)

const (
	selectEntries = `SELECT v.id, v.kind, v.day, v.points, v.who, v.body FROM station_entry v WHERE v.county = $1 AND v.enrolment = $2 AND ` +
		journal.Holds + ` ORDER BY v.day DESC, v.opened DESC`
	selectOnceEntry = `SELECT v.id FROM station_entry v WHERE v.county = $1 AND v.once = $2`
)

func (d *Desk) scanEntry(county string) func(db.Row) (Entry, error) {
	return func(row db.Row) (e Entry, err error) {
		var day string
		var who *string
		var body []byte
		if err = row.Scan(&e.ID, &e.Kind, &day, &e.Points, &who, &body); err != nil {
			return e, err
		}
		e.Who = service.TextOf(who)
		if e.Day, err = civil.ParseDate(day); err != nil {
			return e, err
		}
		return e, d.safe.Open("station_entry", "body", county, e.ID, body, &e.Note)
	}
}

// Write notes a day at a station or an assessment. An assessment judges every item of
// the scale; its points are their sum.
func (d *Desk) Write(ctx context.Context, who casework.Who, ref register.Ref, kind string, day civil.Date, n Note, once string) error {
	n.Words = strings.TrimSpace(n.Words)
	points, err := d.points(kind, &n)
	switch {
	case err != nil:
		return err
	case day == 0 || day > d.today():
		return civil.Refuse("entry_day", "日期不能晚于今天（%s）。", d.today().Words())
	case len([]rune(n.Words)) > wordsMost:
		return civil.Refuse("entry_words", "最多%d个字，请精简。", wordsMost)
	}
	key := service.OnceKey(who, once)
	h := journal.Header{County: ref.County, Kind: "station." + kind, Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		if _, sent, err := db.One(ctx, w, db.Text, selectOnceEntry, ref.County, key); err != nil || sent && key != "" {
			if err == nil {
				err = service.ErrRepeated
			}
			return err
		}
		e, err := d.find(ctx, w, who, ref)
		switch {
		case err != nil:
			return err
		case !service.Holds(who, e.Division, workers...):
			return notFound()
		case !e.Active:
			return &civil.Error{Kind: civil.Conflict, Code: "station_ended", Message: "已经结束的，不能再登记。"}
		case day < e.Since:
			return civil.Refuse("entry_day", "日期不能早于参加的日子（%s）。", e.Since.Words())
		}
		id := db.NewID()
		body, err := d.safe.Seal("station_entry", "body", ref.County, id, n)
		if err != nil {
			return err
		}
		return w.Open(ctx, entryTable, id, journal.Always, ref.ID, kind, day.String(), points, service.OrNull(who.Name), body, key)
	})
	if errors.Is(err, service.ErrRepeated) {
		return nil
	}
	return err
}

// points are the sum of an assessment; a day has none and names an activity.
func (d *Desk) points(kind string, n *Note) (sum int64, err error) {
	work := d.catalogue().StationWork()
	if kind == Session {
		if !n.Absent && !slices.ContainsFunc(work.Activities, func(a pack.Named) bool { return a.Name == n.Activity }) {
			return 0, civil.Refuse("entry_activity", "请选择做了什么活动。")
		}
		n.Points = nil
		return 0, nil
	}
	for _, item := range work.Scale {
		p, given := n.Points[item.Name]
		if !given || p < 0 || p > item.Most {
			return 0, civil.Refuse("entry_points", "“%s”请打0到%d分。", item.Title, item.Most)
		}
		sum += int64(p)
	}
	return sum, nil
}
