package verify

import (
	"context"
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// newcomer registers somebody who lives here and is registered in another city.
func (b *bureau) newcomer(name, birth string) register.Ref {
	b.t.Helper()
	var ref register.Ref
	on := day(b.t, birth)
	b.act(func(w *journal.Write) (err error) {
		ref, err = b.office.register.PutPerson(b.t.Context(), w, register.Person{
			Name: name, IDNumber: access.NewPrivate(access.IDNumber, civil.MakeID(civil.SampleRegion, on, 9)), Birth: &on, Division: 320613005001, HukouDivision: 320506001000,
		})
		return err
	})
	return ref
}

// local answers for everybody but the place of registration.
func (b *bureau) local(q Question) (Answer, error) {
	if q.Department == "origin" {
		return Answer{}, nil
	}
	return b.nothing(q)
}

func TestTheirOwnPlaceIsAskedAboutThoseRegisteredElsewhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		if f := b.ask(b.order()); slices.ContainsFunc(f.Sources, func(s Source) bool { return s.Department == "origin" }) {
			t.Error("another place is asked about somebody who is registered here")
		}
		came := b.newcomer("张建国", "1989-04-02")
		b.sign(came, "S2", func(a *Authorisation) { a.Classes = append(slices.Clone(a.Classes), "farm_subsidy") })
		b.asked = nil
		order := b.order()
		order.Members, order.Origin = []register.Ref{b.person, came}, "case2"
		b.ask(order)
		for _, q := range b.asked {
			if q.Department != "origin" {
				continue
			}
			if len(q.People) != 1 || q.People[0].Name != "张建国" || !slices.Equal(q.People[0].Classes, []string{"death", "custody", "farm_subsidy", "benefit_elsewhere"}) {
				t.Errorf("his own place is asked %+v", q.People)
			}
		}
		b.asked = nil
		order.Cause, order.Orderer, order.Origin = Ordered, "住建局", "函〔2025〕9号"
		b.ask(order)
		if slices.ContainsFunc(b.asked, func(q Question) bool { return q.Department == "origin" }) {
			t.Error("his own place is asked for another department")
		}
	})
}

func TestALetterIsEnteredAsTheAnswerOfItsDepartment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		ctx := t.Context()
		came := b.newcomer("张建国", "1989-04-02")
		b.sign(came, "S2", func(a *Authorisation) { a.Classes = append(slices.Clone(a.Classes), "farm_subsidy") })
		b.people, b.say = []register.Ref{came}, b.local
		f := b.ask(b.order())
		if f.State != Asking {
			t.Fatalf("nobody has answered for his own place, and the inquiry is %s", f.State)
		}
		classOf := map[string]string{}
		for _, item := range f.Unanswered("origin") {
			classOf[item.Class] = item.ID
		}
		enter := func(p Paper) error {
			p.Department = "origin"
			_, err := b.Enter(ctx, county, f.ID, "staff:li", p)
			return err
		}
		said := func(class string, records ...Raw) Said { return Said{Item: classOf[class], Records: records} }
		subsidy := Raw{"item": "耕地地力保护补贴", "month": "2025-05", "amount": "300"}
		for _, wrong := range []struct {
			name, code string
			paper      Paper
		}{
			{"without a number", "reply_number", Paper{Said: []Said{said("death")}}},
			{"that says nothing", "reply_empty", Paper{Number: "苏吴民核〔2025〕3号"}},
			{"about what was not asked", "reply_answered", Paper{Number: "苏吴民核〔2025〕3号", Said: []Said{{Item: "none"}}}},
			{"with an amount that is none", "reply_record", Paper{Number: "苏吴民核〔2025〕3号", Said: []Said{said("farm_subsidy", Raw{"item": "补贴", "month": "2025-05", "amount": "三百"})}}},
		} {
			if refusal := refusalOf(enter(wrong.paper)); refusal == nil || refusal.Code != wrong.code {
				t.Errorf("a letter %s: %v", wrong.name, refusal)
			}
		}
		if err := enter(Paper{Number: "苏吴民核〔2025〕3号", Said: []Said{said("death"), said("farm_subsidy", subsidy)}}); err != nil {
			t.Fatal(err)
		}
		if f = b.whole(f.ID); f.State != Asking || len(f.Unanswered("origin")) != 2 {
			t.Fatalf("two questions are open: %s, %d", f.State, len(f.Unanswered("origin")))
		}
		if err := enter(Paper{Number: "苏吴民核〔2025〕5号", Said: []Said{said("custody"), said("benefit_elsewhere")}}); err != nil {
			t.Fatal(err)
		}
		f = b.whole(f.ID)
		if f.State != Reported || f.Conclusion != Clear {
			t.Errorf("all have answered: %s, %s", f.State, f.Conclusion)
		}
		if at := slices.IndexFunc(f.Sources, func(s Source) bool { return s.Department == "origin" }); f.Sources[at].Result != Some || f.Sources[at].Paper != "苏吴民核〔2025〕5号" {
			t.Errorf("his own place: %+v", f.Sources[at])
		}
		if refusal := refusalOf(enter(Paper{Number: "苏吴民核〔2025〕6号", Said: []Said{said("custody")}})); refusal == nil || refusal.Code != "reply_late" {
			t.Errorf("after the report: %v", refusal)
		}
		classes, _ := b.answered(came.ID, nil)
		for _, class := range []string{"death", "custody", "farm_subsidy", "benefit_elsewhere"} {
			if !slices.Contains(classes, class) {
				t.Errorf("what was answered about %s is not known: %v", class, classes)
			}
		}
		b.asked = nil
		order := b.order()
		order.Cause, order.Origin = Periodic, "2025-07"
		b.ask(order)
		if slices.ContainsFunc(b.asked, func(q Question) bool { return q.Department == "origin" }) {
			t.Error("in a review his own place is asked what it has said and what still holds")
		}
		err := b.store.Read(ctx, func(q db.Query) error {
			list, err := b.office.register.RecordsFor(ctx, q, "farm_subsidy", came, register.On(b.today()))
			if len(list) != 1 {
				t.Errorf("the register has %d records", len(list))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAListOfThoseRegisteredHereSaysNothingAboutOthers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		came := b.newcomer("张建国", "1989-04-02")
		catalogue, err := catalogues()
		if err != nil {
			t.Fatal(err)
		}
		feeds := Feeds{DB: b.store, Register: b.office.register, Catalogue: func() *pack.Catalogue { return catalogue },
			Covers: func(_ context.Context, _ db.Query, _ string, _ civil.Date, elsewhere bool) (map[string]bool, error) {
				return map[string]bool{"vehicle": !elsewhere, "bank_account": true}, nil
			}}
		q := Question{Reference: b.today()}
		for _, person := range []register.Ref{b.person, came} {
			for _, class := range []string{"vehicle", "bank_account"} {
				q.add(&Item{ID: person.ID + class, Person: person, Class: class}, &register.Asked{Ref: person})
			}
		}
		answer, err := feeds.Ask(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, r := range answer.Replies {
			said = append(said, q.People[r.N-1].item[r.Class].ID)
		}
		slices.Sort(said)
		want := []string{b.person.ID + "bank_account", b.person.ID + "vehicle", came.ID + "bank_account"}
		slices.Sort(want)
		if !slices.Equal(said, want) {
			t.Errorf("answered %v, want %v", said, want)
		}
	})
}
