package handout

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Stand is how somebody stands on a list.
type Stand string

// The stands, see [Stand].
const (
	Bad    Stand = "bad"    // 退回: the row is wrong and not on the list
	Listed Stand = "listed" // 在名单上
	Struck Stand = "struck" // 已去掉
	Handed Stand = "handed" // 已领: goods alone
)

// Brought is what a list said of somebody, as it was brought; it is kept sealed.
type Brought struct {
	Name    string
	Number  string
	Office  string // organisation or community
	Town    string
	Village string
	Account string
	Bank    string
	Phone   string
}

// Person is one version of somebody on a list.
type Person struct {
	register.Ref
	Opened      int64
	Handout     string
	N           int64 // line of the file, or place on the list
	Class       string
	Household   string       // empty: not known
	Person      register.Ref // zero: not in the register yet
	Payee       register.Ref
	Entitlement string
	Name        string
	Index       []byte
	Office      string
	Division    civil.Area
	Amount      int64
	State       Stand
	Fault       string
	Note        string
	HandedOn    civil.Date
	Signer      string // self or other
	SignedBy    string
	Relation    string
	ByName      string
	Brought     Brought
	once        string
}

var personTable = journal.NewTable("handout_person", journal.Text("handout"), journal.Int("n"), journal.Text("class"), journal.Text("household"),
	journal.Text("person"), journal.Text("person_county"), journal.Text("payee"), journal.Text("payee_county"), journal.Text("entitlement"),
	journal.Text("name").Personal(), journal.Bytes("id_index").Personal(), journal.Bytes("body").Personal().Sealed("body"), journal.Text("office"),
	journal.Text("division"), journal.Int("amount"), journal.Text("state"), journal.Text("fault"), journal.Text("note"), journal.Text("handed_on"),
	journal.Text("signer"), journal.Text("signed_by").Personal(), journal.Text("relation"), journal.Text("by_name"), journal.Text("once"))

const (
	personColumns = `v.county, v.id, v.opened, v.handout, v.n, v.class, v.household, v.person, v.person_county, v.payee, v.payee_county, v.entitlement,
		v.name, v.id_index, v.body, v.office, v.division, v.amount, v.state, v.fault, v.note, v.handed_on, v.signer, v.signed_by, v.relation, v.by_name, v.once`
	selectPerson  = `SELECT ` + personColumns + ` FROM handout_person v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectPeople  = `SELECT ` + personColumns + ` FROM handout_person v WHERE v.county = $1 AND v.handout = $2 AND v.closed IS NULL ORDER BY v.n, v.id`
	selectGivenTo = `SELECT ` + personColumns + ` FROM handout_person v WHERE v.county = $1 AND v.household = $2 AND v.household <> '' AND v.state = 'handed' AND v.closed IS NULL ORDER BY v.handed_on DESC, v.id`
	listPeople    = `SELECT ` + personColumns + ` FROM handout_person v WHERE v.county = $1 AND v.handout = $2 AND v.division BETWEEN $3 AND $4
		AND ($5 = '' OR v.state = $5) AND (v.division > $6 OR v.division = $6 AND v.id > $7) AND v.closed IS NULL ORDER BY v.division, v.id LIMIT $8`
	sumListed = `SELECT CAST(COALESCE(sum(v.amount), 0) AS BIGINT) FROM handout_person v WHERE v.county = $1 AND v.handout = $2 AND v.state IN ('listed', 'handed') AND v.closed IS NULL`
	lastPlace = `SELECT COALESCE(max(v.n), 0) FROM handout_person v WHERE v.county = $1 AND v.handout = $2`
)

func bodyPlace(county, id string) access.Place {
	return access.Place{Table: "handout_person", Field: "body", County: county, ID: id}
}

func (d *Desk) scanPerson(row db.Row) (*Person, error) {
	var p Person
	var name, signed, handed *string
	var division string
	var body []byte
	err := row.Scan(&p.County, &p.ID, &p.Opened, &p.Handout, &p.N, &p.Class, &p.Household, &p.Person.ID, &p.Person.County, &p.Payee.ID, &p.Payee.County,
		&p.Entitlement, &name, &p.Index, &body, &p.Office, &division, &p.Amount, &p.State, &p.Fault, &p.Note, &handed, &p.Signer, &signed, &p.Relation, &p.ByName, &p.once)
	if err != nil {
		return nil, err
	}
	if name != nil {
		p.Name = *name
	}
	if signed != nil {
		p.SignedBy = *signed
	}
	if p.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	if p.HandedOn, err = officer.Day(handed); err != nil {
		return nil, err
	}
	return &p, officer.Unseal(d.Keys, bodyPlace(p.County, p.ID), body, &p.Brought)
}

func (d *Desk) openPerson(ctx context.Context, w *journal.Write, p *Person) (err error) {
	var body any
	if p.Brought != (Brought{}) {
		if body, err = officer.Seal(d.Keys, bodyPlace(p.County, p.ID), p.Brought); err != nil {
			return err
		}
	}
	p.Opened = w.Seq()
	return w.Open(ctx, personTable, p.ID, journal.Always, p.Handout, p.N, p.Class, p.Household, p.Person.ID, p.Person.County, p.Payee.ID, p.Payee.County,
		p.Entitlement, nilOr(p.Name), p.Index, body, p.Office, officer.Code(p.Division), p.Amount, string(p.State), p.Fault, p.Note, officer.DayText(p.HandedOn),
		p.Signer, nilOr(p.SignedBy), p.Relation, p.ByName, p.once)
}

// put closes the version that was read and opens the person as he stands now.
func (d *Desk) put(ctx context.Context, w *journal.Write, p *Person) error {
	if err := w.Close(ctx, personTable, p.ID, p.Opened); err != nil {
		return err
	}
	return d.openPerson(ctx, w, p)
}

// on says whether somebody is on the list.
func (p *Person) on() bool { return p.State == Listed || p.State == Handed }

// keys are by what somebody is told from others: himself, and for what is given to
// households his household.
func (d *Desk) keys(p *Person, homes bool) (list []string, err error) {
	if !p.Person.Zero() {
		list = append(list, "p"+p.Person.String())
	}
	if index := p.Index; len(index) > 0 {
		if d.Keys.NeedsReindex(index) && p.Brought.Number != "" {
			if index, err = d.Keys.AppendIndex(nil, access.IDNumber, p.Brought.Number); err != nil {
				return nil, err
			}
		}
		list = append(list, "i"+hex.EncodeToString(index))
	}
	if homes && p.Household != "" {
		list = append(list, "h"+p.Household)
	}
	return list, nil
}

// known are the keys of those who are on a list already.
type known map[string]*Person

func (d *Desk) knownOf(people []*Person, homes bool) (known, error) {
	k := known{}
	for _, p := range people {
		if !p.on() {
			continue
		}
		if err := d.add(k, p, homes); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func (d *Desk) add(k known, p *Person, homes bool) error {
	keys, err := d.keys(p, homes)
	for _, one := range keys {
		k[one] = p
	}
	return err
}

// find is who on the list is the same as somebody; nil for nobody.
func (d *Desk) find(k known, p *Person, homes bool) (*Person, error) {
	keys, err := d.keys(p, homes)
	for _, one := range keys {
		if other := k[one]; other != nil && other.ID != p.ID {
			return other, nil
		}
	}
	return nil, err
}

// Query says who of a list is wanted.
type Query struct {
	State Stand  // empty: all
	After string // Next of the page before
	Size  int
}

// People is a page of a list, of the viewer's divisions.
func (d *Desk) People(ctx context.Context, viewer access.Viewer, h *Handout, query Query) (list []*Person, next string, err error) {
	division, id, _ := strings.Cut(query.After, "_")
	err = d.read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			found, err := db.Many(ctx, q, d.scanPerson, listPeople, h.County, h.ID, span.First, span.Last, string(query.State), division, id, int64(query.Size+1))
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b *Person) int { return strings.Compare(a.place(), b.place()) })
	if len(list) > query.Size {
		list = list[:query.Size]
		next = list[query.Size-1].place()
	}
	return list, next, err
}

func (p *Person) place() string { return officer.Code(p.Division) + "_" + p.ID }

// Find is somebody on a list, with the handout, for a viewer.
func (d *Desk) Find(ctx context.Context, viewer access.Viewer, ref register.Ref) (p *Person, h *Handout, err error) {
	err = d.read(ctx, func(q db.Query) (err error) {
		p, h, err = d.load(ctx, q, ref)
		if err == nil && !viewer.Scope().Covers(p.Division) {
			err = officer.Missing()
		}
		return err
	})
	return p, h, err
}

func (d *Desk) load(ctx context.Context, q db.Query, ref register.Ref) (*Person, *Handout, error) {
	p, there, err := db.One(ctx, q, d.scanPerson, selectPerson, ref.County, ref.ID)
	if err != nil {
		return nil, nil, err
	}
	if !there {
		return nil, nil, officer.Missing()
	}
	h, err := get(ctx, q, register.Ref{County: p.County, ID: p.Handout})
	return p, h, err
}

// Gift is something somebody was given in kind, with the handout it was of.
type Gift struct {
	*Person
	Of *Handout
}

// GivenTo are the goods a household was handed out, the latest first; money is in what
// pay tells of it.
func (d *Desk) GivenTo(ctx context.Context, home register.Ref) (list []Gift, err error) {
	err = d.read(ctx, func(q db.Query) error {
		people, err := db.Many(ctx, q, d.scanPerson, selectGivenTo, home.County, home.ID)
		for _, p := range people {
			h, err := get(ctx, q, register.Ref{County: p.County, ID: p.Handout})
			if err != nil {
				return err
			}
			list = append(list, Gift{p, h})
		}
		return err
	})
	return list, err
}
