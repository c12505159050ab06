package pack

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// moduleRows is how many things of each module the plans call by name.
var moduleRows = []int{6, 12, 21, 9, 6, 9, 7, 9, 22, 7, 11, 29, 14, 4, 11, 20, 19, 13, 38, 13, 11, 14, 7, 7}

func TestThePlansName319Things(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	if got := len(c.SeedRows()); got != 319 {
		t.Fatalf("%d rows", got)
	}
	rows, names := map[string]int{}, map[string]int{}
	for i, r := range c.SeedRows() {
		if r.Number != i+1 || r.Name == "" {
			t.Errorf("row %d is %+v", i+1, r)
		}
		rows[r.Module]++
		names[r.Name]++
	}
	if got := len(c.SeedModules()); got != len(moduleRows) {
		t.Fatalf("%d modules", got)
	}
	for i, m := range c.SeedModules() {
		if m.Code != fmt.Sprintf("M%02d", i+1) || m.Name == "" || rows[m.Code] != moduleRows[i] {
			t.Errorf("%s %s has %d rows, want %d", m.Code, m.Name, rows[m.Code], moduleRows[i])
		}
	}
	// One from each city, so that a shifted table is noticed.
	for number, name := range map[int]string{
		12: "救助家庭经济状况核对工作机制(“凡进必核、动态常核”)", 87: "专项救助对象信息共享与数据比对(市、市(区)两级联动)",
		171: "養老服務“時間銀行”(政府主導、通存通兌、權威統一)", 319: "落实规划执行评估监督制度",
	} {
		if got := c.SeedRows()[number-1].Name; got != name {
			t.Errorf("row %d is %s, want %s", number, got, name)
		}
	}
}

// A journey that proves a row nothing makes work is a slip of the pen: the row
// would not count, and nobody would see why.
func TestEveryRowAJourneyProvesIsMadeByAnArtefact(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	made := map[int]bool{}
	for _, a := range c.SeedArtefacts() {
		for _, row := range a.Rows {
			made[row] = true
		}
	}
	if len(c.SeedJourneys()) == 0 {
		t.Error("no journey names a row")
	}
	for _, j := range c.SeedJourneys() {
		for _, row := range j.Rows {
			if !made[row] {
				t.Errorf("%s names row %d, and no artefact does", j.File, row)
			}
		}
	}
}

// seeded are files about the plans, laid over the small tree.
var seeded = []txtar.File{
	{Name: "help/data/modules.csv", Data: []byte("module,name\nM01,底座\nM02,门户\n")},
	{Name: "help/data/systems.csv", Data: []byte("# from the plans\nrow,module,name\n1,M01,“平台”\n2,M02,\"门户, 热线\"\n3,M01,底座\n")},
	{Name: "help/data/journeys.csv", Data: []byte("file,rows\ntestdata/script/a.txtar,1 3\n")},
	{Name: "help/measures/seeded.yaml", Data: []byte(`measures:
  - {code: Z01, name: 甲, area: 乙, formula: count, numerator: 丙, unit: 个, better: higher, register: 丁, source: 戊, status: proposed, seed: [2, 3]}
  - {code: Z02, name: 己, area: 乙, formula: count, numerator: 丙, unit: 个, better: higher, register: 丁, source: 戊, status: proposed}
`)},
}

func TestArtefactsAndJourneysNameRows(t *testing.T) {
	t.Parallel()
	c, err := Load(tree(t, seeded...))
	if err != nil {
		t.Fatal(err)
	}
	a, j := c.SeedArtefacts(), c.SeedJourneys()
	if len(a) != 1 || a[0].Kind != "measure" || a[0].Name != "Z01" || a[0].Pack != "help" || !slices.Equal(a[0].Rows, []int{2, 3}) {
		t.Errorf("artefacts %+v", a)
	}
	if len(j) != 1 || j[0].File != "testdata/script/a.txtar" || !slices.Equal(j[0].Rows, []int{1, 3}) {
		t.Errorf("journeys %+v", j)
	}
	if r := c.SeedRows(); len(r) != 3 || r[1] != (SeedRow{2, "M02", "门户, 热线", Place{"help/data/systems.csv", 4, 1}}) {
		t.Errorf("rows %+v", r)
	}
}

// A pack that is read without the table of rows may still name some.
func TestWithoutTheTableOnlyTheFormOfRowsIsKnown(t *testing.T) {
	t.Parallel()
	c, err := Load(tree(t, seeded[2], seeded[3]))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.SeedRows()) != 0 || len(c.SeedArtefacts()) != 1 || len(c.SeedJourneys()) != 1 {
		t.Errorf("rows %v, artefacts %v, journeys %v", c.SeedRows(), c.SeedArtefacts(), c.SeedJourneys())
	}
}

func TestEveryKindOfArtefactMayNameRows(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{}
	for _, a := range shippedPacks(t).SeedArtefacts() {
		kinds[a.Kind] = true
	}
	c, err := Load(tree(t, seeded...))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range c.SeedArtefacts() {
		kinds[a.Kind] = true
	}
	c, err = Load(tree(t, txtar.File{Name: "help/registers/seeded.yaml", Data: []byte(`registers:
  - name: club
    title: 老年活动中心
    subject: person
    department: 民政
    class: shared
    fields: [{name: title, type: text, label: 名称, max: 20}]
    source: 规划
    status: proposed
    seed: [121]
`)}))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range c.SeedArtefacts() {
		kinds[a.Kind] = true
	}
	for _, kind := range []string{"matter", "programme", "feed", "measure", "register"} {
		if !kinds[kind] {
			t.Errorf("no %s names a row", kind)
		}
	}
}

// FuzzSeedTable lays arbitrary bytes over one of the tables about the plans. A
// load must not panic, and what it accepts holds together.
func FuzzSeedTable(f *testing.F) {
	small := tree(f, seeded...)
	names := []string{"help/data/modules.csv", "help/data/systems.csv", "help/data/journeys.csv"}
	for i, name := range names {
		f.Add(i, small[name].Data)
	}
	f.Add(1, []byte("row,module,name\n2,M01,a\n"))
	f.Add(2, []byte("file,rows\na,1 1\n"))
	f.Add(0, []byte("\"module"))
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		if which < 0 || which >= len(names) {
			return
		}
		fsys := fstest.MapFS{}
		for n, file := range small {
			fsys[n] = file
		}
		fsys[names[which]] = &fstest.MapFile{Data: data}
		c, err := Load(fsys)
		if err != nil {
			placed(t, err)
			return
		}
		for i, r := range c.SeedRows() {
			if r.Number != i+1 || r.Name == "" {
				t.Errorf("row %d is %+v", i+1, r)
			}
		}
		for _, j := range c.SeedJourneys() {
			if rows := c.SeedRows(); !slices.IsSorted(j.Rows) || len(j.Rows) == 0 || len(rows) > 0 && j.Rows[len(j.Rows)-1] > len(rows) {
				t.Errorf("journey %+v", j)
			}
		}
	})
}
