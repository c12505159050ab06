package response

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Kinds are the four kinds of public emergencies (突发事件应对法 第2条), in words.
var Kinds = [][2]string{{"natural", "自然灾害"}, {"accident", "事故灾难"}, {"health", "公共卫生事件"}, {"security", "社会安全事件"}}

// KindTitle is a kind in words.
func KindTitle(name string) string { return titleOf(Kinds, name) }

func titleOf(list [][2]string, name string) string {
	for _, one := range list {
		if one[0] == name {
			return one[1]
		}
	}
	return name
}

// Response is one version of a response.
type Response struct {
	register.Ref
	Opened   int64
	Number   string
	Division civil.Area   // the county
	Areas    []civil.Area // its towns and villages in which it holds
	Kind     string       // of Kinds
	Title    string
	Level    string // name of responses.yaml
	Began    civil.Date
	Ends     civil.Date // its last day
	Ended    bool       // somebody ended it before its last day was over
	Started  civil.Instant
	Words    string
	Note     string
	ByName   string
	At       civil.Instant
	once     string
}

// Open says whether a response holds on a day.
func (r *Response) Open(day civil.Date) bool {
	return !r.Ended && r.Began <= day && day <= r.Ends
}

// Covers says whether a division lies in the area of a response.
func (r *Response) Covers(division civil.Area) bool {
	return slices.ContainsFunc(r.Areas, func(a civil.Area) bool { return a == division || a.Contains(division) })
}

// touches says whether two areas have a place in common.
func (r *Response) touches(areas []civil.Area) bool {
	return slices.ContainsFunc(areas, func(a civil.Area) bool {
		return r.Covers(a) || slices.ContainsFunc(r.Areas, func(b civil.Area) bool { return a.Contains(b) })
	})
}

const (
	columns = `v.county, v.id, v.opened, v.number, v.division, v.areas, v.kind, v.title, v.level, v.began, v.ends, v.state, v.started, v.words,
		v.note, v.by_name, v.once, a.at`
	from           = ` FROM response v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectResponse = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectPast     = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC LIMIT 100`
	selectRunning  = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.state = 'open' AND v.ends >= $2 AND v.closed IS NULL ORDER BY v.began DESC, v.id DESC`
	selectSent     = `SELECT v.id FROM response v WHERE v.county = $1 AND v.once = $2 ORDER BY v.opened LIMIT 1`
	listResponses  = `-- across counties
		SELECT ` + columns + from + `WHERE v.division BETWEEN $1 AND $2 AND v.closed IS NULL ORDER BY v.began DESC, v.id DESC LIMIT 200`
)

// The states of a response in its column.
const (
	openState  = "open"
	endedState = "ended"
)

func scanResponse(row db.Row) (*Response, error) {
	var r Response
	var division, areas, began, ends, state string
	err := row.Scan(&r.County, &r.ID, &r.Opened, &r.Number, &division, &areas, &r.Kind, &r.Title, &r.Level, &began, &ends, &state, &r.Started, &r.Words,
		&r.Note, &r.ByName, &r.once, &r.At)
	if err != nil {
		return nil, err
	}
	r.Ended = state == endedState
	if r.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	for _, text := range strings.Fields(areas) {
		area, err := civil.ParseArea(text)
		if err != nil {
			return nil, err
		}
		r.Areas = append(r.Areas, area)
	}
	if r.Began, err = civil.ParseDate(began); err != nil {
		return nil, err
	}
	r.Ends, err = civil.ParseDate(ends)
	return &r, err
}

func (r *Response) open(ctx context.Context, w *journal.Write) error {
	state := openState
	if r.Ended {
		state = endedState
	}
	var areas []string
	for _, a := range r.Areas {
		areas = append(areas, officer.Code(a))
	}
	r.Opened, r.At = w.Seq(), w.At()
	return w.Open(ctx, responseTable, r.ID, journal.Always, r.Number, officer.Code(r.Division), strings.Join(areas, " "), r.Kind, r.Title, r.Level,
		r.Began.String(), r.Ends.String(), state, int64(r.Started), r.Words, r.Note, r.ByName, r.once)
}

// Rule is what the packs say of the level of a response on a day; nil where they no
// longer know it.
func (d *Desk) Rule(r *Response, day civil.Date) *pack.ResponseLevel {
	return d.catalogue().ResponseLevel(r.Level, r.Division, day)
}

// Name is what a response is called: its title and its level.
func (d *Desk) Name(r *Response, day civil.Date) string {
	if rule := d.Rule(r, day); rule != nil {
		return r.Title + rule.Title
	}
	return r.Title
}

// sees says whether somebody may know of a response: his divisions and its area have
// something in common.
func sees(viewer access.Viewer, r *Response) bool {
	scope := viewer.Scope()
	return scope.Covers(r.Division) || slices.ContainsFunc(scope.Areas(), func(a civil.Area) bool { return r.touches([]civil.Area{a}) })
}

// List are the responses somebody may know of, the newest first.
func (d *Desk) List(ctx context.Context, viewer access.Viewer) (list []*Response, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	counties := map[civil.Area]bool{}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, a := range viewer.Scope().Areas() {
			if a.Level() > civil.County {
				a = a.County()
			}
			if counties[a] {
				continue
			}
			counties[a] = true
			found, err := db.Many(ctx, q, scanResponse, listResponses, officer.Code(a), lastOf(a))
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return slices.DeleteFunc(list, func(r *Response) bool { return !sees(viewer, r) }), err
}

// lastOf is the last code within a division.
func lastOf(a civil.Area) string {
	text := strings.TrimRight(officer.Code(a), "0")
	return text + strings.Repeat("9", len(officer.Code(a))-len(text))
}

// Read is a response for a viewer, with its versions, the newest first.
func (d *Desk) Read(ctx context.Context, viewer access.Viewer, ref register.Ref) (r *Response, past []*Response, err error) {
	if err := viewer.Check(); err != nil {
		return nil, nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, scanResponse, selectResponse, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if !there || !sees(viewer, found) {
			return officer.Missing()
		}
		r = found
		past, err = db.Many(ctx, q, scanResponse, selectPast, ref.County, ref.ID)
		return err
	})
	return r, past, err
}
