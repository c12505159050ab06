package hotline

import (
	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

var (
	callTable = journal.NewTable("hotline_call", journal.Text("number"), journal.Text("channel"), journal.Text("class"), journal.Text("urgency"),
		journal.Text("result"), journal.Text("state"), journal.Text("division"), journal.Text("unit"), journal.Text("taken_in"), journal.Text("agent"),
		journal.Text("person_county"), journal.Text("person"), journal.Text("name").Personal(), journal.Text("target"), journal.Text("day"),
		journal.Int("taken"), journal.Int("until"), journal.Text("due"), journal.Bool("late"), journal.Int("responded"), journal.Int("replied"),
		journal.Int("ended"), journal.Int("grade"), journal.Int("tries"), journal.Int("reopened"), journal.Bytes("phone_index").Personal(),
		journal.Bytes("said").Personal().Sealed("said"), journal.Text("once"))
	stepTable = journal.NewTable("hotline_step", journal.Text("call"), journal.Int("n"), journal.Text("kind"), journal.Text("who").Personal(),
		journal.Text("unit"), journal.Bytes("words").Personal().Sealed("words"), journal.Text("once"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{callTable, stepTable} }

// Desk is where calls are taken and followed. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	register  *register.Register
	safe      service.Safe
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	calendar  *civil.Calendar
	onward    map[Result]Onward
}

// New makes a desk. The journal must know the [Tables].
func New(j *journal.Journal, r *register.Register, keys access.Keyring, catalogue func() *pack.Catalogue, calendar *civil.Calendar) *Desk {
	return &Desk{journal: j, register: r, safe: service.Safe{Keys: keys}, keys: keys, catalogue: catalogue, calendar: calendar}
}

// now is the instant it is by the clock of the store.
func (d *Desk) now() civil.Instant { return civil.InstantOf(d.journal.DB().Now()) }

// number is a parameter that is a whole number, in force in a county on a day.
func (d *Desk) number(county, name string, day civil.Date) (int64, error) {
	return d.catalogue().Number(name, county, day)
}

// within is the last of some working days after a day.
func (d *Desk) within(county, parameter string, day civil.Date) (civil.Date, error) {
	days, err := d.number(county, parameter, day)
	if err != nil {
		return 0, err
	}
	last, _, err := d.calendar.AddWorkdays(day, int(days))
	return last, err
}

// The parameters the desk asks for beside those that classes name.
const (
	callBackDays  = "hotline_callback_days"
	callBackTries = "hotline_callback_tries"
)

// notFound is said of a call that is not there and of one that is not the visitor's to know.
func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "call_not_found", Message: "没有找到这个来电，或不在您的管辖范围。"}
}
