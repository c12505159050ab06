package response

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Family is one version of a family a response is to meet.
type Family struct {
	register.Ref
	Opened    int64
	Response  string
	Household string
	Person    string
	Name      string
	Division  civil.Area
	Tiers     []string
	Visited   bool
	VisitedOn civil.Date // of the last attempt
	Manner    string     // of Manners
	Result    string     // of Results
	Words     string
	ByName    string
	Given     civil.Fen // under this response
	once      string
}

// Manners are the ways a family is met, in words.
var Manners = [][2]string{{"visit", "上门"}, {"phone", "电话"}, {"shelter", "在安置点见到"}}

// Results are what was found, in words.
var Results = [][2]string{{"safe", "平安，不需要帮助"}, {"help", "有困难，要救助"}, {"moved", "已转移安置"}, {"missed", "没有见到，再去"}}

// missed is the result of a visit at which nobody was met.
const missed = "missed"

const (
	familyColumns = `v.county, v.id, v.opened, v.response, v.household, v.person, v.name, v.division, v.tiers, v.state, v.visited_on, v.manner, v.result, v.body, v.by_name, v.once,
		(SELECT CAST(COALESCE(sum(r.amount), 0) AS BIGINT) FROM response_relief r WHERE r.county = v.county AND r.response = v.response AND r.case_county = v.county
			AND r.household = v.household AND r.closed IS NULL)`
	selectFamily = `SELECT ` + familyColumns + ` FROM response_family v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	listFamilies = `SELECT ` + familyColumns + ` FROM response_family v WHERE v.county = $1 AND v.response = $2 AND v.division BETWEEN $3 AND $4
		AND ($5 = '' OR $5 = 'listed' AND v.state = 'listed' OR $5 = 'visited' AND v.state = 'visited' OR $5 = 'help' AND v.result = 'help')
		AND (v.division > $6 OR v.division = $6 AND v.id > $7) AND v.closed IS NULL ORDER BY v.division, v.id LIMIT $8`
	selectListed = `SELECT v.household FROM response_family v WHERE v.county = $1 AND v.response = $2 AND v.closed IS NULL`
)

// The states of a family in its column.
const (
	listedState  = "listed"
	visitedState = "visited"
)

func bodyPlace(county, id string) access.Place {
	return access.Place{Table: "response_family", Field: "body", County: county, ID: id}
}

func (d *Desk) scanFamily(row db.Row) (*Family, error) {
	var f Family
	var name, visited *string
	var division, tiers, state string
	var body []byte
	err := row.Scan(&f.County, &f.ID, &f.Opened, &f.Response, &f.Household, &f.Person, &name, &division, &tiers, &state, &visited, &f.Manner, &f.Result, &body,
		&f.ByName, &f.once, &f.Given)
	if err != nil {
		return nil, err
	}
	if name != nil {
		f.Name = *name
	}
	f.Tiers, f.Visited = strings.Fields(tiers), state == visitedState
	if f.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	if f.VisitedOn, err = officer.Day(visited); err != nil {
		return nil, err
	}
	return &f, officer.Unseal(d.keys, bodyPlace(f.County, f.ID), body, &f.Words)
}

func (d *Desk) openFamily(ctx context.Context, w *journal.Write, f *Family) (err error) {
	var body, name any
	if f.Words != "" {
		if body, err = officer.Seal(d.keys, bodyPlace(f.County, f.ID), f.Words); err != nil {
			return err
		}
	}
	if f.Name != "" {
		name = f.Name
	}
	state := listedState
	if f.Visited {
		state = visitedState
	}
	f.Opened = w.Seq()
	return w.Open(ctx, familyTable, f.ID, journal.Always, f.Response, f.Household, f.Person, name, officer.Code(f.Division), strings.Join(f.Tiers, " "),
		state, officer.DayText(f.VisitedOn), f.Manner, f.Result, body, f.ByName, f.once)
}

// listedAtOnce is how many families one act lists, so that nobody at work waits for it.
const listedAtOnce = 200

// Enlist lists the families of the area that an open response is to meet and that are not
// listed yet, and says how many it added.
func (d *Desk) Enlist(ctx context.Context, who officer.Officer, ref register.Ref) (added int, err error) {
	r, _, err := d.Read(ctx, who.Viewer, ref)
	if err != nil {
		return 0, err
	}
	rule := d.Rule(r, d.today())
	if !r.Open(d.today()) || rule == nil {
		return 0, civil.Conflict.Refuse("response_over", "这次响应已经结束，不再增加名单。")
	}
	var met []Met
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		met, err = d.reach(ctx, q, r.County, r.Areas, rule.Tiers, rule.Files)
		return err
	})
	if err != nil {
		return 0, err
	}
	for part := range slices.Chunk(met, listedAtOnce) {
		n := 0
		_, err := d.journal.Do(ctx, who.Header(r.County, "response.list"), func(w *journal.Write) error {
			n = 0
			known, err := db.Many(ctx, w, db.Text, selectListed, r.County, r.ID)
			for i := range part {
				m := &part[i]
				if err != nil || slices.Contains(known, m.Household) {
					continue
				}
				n++
				err = d.openFamily(ctx, w, &Family{
					Ref: register.Ref{County: r.County, ID: db.NewID()}, Response: r.ID, Household: m.Household, Person: m.Person, Name: m.Name,
					Division: m.Division, Tiers: m.Tiers, ByName: who.Name,
				})
			}
			return err
		})
		if err != nil {
			return added, err
		}
		added += n
	}
	return added, nil
}

// Query says which families of a response are wanted.
type Query struct {
	State string // listed, visited, help; empty: all
	After string // Next of the page before
	Size  int
}

// Families is a page of the families of a response, those of the viewer's divisions.
func (d *Desk) Families(ctx context.Context, viewer access.Viewer, ref register.Ref, query Query) (list []*Family, next string, err error) {
	if err := viewer.Check(); err != nil {
		return nil, "", err
	}
	division, id, _ := strings.Cut(query.After, "_")
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			found, err := db.Many(ctx, q, d.scanFamily, listFamilies, ref.County, ref.ID, span.First, span.Last, query.State, division, id, int64(query.Size+1))
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b *Family) int { return strings.Compare(a.position(), b.position()) })
	if len(list) > query.Size {
		list = list[:query.Size]
		next = list[query.Size-1].position()
	}
	return list, next, err
}

// position is where a family stands in the list.
func (f *Family) position() string { return officer.Code(f.Division) + "_" + f.ID }

// Family is one family of a response for a viewer.
func (d *Desk) Family(ctx context.Context, viewer access.Viewer, ref register.Ref) (f *Family, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, d.scanFamily, selectFamily, ref.County, ref.ID)
		if err == nil && (!there || !viewer.Scope().Covers(found.Division)) {
			err = officer.Missing()
		}
		f = found
		return err
	})
	return f, err
}
