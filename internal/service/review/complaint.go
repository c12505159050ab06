package review

import (
	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Kind says what was said.
type Kind string

// The kinds of what people say.
const (
	Grievance  Kind = "complaint"
	Suggestion Kind = "suggestion"
	BadRating  Kind = "rating"
)

var kindTitles = map[Kind]string{Grievance: "投诉", Suggestion: "建议", BadRating: "差评"}

// Title is the kind in words.
func (k Kind) Title() string { return kindTitles[k] }

// Channel says by which way it came.
type Channel string

// The ways by which people speak to an office.
const (
	OnPhone  Channel = "phone" // by themselves, on the pages
	AtWindow Channel = "window"
	Hotline  Channel = "hotline"
	ByLetter Channel = "letter"
)

var channelTitles = map[Channel]string{OnPhone: "手机", AtWindow: "窗口", Hotline: "热线", ByLetter: "来信来访"}

// Title is the channel in words.
func (c Channel) Title() string { return channelTitles[c] }

// State is how far something has come.
type State string

// The states, in their order.
const (
	Open     State = "open"     // nobody has looked into it yet
	Verified State = "verified" // it was looked into
	Answered State = "answered" // the person was told, and is to be called back
	Closed   State = "closed"
)

var stateTitles = map[State]string{Open: "待核实", Verified: "待答复", Answered: "待回访", Closed: "已办结"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Finding is what looking into it has shown.
type Finding string

// The findings.
const (
	Founded   Finding = "founded"
	Partly    Finding = "partly"
	Unfounded Finding = "unfounded"
)

var findingTitles = map[Finding]string{Founded: "属实", Partly: "部分属实", Unfounded: "不属实"}

// Title is the finding in words.
func (f Finding) Title() string { return findingTitles[f] }

// Complaint is one thing somebody said, with how far it is.
type Complaint struct {
	register.Ref
	Opened    int64
	Number    string
	Kind      Kind
	Channel   Channel
	State     State
	Division  civil.Area // whom it is about
	Handler   civil.Area // who looks into it
	Matter    string
	Case      register.Ref
	Origin    string
	Person    register.Ref // zero: anonymous, or nobody we know
	Name      string       // empty: not told
	Phone     access.Private
	Words     string
	Finding   Finding
	Answer    string
	VerifyDue civil.Date
	Due       civil.Date
	Verified  civil.Instant
	Answered  civil.Instant
	Round     int64
	Tries     int64
	Content   int64
	At        civil.Instant // of the version

	concerned string
	code      string
	once      string
}

// Anonymous says whether nobody can be called back.
func (c *Complaint) Anonymous() bool { return c.Name == "" && c.Phone.Empty() && c.Person.Zero() }

// Late says whether its time has run out.
func (c *Complaint) Late(today civil.Date) bool {
	switch c.State {
	case Open:
		return c.VerifyDue < today
	case Verified:
		return c.Due < today
	}
	return false
}

// NextDue is until when the next thing has to be done; 0 where nothing runs.
func (c *Complaint) NextDue() civil.Date {
	switch c.State {
	case Open:
		return c.VerifyDue
	case Verified:
		return c.Due
	}
	return 0
}

const complaintColumns = `v.county, v.id, v.opened, v.number, v.kind, v.channel, v.state, v.division, v.handler, v.matter, v.case_county, v.casefile,
	v.origin, v.concerned, v.person_county, v.person, v.name, v.phone, v.words, v.code, v.finding, v.answer, v.verify_due, v.due,
	v.verified_at, v.answered_at, v.round, v.tries, v.content, v.once, a.at`

const fromComplaint = ` FROM complaint v JOIN act a ON a.county = v.county AND a.seq = v.opened `

func (o *Office) scanComplaint(row db.Row) (*Complaint, error) {
	var c Complaint
	var division, handler, verifyDue, due string
	var name *string
	var phone, words, code, answer []byte
	err := row.Scan(&c.County, &c.ID, &c.Opened, &c.Number, &c.Kind, &c.Channel, &c.State, &division, &handler, &c.Matter, &c.Case.County, &c.Case.ID,
		&c.Origin, &c.concerned, &c.Person.County, &c.Person.ID, &name, &phone, &words, &code, &c.Finding, &answer, &verifyDue, &due,
		&c.Verified, &c.Answered, &c.Round, &c.Tries, &c.Content, &c.once, &c.At)
	if err != nil {
		return nil, err
	}
	c.Name = textOf(name)
	for _, area := range []struct {
		text string
		into *civil.Area
	}{{division, &c.Division}, {handler, &c.Handler}} {
		if *area.into, err = civil.ParseArea(area.text); err != nil {
			return nil, err
		}
	}
	if c.VerifyDue, err = civil.ParseDate(verifyDue); err != nil {
		return nil, err
	}
	if c.Due, err = civil.ParseDate(due); err != nil {
		return nil, err
	}
	return &c, o.unsealAll(&c, phone, words, code, answer)
}

// unsealAll reads the sealed texts of a complaint.
func (o *Office) unsealAll(c *Complaint, phone, words, code, answer []byte) error {
	number, err := o.unseal("complaint", "phone", c.County, c.ID, phone)
	if err != nil {
		return err
	}
	if number != "" {
		c.Phone = access.NewPrivate(access.Phone, number)
	}
	if c.Words, err = o.unseal("complaint", "words", c.County, c.ID, words); err != nil {
		return err
	}
	if c.code, err = o.unseal("complaint", "code", c.County, c.ID, code); err != nil {
		return err
	}
	c.Answer, err = o.unseal("complaint", "answer", c.County, c.ID, answer)
	return err
}

// row are the values of the columns.
func (o *Office) row(c *Complaint) ([]any, error) {
	var sealed [4]any
	for i, field := range []struct{ name, text string }{{"phone", c.Phone.Reveal()}, {"words", c.Words}, {"code", c.code}, {"answer", c.Answer}} {
		var err error
		if sealed[i], err = o.seal("complaint", field.name, c.County, c.ID, field.text); err != nil {
			return nil, err
		}
	}
	return []any{
		c.Number, string(c.Kind), string(c.Channel), string(c.State), areaText(c.Division), areaText(c.Handler), c.Matter, c.Case.County, c.Case.ID,
		c.Origin, c.concerned, c.Person.County, c.Person.ID, orNull(c.Name), sealed[0], sealed[1], sealed[2], string(c.Finding), sealed[3],
		c.VerifyDue.String(), c.Due.String(), int64(c.Verified), int64(c.Answered), c.Round, c.Tries, c.Content, c.once,
	}, nil
}

// Step is one thing that was done about a complaint.
type Step struct {
	Act    string // register, verify, answer, call, reopen
	Name   string // who did it
	Result string
	Words  string
	At     civil.Instant
}

const selectSteps = `SELECT v.id, v.act, v.actor_name, v.result, v.words, a.at FROM complaint_step v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND v.complaint = $2 AND ` + journal.Holds + ` ORDER BY v.opened, v.id`

func (o *Office) scanStep(county string) func(db.Row) (Step, error) {
	return func(row db.Row) (s Step, err error) {
		var id string
		var name *string
		var words []byte
		if err = row.Scan(&id, &s.Act, &name, &s.Result, &words, &s.At); err != nil {
			return s, err
		}
		s.Name = textOf(name)
		s.Words, err = o.unseal("complaint_step", "words", county, id, words)
		return s, err
	}
}
