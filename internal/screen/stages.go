package screen

import (
	"context"
	"io/fs"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/account/oidc"
	"lianxin/internal/access/machine"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/pay/handout"
	"lianxin/internal/pay/pricelink"
	"lianxin/internal/register"
	"lianxin/internal/service/aidpoint"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/review"
	"lianxin/internal/service/station"
	"lianxin/internal/verify"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/placement"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
	"lianxin/internal/watch/response"
	"lianxin/internal/watch/risk"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
)

// Stages are what pages ask: the stages of the house, as app has wired them.
type Stages struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Accounts  *account.Accounts
	Identity  *oidc.Provider // another system that proves who staff are; nil: none is configured
	Apps      oidc.Apps      // cities' apps residents come from; empty: none is configured
	Register  *register.Register
	Desk      *casework.Desk
	Judge     *assess.FamilyJudge
	Verify    *verify.Office
	Watch     *watch.Desk
	Signals   *signal.Desk
	Tiers     *tier.Desk
	Risks     *risk.Desk
	Pay       *pay.Pay
	Ledger    *ledger.Ledger
	PriceLink *pricelink.Desk
	Hotline   *hotline.Desk
	Review    *review.Office
	Machines  *machine.Machines
	Webhooks  *webhook.Office
	Backlog   *job.Backlog
	Plans     *plan.Desk
	Referrals *referral.Desk
	Passing   referral.Sources // what other departments may be told of a family
	Meetings  *conference.Desk
	Responses *response.Desk
	Handouts  *handout.Desk
	Placings  *placement.Desk
	Points    *aidpoint.Desk
	Booking   *booking.Desk
	Stations  *station.Desk
	Rental    *rental.Desk
	// Reach says until which day each register speaks for the people of a county.
	Reach     func(ctx context.Context, county string) (map[string]civil.Date, error)
	Take      func(context.Context, Delivery) (*feed.Loaded, error) // takes a file in as `lianxin load` does
	Catalogue func() *pack.Catalogue                                // the packs in force now
	Divisions *civil.Divisions
	Calendar  *civil.Calendar
	Fonts     fs.FS // with the font of letters
	City      civil.Area
	Address   string // under which anybody reaches these pages, for QR codes: https://…
}

// Delivery is a file that somebody brings, and what he says of it.
type Delivery struct {
	Actor   string
	Name    string
	Content []byte
	Kind    string
	Batch   map[string]string // fields that are the same in all rows
}
