package pricelink

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

var claimTable = journal.NewTable("price_claim", journal.Text("launch"), journal.Text("group_name"), journal.Text("entitlement"), journal.Text("roll_person"),
	journal.Text("household"), journal.Text("person_county"), journal.Text("person"), journal.Text("payee_county"), journal.Text("payee"),
	journal.Text("division"), journal.Int("amount"), journal.Text("struck"), journal.Text("by_county"), journal.Text("by_group"))

const (
	claimColumns = `v.county, v.id, v.opened, v.launch, v.group_name, v.entitlement, v.roll_person, v.household, v.person_county, v.person,
		v.payee_county, v.payee, v.division, v.amount, v.struck, v.by_county, v.by_group`
	selectClaims = `SELECT ` + claimColumns + ` FROM price_claim v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL`
)

func scanClaim(row db.Row) (*Claim, error) {
	var c Claim
	var division string
	err := row.Scan(&c.County, &c.ID, &c.Opened, &c.Launch, &c.Group, &c.Entitlement, &c.RollPerson, &c.Household, &c.Person.County, &c.Person.ID,
		&c.Payee.County, &c.Payee.ID, &division, &c.Amount, &c.Struck, &c.ByCounty, &c.ByGroup)
	if err == nil && division != "" {
		c.Division, err = civil.ParseArea(division)
	}
	return &c, err
}

func (c *Claim) values() []any {
	division := ""
	if c.Division != 0 {
		division = c.Division.String()
	}
	return []any{c.Launch, c.Group, c.Entitlement, c.RollPerson, c.Household, c.Person.County, c.Person.ID, c.Payee.County, c.Payee.ID,
		division, c.Amount, string(c.Struck), c.ByCounty, c.ByGroup}
}

// canonical is a claim as the digest of a list reads it.
func (c *Claim) canonical() string {
	return strings.TrimSuffix(fmt.Sprintln(append([]any{c.County}, c.values()...)...), "\n")
}

// Profile is the profile a launch was decided by; nil when the packs have it no more.
func (d *Desk) Profile(l *Decided) *pack.PriceLink {
	for _, p := range d.Catalogue().PriceLinks() {
		if p.Name == l.Profile {
			return p
		}
	}
	return nil
}

// MakeList makes the joint list of a launch: everybody of every group, each paid
// once. Made again it brings the list up to date, and writes nothing when nobody
// has changed.
func (d *Desk) MakeList(ctx context.Context, who casework.Who, region string, month civil.Month) (*Decided, error) {
	if err := decider(who, region); err != nil {
		return nil, err
	}
	var seen *Decided
	var claims []*Claim
	err := d.read(ctx, func(q db.Query) (err error) {
		if seen, err = getLaunch(ctx, q, region, month); err != nil {
			return err
		}
		if err := seen.in(Launched, Listed); err != nil {
			return err
		}
		claims, err = d.gather(ctx, q, seen)
		return err
	})
	if err != nil {
		return nil, err
	}
	join(claims)
	slices.SortFunc(claims, func(x, y *Claim) int { return cmp.Or(cmp.Compare(x.County, y.County), cmp.Compare(x.key(), y.key())) })
	hash := listDigest(claims)
	var out *Decided
	_, err = d.Journal.Do(ctx, header(journal.Nowhere, "list", who), func(w *journal.Write) (err error) {
		if out, err = getLaunch(ctx, w, region, month); err != nil {
			return err
		}
		if out.State == Listed && out.ListHash == hash {
			return nil
		}
		if out.Opened != seen.Opened {
			return civil.Stale.Refuse("pricelink_list_changed", "编制名单的时候有人办了别的一步，名单没有编成：请重新打开后再编。")
		}
		if err := d.putClaims(ctx, w, out, claims); err != nil {
			return err
		}
		out.ListHash = hash
		return out.move(ctx, w, Listed)
	})
	return out, err
}

func listDigest(claims []*Claim) string {
	texts := make([]string, len(claims))
	for i, c := range claims {
		texts[i] = c.canonical()
	}
	return digest(texts...)
}

// gather finds everybody who claims a place, by our own books and by the lists.
func (d *Desk) gather(ctx context.Context, q db.Query, l *Decided) ([]*Claim, error) {
	profile := d.Profile(l)
	if profile == nil {
		return nil, civil.Conflict.Refuse("pricelink_profile", "启动时用的联动办法已经不在业务包里，不能编制名单：请先恢复业务包。")
	}
	var claims []*Claim
	for _, county := range sortedKeys(l.Amounts) {
		own, err := d.ownClaims(ctx, q, l, profile, county)
		if err != nil {
			return nil, err
		}
		rolls, err := d.rollClaims(ctx, q, l, profile, county)
		if err != nil {
			return nil, err
		}
		claims = append(append(claims, own...), rolls...)
	}
	return claims, d.identify(ctx, q, claims)
}

// pageMost is how many entitlements are read at a time.
const pageMost = 500

// ownClaims are those of our own groups in a county: all members an entitlement in
// pay covers.
func (d *Desk) ownClaims(ctx context.Context, q db.Query, l *Decided, profile *pack.PriceLink, county string) (claims []*Claim, err error) {
	area, err := civil.ParseArea(county)
	if err != nil {
		return nil, err
	}
	scope, err := access.NewScope(area)
	if err != nil {
		return nil, err
	}
	for rank, g := range profile.Groups {
		for _, programme := range g.Programmes {
			f, behind := pay.Filter{Spans: scope.Spans(), Programme: programme, Month: l.Pay}, pay.Cursor{}
			for {
				page, err := pay.List(ctx, q, county, f, behind, pageMost)
				if err != nil {
					return nil, err
				}
				for i := range page {
					claims = append(claims, ofEntry(&page[i], l, county, g.Name, rank)...)
				}
				if len(page) < pageMost {
					break
				}
				behind = page[len(page)-1].Cursor()
			}
		}
	}
	return claims, nil
}

// ofEntry are the claims of one entitlement.
func ofEntry(e *pay.Entry, l *Decided, county, group string, rank int) (claims []*Claim) {
	if e.State == pay.Suspended || e.Amount <= 0 {
		return nil
	}
	covered := e.Covered
	if e.Person != "" {
		covered = []register.Ref{{County: county, ID: e.Person}}
	}
	for i, person := range covered {
		if slices.Contains(covered[:i], person) {
			continue
		}
		claims = append(claims, &Claim{
			County: county, Launch: l.ID, Group: group, Entitlement: e.Entitlement, Household: e.Household, Person: person, Payee: e.Payee,
			Division: e.Division, Amount: l.Amounts[county], rank: rank,
		})
	}
	return claims
}

// rollClaims are those of people on lists.
func (d *Desk) rollClaims(ctx context.Context, q db.Query, l *Decided, profile *pack.PriceLink, county string) (claims []*Claim, err error) {
	people, err := db.Many(ctx, q, scanListed, selectRollPersons, county, l.ID)
	for _, p := range people {
		index := p.Index
		if d.Keys.NeedsReindex(index) {
			number, err := d.Keys.Open(numberAt(county, p.ID), p.Sealed)
			if err != nil {
				return nil, err
			}
			if index, err = d.Keys.AppendIndex(nil, access.IDNumber, string(number)); err != nil {
				return nil, err
			}
		}
		claims = append(claims, &Claim{
			County: county, Launch: l.ID, Group: p.Group, RollPerson: p.ID, Amount: l.Amounts[county], rank: profile.Rank(p.Group), who: numbered + string(index),
		})
	}
	return claims, err
}

// By what people are told apart: the entry of the number, or the record of somebody
// without one.
const (
	numbered   = "n"
	unnumbered = "r"
)

// identify finds who the people of our own groups are.
func (d *Desk) identify(ctx context.Context, q db.Query, claims []*Claim) error {
	ids := map[string][]string{}
	for _, c := range claims {
		if c.RollPerson == "" {
			ids[c.Person.County] = append(ids[c.Person.County], c.Person.ID)
		}
	}
	known := map[register.Ref]register.Numbered{}
	for _, county := range sortedKeys(ids) {
		list := ids[county]
		slices.Sort(list)
		found, err := d.People.Numbered(ctx, q, county, slices.Compact(list))
		if err != nil {
			return err
		}
		for id, n := range found {
			known[register.Ref{County: county, ID: id}] = n
		}
	}
	for _, c := range claims {
		if c.RollPerson != "" {
			continue
		}
		n := known[c.Person]
		if c.who = unnumbered + c.Person.String(); n.Entry != nil {
			c.who = numbered + string(n.Entry)
		}
		c.dead = n.Dead
	}
	return nil
}

// putClaims makes the claims of all counties those that are wanted, which are in the
// order of their counties.
func (d *Desk) putClaims(ctx context.Context, w *journal.Write, l *Decided, wanted []*Claim) error {
	for _, county := range sortedKeys(l.Amounts) {
		first, _ := slices.BinarySearchFunc(wanted, county, func(c *Claim, county string) int { return cmp.Compare(c.County, county) })
		last := first
		for last < len(wanted) && wanted[last].County == county {
			last++
		}
		part, err := w.In(ctx, county)
		if err != nil {
			return err
		}
		if err := putCounty(ctx, part, l.ID, wanted[first:last]); err != nil {
			return err
		}
	}
	return nil
}

func putCounty(ctx context.Context, w *journal.Write, launch string, wanted []*Claim) error {
	stored, err := db.Many(ctx, w, scanClaim, selectClaims, w.County(), launch)
	if err != nil {
		return err
	}
	held := map[string]*Claim{}
	for _, c := range stored {
		held[c.key()] = c
	}
	for _, c := range wanted {
		old := held[c.key()]
		delete(held, c.key())
		c.ID = ""
		if old != nil {
			if c.ID = old.ID; old.canonical() == c.canonical() {
				continue
			}
			if err := w.Close(ctx, claimTable, old.ID, old.Opened); err != nil {
				return err
			}
		}
		if c.ID == "" {
			c.ID = db.NewID()
		}
		if err := w.Open(ctx, claimTable, c.ID, journal.Always, c.values()...); err != nil {
			return err
		}
	}
	for _, key := range sortedKeys(held) {
		if err := w.Close(ctx, claimTable, held[key].ID, held[key].Opened); err != nil {
			return err
		}
	}
	return nil
}

// clearClaims takes the list of a launch away.
func (d *Desk) clearClaims(ctx context.Context, w *journal.Write, l *Decided) error {
	return d.putClaims(ctx, w, l, nil)
}
