package pay

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// sums is where the accounts of a county stand, by class.
func (o *office) sums(in string) map[string]civil.Fen {
	o.t.Helper()
	sums := map[string]civil.Fen{}
	o.read(func(q db.Query) error {
		list, err := books.Classes(o.t.Context(), q, in)
		for _, c := range list {
			sums[c.Class] = civil.Fen(c.Balance)
		}
		return err
	})
	return sums
}

// ledgerFaults holds the ledger of a county against its lines and debts, by another way
// than the postings took: from what stands at the end.
func (o *office) ledgerFaults(in string) (faults []string) {
	o.t.Helper()
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	o.read(func(q db.Query) error {
		found, err := books.Verify(o.t.Context(), q, in)
		if err != nil {
			return err
		}
		for _, f := range found {
			fault("%s: %s", f.Account, f.Message)
		}
		runs, err := Runs(o.t.Context(), q, in, monthFirst)
		if err != nil {
			return err
		}
		var paid, returned civil.Fen
		restsOf := map[string]civil.Fen{} // of returned lines a released one stands for
		for _, r := range runs {
			lines, err := Lines(o.t.Context(), q, r)
			if err != nil {
				return err
			}
			var under civil.Fen
			for _, l := range lines {
				if l.listed() && r.State.released() {
					if l.Origin != "" {
						restsOf[l.Origin] = -1
					}
					if l.Status == Ready {
						under += l.Amount
					}
				}
			}
			if now, err := books.Now(o.t.Context(), q, in, runAccount(r.ID)); err != nil || civil.Fen(now) != under {
				fault("run %s: %d under way by the ledger, %s by its lines (%v)", r.ID, now, under, err)
			}
		}
		for _, r := range runs {
			lines, err := Lines(o.t.Context(), q, r)
			if err != nil {
				return err
			}
			for _, l := range lines {
				switch l.Status {
				case Paid:
					paid += l.Amount
				case Returned, Again, Reissued:
					if restsOf[l.ID] == 0 {
						returned += l.Amount
					}
				}
			}
		}
		over, err := Overpayments(o.t.Context(), q, in, "")
		if err != nil {
			return err
		}
		owed := map[string]civil.Fen{}
		var owing civil.Fen
		for _, one := range over {
			owed[one.Household] += one.Amount
			owing += one.Amount
		}
		for household, amount := range owed {
			if now, err := books.Now(o.t.Context(), q, in, receivableAccount(household)); err != nil || civil.Fen(now) != amount {
				fault("household %s owes %d by the ledger, %s by its months (%v)", household, now, amount, err)
			}
		}
		sums := o.sums(in)
		if sums["paid"] != paid {
			fault("paid are %s by the ledger, %s by the lines", sums["paid"], paid)
		}
		if sums["returned"] != returned {
			fault("returned are %s by the ledger, %s by the lines", sums["returned"], returned)
		}
		if sums["receivable"] != owing {
			fault("receivable are %s by the ledger, %s by the months", sums["receivable"], owing)
		}
		if sums["overpaid"] != -(owing + sums["recovered"] + sums["writeoff"]) {
			fault("overpaid are %s", sums["overpaid"])
		}
		var all civil.Fen
		for _, sum := range sums {
			all += sum
		}
		if all != 0 {
			fault("all accounts add up to %s", all)
		}
		return nil
	})
	return faults
}

// books holds the ledger against the paper: what has arrived, and what came back and
// waits.
func (m *model) books(rt *rapid.T, o *office, in string) {
	if faults := o.ledgerFaults(in); len(faults) != 0 {
		rt.Fatalf("the ledger differs: %v", faults)
	}
	var out, back civil.Fen
	for _, p := range m.families {
		for i := range modelMonths {
			out += p.out[i]
		}
		for _, c := range p.back {
			back += c.amount
		}
	}
	if sums := o.sums(in); sums["paid"] != out || sums["returned"] != back || sums["run"] != 0 {
		rt.Fatalf("the ledger has %s paid, %s returned and %s under way, the paper %s and %s", sums["paid"], sums["returned"], sums["run"], out, back)
	}
}

func (o *office) kinds(in, subject string) (list []string) {
	o.t.Helper()
	o.read(func(q db.Query) error {
		all, err := books.Of(o.t.Context(), q, in, subject)
		for _, t := range all {
			list = append(list, fmt.Sprintf("%s→%s %d", classOf(t.From), classOf(t.To), t.Amount))
		}
		return err
	})
	return list
}

func classOf(code string) string {
	for i := range code {
		if code[i] == '.' {
			return code[:i]
		}
	}
	return code
}

func TestEveryStepOfARunIsPosted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.names.Shares = func(string, string, civil.Month) []Share { return []Share{{"city", 300}, {"county", 700}} }
		o.family("11", 100_01, "2025-07")
		o.family("12", 200_00, "2025-07")
		expect := func(step string, want map[string]civil.Fen) {
			t.Helper()
			for class, sum := range o.sums(county) {
				if sum != want[class] {
					t.Errorf("%s: %s stands at %s, want %s", step, class, sum, want[class])
				}
				delete(want, class)
			}
			for class, sum := range want {
				if sum != 0 {
					t.Errorf("%s: %s has nothing, want %s", step, class, sum)
				}
			}
			for _, f := range o.ledgerFaults(county) {
				t.Errorf("%s: %s", step, f)
			}
		}
		r := o.signed(o.order("2025-07"))
		expect("released", map[string]civil.Fen{"fund": -300_01, "run": 300_01})
		if got := fmt.Sprint(o.kinds(county, r.ID)); got != "[fund→run 9000 fund→run 21001]" {
			t.Errorf("the shares are %s", got)
		}
		must[*Run](t)(o.SendBack(t.Context(), "staff:fin", Seen{county, r.ID, r.Hash}, "再核"))
		expect("sent back", map[string]civil.Fen{"fund": 0, "run": 0})
		r, _ = o.send(o.order("2025-07"), "csv")
		expect("sent", map[string]civil.Fen{"fund": -300_01, "run": 300_01})
		o.reply(r, o.bank(r, "12"))
		expect("answered", map[string]civil.Fen{"fund": -300_01, "paid": 100_01, "returned": 200_00})

		// A new account; meanwhile less is owed for the month than came back.
		o.decide(Decision{Household: "12", Effect: EffectChange, Amount: 150_00, From: month(t, "2025-07"), Reason: "复核减少"}, false)
		o.act(func(w *journal.Write) error {
			_, err := o.SetAccount(t.Context(), w, o.account("12", number("12")+"9"))
			return err
		})
		r, _ = o.send(Order{County: county, Month: month(t, "2025-07"), Kind: Supplementary}, "csv")
		expect("sent again", map[string]civil.Fen{"fund": -250_01, "paid": 100_01, "run": 150_00})
		o.reply(r, o.bank(r))
		expect("credited", map[string]civil.Fen{"fund": -250_01, "paid": 250_01})

		// The money of a month turns out not to be owed.
		o.decide(Decision{Household: "11", Effect: EffectEnd, From: month(t, "2025-07"), Reason: "死亡"}, false)
		expect("overpaid", map[string]civil.Fen{"fund": -250_01, "paid": 250_01, "overpaid": -100_01, "receivable": 100_01})
		if report, err := o.journal.Verify(t.Context(), nil); err != nil || len(report.Findings) != 0 {
			t.Errorf("the journal says %+v, %v", report, err)
		}
	})
}

func TestMoneyThatIsNotSentAgainGoesBackToItsSources(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.names.Shares = func(string, string, civil.Month) []Share { return []Share{{"city", 300}, {"county", 700}} }
	o.family("11", 100_01, "2025-07")
	r, _ := o.send(o.order("2025-07"), "csv")
	o.reply(r, o.bank(r, "11"))
	o.decide(Decision{Household: "11", Effect: EffectEnd, From: month(t, "2025-07"), Reason: "死亡"}, false)
	line := o.lines(r)[0]
	if err := o.Forgo(t.Context(), "staff:fin", county, line.ID, "死亡停发"); err != nil {
		t.Fatal(err)
	}
	if got := o.sums(county); got["fund"] != 0 || got["returned"] != 0 || got["run"] != 0 {
		t.Errorf("the accounts stand at %v", got)
	}
	if got := fmt.Sprint(o.kinds(county, line.ID)); got != "[run→returned 10001 returned→fund 3000 returned→fund 7001]" {
		t.Errorf("posted are %s", got)
	}
	if faults := o.ledgerFaults(county); len(faults) != 0 {
		t.Error(faults)
	}
}

func TestSharesAddUpToTheFen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var shares []Share
		left := int64(wholeShare)
		for i := 0; left > 0; i++ {
			part := rapid.Int64Range(1, left).Draw(rt, "permille")
			if i == 4 {
				part = left
			}
			shares = append(shares, Share{fmt.Sprint("s", i), part})
			left -= part
		}
		amount := civil.Fen(rapid.Int64Range(1, 9_000_000_000_000).Draw(rt, "amount"))
		var sum civil.Fen
		by := map[string]civil.Fen{}
		for _, p := range divide(shares, amount) {
			sum += p.Amount
			by[p.Source] = p.Amount
		}
		if sum != amount {
			rt.Fatalf("%s divided into %s", amount, sum)
		}
		for _, s := range shares {
			// No part is a fen or more away from its exact share.
			if off := int64(by[s.Source])*wholeShare - int64(amount)*s.Permille; off <= -wholeShare || off >= wholeShare {
				rt.Fatalf("%s of %s at %d permille is %s", s.Source, amount, s.Permille, by[s.Source])
			}
		}
	})
}
