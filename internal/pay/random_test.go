package pay

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// The model is what a careful clerk would keep on paper: for every family and month
// what is due, what was claimed of the bank and what has arrived.
type model struct {
	families map[string]*paper
}

type paper struct {
	due     [modelMonths]civil.Fen // what holds for each month
	amount  [modelMonths]civil.Fen // the same where it is suspended
	claimed [modelMonths]civil.Fen // sent, or sent and come back
	out     [modelMonths]civil.Fen // sent and not come back
	back    []claim
	granted bool
	frozen  bool
	card    int
}

// claim is money that came back.
type claim struct {
	month  int
	amount civil.Fen
	card   int
}

const modelMonths = 6

var counties atomic.Int64

func TestRandomMonthsAgreeWithAModel(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	rapid.Check(t, func(rt *rapid.T) { randomMonths(rt, o, fmt.Sprint(400000+counties.Add(1))) })
}

func randomMonths(rt *rapid.T, o *office, in string) {
	m := model{families: map[string]*paper{}}
	ids := []string{"11", "12", "13"}
	for _, id := range ids {
		m.families[id] = &paper{}
	}
	format := rapid.SampledFrom([]string{"fixed", "csv"}).Draw(rt, "format")
	for now := range modelMonths {
		for range rapid.IntRange(0, 3).Draw(rt, "decisions") {
			m.decide(rt, o, in, rapid.SampledFrom(ids).Draw(rt, "family"), now)
		}
		kind := Monthly
		if now > 0 && rapid.IntRange(0, 4).Draw(rt, "kind") == 0 {
			kind = Supplementary
		}
		m.pay(rt, o, in, ids, now, kind, format)
		m.compare(rt, o, in)
		m.books(rt, o, in)
	}
}

// first is the month of the model's beginning.
const modelFirst = civil.Month(2025 * 12)

func (m *model) decide(rt *rapid.T, o *office, in, id string, now int) {
	p := m.families[id]
	from := rapid.IntRange(max(0, now-3), min(modelMonths-1, now+1)).Draw(rt, "from")
	amount := civil.Fen(rapid.Int64Range(1, 900_00).Draw(rt, "amount"))
	d := Decision{County: in, Household: id, From: modelFirst.Add(from), Amount: amount, Reason: "随机", Effect: EffectChange}
	first := !p.granted
	if first {
		d.Effect = EffectGrant
	} else if p.amount[modelMonths-1] == 0 {
		return // it has ended
	} else {
		d.Effect = rapid.SampledFrom([]Effect{EffectChange, EffectChange, EffectSuspend, EffectResume, EffectEnd}).Draw(rt, "effect")
	}
	err := o.tryDecide(d, first)
	if err != nil {
		if c := code(err); c == "entitlement_not_suspended" && (p.amount[from] == 0 || p.due[from] != 0) {
			return
		}
		rt.Fatalf("%s from %d: %v", d.Effect, from, err)
	}
	for i := from; i < modelMonths; i++ {
		switch d.Effect {
		case EffectGrant:
			p.due[i], p.amount[i], p.granted = amount, amount, true
		case EffectChange:
			if p.amount[i] == 0 || p.due[i] != 0 { // what is suspended stays so
				p.due[i] = amount
			}
			p.amount[i] = amount
		case EffectSuspend:
			p.due[i] = 0
		case EffectResume:
			p.due[i] = p.amount[i]
		case EffectEnd:
			p.due[i], p.amount[i] = 0, 0
		}
	}
}

// pay makes a run and checks what it lists; the bank sends some of it back.
func (m *model) pay(rt *rapid.T, o *office, in string, ids []string, now int, kind RunKind, format string) {
	for _, id := range ids {
		if p := m.families[id]; len(p.back) > 0 && rapid.Bool().Draw(rt, "mended") {
			p.card++
			if err := o.try(in, func(w *journal.Write) error {
				_, err := o.SetAccount(o.t.Context(), w, o.account(id, number(id+fmt.Sprint(p.card))))
				return err
			}); err != nil {
				rt.Fatal(err)
			}
		}
	}
	lines := m.expect(ids, now)
	want, sum := map[string]civil.Fen{}, civil.Fen(0)
	for id, list := range lines {
		for _, c := range list {
			want[fmt.Sprint(id, " ", c.month)] += c.amount
			sum += c.amount
		}
	}
	order := Order{County: in, Month: modelFirst.Add(now), Kind: kind}
	r, err := o.Prepare(o.t.Context(), "staff:maker", order)
	if err != nil {
		rt.Fatal(err)
	}
	got := map[string]civil.Fen{}
	for _, l := range o.lines(r) {
		if l.listed() {
			got[fmt.Sprint(l.Household, " ", int(l.Month-modelFirst))] += l.Amount
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || r.Total != sum {
		rt.Fatalf("month %d: listed %v (%s), want %v (%s)", now, got, r.Total, want, sum)
	}
	if len(want) == 0 {
		if _, err := o.Discard(o.t.Context(), "staff:maker", in, r.ID, "没有应发"); err != nil {
			rt.Fatal(err)
		}
		return
	}
	r, file := o.send(order, format)
	text := plain(o.t, file.Body)
	written := sum.String()
	if format == "fixed" {
		written = fmt.Sprintf("%015d", int64(sum))
	}
	if strings.Count(text, written) < 2 {
		rt.Fatalf("head and trailer of the file do not both say %s:\n%s", written, text)
	}
	var returned []string
	for _, id := range ids {
		if rapid.IntRange(0, 3).Draw(rt, "returned") == 0 {
			returned = append(returned, id)
		}
	}
	m.settle(lines, returned)
	if s := o.reply(r, o.bank(r, returned...)); s.Missing != 0 || len(s.Findings) != 0 {
		rt.Fatalf("the answer leaves %+v", s)
	}
}

// expect is what a run lists of each family: what is due and was never claimed, and what
// came back and has a new account, as far as it is still due. Each is a line of its own,
// and each of them may come back: of a month the one for what is due stands first.
func (m *model) expect(ids []string, now int) map[string][]claim {
	lines := map[string][]claim{}
	for _, id := range ids {
		p := m.families[id]
		if p.frozen {
			continue
		}
		again := p.again()
		for i := range modelMonths {
			reissued := slices.DeleteFunc(slices.Clone(again), func(c claim) bool { return c.month != i })
			owed := p.due[i] - p.claimed[i]
			for _, c := range reissued {
				owed -= c.amount
			}
			if owed > 0 && i <= now {
				lines[id] = append(lines[id], claim{month: i, amount: owed})
			}
			lines[id] = append(lines[id], reissued...)
		}
	}
	return lines
}

// again takes off the paper what came back and is sent to another account now, as far as
// it is still due. The rest of a claim goes back to the funds; one that is not due at all
// stays where it is.
func (p *paper) again() (again []claim) {
	var kept, mended []claim
	for _, c := range p.back {
		if c.card == p.card {
			kept = append(kept, c)
			continue
		}
		mended = append(mended, c)
		p.claimed[c.month] -= c.amount
	}
	var sent [modelMonths]civil.Fen
	for _, c := range mended {
		owed := min(c.amount, p.due[c.month]-p.claimed[c.month]-sent[c.month])
		if owed <= 0 {
			kept = append(kept, c)
			p.claimed[c.month] += c.amount
			continue
		}
		sent[c.month] += owed
		again = append(again, claim{month: c.month, amount: owed})
	}
	p.back = kept
	return again
}

func (m *model) settle(lines map[string][]claim, returned []string) {
	for id, list := range lines {
		p := m.families[id]
		for _, c := range list {
			p.claimed[c.month] += c.amount
			if slices.Contains(returned, id) {
				p.back = append(p.back, claim{c.month, c.amount, p.card})
			} else {
				p.out[c.month] += c.amount
			}
		}
	}
}

// compare holds what is overpaid against the paper, to the fen, and sees that
// nothing has left twice.
func (m *model) compare(rt *rapid.T, o *office, in string) {
	want := map[string]civil.Fen{}
	for id, p := range m.families {
		for i := range modelMonths {
			if over := p.out[i] - p.due[i]; over > 0 {
				want[fmt.Sprint(id, " ", i)] = over
			}
		}
	}
	got := map[string]civil.Fen{}
	o.read(func(q db.Query) error {
		list, err := Overpayments(o.t.Context(), q, in, "")
		for _, one := range list {
			got[fmt.Sprint(one.Household, " ", int(one.Month-modelFirst))] += one.Amount
		}
		return err
	})
	if fmt.Sprint(got) != fmt.Sprint(want) {
		rt.Fatalf("overpaid are %v, want %v", got, want)
	}
}
