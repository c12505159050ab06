package register

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/packs"
)

// divisionsOnce and regionsOnce are the tables of the base pack.
var divisionsOnce = sync.OnceValues(func() (*civil.Divisions, error) {
	f, err := packs.FS.Open("base/data/divisions.csv")
	if err != nil {
		return nil, err
	}
	return civil.LoadDivisions(f)
})

// loading is a world into which files are loaded.
type loading struct {
	world
	loader *feed.Loader
}

func newLoading(t testing.TB, store *db.DB) *loading {
	t.Helper()
	w := newWorld(t, store)
	w.journal = journal.New(store, slices.Concat(feed.Tables(), Tables())...)
	l := &loading{world: w}
	l.loader = &feed.Loader{Journal: w.journal, Keys: w.keys, Catalogue: w.catalogue, Sinks: w.Sinks(), Declared: w.DeclaredSink()}
	return l
}

// order says how a file of the tests is to be taken.
func (l *loading) order(kind, asOf, text string) feed.Order {
	l.t.Helper()
	path := filepath.Join(l.t.TempDir(), kind+".csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		l.t.Fatal(err)
	}
	divisions, err := divisionsOnce()
	if err != nil {
		l.t.Fatal(err)
	}
	o := feed.Order{Path: path, Reference: day(l.t, asOf), ReferenceTold: true, Actor: "li", Holder: "a"}
	o.Kind, o.AsOf, o.Sample, o.Divisions = kind, o.Reference, true, divisions
	return o
}

func (l *loading) try(o feed.Order) (*feed.Loaded, error) {
	return l.loader.Load(l.t.Context(), o)
}

// load takes a file that must be taken.
func (l *loading) load(kind, asOf, text string) *feed.Loaded {
	l.t.Helper()
	return l.take(l.order(kind, asOf, text))
}

func (l *loading) take(o feed.Order) *feed.Loaded {
	l.t.Helper()
	loaded, err := l.try(o)
	if err != nil {
		l.t.Fatal(err)
	}
	return loaded
}

// told are the numbers of a report in one line.
func told(l *feed.Loaded) string {
	return fmt.Sprintf("rows %d accepted %d aside %d unmatched %d: opened %d changed %d same %d ended %d",
		l.Rows, l.Accepted, l.QuarantinedRows, l.Unmatched, l.Opened, l.Changed, l.Same, l.Ended)
}

func (l *loading) want(what string, got *feed.Loaded, want string) {
	l.t.Helper()
	if told(got) != want {
		l.t.Errorf("%s: got %s, want %s; set aside: %v", what, told(got), want, got.Quarantined)
	}
}

// reasons are the codes of what was set aside, by record.
func reasons(l *feed.Loaded) string {
	var list []string
	for _, q := range l.Quarantined {
		list = append(list, fmt.Sprintf("%d %s", q.Record, q.Code))
	}
	return strings.Join(list, ", ")
}

// id is the identity number of the n-th invented person.
func id(t testing.TB, n int) string {
	t.Helper()
	return civil.MakeID(civil.SampleRegion, day(t, "1960-01-01").AddDays(n/1000), n%1000)
}

// village is where the n-th invented person lives: odd ones in another county.
func village(n int) string {
	if n%2 == 1 {
		return "320612101001"
	}
	return "320613005001"
}

const personHeader = "身份证号,姓名,户号,与户主关系,区划,住址\n"

// personLine is a row of the household register.
func personLine(t testing.TB, n int, household string) string {
	t.Helper()
	relation := "子"
	if n < 2 || n%3 == 0 {
		relation = "户主"
	}
	return fmt.Sprintf("%s,人%s,%s,%s,%s,某路%d号\n", id(t, n), numeral(n), household, relation, village(n), n)
}

// numeral writes a number in characters that may stand in a name.
func numeral(n int) string {
	const digits = "甲乙丙丁戊己庚辛壬癸"
	var b strings.Builder
	for _, c := range fmt.Sprint(n) {
		b.WriteString(string([]rune(digits)[c-'0']))
	}
	return b.String()
}

// people registers the first persons, each in a household of its own.
func (l *loading) people(count int) {
	l.t.Helper()
	var b strings.Builder
	b.WriteString(personHeader)
	for n := range count {
		b.WriteString(personLine(l.t, n, fmt.Sprintf("H%d", n)))
	}
	l.load("person", "2025-01-31", b.String())
}

// vehicles are the vehicles of a day as "person plate seats", for the n persons
// registered first.
func (l *loading) vehicles(asOf string) []string {
	l.t.Helper()
	reg := l.catalogue.Register("vehicle")
	at := slices.IndexFunc(reg.Fields, func(f pack.Field) bool { return f.Name == "brand" })
	plate := slices.IndexFunc(reg.Fields, func(f pack.Field) bool { return f.Name == "plate" })
	names := l.names(asOf)
	var list []string
	for _, county := range []string{chongchuan, tongzhou} {
		err := l.EachRecord(l.t.Context(), county, "vehicle", On(day(l.t, asOf)), func(r *Record) error {
			list = append(list, fmt.Sprintf("%s %s %s", names[Ref{county, r.Subject}], r.Values[plate].Text, r.Values[at].Text))
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	slices.Sort(list)
	return list
}

// names are the names of everybody on a day.
func (l *loading) names(asOf string) map[Ref]string {
	l.t.Helper()
	names := map[Ref]string{}
	for _, county := range []string{chongchuan, tongzhou} {
		err := l.EachPerson(l.t.Context(), county, On(day(l.t, asOf)), func(p *Person) error {
			names[p.Ref] = p.Name
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	return names
}

// families are "household member" on a day.
func (l *loading) families(asOf string) []string {
	l.t.Helper()
	names := l.names(asOf)
	var list []string
	for _, county := range []string{chongchuan, tongzhou} {
		numbers := map[string]string{}
		err := l.EachHousehold(l.t.Context(), county, On(day(l.t, asOf)), func(h *Household) error {
			numbers[h.ID] = h.Number
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
		err = l.EachMember(l.t.Context(), county, On(day(l.t, asOf)), func(m *Member) error {
			list = append(list, numbers[m.Household]+" "+names[m.Person])
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	slices.Sort(list)
	return list
}

// breaking is a sink that does something at some page, such as fail.
type breaking struct {
	feed.Sink
	take func(page int) error
	rest func() error
}

type breakingTaking struct {
	feed.Taking
	*breaking
	page int
}

func (s *breaking) Begin(ctx context.Context, q db.Query, b *feed.Batch) (feed.Taking, error) {
	t, err := s.Sink.Begin(ctx, q, b)
	return &breakingTaking{Taking: t, breaking: s}, err
}

func (t *breakingTaking) Take(ctx context.Context, q db.Query, p *feed.Page) error {
	t.page++
	if t.take != nil {
		if err := t.take(t.page); err != nil {
			return err
		}
	}
	return t.Taking.Take(ctx, q, p)
}

func (t *breakingTaking) Rest(ctx context.Context, q db.Query, p *feed.Page) (bool, error) {
	if t.rest != nil {
		if err := t.rest(); err != nil {
			return false, err
		}
	}
	return t.Taking.Rest(ctx, q, p)
}

var errPulled = errors.New("the plug was pulled")

// broken lets loads fail at a page, counted from 1; 0: in the rest.
func (l *loading) broken(at int) {
	sink := &breaking{take: func(page int) error {
		if page == at {
			return errPulled
		}
		return nil
	}}
	if at == 0 {
		sink.rest = func() error { return errPulled }
	}
	l.wrap(sink)
}

// wrap puts a sink around all others; whole takes it off.
func (l *loading) wrap(s *breaking) {
	for name, sink := range l.Sinks() {
		one := *s
		one.Sink = sink
		l.loader.Sinks[name] = &one
	}
	one := *s
	one.Sink = l.DeclaredSink()
	l.loader.Declared = &one
}

func (l *loading) whole() { l.loader.Sinks, l.loader.Declared = l.Sinks(), l.DeclaredSink() }

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
