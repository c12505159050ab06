package pay

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
	"lianxin/packs"
)

// shipped are the packs as they ship, read once.
var shipped = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// fixedLaw is the packs as they ship: what is decided does not come into them.
type fixedLaw struct{ catalogue *pack.Catalogue }

func (l fixedLaw) Catalogue() *pack.Catalogue  { return l.catalogue }
func (l fixedLaw) Try([]*Standard) error       { return nil }
func (l fixedLaw) Renew(context.Context) error { return nil }

// fixedJudge grants by household; -1 refuses, -2 cannot decide.
type fixedJudge map[string]civil.Fen

func (j fixedJudge) Judge(_ context.Context, _ civil.Area, household string, day civil.Date, _ string) (*assess.Judged, error) {
	amount, known := j[household]
	if !known {
		return nil, civil.NotFound.Refuse("family_unknown", "登记里没有这个家庭。")
	}
	d := assess.Determination{Programme: "dibao", Member: -1, Outcome: rule.Grant, Amount: amount}
	switch amount {
	case -1:
		d = assess.Determination{Programme: "dibao", Member: -1, Outcome: rule.Refuse, Reasons: []string{"income_not_below_standard"}}
	case -2:
		d = assess.Determination{Programme: "dibao", Member: -1, Outcome: rule.CannotDecide, Missing: []string{"household:income"}}
	}
	return &assess.Judged{Day: day, Bundle: "bundle", Snapshot: "snapshot", Facts: []byte(household), Determinations: []assess.Determination{d}}, nil
}

func (j fixedJudge) Replay(ctx context.Context, county civil.Area, _, _ string, facts []byte, day civil.Date) (*assess.Judged, error) {
	return j.Judge(ctx, county, string(facts), day, "")
}

func officer(role access.Role, division civil.Area) casework.Who {
	return casework.Who{Actor: "staff:li-" + string(role), Staff: "li", Name: "李敏", Purpose: "application", Posts: []casework.Post{{Role: role, Division: division}}}
}

const (
	nantong    = civil.Area(320600000000)
	chongchuan = civil.Area(320613000000)
)

func (o *office) desk(judge FamilyJudge) *Standards {
	o.t.Helper()
	home := func(_ context.Context, person register.Ref, _ civil.Date) (register.Ref, error) {
		return register.Ref{County: person.County, ID: strings.TrimPrefix(person.ID, "p")}, nil
	}
	return NewStandards(o.Pay, judge, home, fixedLaw{must[*pack.Catalogue](o.t)(shipped())})
}

// today is the day of the store's clock.
func (o *office) today() civil.Date { return civil.InstantOf(o.store.Now()).Date() }

func (o *office) raiseTo(value string, since civil.Date) Standard {
	return Standard{Parameter: "low_standard", Region: "320600", Since: since, Value: value, Source: "通民发〔2025〕31号"}
}

func TestWhatAnOfficeMayDecide(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		desk, city := o.desk(fixedJudge{}), officer(casework.City, nantong)
		at := o.today()
		if _, err := desk.Decide(t.Context(), city, o.raiseTo("770", at)); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			who  casework.Who
			turn func(s *Standard)
			want string
		}{
			{"a parameter nobody declares", city, func(s *Standard) { s.Parameter = "low_standart" }, "standard_parameter"},
			{"a parameter that is computed", city, func(s *Standard) { s.Parameter = "edge_line" }, "standard_formula"},
			{"words where an amount belongs", city, func(s *Standard) { s.Value = "七百七" }, "money_not_number"},
			{"an amount below nothing", city, func(s *Standard) { s.Value = "-770" }, "standard_value"},
			{"a rural amount that is none", city, func(s *Standard) { s.Rural = "abc" }, "money_not_number"},
			{"another city", city, func(s *Standard) { s.Region = "320500" }, "standard_scope"},
			{"the whole country", city, func(s *Standard) { s.Region = "000000" }, "standard_region"},
			{"a town", city, func(s *Standard) { s.Region = "320613005" }, "standard_region"},
			{"no document", city, func(s *Standard) { s.Source = " " }, "standard_source"},
			{"a document with a line break", city, func(s *Standard) { s.Source = "一\n二" }, "standard_source"},
			{"a day that is a slip of the pen", city, func(s *Standard) { s.Since = at.AddDays(20 * 366) }, "standard_since"},
			{"the same again", city, func(*Standard) {}, "standard_twice"},
			{"a value the packs give", city, func(s *Standard) { s.Since = dayOf(t, "2020-01-01") }, "standard_twice"},
			{"a county for the whole city", officer(casework.County, chongchuan), func(s *Standard) { s.Since = at + 1 }, "standard_scope"},
			{"a town's clerk", officer(casework.Town, 320613005000), func(s *Standard) { s.Region = county }, "standard_scope"},
			{"an auditor", officer(casework.Auditor, nantong), func(s *Standard) { s.Since = at + 1 }, "standard_scope"},
			{"nobody in particular", casework.Who{Actor: "staff:li", Posts: city.Posts}, func(s *Standard) { s.Since = at + 1 }, "standard_decider"},
			{"a county for itself", officer(casework.County, chongchuan), func(s *Standard) { s.Region = county }, ""},
			{"town and country apart", city, func(s *Standard) { s.Since, s.Rural = at+1, "650" }, ""},
		} {
			order := o.raiseTo("770", at)
			c.turn(&order)
			_, err := desk.Decide(t.Context(), c.who, order)
			if got := code(err); got != c.want {
				t.Errorf("%s: %s, want %q", c.name, got, c.want)
			}
		}
		list := must[[]*Standard](t)(desk.Decided(t.Context(), "320613"))
		var words []string
		for _, s := range list {
			words = append(words, fmt.Sprintf("%s %d %s %s", s.Region, s.Since-at, s.Text(), s.State(at, list)))
		}
		want := "320600 0 770.00 in_force; 320600 1 城市770.00，农村650.00 awaited; 320613 0 770.00 in_force"
		if got := strings.Join(words, "; "); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
		if list = must[[]*Standard](t)(desk.Decided(t.Context(), "320500")); len(list) != 0 {
			t.Errorf("another city has %d standards", len(list))
		}
	})
}

func TestAStandardIsWithdrawnOnlyBeforeItHolds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		ctx, desk, city := t.Context(), o.desk(fixedJudge{}), officer(casework.City, nantong)
		decided := must[*Standard](t)
		holds := decided(desk.Decide(ctx, city, o.raiseTo("770", o.today())))
		later := decided(desk.Decide(ctx, city, o.raiseTo("790", o.today()+30)))
		for _, c := range []struct {
			name, id, reason string
			who              casework.Who
			want             string
		}{
			{"one that holds", holds.ID, "金额写错", city, "standard_in_force"},
			{"without a reason", later.ID, " ", city, "standard_reason"},
			{"one that is not there", "nothing", "金额写错", city, "standard_unknown"},
			{"by a county", later.ID, "金额写错", officer(casework.County, chongchuan), "standard_unknown"},
			{"one to come", later.ID, "金额写错", city, ""},
			{"once more", later.ID, "金额写错", city, "standard_withdrawn"},
		} {
			if got := code(desk.Withdraw(ctx, c.who, c.id, c.reason)); got != c.want {
				t.Errorf("%s: %s, want %q", c.name, got, c.want)
			}
		}
		list := must[[]*Standard](t)(desk.Decided(ctx, ""))
		if len(list) != 2 || list[1].State(o.today(), list) != StandardWithdrawn || list[1].Withdrawn != "金额写错" || list[1].DecidedAt != later.DecidedAt {
			t.Errorf("after the withdrawal: %+v", list)
		}
		// What was withdrawn takes no place.
		decided(desk.Decide(ctx, city, o.raiseTo("780", o.today()+30)))
	})
}

func TestAStandardRaisesWhoGainsAndNobodyTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		first := o.today().Month() - 2
		from := first.String()
		for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
			o.family(id, 300_00, (first - 6).String())
		}
		o.decide(Decision{Household: "6", Effect: EffectChange, Amount: 320_00, From: first + 1, Reason: "人口增加"}, false)
		o.decide(Decision{Household: "7", Effect: EffectEnd, From: first + 1, Reason: "死亡"}, false)
		o.decide(Decision{Household: "8", Effect: EffectEnd, From: first - 1, Reason: "死亡"}, false)
		o.family("10", 300_00, (first + 1).String()) // granted under the old standard after the new one began
		judge := fixedJudge{"1": 360_00, "2": 300_00, "3": 250_00, "4": -1, "5": -2, "6": 380_00, "7": 360_00, "8": 360_00, "10": 350_00}
		desk, quxian := o.desk(judge), officer(casework.County, chongchuan)
		ctx := t.Context()
		s := must[*Standard](t)(desk.Decide(ctx, officer(casework.City, nantong), o.raiseTo("770", first.First())))
		plan := must[*Adjustment](t)(desk.PreviewAdjust(ctx, quxian, s.ID, county))
		if got, want := shown(plan), "1 raise 300.00→360.00, 10 raise 300.00→350.00, 2 unchanged 300.00→300.00, 3 less 300.00→250.00, 4 loss 300.00→0.00, "+
			"5 undecided 300.00→300.00, 6 by_hand 300.00→300.00, 7 by_hand 300.00→300.00, 9 undecided 300.00→300.00"; got != want {
			t.Errorf("the preview:\n%s\nwant\n%s", got, want)
		}
		if got := o.months("1", from, from); got != "in_force 300.00" {
			t.Errorf("the preview changed something: %s", got)
		}
		order := AdjustOrder{Standard: s.ID, County: county, Hash: plan.Hash, Reason: "按文件调整"}
		for _, c := range []struct {
			name string
			who  casework.Who
			turn func(*AdjustOrder)
			want string
		}{
			{"by the city", officer(casework.City, nantong), func(*AdjustOrder) {}, "standard_adjust_scope"},
			{"by another county", officer(casework.County, 320602000000), func(*AdjustOrder) {}, "standard_adjust_scope"},
			{"without a reason", quxian, func(o *AdjustOrder) { o.Reason = "" }, "standard_reason"},
			{"of another preview", quxian, func(o *AdjustOrder) { o.Hash = "" }, "standard_preview_changed"},
			{"of another standard", quxian, func(o *AdjustOrder) { o.Standard = "x" }, "standard_unknown"},
		} {
			bad := order
			c.turn(&bad)
			if _, err := desk.Adjust(ctx, c.who, bad); code(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		// Broken off after the first family, it goes on with the same preview.
		o.act(func(w *journal.Write) error {
			part := must[*Adjustment](t)(desk.plan(ctx, "staff:li", s, chongchuan))
			_, err := o.raise(ctx, w, part.From, part.raises("李敏", "按文件调整")[0][0])
			return err
		})
		for i, want := range []string{"1 now, 1 before, 0 moved", "0 now, 2 before, 0 moved"} {
			done := must[*Adjusted](t)(desk.Adjust(ctx, quxian, order))
			if got := fmt.Sprintf("%d now, %d before, %d moved", done.Raised, done.Earlier, done.Moved); got != want {
				t.Errorf("adjustment %d: %s, want %s", i+1, got, want)
			}
		}
		months := [2]string{(first - 1).String(), (first + 2).String()}
		for id, want := range map[string]string{
			"1":  "in_force 300.00, in_force 360.00, in_force 360.00, in_force 360.00",
			"3":  "in_force 300.00, in_force 300.00, in_force 300.00, in_force 300.00",
			"10": "awaited 0.00, awaited 0.00, in_force 350.00, in_force 350.00",
		} {
			if got := o.months(id, months[0], months[1]); got != want {
				t.Errorf("household %s: %s, want %s", id, got, want)
			}
		}
		o.explained(s)
		raises := must[[]*Raise](t)(desk.Raised(ctx, quxian, s.ID, county))
		if len(raises) != 2 || raises[0].After != 360_00 || raises[0].Name != "李敏" || raises[0].Bundle != "bundle" {
			t.Errorf("%d raises: %+v", len(raises), raises[0])
		}
	})
}

// explained holds the change of household 1 to what its family reads.
func (o *office) explained(s *Standard) {
	o.t.Helper()
	o.read(func(q db.Query) error {
		list, err := decided(o.t.Context(), q, county, s.ID+"/1")
		if err != nil || len(list) != 1 {
			o.t.Errorf("household 1 was changed %d times: %v", len(list), err)
			return err
		}
		var kept map[string]string
		if err := json.Unmarshal([]byte(list[0].Determination), &kept); err != nil || kept["bundle"] != "bundle" || kept["standard"] != s.ID {
			o.t.Errorf("the determination is %s", list[0].Determination)
		}
		if !strings.Contains(list[0].Reason, "由710元提高到770元") {
			o.t.Errorf("the family reads %q", list[0].Reason)
		}
		return nil
	})
}

func TestWhoDecidedAStandardDoesNotAdjustByItAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		first := o.today().Month() - 1
		o.family("1", 300_00, first.String())
		desk, quxian := o.desk(fixedJudge{"1": 360_00}), officer(casework.County, chongchuan)
		own := o.raiseTo("770", first.First())
		own.Region = county
		s := must[*Standard](t)(desk.Decide(ctx, quxian, own))
		plan := must[*Adjustment](t)(desk.PreviewAdjust(ctx, quxian, s.ID, county))
		order := AdjustOrder{Standard: s.ID, County: county, Hash: plan.Hash, Reason: "按文件调整"}
		if _, err := desk.Adjust(ctx, quxian, order); code(err) != "standard_adjust_own" {
			t.Errorf("who decided it adjusts by it: %q", code(err))
		}
		if got := o.months("1", first.String(), first.String()); got != "in_force 300.00" {
			t.Errorf("the refused adjustment left %s", got)
		}
		second := quxian
		second.Actor, second.Staff, second.Name = "staff:wang", "wang", "王芳"
		if done := must[*Adjusted](t)(desk.Adjust(ctx, second, order)); done.Raised != 1 {
			t.Errorf("the second person raised %d", done.Raised)
		}
	})
}

func shown(a *Adjustment) string {
	var words []string
	for _, l := range a.Lines {
		words = append(words, fmt.Sprintf("%s %s %s→%s", l.Household, l.Kind, l.Before, l.After))
	}
	return strings.Join(words, ", ")
}

func dayOf(t testing.TB, text string) civil.Date {
	t.Helper()
	return must[civil.Date](t)(civil.ParseDate(text))
}
