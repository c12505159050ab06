package referral

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// State is how far a referral is.
type State string

// The states, see [State].
const (
	Sent      State = "sent"      // 已转出
	Taken     State = "taken"     // 对方已接收
	More      State = "more"      // 对方要补充
	Granted   State = "granted"   // 已帮到，待告知家庭
	Refused   State = "refused"   // 没有帮到，待告知家庭
	Told      State = "told"      // 已告知家庭
	Withdrawn State = "withdrawn" // 已撤回
)

var stateTitles = map[State]string{
	Sent: "已转出，等对方接收", Taken: "对方已接收，等答复", More: "对方要求补充", Granted: "已办理，待告知家庭", Refused: "未办理，待告知家庭", Told: "已告知家庭", Withdrawn: "已撤回",
}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Waits says whether the other side has to do something.
func (s State) Waits() bool { return s == Sent || s == Taken }

// Origin says where a need came up.
type Origin string

// The origins, see [Origin].
const (
	FromCase    Origin = "case"
	FromLead    Origin = "lead"
	FromFile    Origin = "file"
	FromMeeting Origin = "meeting"
)

// Title is the origin in words.
func (o Origin) Title() string {
	return map[Origin]string{FromCase: "办件", FromLead: "线索", FromFile: "家庭档案", FromMeeting: "会商"}[o]
}

// Referral is one version of a need that was passed on.
type Referral struct {
	register.Ref
	Opened     int64
	Number     string
	Household  string
	Person     register.Ref
	Name       string
	Division   civil.Area
	Origin     Origin
	OriginID   string
	Need       string
	Target     string
	Unit       string
	Passes     []string
	Turn       int64
	State      State
	Due        civil.Date
	Sender     string
	AnsweredOn civil.Date
	Outcome    State // Granted or Refused once it is answered
	ToldOn     civil.Date
	Body
	Note   string
	ByName string
	At     civil.Instant
	Actor  string
	once   string
}

// Body is what of a referral is sealed.
type Body struct {
	Asked  string `json:"asked"`
	Added  string `json:"added,omitempty"`  // what was supplied when the other side wanted more
	Answer string `json:"answer,omitempty"` // what was done, or why not, or what is wanted
	TellBy string `json:"told,omitempty"`   // how the family was told
}

// Late says whether the other side should have answered by a day.
func (r *Referral) Late(today civil.Date) bool { return r.State.Waits() && r.Due < today }

const (
	columns = `v.county, v.id, v.opened, v.number, v.household, v.person_county, v.person, v.name, v.division, v.origin, v.origin_id, v.need,
		v.target, v.unit, v.passes, v.turn, v.state, v.due, v.sender, v.answered_on, v.outcome, v.told_on, v.body, v.note, v.by_name, v.once, a.at, a.actor`
	from         = ` FROM referral v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectOne    = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectNumber = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.number = $2 AND v.closed IS NULL`
	selectPast   = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC LIMIT 100`
	selectFamily = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.household = $2 AND v.closed IS NULL ORDER BY v.id DESC LIMIT 100`
	selectFrom   = `SELECT ` + columns + from + `WHERE v.county = $1 AND v.origin = $2 AND v.origin_id = $3 AND v.closed IS NULL ORDER BY v.id DESC LIMIT 100`
	selectOnce   = `SELECT v.id FROM referral v WHERE v.county = $1 AND v.once = $2 ORDER BY v.opened LIMIT 1`
)

func place(table, county, id string) access.Place {
	return access.Place{Table: table, Field: "body", County: county, ID: id}
}

func (d *Desk) scan(row db.Row) (*Referral, error) {
	var r Referral
	var name, answered, told *string
	var division, passes, due string
	var body []byte
	err := row.Scan(&r.County, &r.ID, &r.Opened, &r.Number, &r.Household, &r.Person.County, &r.Person.ID, &name, &division, &r.Origin, &r.OriginID, &r.Need,
		&r.Target, &r.Unit, &passes, &r.Turn, &r.State, &due, &r.Sender, &answered, &r.Outcome, &told, &body, &r.Note, &r.ByName, &r.once, &r.At, &r.Actor)
	if err != nil {
		return nil, err
	}
	r.Name, r.Passes = textOf(name), strings.Fields(passes)
	if r.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	if r.Due, err = civil.ParseDate(due); err != nil {
		return nil, err
	}
	if r.AnsweredOn, err = officer.Day(answered); err != nil {
		return nil, err
	}
	if r.ToldOn, err = officer.Day(told); err != nil {
		return nil, err
	}
	return &r, officer.Unseal(d.keys, place("referral", r.County, r.ID), body, &r.Body)
}

func (d *Desk) open(ctx context.Context, w *journal.Write, r *Referral) error {
	body, err := officer.Seal(d.keys, place("referral", r.County, r.ID), r.Body)
	if err != nil {
		return err
	}
	r.Opened, r.At = w.Seq(), w.At()
	return w.Open(ctx, referralTable, r.ID, journal.Always, r.Number, r.Household, r.Person.County, r.Person.ID, orNull(r.Name), officer.Code(r.Division),
		string(r.Origin), r.OriginID, r.Need, r.Target, r.Unit, strings.Join(r.Passes, " "), r.Turn, string(r.State), r.Due.String(), r.Sender,
		officer.DayText(r.AnsweredOn), string(r.Outcome), officer.DayText(r.ToldOn), body, r.Note, r.ByName, r.once)
}

// Whole is a referral with its visits and versions.
type Whole struct {
	*Referral
	Services []Service   // the newest first
	Past     []*Referral // the newest first
}

// Open reads a referral for a viewer.
func (d *Desk) Open(ctx context.Context, viewer access.Viewer, ref register.Ref) (*Whole, error) {
	var whole *Whole
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		r, there, err := db.One(ctx, q, d.scan, selectOne, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if !there || !viewer.Scope().Covers(r.Division) {
			return officer.Missing()
		}
		whole = &Whole{Referral: r}
		if whole.Services, err = db.Many(ctx, q, d.scanService(r.County), selectServices, r.County, r.ID); err != nil {
			return err
		}
		whole.Past, err = db.Many(ctx, q, d.scan, selectPast, r.County, r.ID)
		return err
	})
	return whole, err
}

// Of are the referrals of a family, the newest first. Who may see the family may see
// what was passed on of it.
func (d *Desk) Of(ctx context.Context, household register.Ref) (list []*Referral, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, d.scan, selectFamily, household.County, household.ID)
		return err
	})
	return list, err
}

// From are the referrals that came of a case, a lead or a meeting.
func (d *Desk) From(ctx context.Context, origin Origin, ref register.Ref) (list []*Referral, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, d.scan, selectFrom, ref.County, string(origin), ref.ID)
		return err
	})
	return list, err
}
