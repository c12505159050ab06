package booking

import (
	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/service"
)

var (
	hoursTable   = journal.NewTable("booking_hours", journal.Text("slots"), journal.Int("ahead"), journal.Int("most"))
	closureTable = journal.NewTable("booking_closure", journal.Text("division"), journal.Text("day"), journal.Text("reason"))
	bookingTable = journal.NewTable("booking", journal.Text("number"), journal.Text("division"), journal.Text("day"), journal.Int("minute"), journal.Int("seat"),
		journal.Text("errand"), journal.Text("state"), journal.Text("person_county"), journal.Text("person"), journal.Text("name").Personal(),
		journal.Bytes("said").Personal().Sealed("said"), journal.Text("message"), journal.Text("channel"), journal.Text("once"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{hoursTable, closureTable, bookingTable} }

// Desk is where appointments are made. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	safe      service.Safe
	accounts  *account.Accounts // through which reminders leave
	catalogue func() *pack.Catalogue
	calendar  *civil.Calendar
	place     func(civil.Area) string
}

// New makes a desk. The journal must know the [Tables]. Place names an office in
// reminders.
func New(j *journal.Journal, keys access.Keyring, accounts *account.Accounts, catalogue func() *pack.Catalogue, calendar *civil.Calendar, place func(civil.Area) string) *Desk {
	return &Desk{journal: j, safe: service.Safe{Keys: keys}, accounts: accounts, catalogue: catalogue, calendar: calendar, place: place}
}

func (d *Desk) now() civil.Instant { return civil.InstantOf(d.journal.DB().Now()) }

// clerks are the roles that make appointments for others and see the day of an office.
var clerks = []access.Role{casework.Town, casework.County, casework.Hotline}

// keepers are those who set the hours of an office.
var keepers = []access.Role{casework.Town, casework.County}

func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "booking_not_found", Message: "没有找到这个预约，或不在您的管辖范围。"}
}
