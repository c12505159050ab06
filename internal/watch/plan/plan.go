package plan

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// State is how far a plan is.
type State string

// The states of a plan.
const (
	Drafted State = "drafted" // 拟订中
	Agreed  State = "agreed"  // 执行中
	Ended   State = "ended"   // 已结束
)

var stateTitles = map[State]string{Drafted: "拟订中，等家庭同意", Agreed: "执行中", Ended: "已结束"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Plan is one version of the plan for a family.
type Plan struct {
	register.Ref
	Opened    int64
	Household string
	Division  civil.Area
	State     State
	Needs     []string
	Keeper    string // who answers for it (救助管家)
	Unit      string // and of which office
	AgreedBy  string
	AgreedOn  civil.Date
	VisitOn   civil.Date // by which the family is visited next; 0: not set yet
	ReviewOn  civil.Date // by which the plan is looked at anew
	Words     string     // what was found
	Reason    string     // why it ended
	Note      string     // what this version changed
	ByName    string
	At        civil.Instant
	Actor     string
	once      string
}

// Late says whether a visit or the new look is overdue on a day.
func (p *Plan) Late(today civil.Date) bool {
	return p.State == Agreed && (p.VisitOn != 0 && p.VisitOn < today || p.ReviewOn != 0 && p.ReviewOn < today)
}

// sealedPlan is what of a plan is sealed.
type sealedPlan struct {
	Words  string `json:"words,omitempty"`
	Reason string `json:"reason,omitempty"`
}

const (
	planColumns = `v.county, v.id, v.opened, v.household, v.division, v.state, v.needs, v.keeper, v.unit, v.agreed_by, v.agreed_on,
		v.visit_on, v.review_on, v.body, v.note, v.by_name, v.once, a.at, a.actor`
	fromPlan        = ` FROM household_plan v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectPlan      = `SELECT ` + planColumns + fromPlan + `WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectRunning   = `SELECT ` + planColumns + fromPlan + `WHERE v.county = $1 AND v.household = $2 AND v.closed IS NULL ORDER BY v.id DESC LIMIT 1`
	selectEnded     = `SELECT ` + planColumns + fromPlan + `WHERE v.county = $1 AND v.household = $2 AND v.closed IS NULL AND v.state = 'ended' ORDER BY v.id DESC LIMIT 20`
	selectPlanPast  = `SELECT ` + planColumns + fromPlan + `WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC LIMIT 200`
	selectPlanned   = `SELECT v.household FROM household_plan v WHERE v.county = $1 AND v.household = $2 AND v.closed IS NULL AND v.state <> 'ended' LIMIT 1`
	selectDrawnOnce = `SELECT v.id FROM household_plan v WHERE v.county = $1 AND v.once = $2 ORDER BY v.opened LIMIT 1`
)

func (d *Desk) scanPlan(row db.Row) (*Plan, error) {
	var p Plan
	var division, needs string
	var agreedBy, agreedOn, visitOn, reviewOn *string
	var body []byte
	err := row.Scan(&p.County, &p.ID, &p.Opened, &p.Household, &division, &p.State, &needs, &p.Keeper, &p.Unit, &agreedBy, &agreedOn,
		&visitOn, &reviewOn, &body, &p.Note, &p.ByName, &p.once, &p.At, &p.Actor)
	if err != nil {
		return nil, err
	}
	p.Needs, p.AgreedBy = strings.Fields(needs), textOf(agreedBy)
	if p.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	for _, day := range []struct {
		text *string
		into *civil.Date
	}{{agreedOn, &p.AgreedOn}, {visitOn, &p.VisitOn}, {reviewOn, &p.ReviewOn}} {
		if *day.into, err = officer.Day(day.text); err != nil {
			return nil, err
		}
	}
	var sealed sealedPlan
	if err := officer.Unseal(d.keys, place("household_plan", p.County, p.ID), body, &sealed); err != nil {
		return nil, err
	}
	p.Words, p.Reason = sealed.Words, sealed.Reason
	return &p, nil
}

func (d *Desk) openPlan(ctx context.Context, w *journal.Write, p *Plan) error {
	body, err := officer.Seal(d.keys, place("household_plan", p.County, p.ID), sealedPlan{p.Words, p.Reason})
	if err != nil {
		return err
	}
	p.Opened, p.At = w.Seq(), w.At()
	return w.Open(ctx, planTable, p.ID, journal.Always, p.Household, officer.Code(p.Division), string(p.State), strings.Join(p.Needs, " "), p.Keeper, p.Unit,
		orNull(p.AgreedBy), officer.DayText(p.AgreedOn), officer.DayText(p.VisitOn), officer.DayText(p.ReviewOn), body, p.Note, p.ByName, p.once)
}

// Whole is a plan with all that belongs to it.
type Whole struct {
	*Plan
	Measures []Measure // the earliest due first
	Visits   []Visit   // the newest first
	Past     []*Plan   // its versions, the newest first
}

// Of is the newest plan of a family with all that belongs to it, and the plans that
// ended before it; nil when there never was one. Who may see the family may see its plan.
func (d *Desk) Of(ctx context.Context, household register.Ref) (now *Whole, before []*Plan, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		p, there, err := db.One(ctx, q, d.scanPlan, selectRunning, household.County, household.ID)
		if err != nil || !there {
			return err
		}
		now = &Whole{Plan: p}
		if now.Measures, err = db.Many(ctx, q, d.scanMeasure(p.County), selectMeasures, p.County, p.ID); err != nil {
			return err
		}
		if now.Visits, err = db.Many(ctx, q, d.scanVisit(p.County), selectVisits, p.County, p.ID); err != nil {
			return err
		}
		if now.Past, err = db.Many(ctx, q, d.scanPlan, selectPlanPast, p.County, p.ID); err != nil {
			return err
		}
		ended, err := db.Many(ctx, q, d.scanPlan, selectEnded, household.County, household.ID)
		for _, one := range ended {
			if one.ID != p.ID {
				before = append(before, one)
			}
		}
		return err
	})
	return now, before, err
}
