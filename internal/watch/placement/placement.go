package placement

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

// State is how far a placement is.
type State string

// The states of a placement.
const (
	Waiting   State = "waiting"   // for a bed
	Proposed  State = "proposed"  // a bed is kept
	Agreed    State = "agreed"    // the person agreed
	Approved  State = "approved"  // may move in
	Living    State = "living"    // in the home
	Left      State = "left"      // the home
	Withdrawn State = "withdrawn" // before anybody moved in
)

// States are they in words, in their order.
var States = [][2]string{
	{string(Waiting), "等候床位"}, {string(Proposed), "待本人同意"}, {string(Agreed), "待批准"}, {string(Approved), "待入住"}, {string(Living), "在住"},
	{string(Left), "已离开"}, {string(Withdrawn), "已撤销"},
}

// open says whether something is still to come of a placement.
func (s State) open() bool { return s != Left && s != Withdrawn }

// keeps says whether a bed is kept for somebody, or he lies in it.
func (s State) keeps() bool { return s.open() && s != Waiting }

// Reasons are why somebody left, in words.
var Reasons = [][2]string{{"home", "回家住"}, {"moved", "换到别的机构"}, {"hospital", "长期住院"}, {"died", "去世"}, {"other", "其他"}}

// Signers are who may agree, in words.
var Signers = [][2]string{{"self", "本人"}, {"guardian", "监护人"}}

func titleOf(list [][2]string, name string) string {
	for _, one := range list {
		if one[0] == name {
			return one[1]
		}
	}
	return name
}

func known(list [][2]string, name string) bool {
	return slices.ContainsFunc(list, func(one [2]string) bool { return one[0] == name })
}

// CareTitle is so much care in words.
func CareTitle(name string) string { return titleOf(pack.Cares, name) }

// Title is a state in words.
func (s State) Title() string { return titleOf(States, string(s)) }

// said is what of a placement is for few eyes.
type said struct {
	Words  string     `json:"words"`             // of this step
	RestBy string     `json:"rest_by,omitempty"` // who pays the rest of the fee
	Signer string     `json:"signer,omitempty"`  // of Signers
	By     string     `json:"by,omitempty"`      // who agreed
	Signed civil.Date `json:"signed,omitempty"`
}

// Placement is one version of a placement.
type Placement struct {
	register.Ref
	Opened    int64
	Number    string
	Household string
	Person    string
	Name      string
	Division  civil.Area // of the person
	Home      string
	Ground    string
	Care      string
	State     State
	Fee       civil.Fen // of the home, a month
	Income    civil.Fen // of the person, a month
	Shares
	Since    civil.Month // from which the amounts hold; 0: nobody lives there yet
	Began    civil.Date
	Entered  civil.Date
	LeftOn   civil.Date
	Reason   string
	Due      civil.Date // by which something is to be done
	VisitBy  civil.Date
	ReviewBy civil.Date
	Proposer string
	Origin   string // case, lead or file: where the need was found
	OriginID string
	Step     string // of Steps: what made this version
	Words    string
	RestBy   string
	Signer   string
	By       string
	Signed   civil.Date
	ByName   string
	At       civil.Instant
	once     string
}

// HomeRef is where the home of a placement stands in the register.
func (p *Placement) HomeRef() register.Ref { return register.Ref{County: p.County, ID: p.Home} }

// PersonRef is the person in the register.
func (p *Placement) PersonRef() register.Ref { return register.Ref{County: p.County, ID: p.Person} }

// On says whether the person lived there on a day: the day of leaving is not one.
func (p *Placement) On(day civil.Date) bool {
	r := room{entered: p.Entered, left: p.LeftOn}
	return r.on(day)
}

const (
	columns = `v.county, v.id, v.opened, v.number, v.household, v.person, v.name, v.division, v.home, v.ground, v.care, v.state, v.fee, v.income, v.own, v.support,
		v.rest, v.since, v.began, v.entered, v.left_on, v.reason, v.due, v.visit_by, v.review_by, v.proposer, v.origin, v.origin_id, v.step, v.body, v.by_name, v.once, a.at`
	from            = ` FROM placement v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectPlacement = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectPast      = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC LIMIT 200`
	selectSent      = `SELECT v.id FROM placement v WHERE v.county = $1 AND v.once = $2 ORDER BY v.opened LIMIT 1`
	selectOfPerson  = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.person = $2 AND v.closed IS NULL ORDER BY v.began DESC, v.id DESC`
	selectOfHome    = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.home = $2 AND v.state <> 'withdrawn' AND v.closed IS NULL ORDER BY v.began, v.id`
	selectAmounts   = `SELECT v.id, v.since, v.fee, v.own, v.support, v.rest FROM placement v WHERE v.county = $1 AND v.home = $2 AND v.since <> '' ORDER BY v.id, v.opened`
	listPlacements  = `-- across counties
		SELECT ` + columns + from + `WHERE v.division BETWEEN $1 AND $2 AND v.closed IS NULL
		AND ($3 = '' AND v.state IN ('waiting', 'proposed', 'agreed', 'approved') OR $3 = v.state OR $3 = 'late' AND v.due < $4
			AND v.state IN ('proposed', 'agreed', 'approved', 'living') OR $3 = 'over' AND v.state IN ('left', 'withdrawn'))
		AND (v.began > $5 OR v.began = $5 AND v.id > $6) ORDER BY v.began, v.id LIMIT $7`
	countPlacements = `-- across counties
		SELECT v.state, CAST(sum(CASE WHEN v.due < $3 AND v.state IN ('proposed', 'agreed', 'approved', 'living') THEN 1 ELSE 0 END) AS BIGINT), count(1)
		FROM placement v WHERE v.division BETWEEN $1 AND $2 AND v.closed IS NULL GROUP BY v.state`
)

func bodyPlace(county, id string) access.Place {
	return access.Place{Table: "placement", Field: "body", County: county, ID: id}
}

func (d *Desk) scan(row db.Row) (*Placement, error) {
	var p Placement
	var name, entered, left, due, visit, review *string
	var division, since, began string
	var body []byte
	err := row.Scan(&p.County, &p.ID, &p.Opened, &p.Number, &p.Household, &p.Person, &name, &division, &p.Home, &p.Ground, &p.Care, &p.State, &p.Fee, &p.Income,
		&p.Own, &p.Support, &p.Rest, &since, &began, &entered, &left, &p.Reason, &due, &visit, &review, &p.Proposer, &p.Origin, &p.OriginID, &p.Step, &body, &p.ByName, &p.once, &p.At)
	if err != nil {
		return nil, err
	}
	if name != nil {
		p.Name = *name
	}
	if p.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	if since != "" {
		if p.Since, err = civil.ParseMonth(since); err != nil {
			return nil, err
		}
	}
	if p.Began, err = civil.ParseDate(began); err != nil {
		return nil, err
	}
	for _, one := range []struct {
		text *string
		into *civil.Date
	}{{entered, &p.Entered}, {left, &p.LeftOn}, {due, &p.Due}, {visit, &p.VisitBy}, {review, &p.ReviewBy}} {
		if *one.into, err = officer.Day(one.text); err != nil {
			return nil, err
		}
	}
	var s said
	err = officer.Unseal(d.keys, bodyPlace(p.County, p.ID), body, &s)
	p.Words, p.RestBy, p.Signer, p.By, p.Signed = s.Words, s.RestBy, s.Signer, s.By, s.Signed
	return &p, err
}

// open writes a version, as somebody made it by a step.
func (d *Desk) open(ctx context.Context, w *journal.Write, p *Placement) error {
	body, err := officer.Seal(d.keys, bodyPlace(p.County, p.ID), said{p.Words, p.RestBy, p.Signer, p.By, p.Signed})
	if err != nil {
		return err
	}
	since := ""
	if p.Since != 0 {
		since = p.Since.String()
	}
	p.Opened, p.At = w.Seq(), w.At()
	return w.Open(ctx, placementTable, p.ID, journal.Always, p.Number, p.Household, p.Person, p.Name, officer.Code(p.Division), p.Home, p.Ground, p.Care, string(p.State),
		int64(p.Fee), int64(p.Income), int64(p.Own), int64(p.Support), int64(p.Rest), since, p.Began.String(), officer.DayText(p.Entered), officer.DayText(p.LeftOn),
		p.Reason, officer.DayText(p.due()), officer.DayText(p.VisitBy), officer.DayText(p.ReviewBy), p.Proposer, p.Origin, p.OriginID, p.Step, body, p.ByName, p.once)
}

// due is the day by which something is to be done about a placement.
func (p *Placement) due() civil.Date {
	switch {
	case p.State == Living:
		return min(p.VisitBy, p.ReviewBy)
	case p.State.keeps():
		return p.Due
	}
	return 0
}

// Rule is what the packs say of the ground of a placement; nil where they no longer know it.
func (d *Desk) Rule(p *Placement) *pack.PlacementGround {
	return d.catalogue().Ground(p.Ground, p.Division.County(), d.today())
}

// Query says which placements are wanted.
type Query struct {
	Tab   string // a state; late, over; empty: those on their way
	After string // Next of the page before
	Size  int
}

// waitMost is how many who wait are put in order: packs say who goes first, so that a store
// cannot tell who stands on which page.
const waitMost = 5000

// List is a page of the placements of a viewer's divisions, the longest known first; of
// those who wait, who goes first by the packs.
func (d *Desk) List(ctx context.Context, viewer access.Viewer, query Query) (list []*Placement, next string, err error) {
	if err := viewer.Check(); err != nil {
		return nil, "", err
	}
	began, id, _ := strings.Cut(query.After, "_")
	most, at := query.Size+1, (*Placement).position
	if query.Tab == string(Waiting) {
		began, id, most, at = "", "", waitMost, d.turn
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			found, err := db.Many(ctx, q, d.scan, listPlacements, span.First, span.Last, query.Tab, d.today().String(), began, id, int64(most))
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b *Placement) int { return strings.Compare(at(a), at(b)) })
	list = slices.DeleteFunc(list, func(p *Placement) bool { return at(p) <= query.After })
	if len(list) > query.Size {
		list = list[:query.Size]
		next = at(list[query.Size-1])
	}
	return list, next, err
}

// position is where a placement stands in the list.
func (p *Placement) position() string { return p.Began.String() + "_" + p.ID }

// turn is where a placement stands among those who wait.
func (d *Desk) turn(p *Placement) string {
	if d.Goes(p) {
		return "0_" + p.position()
	}
	return "1_" + p.position()
}

// Goes says whether somebody goes before others who wait.
func (d *Desk) Goes(p *Placement) bool {
	g := d.Rule(p)
	return g != nil && slices.Contains(g.First, p.Care)
}

// Count counts the placements of a viewer's divisions by state; late are those of which
// something was to be done by now.
func (d *Desk) Count(ctx context.Context, viewer access.Viewer) (counts map[State]int, late int, err error) {
	counts = map[State]int{}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			err := db.Each(ctx, q, func(row db.Row) error {
				var state State
				var behind, n int
				err := row.Scan(&state, &behind, &n)
				counts[state] += n
				late += behind
				return err
			}, countPlacements, span.First, span.Last, d.today().String())
			if err != nil {
				return err
			}
		}
		return nil
	})
	return counts, late, err
}

// Read is a placement for a viewer, with its versions, the newest first, and, while it is
// not over, whether the register says that the person has died.
func (d *Desk) Read(ctx context.Context, viewer access.Viewer, ref register.Ref) (p *Placement, past []*Placement, dead bool, err error) {
	if err := viewer.Check(); err != nil {
		return nil, nil, false, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, d.scan, selectPlacement, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if !there || !viewer.Scope().Covers(found.Division) {
			return officer.Missing()
		}
		p = found
		if past, err = db.Many(ctx, q, d.scan, selectPast, ref.County, ref.ID); err != nil {
			return err
		}
		gone, err := d.sources.Dead(ctx, q, ref.County, []string{p.Person})
		dead = p.State.open() && gone[p.Person]
		return err
	})
	return p, past, dead, err
}

// Dead are those of some placements that are not over whose person has died, as the
// register says: what is to be done is for people to decide.
func (d *Desk) Dead(ctx context.Context, list []*Placement) (map[string]bool, error) {
	found := map[string]bool{}
	people := map[string][]string{}
	for _, p := range list {
		if p.State.open() {
			people[p.County] = append(people[p.County], p.Person)
		}
	}
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		for county, ids := range people {
			gone, err := d.sources.Dead(ctx, q, county, ids)
			if err != nil {
				return err
			}
			for id, dead := range gone {
				found[county+"/"+id] = dead
			}
		}
		return nil
	})
	gone := map[string]bool{}
	for _, p := range list {
		gone[p.ID] = found[p.County+"/"+p.Person]
	}
	return gone, err
}

// Of are the placements of a person, the newest first, for whoever may see him.
func (d *Desk) Of(ctx context.Context, viewer access.Viewer, person register.Ref) (list []*Placement, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, d.scan, selectOfPerson, person.County, person.ID)
		return err
	})
	return slices.DeleteFunc(list, func(p *Placement) bool { return !viewer.Scope().Covers(p.Division) }), err
}

// OfHome are the placements of a home that a viewer may see; more is how many others there
// are of people who live there.
func (d *Desk) OfHome(ctx context.Context, viewer access.Viewer, home register.Ref, day civil.Date) (list []*Placement, more int, err error) {
	if err := viewer.Check(); err != nil {
		return nil, 0, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, d.scan, selectOfHome, home.County, home.ID)
		return err
	})
	return slices.DeleteFunc(list, func(p *Placement) bool {
		hidden := !viewer.Scope().Covers(p.Division)
		if hidden && p.On(day) {
			more++
		}
		return hidden
	}), more, err
}
