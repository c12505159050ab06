package risk

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Setting is what somebody decides about a family: its level until a day.
type Setting struct {
	Household register.Ref
	Division  civil.Area // of the family; for one that is not in the register yet
	Level     string     // of the packs, or None
	Until     civil.Date
	Words     string
	Seen      int64 // the version the form was made from; 0: there was none
	Once      string
}

// Limits of the words of a decision.
const (
	wordsLeast = 4
	wordsMost  = 300
	monthsMost = 12
)

// Set raises or lowers the level of a family until a day. What the conditions say goes on
// being written beside it.
func (d *Desk) Set(ctx context.Context, who officer.Officer, s Setting) error {
	return d.decide(ctx, who, s, "risk.set", func(j *judge, f *Family, day civil.Date) (err error) {
		if s.Level != None && !slices.ContainsFunc(j.levels, func(l pack.RiskLevel) bool { return l.Name == s.Level }) {
			return civil.Refuse("risk_level", "请选择风险等级。")
		}
		if s.Level == f.Level && !f.Set() || s.Level == None && !f.Held() {
			return civil.Refuse("risk_level", "这一家现在就是“%s”，不用调整。", j.called(f.Level))
		}
		if last := day.AddDays(monthsMost * daysOfMonth); s.Until <= day || s.Until > last {
			return civil.Refuse("risk_until", "请写明调整到哪一天，在明天到%s之间；到期后按条件重新判断。", last.Words())
		}
		if f.SetWords, err = officer.Words("risk_words", "调整的理由", s.Words, wordsLeast, wordsMost); err != nil {
			return err
		}
		f.Note = "人工调整：" + j.called(f.Level) + "调为" + j.called(s.Level) + "，到" + s.Until.Words()
		if !f.Held() {
			f.Entered = day
			f.Note = "人工列入：" + j.called(s.Level) + "，到" + s.Until.Words()
		}
		f.Level, f.SetUntil, f.SetBy = s.Level, s.Until, who.Name
		return nil
	})
}

// daysOfMonth is a month in days, roughly.
const daysOfMonth = 31

// Undo takes back what somebody has set: the level is again what the conditions said last.
func (d *Desk) Undo(ctx context.Context, who officer.Officer, s Setting) error {
	return d.decide(ctx, who, s, "risk.undo", func(j *judge, f *Family, _ civil.Date) error {
		if !f.Set() {
			return civil.Conflict.Refuse("risk_not_set", "这一家的等级没有人工调整过，不用撤销。")
		}
		words, err := officer.Words("risk_words", "撤销的理由", s.Words, wordsLeast, wordsMost)
		if err != nil {
			return err
		}
		if f.clear(); f.Judged == None {
			f.Level = Left
		} else {
			f.Level = f.Judged
		}
		f.Note = "撤销人工调整，按条件为" + j.called(f.Level) + "：" + words
		return nil
	})
}

// decide writes the next version of a family as a person has it.
func (d *Desk) decide(ctx context.Context, who officer.Officer, s Setting, kind string, do func(*judge, *Family, civil.Date) error) error {
	county, err := civil.ParseArea(s.Household.County)
	if err != nil {
		return officer.Missing()
	}
	day := d.today()
	j, err := newJudge(d.catalogue(), county, day)
	if err != nil {
		return err
	}
	fresh := Family{Ref: s.Household, Division: s.Division, Level: Left, Judged: None, Since: day, Entered: day}
	err = d.journal.DB().Read(ctx, func(q db.Query) error { return d.introduce(ctx, q, &fresh, day) })
	if err != nil {
		return err
	}
	_, err = d.journal.Do(ctx, who.Header(s.Household.County, kind), func(w *journal.Write) error {
		if again, err := sent(ctx, w, s.Household.County, who.Once(s.Once)); err != nil || again {
			return err
		}
		before, there, err := db.One(ctx, w, scan, selectOne, s.Household.County, s.Household.ID)
		if err != nil {
			return err
		}
		if !there {
			before = &fresh
		}
		if err := who.Covers(before.Division); err != nil {
			return err
		}
		if there && s.Seen != before.Opened {
			return officer.Stale()
		}
		after := *before
		if err := do(j, &after, day); err != nil {
			return err
		}
		if err := j.due(before, &after, day); err != nil {
			return err
		}
		after.ByName, after.once = who.Name, who.Once(s.Once)
		if there {
			if err := w.Close(ctx, table, before.ID, before.Opened); err != nil {
				return err
			}
		}
		if err := after.open(ctx, w); err != nil {
			return err
		}
		return w.Tell(ctx, ChangedTopic, Changed{[]Move{{before.ID, before.Level, after.Level}}})
	})
	return err
}

// sent says whether a form has come before.
func sent(ctx context.Context, q db.Query, county, once string) (bool, error) {
	if once == "" {
		return false, nil
	}
	_, there, err := db.One(ctx, q, db.Text, selectOnce, county, once)
	return there, err
}

// Visited writes down that somebody was with a family, if it is in the register: its next
// visit is due later.
func (d *Desk) Visited(ctx context.Context, home register.Ref, on civil.Date) error {
	county, err := civil.ParseArea(home.County)
	if err != nil {
		return err
	}
	day := d.today()
	j, err := newJudge(d.catalogue(), county, day)
	if err != nil {
		return err
	}
	h := journal.Header{County: home.County, Kind: "risk.visited", Actor: "machine:watch", Purpose: "review"}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		before, there, err := db.One(ctx, w, scan, selectOne, home.County, home.ID)
		if err != nil || !there || !before.Held() || before.Visited >= on {
			return err
		}
		after := *before
		after.Visited, after.ByName, after.once = on, "", ""
		if err := j.due(before, &after, day); err != nil {
			return err
		}
		after.Note = j.reason(before, &after, false)
		if err := w.Close(ctx, table, before.ID, before.Opened); err != nil {
			return err
		}
		return after.open(ctx, w)
	})
	return err
}

// Rhythm is within how many days a family has to be visited for its level; 0: it has none.
func (d *Desk) Rhythm(ctx context.Context, q db.Query, home register.Ref, day civil.Date) (int64, error) {
	f, there, err := db.One(ctx, q, scan, selectOne, home.County, home.ID)
	county, bad := civil.ParseArea(home.County)
	if err != nil || !there || bad != nil {
		return 0, err
	}
	for _, l := range d.catalogue().RiskLevels(county, day) {
		if l.Name == f.Level {
			return d.catalogue().Number(l.Visit, home.County, day)
		}
	}
	return 0, nil
}
