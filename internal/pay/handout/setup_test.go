package handout

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
	"lianxin/packs"
)

const (
	county  = civil.Area(320613000000)
	town    = civil.Area(320613005000)
	village = civil.Area(320613005001)
	code    = "320613"
)

var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

var divisions = sync.OnceValues(func() (*civil.Divisions, error) {
	file, err := packs.FS.Open("base/data/divisions.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return civil.LoadDivisions(file)
})

// office is a store with a desk on it.
type office struct {
	*Desk
	t *testing.T
}

func open(t *testing.T, store *db.DB) *office {
	t.Helper()
	store.SetClock(func() time.Time { return time.Date(2025, 7, 1, 2, 0, 0, 0, time.UTC) })
	first, err := civil.NewDate(2025, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, first)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	known, err := divisions()
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(pay.Tables(), ledger.Tables(), register.Tables(), Tables())...)
	return &office{t: t, Desk: New(Options{
		Journal: j, Keys: keys, Catalogue: func() *pack.Catalogue { return catalogue }, Divisions: known,
		Register: register.New(j, keys, catalogue, nil), Pay: pay.New(j, keys, pay.Names{Unit: func(string) pay.Unit { return pay.Unit{Name: "民政局", Code: "1"} }}),
	})}
}

func each(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { f(t, open(t, store)) })
}

// at is somebody at work in a division.
func at(name string, role access.Role, division civil.Area) officer.Officer {
	return officer.Officer{Name: name, Viewer: access.Viewer{Actor: "staff:" + name, Roles: []access.Role{role}, Divisions: []civil.Area{division}, Purpose: "review"}}
}

var (
	maker  = at("李敏", "county", county)
	second = at("孙伟", "county", county)
	city   = at("陈立", "city", 320600000000)
	clerk  = at("王芳", "village", village)
	other  = at("赵强", "town", town)
)

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

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// number is an identity number of the county that is assigned to nobody.
func number(i int) string {
	text := fmt.Sprintf("32069919850101%03d", i)
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for k, w := range weights {
		sum += int(text[k]-'0') * w
	}
	return text + string("10X98765432"[sum%11])
}

// begun is a handout of money or, with an item, of goods, for people on a list.
func (o *office) begun(item string, each int64) *Handout {
	o.t.Helper()
	plan := Plan{
		Division: county, Kind: "care", Title: "一线社区工作者慰问", Words: "疫情防控慰问。", Unit: "person", Shares: []Share{{"", each}}, AsOf: o.today(), Ends: o.today().AddDays(30),
		Item: item,
	}
	if item != "" {
		plan.Measure = "袋"
	}
	h, err := o.Begin(o.t.Context(), maker, plan)
	o.must(err)
	return h
}

// place is a village of the town by its name.
func (o *office) place() string {
	one, known := o.Divisions.Latest(village)
	if !known {
		o.t.Fatal("no such village")
	}
	return one.Name
}

func (o *office) town() string {
	one, _ := o.Divisions.Latest(town)
	return one.Name
}

// sheet is a list of people by their numbers.
func (o *office) sheet(from, to int) []byte {
	text := "姓名,身份证号,乡镇（街道）,社区（村）,银行账号,开户银行\n"
	for i := from; i <= to; i++ {
		text += fmt.Sprintf("王建国%d,%s,%s,%s,621700000000%04d,建设银行\n", i, number(i), o.town(), o.place(), i)
	}
	return []byte(text)
}

// raise takes money or goods in.
func (o *office) raise(h *Handout, amount int64) error {
	return o.TakeIn(o.t.Context(), maker, Seen{Ref: h.Ref}, Entry{Source: "donation", Giver: "爱心企业", Amount: amount, Receipt: "收据1", CameOn: o.today()})
}

// approved takes a list through both approvals.
func (o *office) approved(h *Handout) error {
	o.t.Helper()
	if _, err := o.Submit(o.t.Context(), maker, Seen{Ref: h.Ref}); err != nil {
		return err
	}
	for _, who := range []officer.Officer{second, city} {
		f, err := o.Count(o.t.Context(), who.Viewer, h)
		o.must(err)
		if _, err := o.Approve(o.t.Context(), who, Seen{Ref: h.Ref}, f.Digest); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) counted(h *Handout) Figures {
	o.t.Helper()
	now, _, err := o.Read(o.t.Context(), maker.Viewer, h.Ref)
	o.must(err)
	f, err := o.Count(o.t.Context(), maker.Viewer, now)
	o.must(err)
	return f
}

func (o *office) list(h *Handout, state Stand) []*Person {
	o.t.Helper()
	people, _, err := o.People(o.t.Context(), maker.Viewer, h, Query{State: state, Size: 100})
	o.must(err)
	return people
}

var _ Register = (*register.Register)(nil)
