package pricelink

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// Programme is under which pay keeps these payments, whatever a family is entitled
// to: so that nobody is paid twice a month in two groups.
const Programme = "price_subsidy"

// ProgrammeTitle is how families and banks read it.
const ProgrammeTitle = "价格临时补贴"

// purpose is what every act here is done for.
const purpose = "payment"

// Payer makes a run of a list; pay does.
type Payer interface {
	PrepareBatch(ctx context.Context, who string, b pay.Batch) (*pay.Run, error)
}

// People tells people apart by the entries of their identity numbers, and knows their
// names; the register does.
type People interface {
	Numbered(ctx context.Context, q db.Query, county string, ids []string) (map[string]register.Numbered, error)
	NameOf(ctx context.Context, q db.Query, ref register.Ref) (string, error)
}

// Options are what a Desk needs.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Calendar  *civil.Calendar
	Divisions *civil.Divisions
	People    People
	Payer     Payer
}

// Desk is the desk of the price-linked subsidy. It is safe for use by many
// goroutines.
type Desk struct {
	Options
}

// New makes the desk.
func New(o Options) *Desk { return &Desk{o} }

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{indexTable, launchTable, rollTable, rollPersonTable, claimTable, resultTable}
}

func header(county, kind string, who casework.Who) journal.Header {
	return journal.Header{County: county, Kind: "pricelink." + kind, Actor: who.Actor, Purpose: purpose, Note: who.OnBehalf, Durable: true}
}

func (d *Desk) read(ctx context.Context, f func(q db.Query) error) error {
	return d.Journal.DB().Read(ctx, f)
}

// Today is the day by the clock of the store.
func (d *Desk) Today() civil.Date { return civil.InstantOf(d.Journal.DB().Now()).Date() }

// place names a division.
func (d *Desk) place(area civil.Area) string {
	if found, known := d.Divisions.Latest(area); known {
		return found.Name
	}
	return area.String()[:6]
}

// Counties are the counties of a region on a day; a county by itself is one.
func (d *Desk) Counties(region string, day civil.Date) []civil.Area {
	area, err := civil.ParseArea(region)
	if err != nil {
		return nil
	}
	if area.Level() == civil.County {
		return []civil.Area{area}
	}
	var list []civil.Area
	for _, found := range d.Divisions.Under(area, civil.County, day) {
		list = append(list, found.Code)
	}
	return list
}

// holds says whether somebody has a post in one of the roles that covers an area.
func holds(who casework.Who, area civil.Area, roles ...access.Role) bool {
	return slices.ContainsFunc(who.Posts, func(p casework.Post) bool { return slices.Contains(roles, p.Role) && p.Division.Contains(area) })
}

// decider refuses whoever may not decide for a region.
func decider(who casework.Who, region string) error {
	area, err := civil.ParseArea(region)
	if err != nil || !holds(who, area, casework.City) {
		return civil.Denied.Refuse("pricelink_city", "物价联动由市级民政部门的人员办理，请由他们办理。")
	}
	return nil
}

// spoken is a month as people read it.
func spoken(m civil.Month) string { return m.Words() }

func count(n int) string { return strconv.Itoa(n) }

// code is a county as rows name it: six digits.
func code(area civil.Area) string { return area.String()[:6] }

// digest is the SM3 over texts, each on a line of its own.
func digest(texts ...string) string {
	h := sm3.New()
	_, _ = h.Write([]byte(strings.Join(texts, "\n") + "\n")) // a hash.Hash never fails
	return hex.EncodeToString(h.Sum(nil))
}

// monthsOf reads months that are columns of text.
func monthsOf(texts string) ([]civil.Month, error) {
	var list []civil.Month
	for _, text := range strings.Fields(texts) {
		m, err := civil.ParseMonth(text)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}
