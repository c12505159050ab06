package pay

import (
	"crypto/rand"
	"errors"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/register"
)

const (
	county = "320613"
	town   = civil.Area(320613005000)
	hamlet = civil.Area(320613005001)
)

// office is a store with a Pay on it.
type office struct {
	t     testing.TB
	store *db.DB
	*Pay
}

func open(t testing.TB, store *db.DB) *office {
	t.Helper()
	day, err := civil.NewDate(2025, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, day)
	if err != nil {
		t.Fatal(err)
	}
	packs, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	names := Names{
		Rules:     packs.PayRules,
		Unit:      func(string) Unit { return Unit{Name: "崇川区民政局", Code: "32061300001"} },
		Programme: func(string) string { return "低保" },
	}
	return &office{t: t, store: store, Pay: New(journal.New(store, append(Tables(), ledger.Tables()...)...), keys, names)}
}

func month(t testing.TB, text string) civil.Month {
	t.Helper()
	m, err := civil.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// try does something in an act of a county.
func (o *office) try(in string, f func(w *journal.Write) error) error {
	_, err := o.journal.Do(o.t.Context(), journal.Header{County: in, Kind: "test", Actor: "staff:judge", Purpose: "review"}, f)
	return err
}

func (o *office) act(f func(w *journal.Write) error) {
	o.t.Helper()
	if err := o.try(county, f); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) read(f func(q db.Query) error) {
	o.t.Helper()
	if err := o.store.Read(o.t.Context(), f); err != nil {
		o.t.Fatal(err)
	}
}

func code(err error) string {
	var refusal *civil.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		return refusal.Code
	}
	return err.Error()
}

func person(id string) register.Ref { return register.Ref{County: county, ID: "p" + id} }

// number is a fictional account of a person.
func number(id string) string { return "62170000000000" + id }

func (o *office) account(id, card string) Account {
	return Account{
		Person: person(id), Holder: "人" + id, Number: access.NewPrivate(access.Account, card),
		BankCode: "102306000015", BankName: "工商银行崇川支行", Capacity: Own,
	}
}

// family grants a household 低保 and gives it an account.
func (o *office) family(id string, amount civil.Fen, from string) {
	o.t.Helper()
	o.decide(Decision{Household: id, Effect: EffectGrant, Amount: amount, From: month(o.t, from), Reason: "审核同意"}, true)
}

// decide carries a decision out; what it leaves out is filled in.
func (o *office) decide(d Decision, account bool) {
	o.t.Helper()
	if err := o.tryDecide(d, account); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) tryDecide(d Decision, account bool) error {
	if d.ID == "" {
		d.ID = db.NewID()
	}
	if d.County == "" {
		d.County = county
	}
	if d.Programme == "" {
		d.Programme = "dibao"
	}
	d.Case, d.Payee = "case"+d.Household, person(d.Household)
	d.Covered = []register.Ref{person(d.Household)}
	if d.Division == 0 {
		d.Division = hamlet
	}
	if account {
		a := o.account(d.Household, number(d.Household))
		d.Account = &a
	}
	return o.try(d.County, func(w *journal.Write) error { return o.Decided(o.t.Context(), w, d) })
}

// order is a monthly run over all programmes.
func (o *office) order(m string) Order {
	return Order{County: county, Month: month(o.t, m), Kind: Monthly}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// send takes a run from the order to the bank.
func (o *office) send(order Order, format string) (*Run, *File) {
	o.t.Helper()
	r := o.signed(order)
	file := must[*File](o.t)(o.BankFile(o.t.Context(), "staff:fin", r.County, r.ID, format))
	return o.run(r), file
}

// signed takes a run to the second signature.
func (o *office) signed(order Order) *Run {
	o.t.Helper()
	ctx, run := o.t.Context(), must[*Run](o.t)
	r := run(o.Prepare(ctx, "staff:maker", order))
	r = run(o.Freeze(ctx, "staff:maker", r.County, r.ID))
	seen := Seen{r.County, r.ID, r.Hash}
	run(o.Approve(ctx, "staff:fin", seen))
	run(o.Sign(ctx, "staff:one", seen))
	return run(o.Release(ctx, "staff:two", seen, r.Total))
}

func (o *office) run(r *Run) (now *Run) {
	o.t.Helper()
	o.read(func(q db.Query) (err error) {
		now, err = GetRun(o.t.Context(), q, r.County, r.ID)
		return err
	})
	return now
}

func (o *office) lines(r *Run) (list []*Line) {
	o.t.Helper()
	o.read(func(q db.Query) (err error) {
		list, err = Lines(o.t.Context(), q, r)
		return err
	})
	return list
}

// bank answers a run: the lines of the households named come back.
func (o *office) bank(r *Run, returned ...string) *Answer {
	o.t.Helper()
	format := must[*Format](o.t)(FormatNamed(r.Format))
	good, bad := "00000000", "E0000001"
	if format.Name == "csv" {
		good, bad = "成功", "账号不存在"
	}
	a := &Answer{Run: r.ID, UnitCode: "32061300001"}
	o.read(func(q db.Query) error {
		lines := must[[]*Line](o.t)(Lines(o.t.Context(), q, r))
		accounts, err := o.numbers(o.t.Context(), q, r.County, lines)
		for _, l := range lines {
			if !l.listed() || err != nil {
				continue
			}
			one := AnswerLine{Seq: int64(len(a.Lines) + 1), Account: accounts[revision{l.Account, l.Revision}].Number.Reveal(), Amount: l.Amount, Code: good, Text: "成功"}
			for _, household := range returned {
				if l.Household == household {
					one.Code, one.Text = bad, "失败"
				}
			}
			a.Lines = append(a.Lines, one)
			a.sum(one.Code == good, l.Amount)
		}
		return err
	})
	return a
}

func (a *Answer) sum(paid bool, amount civil.Fen) {
	if paid {
		a.PaidCount, a.PaidSum = a.PaidCount+1, a.PaidSum+amount
		return
	}
	a.ReturnedCount, a.ReturnedSum = a.ReturnedCount+1, a.ReturnedSum+amount
}

// reply reads an answer into the store.
func (o *office) reply(r *Run, a *Answer) *Settled {
	o.t.Helper()
	raw := must[[]byte](o.t)(must[*Format](o.t)(FormatNamed(r.Format)).WriteAnswer(a))
	return must[*Settled](o.t)(o.ReadReturn(o.t.Context(), "staff:fin", r.County, r.ID, raw))
}

func (o *office) overpaid() (list []*Overpayment) {
	o.t.Helper()
	o.read(func(q db.Query) (err error) {
		list, err = Overpayments(o.t.Context(), q, county, "")
		return err
	})
	return list
}
