package pack

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
	"lianxin/packs"
)

// loaded is the small tree as a catalogue.
func loaded(t testing.TB, over ...txtar.File) *Catalogue {
	t.Helper()
	c, err := Load(tree(t, over...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestASoundTreeIsReadWhole(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	var names []string
	for _, p := range c.Packs() {
		names = append(names, p.Name)
	}
	if want := []string{"base", "help", "nantong", "suzhou"}; !slices.Equal(names, want) {
		t.Errorf("packs %v, want %v: those that are needed first, the standalone one left out", names, want)
	}
	if len(c.Facts()) != 7 || len(c.Declarations()) != 7 || len(c.Programmes()) != 2 || len(c.Definitions()) != 2 || len(c.Conflicts()) != 1 || len(c.Tests()) != 2 {
		t.Errorf("got %d facts, %d parameters, %d programmes, %d definitions, %d conflicts, %d tests",
			len(c.Facts()), len(c.Declarations()), len(c.Programmes()), len(c.Definitions()), len(c.Conflicts()), len(c.Tests()))
	}
	wage := c.Facts()[2]
	if wage.FullName() != "person.wage" || wage.Min != -50 || wage.Max != 10000000000 || wage.Class != "authorised" || wage.Pack != "base" {
		t.Errorf("wage is %+v, want its range in fen", wage)
	}
	disability := c.Facts()[5]
	if len(disability.Codes) != 2 || disability.Codes[1].Name != "vision" || !slices.Equal(disability.AlsoNone, []string{"0"}) {
		t.Errorf("disability_type is %+v", disability)
	}
	dibao, tekun := c.Programme("dibao"), c.Programme("tekun")
	if dibao.Refusal("income_not_below_standard") == "" || dibao.Refusal("other") != "" || dibao.AmountLabel != "月补助额" || dibao.Until != civil.LastDate {
		t.Errorf("dibao is %+v", dibao)
	}
	if tekun.Amount != nil || tekun.Runs(day(t, "2016-02-09")) || !tekun.Runs(day(t, "2016-02-10")) || !tekun.Runs(day(t, "2029-12-31")) || tekun.Runs(day(t, "2030-01-01")) {
		t.Errorf("tekun runs on the wrong days: %+v", tekun)
	}
	if conflict := c.Conflicts()[0]; conflict.Loses() != "dibao" || conflict.Relation != Exclusive {
		t.Errorf("conflict is %+v", conflict)
	}
}

func TestATestCaseKeepsItsFactsAsWritten(t *testing.T) {
	t.Parallel()
	first, second := loaded(t).Tests()[0], loaded(t).Tests()[1]
	if first.Region != "320600" || first.AsOf != day(t, "2021-12-31") || first.Parameters["limit"] != "2" || first.Why == "" {
		t.Errorf("got %+v", first)
	}
	vehicles := first.Household[1]
	if vehicles.Fact != "vehicles" || !vehicles.Unknown || vehicles.Place != (Place{"help/tests/dibao.yaml", 9, 27}) {
		t.Errorf("the case's own value must stand over the default: %+v", vehicles)
	}
	wage := first.Members[0].Cells[1]
	if first.Members[0].ID != "p1" || wage.Fact != "wage" || wage.Text != "0.10" || len(first.Members[0].Cells) != 4 {
		t.Errorf("got %+v", first.Members[0])
	}
	if e := first.Expect[0]; e.Outcome != Grant || e.Amount != 70990 || e.Covered != 1 || !e.HasCovered {
		t.Errorf("got %+v", e)
	}
	if e := first.Expect[1]; !e.None || e.PersonID != "p1" {
		t.Errorf("got %+v", e)
	}
	if second.Region != "320500" || !slices.Equal(second.Expect[0].Missing, []string{"p1:wage"}) ||
		!slices.Equal(second.Expect[1].Reasons, []string{"conflict:dibao", "not_alive"}) {
		t.Errorf("got %+v", second)
	}
}

// Every character of an expression must stand in the file where its source says.
func TestEverySourceStandsInItsFile(t *testing.T) {
	t.Parallel()
	forms := txtar.File{Name: "help/definitions.yaml", Data: []byte(`define:
  - {name: household.members, label: 人口, expr: 'count(person.alive)'}
  - name: household.a
    label: 字面
    expr: |2-

        count(person.alive) +

          count(!person.alive)

  - name: household.b
    label: 折叠
    expr: >+
      count(person.alive)
      > 3
  - {"name": "household.c", label: "甲 乙", expr: "count(person.alive) > 1" }
  - name: household.d # 注释
    label: 平铺
    expr:   any(person.alive)   # 注释
`)}
	fsys := tree(t, forms)
	c, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var sources []rule.Source
	for _, d := range c.Definitions() {
		sources = append(sources, d.Expr)
	}
	for _, p := range c.Programmes() {
		p.each(func(s rule.Source) { sources = append(sources, s) })
	}
	for _, d := range c.Declarations() {
		if d.Formula != nil {
			sources = append(sources, *d.Formula)
		}
	}
	found := 0
	for _, s := range sources {
		if s.Text == "" {
			continue
		}
		found++
		lines := strings.Split(string(fsys[s.File].Data), "\n")
		for i, text := range strings.Split(s.Text, "\n") {
			if line := lines[s.Line-1+i]; text != "" && !strings.HasPrefix(string([]rune(line)[s.Column-1:]), text) {
				t.Errorf("%s:%d:%d: %q is not in %q", s.File, s.Line+i, s.Column, text, line)
			}
		}
	}
	if found != 13 {
		t.Errorf("looked at %d expressions, want 13", found)
	}
	if a := c.Definitions()[1].Expr; a.Line != 7 || a.Column != 7 && a.Column != 9 || strings.Count(a.Text, "\n") != 2 {
		t.Errorf("a block scalar begins at its first line with text: %+v", a)
	}
}

func TestWordsWithColonsInBracketsAreWords(t *testing.T) {
	t.Parallel()
	d := &document{file: "a.yaml", to: &problems{}}
	n := d.parse([]byte("[p1:wage, 'p2:x', a: b]"))
	if n == nil || len(n.items) != 3 {
		t.Fatalf("got %+v, %v", n, d.to.err())
	}
	if n.items[0].text != "p1:wage" || n.items[1].text != "p2:x" || n.items[2].form != mappingForm {
		t.Errorf("got %q, %q, %v", n.items[0].text, n.items[1].text, n.items[2].form)
	}
}

func TestMarksOfWindowsEditorsChangeNothing(t *testing.T) {
	t.Parallel()
	fsys := tree(t)
	for name, f := range fsys {
		fsys[name] = &fstest.MapFile{Data: []byte("\uFEFF" + strings.ReplaceAll(string(f.Data), "\n", "\r\n"))}
	}
	c, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	want := loaded(t)
	for i, d := range c.Definitions() {
		if d.Expr != want.Definitions()[i].Expr {
			t.Errorf("got %+v, want %+v", d.Expr, want.Definitions()[i].Expr)
		}
	}
}

func TestAStandalonePackIsLoadedAlone(t *testing.T) {
	t.Parallel()
	c, err := LoadOne(tree(t), "alone")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Packs()) != 1 || c.Programme("gift") == nil || len(c.Facts()) != 1 {
		t.Errorf("got %+v", c.Packs())
	}
	for dir, code := range map[string]string{"help": "not_standalone", "nowhere": "file_unreadable", "cities": "no_pack", "../x": "file_unreadable"} {
		if _, err := LoadOne(tree(t), dir); err == nil || !strings.Contains(err.Error(), ": "+code+": ") {
			t.Errorf("%s: got %v, want %s", dir, err, code)
		}
	}
}

func TestTheHashSeesEveryByteThatIsRead(t *testing.T) {
	t.Parallel()
	first := loaded(t).Hash()
	if again := loaded(t).Hash(); len(first) != 64 || again != first {
		t.Errorf("got %s and %s", first, again)
	}
	if same := loaded(t, txtar.File{Name: "help/README.md", Data: []byte("#")}).Hash(); same != first {
		t.Error("a text for people must not change the hash")
	}
	for _, f := range []txtar.File{
		{Name: "cities/suzhou/parameters.yaml", Data: []byte("values: []\n")},
		{Name: "base/data/x.csv", Data: []byte("a\n")},
		{Name: "cities/suzhou/pack.yaml", Data: []byte("pack: suzhou\ntitle: 苏州\nneeds: [help]\ncity: {name: suzhou, title: 苏州, region: \"320500\"} \n")},
	} {
		if loaded(t, f).Hash() == first {
			t.Errorf("%s does not change the hash", f.Name)
		}
	}
}

func TestACityIsFoundByNameTitleOrCode(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for _, name := range []string{"nantong", "南通", "南通市", "320600"} {
		if city, err := c.City(name); err != nil || city.Region != "320600" {
			t.Errorf("%s: got %v, %v", name, city, err)
		}
	}
	if len(c.Cities()) != 2 {
		t.Errorf("got %v", c.Cities())
	}
	if _, err := c.City("nantonng"); err == nil || err.Error() != "city_unknown: 没有名为“nantonng”的城市，是不是“nantong”？" {
		t.Errorf("got %v", err)
	}
}

// The shipped packs must load, compile for every city, and stand alone where they say so.
func TestTheShippedPacksLoad(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Cities()) != 4 || len(c.Programmes()) < 9 {
		t.Errorf("got %d cities and %d programmes", len(c.Cities()), len(c.Programmes()))
	}
	for _, city := range c.Cities() {
		policy, _, err := c.Policy(city.Region, day(t, "2025-06-30"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rule.Compile(policy); err != nil {
			t.Errorf("%s: %v", city.Name, err)
		}
	}
	manifests, err := fs.Glob(packs.FS, "*/pack.yaml")
	if err != nil || len(manifests) < 5 {
		t.Fatalf("found %v, %v", manifests, err)
	}
	for _, dir := range []string{"example", "reference"} {
		if _, err := LoadOne(packs.FS, dir); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
