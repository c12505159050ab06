package referral

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/watch/officer"
)

// Service is one visit of an organisation that serves a family.
type Service struct {
	ID      string
	Day     civil.Date
	Minutes int64
	Worker  string
	Words   string
	ByName  string
}

const (
	selectServices = `SELECT v.id, v.day, v.minutes, v.worker, v.by_name, v.body FROM referral_service v
		WHERE v.county = $1 AND v.referral = $2 AND v.closed IS NULL ORDER BY v.day DESC, v.id DESC LIMIT 500`
	selectServed = `SELECT v.id FROM referral_service v WHERE v.county = $1 AND v.once = $2`
)

func (d *Desk) scanService(county string) func(db.Row) (Service, error) {
	return func(row db.Row) (s Service, err error) {
		var day string
		var body []byte
		if err = row.Scan(&s.ID, &day, &s.Minutes, &s.Worker, &s.ByName, &body); err != nil {
			return s, err
		}
		if s.Day, err = civil.ParseDate(day); err != nil {
			return s, err
		}
		return s, officer.Unseal(d.keys, place("referral_service", county, s.ID), body, &s.Words)
	}
}

// minutesMost is the longest a visit can be: a day.
const minutesMost = 24 * 60

// Serve writes one visit down. It can be written until the family was told how it ended.
func (d *Desk) Serve(ctx context.Context, who officer.Officer, seen Seen, s Service) error {
	_, err := d.journal.Do(ctx, who.Header(seen.County, "referral.serve"), func(w *journal.Write) error {
		r, there, err := db.One(ctx, w, d.scan, selectOne, seen.County, seen.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(r.Division); err != nil {
			return err
		}
		once := who.Once(seen.Once)
		if _, before, err := db.One(ctx, w, db.Text, selectServed, seen.County, once); err != nil || before && once != "" {
			return err
		}
		support := d.Support(r.Division)
		target, today := support.Target(r.Target), w.At().Date()
		switch {
		case target == nil || !target.Visits:
			return civil.Conflict.Refuse("service_target", "只有转给服务组织的才逐次登记服务。")
		case r.State != Taken && r.State != Granted:
			return civil.Conflict.Refuse("service_state", "这件转办现在是“%s”，不能登记服务：请先登记对方接收。", r.State.Title())
		case s.Day == 0 || s.Day > today:
			return civil.Refuse("service_day", "服务日期不能空着，也不能晚于今天（%s）。", today.Words())
		case s.Minutes < 1 || s.Minutes > minutesMost:
			return civil.Refuse("service_minutes", "服务时长请填1到%d分钟。", minutesMost)
		}
		if s.Worker, err = officer.Words("service_worker", "服务人员", s.Worker, wordsLeast, unitMost); err != nil {
			return err
		}
		if s.Words, err = officer.Words("service_words", "服务内容", s.Words, wordsLeast, wordsMost); err != nil {
			return err
		}
		s.ID = db.NewID()
		body, err := officer.Seal(d.keys, place("referral_service", seen.County, s.ID), s.Words)
		if err != nil {
			return err
		}
		return w.Open(ctx, serviceTable, s.ID, journal.Always, r.ID, s.Day.String(), s.Minutes, s.Worker, who.Name, body, once)
	})
	return err
}
