package handout

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// State is how far a handout is.
type State string

// The states, see [State].
const (
	Draft     State = "draft"     // 编制中
	Submitted State = "submitted" // 待审批
	Approved  State = "approved"  // 已审批: goods are handed out, money may go to pay
	Paying    State = "paying"    // 已交发放
	Closed    State = "closed"    // 已办结
)

// Titles are the states in words.
var Titles = map[State]string{Draft: "编制中", Submitted: "待审批", Approved: "已审批", Paying: "已交发放", Closed: "已办结"}

// Units are for whom one share is, in words.
var Units = [][2]string{{"person", "每人一份"}, {"household", "每户一份"}}

// perHousehold is the unit of a share for a household.
const perHousehold = "household"

// Share is what one of a class is given: fen or pieces. The class is empty for whoever
// is on a list that was brought.
type Share struct {
	Class string
	Each  int64
}

// Handout is one version of a handout.
type Handout struct {
	register.Ref
	Opened    int64
	Number    string
	Division  civil.Area   // the county
	Areas     []civil.Area // its towns; none: the whole county
	Kind      string       // name of handouts.yaml
	Title     string
	Document  string
	Words     string
	Response  string // empty: under none
	Item      string // goods; empty: money
	Measure   string // one of the goods: 件, 袋
	Unit      string // of Units
	Shares    []Share
	AsOf      civil.Date // day of the classes
	Began     civil.Date
	Ends      civil.Date
	State     State
	Maker     string // actor
	Approvers []string
	Digest    string // of the list that was submitted
	Run       string // of pay
	Month     string // of pay
	Note      string
	ByName    string
	At        civil.Instant
	once      string
}

// Goods says whether goods are given and no money.
func (h *Handout) Goods() bool { return h.Item != "" }

// Programme is under which pay keeps the money of the handout.
func (h *Handout) Programme() string { return Programme + "." + h.ID }

// ledgerUnit is in what the ledger counts.
func (h *Handout) ledgerUnit() string {
	if h.Goods() {
		return ledger.Goods + h.Measure
	}
	return ledger.Fen
}

// Spoken is an amount of the handout as people read it.
func (h *Handout) Spoken(amount int64) string {
	if h.Goods() {
		return fmt.Sprintf("%d%s", amount, h.Measure)
	}
	return civil.Fen(amount).String() + "元"
}

// Each is what one of a class is given; 0 for a class that is given nothing.
func (h *Handout) Each(class string) int64 {
	for _, s := range h.Shares {
		if s.Class == class {
			return s.Each
		}
	}
	return 0
}

var handoutTable = journal.NewTable("handout", journal.Text("number"), journal.Text("division"), journal.Text("areas"), journal.Text("kind"),
	journal.Text("title"), journal.Text("document"), journal.Text("words"), journal.Text("response"), journal.Text("item"), journal.Text("measure"),
	journal.Text("unit"), journal.Text("share"), journal.Text("as_of"), journal.Text("began"), journal.Text("ends"), journal.Text("state"),
	journal.Text("maker"), journal.Text("approvers"), journal.Text("digest"), journal.Text("run"), journal.Text("month"), journal.Text("note"),
	journal.Text("by_name"), journal.Text("once"))

const (
	columns = `v.county, v.id, v.opened, v.number, v.division, v.areas, v.kind, v.title, v.document, v.words, v.response, v.item, v.measure, v.unit, v.share,
		v.as_of, v.began, v.ends, v.state, v.maker, v.approvers, v.digest, v.run, v.month, v.note, v.by_name, v.once, a.at`
	from          = ` FROM handout v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectHandout = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectPast    = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC LIMIT 100`
	selectAlike   = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.response = $2 AND v.id <> $3 AND v.closed IS NULL ORDER BY v.id`
	selectSent    = `SELECT v.id FROM handout v WHERE v.county = $1 AND v.once = $2 ORDER BY v.opened LIMIT 1`
	listHandouts  = `-- across counties
		SELECT ` + columns + from + `WHERE v.division BETWEEN $1 AND $2 AND v.closed IS NULL ORDER BY v.began DESC, v.id DESC LIMIT 500`
)

func scanHandout(row db.Row) (*Handout, error) {
	var h Handout
	var division, areas, share, asOf, began, ends, approvers string
	err := row.Scan(&h.County, &h.ID, &h.Opened, &h.Number, &division, &areas, &h.Kind, &h.Title, &h.Document, &h.Words, &h.Response, &h.Item, &h.Measure,
		&h.Unit, &share, &asOf, &began, &ends, &h.State, &h.Maker, &approvers, &h.Digest, &h.Run, &h.Month, &h.Note, &h.ByName, &h.once, &h.At)
	if err != nil {
		return nil, err
	}
	h.Approvers = strings.Fields(approvers)
	if h.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	for _, text := range strings.Fields(areas) {
		area, err := civil.ParseArea(text)
		if err != nil {
			return nil, err
		}
		h.Areas = append(h.Areas, area)
	}
	for _, line := range strings.Split(share, "\n") {
		var s Share
		class, each, _ := strings.Cut(line, " ")
		if _, err := fmt.Sscan(each, &s.Each); err != nil {
			return nil, fmt.Errorf("handout: share of a class: %w", err)
		}
		s.Class = class
		h.Shares = append(h.Shares, s)
	}
	for _, one := range []struct {
		text string
		into *civil.Date
	}{{asOf, &h.AsOf}, {began, &h.Began}, {ends, &h.Ends}} {
		if *one.into, err = civil.ParseDate(one.text); err != nil {
			return nil, err
		}
	}
	return &h, nil
}

func (h *Handout) open(ctx context.Context, w *journal.Write) error {
	var areas, shares []string
	for _, a := range h.Areas {
		areas = append(areas, officer.Code(a))
	}
	for _, s := range h.Shares {
		shares = append(shares, fmt.Sprintf("%s %d", s.Class, s.Each))
	}
	h.Opened, h.At = w.Seq(), w.At()
	return w.Open(ctx, handoutTable, h.ID, journal.Always, h.Number, officer.Code(h.Division), strings.Join(areas, " "), h.Kind, h.Title, h.Document, h.Words,
		h.Response, h.Item, h.Measure, h.Unit, strings.Join(shares, "\n"), h.AsOf.String(), h.Began.String(), h.Ends.String(), string(h.State), h.Maker,
		strings.Join(h.Approvers, " "), h.Digest, h.Run, h.Month, h.Note, h.ByName, h.once)
}

// Rule is what the packs say of the kind of a handout on the day it began; nil where they
// no longer know it.
func (d *Desk) Rule(h *Handout) *pack.HandoutKind {
	return d.Catalogue().HandoutKind(h.Kind, h.Division, h.Began)
}

// ClassTitle is a class in words.
func (d *Desk) ClassTitle(h *Handout, class string) string {
	if class == "" {
		return "报送名单"
	}
	if k := d.Rule(h); k != nil && k.Class(class) != nil {
		return k.Class(class).Title
	}
	return class
}

// sees says whether somebody may know of a handout: his divisions and its towns have
// something in common.
func sees(viewer access.Viewer, h *Handout) bool {
	scope := viewer.Scope()
	if scope.Covers(h.Division) {
		return true
	}
	return slices.ContainsFunc(scope.Areas(), func(a civil.Area) bool {
		return h.Division.Contains(a) && (len(h.Areas) == 0 || slices.Contains(h.Areas, a.Township()))
	})
}

// List are the handouts somebody may know of, the newest first.
func (d *Desk) List(ctx context.Context, viewer access.Viewer) (list []*Handout, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	seen := map[civil.Area]bool{}
	err = d.read(ctx, func(q db.Query) error {
		for _, a := range viewer.Scope().Areas() {
			if a.Level() > civil.County {
				a = a.County()
			}
			if seen[a] {
				continue
			}
			seen[a] = true
			scope, err := access.NewScope(a)
			if err != nil {
				return err
			}
			for _, span := range scope.Spans() {
				found, err := db.Many(ctx, q, scanHandout, listHandouts, span.First, span.Last)
				if err != nil {
					return err
				}
				list = append(list, found...)
			}
		}
		return nil
	})
	return slices.DeleteFunc(list, func(h *Handout) bool { return !sees(viewer, h) }), err
}

// Read is a handout for a viewer, with its versions, the newest first.
func (d *Desk) Read(ctx context.Context, viewer access.Viewer, ref register.Ref) (h *Handout, past []*Handout, err error) {
	if err := viewer.Check(); err != nil {
		return nil, nil, err
	}
	err = d.read(ctx, func(q db.Query) (err error) {
		if h, err = get(ctx, q, ref); err != nil {
			return err
		}
		if !sees(viewer, h) {
			return officer.Missing()
		}
		past, err = db.Many(ctx, q, scanHandout, selectPast, ref.County, ref.ID)
		return err
	})
	return h, past, err
}

func get(ctx context.Context, q db.Query, ref register.Ref) (*Handout, error) {
	h, there, err := db.One(ctx, q, scanHandout, selectHandout, ref.County, ref.ID)
	if err == nil && !there {
		err = officer.Missing()
	}
	return h, err
}
