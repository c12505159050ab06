package plan

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/watch/officer"
)

// Visit is that somebody went to see how it goes.
type Visit struct {
	ID     string
	Day    civil.Date
	Manner string // one of Manners
	Met    string // whom he met
	Words  string // what he saw
	Next   civil.Date
	ByName string
}

// Manners are the ways to see how it goes.
var Manners = [][2]string{{"visit", "上门"}, {"phone", "电话"}, {"office", "到窗口"}}

// MannerTitle is a manner in words.
func MannerTitle(name string) string {
	for _, m := range Manners {
		if m[0] == name {
			return m[1]
		}
	}
	return name
}

// sealedVisit is what of a visit is sealed.
type sealedVisit struct {
	Met   string `json:"met"`
	Words string `json:"words"`
}

const selectVisits = `SELECT v.id, v.day, v.manner, v.by_name, v.body FROM plan_visit v WHERE v.county = $1 AND v.plan = $2 AND v.closed IS NULL
	ORDER BY v.day DESC, v.id DESC LIMIT 200`

func (d *Desk) scanVisit(county string) func(db.Row) (Visit, error) {
	return func(row db.Row) (v Visit, err error) {
		var day string
		var body []byte
		if err = row.Scan(&v.ID, &day, &v.Manner, &v.ByName, &body); err != nil {
			return v, err
		}
		if v.Day, err = civil.ParseDate(day); err != nil {
			return v, err
		}
		var sealed sealedVisit
		err = officer.Unseal(d.keys, place("plan_visit", county, v.ID), body, &sealed)
		v.Met, v.Words = sealed.Met, sealed.Words
		return v, err
	}
}

const visitDays = `SELECT p.household, max(v.day) FROM plan_visit v JOIN household_plan p ON p.county = v.county AND p.id = v.plan AND p.closed IS NULL
	WHERE v.county = $1 AND v.closed IS NULL GROUP BY p.household`

// VisitDays are the days of the last visits because of plans, by household of a county.
func VisitDays(ctx context.Context, q db.Query, county string) (map[string]civil.Date, error) {
	return db.Days(ctx, q, visitDays, county)
}

// FollowUp writes a visit down and says by when the next one is due: on the day the
// visitor names, or after the period of the packs.
func (d *Desk) FollowUp(ctx context.Context, who officer.Officer, seen Seen, v Visit) (*Plan, error) {
	return d.change(ctx, who, seen, "plan.visit", func(w *journal.Write, p *Plan) (err error) {
		today := w.At().Date()
		switch {
		case p.State != Agreed:
			return civil.Conflict.Refuse("plan_not_running", "家庭还没有同意这份方案，请先登记家庭意见再登记回访。")
		case v.Day == 0 || v.Day > today:
			return civil.Refuse("visit_day", "回访日期不能空着，也不能晚于今天（%s）。", today.Words())
		case v.Day < p.AgreedOn:
			return civil.Refuse("visit_early", "回访日期早于家庭同意方案的日期（%s），请核对。", p.AgreedOn.Words())
		case MannerTitle(v.Manner) == v.Manner:
			return civil.Refuse("visit_manner", "请选择回访的方式。")
		case v.Next != 0 && v.Next <= today:
			return civil.Refuse("visit_next", "下次回访日期应晚于今天（%s）。", today.Words())
		}
		if v.Met, err = officer.Words("visit_met", "见到了谁", v.Met, wordsLeast, nameMost); err != nil {
			return err
		}
		if v.Words, err = officer.Words("visit_words", "看到的情况", v.Words, wordsLeast, wordsMost); err != nil {
			return err
		}
		if p.VisitOn = v.Next; v.Next == 0 {
			if p.VisitOn, err = d.nextVisit(ctx, w, p, today); err != nil {
				return err
			}
		}
		p.Note = MannerTitle(v.Manner) + "回访"
		v.ID = db.NewID()
		body, err := officer.Seal(d.keys, place("plan_visit", p.County, v.ID), sealedVisit{v.Met, v.Words})
		if err != nil {
			return err
		}
		if err := w.Tell(ctx, officer.VisitedTopic, officer.Visitation{Household: p.Household, Day: v.Day.String()}); err != nil {
			return err
		}
		return w.Open(ctx, visitTable, v.ID, journal.Always, p.ID, v.Day.String(), v.Manner, who.Name, body)
	})
}
