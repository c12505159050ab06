package pay

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

// astray is the model's paper with what keeps money from leaving and brings it back.
type astray struct {
	model
	events  map[string]*Event
	days    int // of events, so that each is another one
	papers  int
	subsidy map[string]civil.Fen // household and month: what batches have paid
}

func TestRandomMonthsWithFreezesDebtsAndBatchesAgreeWithAModel(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	rapid.Check(t, func(rt *rapid.T) { randomAstray(rt, o, fmt.Sprint(400000+counties.Add(1))) })
}

func randomAstray(rt *rapid.T, o *office, in string) {
	m := astray{model: model{families: map[string]*paper{}}, events: map[string]*Event{}, subsidy: map[string]civil.Fen{}}
	ids := []string{"11", "12", "13"}
	for _, id := range ids {
		m.families[id] = &paper{}
	}
	for now := range modelMonths {
		for range rapid.IntRange(0, 3).Draw(rt, "decisions") {
			m.decide(rt, o, in, rapid.SampledFrom(ids).Draw(rt, "family"), now)
		}
		for _, id := range ids {
			m.happens(rt, o, in, id)
			m.receives(rt, o, in, id)
		}
		m.batch(rt, o, in, ids, now)
		kind := Monthly
		if now > 0 && rapid.IntRange(0, 4).Draw(rt, "kind") == 0 {
			kind = Supplementary
		}
		m.pay(rt, o, in, ids, now, kind, "csv")
		m.compare(rt, o, in)
	}
}

// happens freezes a family, or lets its money go again.
func (m *astray) happens(rt *rapid.T, o *office, in, id string) {
	p := m.families[id]
	if !p.granted || rapid.IntRange(0, 3).Draw(rt, "happens") != 0 {
		return
	}
	if e := m.events[id]; e != nil {
		if _, err := o.SettleEvent(o.t.Context(), "staff:county", in, e.ID, Ruling{Outcome: GoOn, Words: "继续"}); err != nil {
			rt.Fatal(err)
		}
		delete(m.events, id)
		p.frozen = false
		return
	}
	m.days++
	h := Happening{Person: person(id), Kind: Custody, Day: modelFirst.First().AddDays(m.days % 28), Source: "clerk", Reference: fmt.Sprint("证明", m.days)}
	if m.days >= 28 {
		return // the days of the first month are used up
	}
	e, err := o.Report(o.t.Context(), "staff:town", in, h)
	if err != nil {
		rt.Fatal(err)
	}
	if e != nil {
		m.events[id], p.frozen = e, true
	}
}

// receives lets a family bring back a part of what it was overpaid, the oldest month
// first.
func (m *astray) receives(rt *rapid.T, o *office, in, id string) {
	p := m.families[id]
	var owed civil.Fen
	for i := range modelMonths {
		owed += max(0, p.out[i]-p.due[i])
	}
	if owed == 0 || rapid.Bool().Draw(rt, "keeps it") {
		return
	}
	m.papers++
	ctx, day := o.t.Context(), modelFirst.First()
	r, err := o.Agree(ctx, "staff:county", in, Agreement{Subject: Subject{Programme: "dibao", Household: id}, Debtor: "人", Number: fmt.Sprint("追", m.papers), Day: day,
		Instalment: owed, First: modelFirst})
	if err != nil {
		rt.Fatal(err)
	}
	amount := civil.Fen(rapid.Int64Range(1, int64(owed)).Draw(rt, "brings"))
	if err := o.Receive(ctx, "staff:fin", in, r.ID, Money{Amount: amount, Day: day, Receipt: fmt.Sprint("收", m.papers)}); err != nil {
		rt.Fatal(err)
	}
	for i := range modelMonths {
		part := min(amount, max(0, p.out[i]-p.due[i]))
		p.out[i] -= part
		p.claimed[i] -= part
		amount -= part
	}
}

// batch pays some families once more, and repeats itself.
func (m *astray) batch(rt *rapid.T, o *office, in string, ids []string, now int) {
	b := Batch{County: in, Programme: "subsidy", Month: modelFirst.Add(rapid.IntRange(0, now).Draw(rt, "of")), Title: "价格临时补贴", Basis: "启动决定"}
	var fresh civil.Fen
	for _, id := range ids {
		p := m.families[id]
		if !p.granted || p.frozen || rapid.Bool().Draw(rt, "left out") {
			continue
		}
		b.Lines = append(b.Lines, BatchLine{Household: id, Payee: person(id), Division: hamlet, Amount: 30_00})
		key := fmt.Sprint(id, " ", b.Month)
		if m.subsidy[key] == 0 {
			fresh += 30_00
			m.subsidy[key] = 30_00
		}
	}
	if len(b.Lines) == 0 {
		return
	}
	ctx, run := o.t.Context(), must[*Run](o.t)
	r := run(o.PrepareBatch(ctx, "staff:maker", b))
	if again := run(o.PrepareBatch(ctx, "staff:maker", b)); again.ID != r.ID {
		rt.Fatalf("the same list made the runs %s and %s", r.ID, again.ID)
	}
	if fresh == 0 {
		if r.State == Draft {
			rt.Fatalf("a list of people who have it all made a draft of %s", r.Total)
		}
		return
	}
	if r.Total != fresh {
		rt.Fatalf("the batch lists %s, want %s", r.Total, fresh)
	}
	r = o.release(r)
	o.reply(r, o.bank(r))
	m.paidOnce(rt, o, in, ids)
}

// paidOnce holds what batches have paid against the paper.
func (m *astray) paidOnce(rt *rapid.T, o *office, in string, ids []string) {
	got := map[string]civil.Fen{}
	for _, id := range ids {
		list, err := o.PaymentsOf(o.t.Context(), register.Ref{County: in, ID: id})
		if err != nil {
			rt.Fatal(err)
		}
		for i := range list {
			for _, l := range list[i].Lines {
				if l.Kind == OneOff && l.Status == Paid {
					got[fmt.Sprint(id, " ", l.Month)] += l.Amount
				}
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(m.subsidy) {
		rt.Fatalf("batches have paid %v, want %v", got, m.subsidy)
	}
	o.read(func(q db.Query) error {
		list, err := Events(o.t.Context(), q, in, EventOpen)
		if err == nil && len(list) != len(m.events) {
			rt.Fatalf("%d events are open, want %d", len(list), len(m.events))
		}
		return err
	})
}
