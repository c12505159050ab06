package hotline

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Channel is how something came to the desk.
type Channel string

// The channels of a call.
const (
	ByPhone   Channel = "hotline"
	ByVillage Channel = "village"
	ByWindow  Channel = "window"
	ByPasser  Channel = "passer_by" // anybody, on the page for emergencies
)

var channelTitles = map[Channel]string{ByPhone: "热线", ByVillage: "村（居）报告", ByWindow: "窗口", ByPasser: "群众报告"}

// Title is the channel in words.
func (c Channel) Title() string { return channelTitles[c] }

// Urgency is how soon somebody has to do something.
type Urgency string

// The urgencies of a call.
const (
	Usual     Urgency = "usual"
	Urgent    Urgency = "urgent"
	Emergency Urgency = "emergency"
)

var urgencyTitles = map[Urgency]string{Usual: "一般", Urgent: "急", Emergency: "急难"}

// Title is the urgency in words.
func (u Urgency) Title() string { return urgencyTitles[u] }

// Result is what becomes of a call.
type Result string

// The results of a call.
const (
	Answered   Result = "answered"  // at once
	Ordered    Result = "order"     // an office answers
	ToCase     Result = "case"      // a case was begun
	ToLead     Result = "lead"      // somebody will visit
	Complained Result = "complaint" // a complaint of its own
	Helped     Result = "emergency" // somebody goes there at once
)

var resultTitles = map[Result]string{
	Answered: "当场答复", Ordered: "转办", ToCase: "代填申请", ToLead: "转走访线索", Complained: "登记投诉", Helped: "急难响应",
}

// Title is the result in words.
func (r Result) Title() string { return resultTitles[r] }

// State is how far a call has come.
type State string

// The states of a call.
const (
	Open     State = "open"     // an office has it and nobody has taken it up
	Handling State = "handling" // somebody is at it
	Replied  State = "replied"  // answered; the caller is to be called back
	Closed   State = "closed"
)

var stateTitles = map[State]string{Open: "待接办", Handling: "办理中", Replied: "已答复，待回访", Closed: "已办结"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Grades are how satisfied a caller may be, from 5 down to 1: 国办发〔2019〕51号.
var Grades = [...]string{5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}

// gradeFair is the lowest grade with which a call is done.
const gradeFair = 3

// Said is what the caller said and was told: sealed.
type Said struct {
	Phone  string `json:"phone"`
	Caller string `json:"caller"`
	Where  string `json:"where"` // where the person is now
	Words  string `json:"words"`
	Reply  string `json:"reply"`
}

// Call is one version of a call.
type Call struct {
	register.Ref
	Opened    int64
	Number    string
	Channel   Channel
	Class     string
	Urgency   Urgency
	Result    Result
	State     State
	Division  civil.Area
	Unit      civil.Area
	TakenIn   civil.Area
	Agent     string
	Person    register.Ref
	Name      string
	Target    string
	Day       civil.Date
	Taken     civil.Instant
	Until     civil.Instant // somebody must be there; 0: no emergency
	Due       civil.Date    // of the next step; 0: nothing is to be done
	Late      bool
	Responded civil.Instant
	Replied   civil.Instant
	Ended     civil.Instant
	Grade     int64
	Tries     int64
	Reopened  int64

	once       string
	phoneIndex []byte
	said       []byte
}

// Live says whether an office still has to answer.
func (c *Call) Live() bool { return c.State == Open || c.State == Handling }

// Overdue says whether the last day of the next step has gone by, or the hour by
// which somebody had to be with a person in need.
func (c *Call) Overdue(now civil.Instant) bool {
	return c.Due != 0 && c.Due < now.Date() || c.Waiting() && c.Until < now
}

// Waiting says whether somebody in need waits for somebody to come.
func (c *Call) Waiting() bool { return c.Until != 0 && c.Responded == 0 && c.Live() }

const (
	callColumns = `v.county, v.id, v.opened, v.number, v.channel, v.class, v.urgency, v.result, v.state, v.division, v.unit, v.taken_in, v.agent,
		v.person_county, v.person, v.name, v.target, v.day, v.taken, v.until, v.due, v.late, v.responded, v.replied, v.ended, v.grade, v.tries,
		v.reopened, v.phone_index, v.said, v.once`
	fromCall     = ` FROM hotline_call v `
	selectCall   = `SELECT ` + callColumns + fromCall + `WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectOnce   = `SELECT ` + callColumns + fromCall + `WHERE v.county = $1 AND v.once = $2 AND ` + journal.Holds
	selectTarget = `SELECT ` + callColumns + fromCall + `WHERE v.county = $1 AND v.target = $2 AND ` + journal.Holds + ` ORDER BY v.id`
)

func scanCall(row db.Row) (*Call, error) {
	var c Call
	var division, unit, takenIn, day, due string
	var name *string
	err := row.Scan(&c.County, &c.ID, &c.Opened, &c.Number, &c.Channel, &c.Class, &c.Urgency, &c.Result, &c.State, &division, &unit, &takenIn, &c.Agent,
		&c.Person.County, &c.Person.ID, &name, &c.Target, &day, &c.Taken, &c.Until, &due, &c.Late, &c.Responded, &c.Replied, &c.Ended, &c.Grade, &c.Tries,
		&c.Reopened, &c.phoneIndex, &c.said, &c.once)
	if err != nil {
		return nil, err
	}
	c.Name = service.TextOf(name)
	for _, place := range []struct {
		text string
		into *civil.Area
	}{{division, &c.Division}, {unit, &c.Unit}, {takenIn, &c.TakenIn}} {
		if *place.into, err = service.AreaOf(place.text); err != nil {
			return nil, err
		}
	}
	if c.Day, err = service.DayOf(day); err != nil {
		return nil, err
	}
	c.Due, err = service.DayOf(due)
	return &c, err
}

func (c *Call) row() []any {
	return []any{
		c.Number, string(c.Channel), c.Class, string(c.Urgency), string(c.Result), string(c.State), service.AreaText(c.Division), service.AreaText(c.Unit),
		service.AreaText(c.TakenIn), c.Agent, c.Person.County, c.Person.ID, service.OrNull(c.Name), c.Target, c.Day.String(), int64(c.Taken), int64(c.Until),
		service.DayText(c.Due), c.Late, int64(c.Responded), int64(c.Replied), int64(c.Ended), c.Grade, c.Tries, c.Reopened, bytesOrNull(c.phoneIndex),
		bytesOrNull(c.said), c.once,
	}
}

// bytesOrNull is NULL for no bytes.
func bytesOrNull(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// change writes the next version of a call.
func (c *Call) change(ctx context.Context, w *journal.Write) error {
	if c.Opened != w.Seq() {
		if err := w.Close(ctx, callTable, c.ID, c.Opened); err != nil {
			return err
		}
	}
	c.Opened = w.Seq()
	return w.Open(ctx, callTable, c.ID, journal.Always, c.row()...)
}

// sees says who may know of a call: whoever is responsible for the place or the
// office, the agents of the place, and the person it is about.
func sees(who casework.Who, c *Call) bool {
	if slices.Contains(who.Persons, c.Person) && !c.Person.Zero() {
		return true
	}
	scope := service.Scope(who, seers...)
	return scope.Covers(c.Division) || scope.Covers(c.Unit) || c.Urgency == Emergency && near(who, c)
}

// seers are the roles whose posts let them see calls.
var seers = []access.Role{casework.Hotline, casework.Village, casework.Town, casework.County, casework.City}
