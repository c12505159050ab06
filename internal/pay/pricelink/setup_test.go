package pricelink

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/packs"
)

const (
	region  = "320600"
	county  = "320613" // 崇川区
	county2 = "320614" // 海门区
	town    = civil.Area(320613005000)
	town2   = civil.Area(320614005000)
)

// people is a register of people by their records: the number of each, or none.
type people struct {
	numbers map[register.Ref]string
	dead    map[register.Ref]bool
	keys    access.Keyring
}

// Numbered implements People.
func (p *people) Numbered(_ context.Context, _ db.Query, county string, ids []string) (map[string]register.Numbered, error) {
	found := map[string]register.Numbered{}
	for _, id := range ids {
		ref := register.Ref{County: county, ID: id}
		n := register.Numbered{Dead: p.dead[ref]}
		if number := p.numbers[ref]; number != "" {
			var err error
			if n.Entry, err = p.keys.AppendIndex(nil, access.IDNumber, number); err != nil {
				return nil, err
			}
		}
		found[id] = n
	}
	return found, nil
}

// NameOf implements People.
func (p *people) NameOf(_ context.Context, _ db.Query, ref register.Ref) (string, error) {
	return "人" + ref.ID, nil
}

// payer is pay, or fails when it is told to.
type payer struct {
	*pay.Pay
	fail string // the county whose batch breaks off
}

var errBroken = errors.New("broken off")

// PrepareBatch implements Payer.
func (p *payer) PrepareBatch(ctx context.Context, who string, b pay.Batch) (*pay.Run, error) {
	if b.County == p.fail {
		return nil, errBroken
	}
	return p.Pay.PrepareBatch(ctx, who, b)
}

// office is a store with a desk on it.
type office struct {
	t     testing.TB
	store *db.DB
	now   time.Time
	*Desk
	people *people
	payer  *payer
}

var (
	chief   = casework.Who{Actor: "staff:chief", Name: "陈立", Posts: []casework.Post{{Role: casework.City, Division: 320600000000}}}
	officer = casework.Who{Actor: "staff:officer", Name: "李敏", Posts: []casework.Post{{Role: casework.County, Division: 320613000000}}}
	abroad  = casework.Who{Actor: "staff:abroad", Name: "王霞", Posts: []casework.Post{{Role: casework.City, Division: 320500000000}}}
)

func table[T any](t testing.TB, name string, load func(io.Reader) (T, error)) T {
	t.Helper()
	f, err := packs.FS.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	made, err := load(f)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func open(t testing.TB, store *db.DB) *office {
	t.Helper()
	o := &office{t: t, store: store, now: time.Date(2026, 10, 16, 2, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, day(t, "2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(pay.Tables(), Tables())...)
	names := pay.Names{Unit: func(string) pay.Unit { return pay.Unit{Name: "民政局", Code: "1"} }, Programme: func(string) string { return ProgrammeTitle }}
	o.payer = &payer{Pay: pay.New(j, keys, names)}
	o.people = &people{map[register.Ref]string{}, map[register.Ref]bool{}, keys}
	o.Desk = New(Options{
		Journal: j, Keys: keys, Catalogue: func() *pack.Catalogue { return catalogue(t) }, People: o.people, Payer: o.payer,
		Calendar:  table(t, "base/data/holidays.csv", civil.LoadCalendar),
		Divisions: table(t, "base/data/divisions.csv", func(r io.Reader) (*civil.Divisions, error) { return civil.LoadDivisions(r) }),
	})
	return o
}

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// codeOf is the code of a refusal.
func codeOf(err error) string {
	var refused *civil.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused):
		return refused.Code
	}
	return err.Error()
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

// number is a fictional identity number of somebody.
func number(n int) string {
	birth, _ := civil.NewDate(1950+n/300%50, 1+n%12, 1+n%28)
	return civil.MakeID(civil.SampleRegion, birth, 1+n%990)
}

// family grants a household a benefit for its members, who are told by numbers.
func (o *office) family(in string, at civil.Area, programme, household string, amount civil.Fen, members ...int) {
	o.t.Helper()
	d := pay.Decision{
		ID: db.NewID(), County: in, Case: "c" + household, Programme: programme, Household: household, Effect: pay.EffectGrant, Amount: amount,
		From: month(o.t, "2026-01"), Division: at, Reason: "审核同意",
	}
	for _, n := range members {
		ref := register.Ref{County: in, ID: fmt.Sprintf("p%s-%d", in, n)}
		o.people.numbers[ref] = number(n)
		d.Covered = append(d.Covered, ref)
	}
	d.Payee = d.Covered[0]
	d.Account = &pay.Account{Person: d.Payee, Holder: "人" + household, Number: access.NewPrivate(access.Account, "6217000000000000"), BankName: "农商行", BankCode: "102306000015", Capacity: pay.Own}
	h := journal.Header{County: in, Kind: "test", Actor: "staff:judge", Purpose: "review"}
	_, err := o.Journal.Do(o.t.Context(), h, func(w *journal.Write) error { return o.payer.Decided(o.t.Context(), w, d) })
	if err != nil {
		o.t.Fatal(err)
	}
}

// point is an index as a clerk enters it.
func (o *office) point(m string, kind pack.IndexKind, rise int64) Index {
	first := month(o.t, m).Last()
	return Index{Point: Point{month(o.t, m), kind}, Rise: rise, Published: first.AddDays(10), Source: "国家统计局南通调查队"}
}

func (o *office) enter(m string, cpi, scpi int64) {
	o.t.Helper()
	must[int](o.t)(o.Enter(o.t.Context(), chief, region, []Index{o.point(m, pack.CPI, cpi), o.point(m, pack.SCPI, scpi)}))
}

// seen is the proposal of a month as somebody was shown it.
func (o *office) seen(m string) Seen {
	o.t.Helper()
	p := must[*Proposal](o.t)(o.Propose(o.t.Context(), region, month(o.t, m)))
	return Seen{region, p.Month, p.Digest}
}

// launched decides a month.
func (o *office) launched(m string) *Decided {
	o.t.Helper()
	return must[*Decided](o.t)(o.Decide(o.t.Context(), chief, o.seen(m), "按办法启动"))
}

func (o *office) listed(m string) *Decided {
	o.t.Helper()
	return must[*Decided](o.t)(o.MakeList(o.t.Context(), chief, region, month(o.t, m)))
}

// roll hands in a list of a group.
func (o *office) roll(m, group string, rows ...string) *Roll {
	o.t.Helper()
	return must[*Roll](o.t)(o.TakeRoll(o.t.Context(), chief, RollOrder{
		Region: region, Month: month(o.t, m), Group: group, File: group + ".csv", Raw: []byte("姓名,身份证号,县区\n" + strings.Join(rows, "\n")),
	}))
}

// row is a line of a list.
func row(n int, county string) string { return fmt.Sprintf("人%d,%s,%s", n, number(n), county) }

// told are the sums of a list in words, for comparing.
func (o *office) told(l *Decided) (list []string) {
	o.t.Helper()
	for _, s := range must[[]Sum](o.t)(o.Sums(o.t.Context(), l, sortedKeys(l.Amounts))) {
		list = append(list, fmt.Sprintf("%s %s %s%d人%s元", s.County, s.Group, s.Struck, s.Persons, s.Amount))
	}
	return list
}
