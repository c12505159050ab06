package referral

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Cases is where what is passed on of a case is noted, and what is answered; package
// casework has it. App hands it in.
type Cases interface {
	// Passed puts a line into the timeline of a case, within the same act.
	Passed(ctx context.Context, w *journal.Write, ref register.Ref, by, title, words string) error
}

// Desk is where referrals are kept. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	calendar  *civil.Calendar
	cases     Cases
}

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Calendar  *civil.Calendar
	Cases     Cases // nil: referrals stand here alone
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{journal: o.Journal, keys: o.Keys, catalogue: o.Catalogue, calendar: o.Calendar, cases: o.Cases}
}

// today is the day it is by the clock of the store.
func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

// Support is what the packs say of helping in a division today.
func (d *Desk) Support(division civil.Area) pack.Support {
	return d.catalogue().Support(division.County(), d.today())
}

var (
	referralTable = journal.NewTable("referral", journal.Text("number"), journal.Text("household"), journal.Text("person_county"), journal.Text("person"),
		journal.Text("name").Personal(), journal.Text("division"), journal.Text("origin"), journal.Text("origin_id"), journal.Text("need"),
		journal.Text("target"), journal.Text("unit"), journal.Text("passes"), journal.Int("turn"), journal.Text("state"), journal.Text("due"),
		journal.Text("sender"), journal.Text("answered_on"), journal.Text("outcome"), journal.Text("told_on"), journal.Bytes("body").Personal().Sealed("body"),
		journal.Text("note"), journal.Text("by_name"), journal.Text("once"))
	serviceTable = journal.NewTable("referral_service", journal.Text("referral"), journal.Text("day"), journal.Int("minutes"), journal.Text("worker"),
		journal.Text("by_name"), journal.Bytes("body").Personal().Sealed("body"), journal.Text("once"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{referralTable, serviceTable} }

// tell notes in the case a referral came of what has become of it.
func (d *Desk) tell(ctx context.Context, w *journal.Write, r *Referral, title, words string) error {
	if r.Origin != FromCase || d.cases == nil {
		return nil
	}
	return d.cases.Passed(ctx, w, register.Ref{County: r.County, ID: r.OriginID}, r.ByName, title+"（"+r.Number+"）", words)
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
