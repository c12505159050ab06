package placement

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
	"lianxin/packs"
)

const (
	county  = civil.Area(320613000000)
	town    = civil.Area(320613005000)
	village = civil.Area(320613005001)
	beside  = civil.Area(320613006000)
)

// catalogues are read once.
var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// divisions are those of the country, read once.
var divisions = sync.OnceValues(func() (*civil.Divisions, error) {
	file, err := packs.FS.Open("base/data/divisions.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return civil.LoadDivisions(file)
})

// office is a store with a desk on it, a clock that the test moves, homes and people.
type office struct {
	*Desk
	t        *testing.T
	now      time.Time
	homes    map[string]*Home
	people   map[string]*Person
	provided []string // home and day, or a dash and the day
}

func open(t *testing.T, store *db.DB) *office {
	t.Helper()
	home := func(id, name string, beds, nursing, residents int) *Home {
		return &Home{
			Ref: register.Ref{County: "320613", ID: id}, Name: name, Division: beside, Beds: beds, Nursing: nursing, Residents: residents,
			Reported: day(t, "2025-06-30"), Running: true,
		}
	}
	o := &office{
		t: t, now: time.Date(2025, 7, 1, 2, 0, 0, 0, time.UTC),
		homes: map[string]*Home{"h1": home("h1", "和平敬老院", 10, 1, 8), "h2": home("h2", "春晖颐养院", -1, -1, -1)},
		people: map[string]*Person{
			"li": {Name: "李秀英", Division: village, Born: day(t, "1950-02-28"), Programmes: []string{"tekun"}}, "wang": {Name: "王玉兰", Division: village, Born: day(t, "1948-02-29")},
			"zhao": {Name: "阿卜杜热合曼·买买提艾力", Division: village, Born: day(t, "1990-01-01"), Programmes: []string{"dibao"}}, "qian": {Name: "钱兴", Division: beside, Born: day(t, "1940-01-01")},
		},
	}
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	areas, err := divisions()
	if err != nil {
		t.Fatal(err)
	}
	o.Desk = New(Options{
		Journal: journal.New(store, Tables()...), Keys: keys, Catalogue: func() *pack.Catalogue { return catalogue }, Divisions: areas,
		Sources: Sources{Homes: o.all, Home: o.one, Person: o.person, Dead: o.dead, Provided: o.provides},
	})
	return o
}

func (o *office) all(context.Context, civil.Area, civil.Date) (list []Home, err error) {
	return []Home{*o.homes["h1"], *o.homes["h2"]}, nil
}

func (o *office) one(_ context.Context, _ db.Query, ref register.Ref, _ civil.Date) (*Home, error) {
	if h := o.homes[ref.ID]; h != nil {
		copied := *h
		return &copied, nil
	}
	return nil, officer.Missing()
}

func (o *office) person(_ context.Context, _ db.Query, _ register.Ref, person string, _ civil.Date) (*Person, error) {
	if p := o.people[person]; p != nil {
		return p, nil
	}
	return nil, officer.Missing()
}

func (o *office) dead(_ context.Context, _ db.Query, _ string, people []string) (map[string]bool, error) {
	found := map[string]bool{}
	for _, id := range people {
		found[id] = o.people[id] != nil && o.people[id].Dead
	}
	return found, nil
}

func (o *office) provides(_ context.Context, _ *journal.Write, _ register.Ref, _ civil.Area, home string, from civil.Date) error {
	if home == "" {
		home = "—"
	}
	o.provided = append(o.provided, home+" "+from.String())
	return nil
}

// in is somebody at work in a division.
func in(name string, role access.Role, division civil.Area) officer.Officer {
	return officer.Officer{Name: name, Viewer: access.Viewer{Actor: "staff:" + name, Roles: []access.Role{role}, Divisions: []civil.Area{division}, Purpose: "review"}}
}

var (
	chief    = in("李敏", "county", county)
	helper   = in("王芳", "town", town)
	stranger = in("赵强", "town", beside)
)

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func month(t testing.TB, text string) civil.Month {
	t.Helper()
	m, err := civil.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// coded is the code of a refusal, or what else went wrong.
func coded(err error) string {
	var refused *civil.Error
	if err != nil && !errors.As(err, &refused) {
		return err.Error()
	}
	return codeOf(err)
}

func each(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { f(t, open(t, store)) })
}

// draft is a proposal for an old woman without children: she can pay 800 of 2600 yuan.
func (o *office) draft(person string) Draft {
	d := Draft{
		Household: register.Ref{County: "320613", ID: "family of " + person}, Person: person, Home: "h1", Ground: "elder", Care: "half",
		Confirmed: []string{"1", "2", "3"}, Fee: 2600_00, Income: 1000_00, RestBy: "侄子王强", Words: "一个人住，起居要人照料。",
	}
	if person == "li" {
		d.Ground, d.Confirmed = "tekun", []string{"1"}
	}
	if person == "zhao" {
		d.Ground, d.Confirmed = "special", []string{"1", "2"}
	}
	return d
}

func (o *office) proposed(person string) *Placement {
	o.t.Helper()
	p, err := o.Propose(o.t.Context(), helper, o.draft(person))
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

// approved is a placement of somebody who agreed and may move in.
func (o *office) approved(person string) *Placement {
	o.t.Helper()
	p := o.proposed(person)
	_, err := o.Agree(o.t.Context(), helper, Seen{Ref: p.Ref}, Consent{Signer: "self", Day: o.today(), Words: "读给她听过。"})
	if err == nil {
		p, err = o.Approve(o.t.Context(), chief, Seen{Ref: p.Ref}, "符合条件，同意。")
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

// living is somebody who has moved in.
func (o *office) living(person string) *Placement {
	o.t.Helper()
	p, err := o.Enter(o.t.Context(), helper, Seen{Ref: o.approved(person).Ref}, o.today())
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

// beds are the beds of the first home now.
func (o *office) beds() Beds {
	o.t.Helper()
	c, err := o.Home(o.t.Context(), helper.Viewer, o.homes["h1"].Ref)
	if err != nil {
		o.t.Fatal(err)
	}
	return c.Beds
}
