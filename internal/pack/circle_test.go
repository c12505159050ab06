package pack

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
	"lianxin/packs"
)

const chongchuan civil.Area = 320613000000

func TestTheFirstCircleOfAFamilyCounts(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	circles := c.Circles(chongchuan, day(t, "2025-06-30"))
	for _, test := range []struct {
		name       string
		programmes []string
		want       string
	}{
		{"only minimum living", []string{"dibao"}, "dibao"},
		{"one person alone", []string{"dibao_single"}, "dibao"},
		{"the first of two in order", []string{"relief", "tekun"}, "tekun"},
		{"what belongs to no circle", []string{"elder"}, ""},
		{"nothing", nil, ""},
	} {
		got := ""
		if circle := CircleOf(circles, test.programmes); circle != nil {
			got = circle.Name
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if len(circles) != 5 {
		t.Errorf("%d circles", len(circles))
	}
	for _, class := range c.Classes(chongchuan, day(t, "2025-06-30")) {
		if class.Status != Proposed {
			t.Errorf("class %s claims to be confirmed: nobody has printed its name", class.Name)
		}
	}
	policy, err := c.ClassPolicy(chongchuan, day(t, "2025-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rule.Compile(policy); err != nil {
		t.Error(err)
	}
}

func TestWhatIsSaidOfSupportHoldsTogether(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	s := c.Support(chongchuan, day(t, "2025-06-30"))
	for i := range s.Needs {
		name := s.Needs[i].Name
		if !slices.ContainsFunc(s.Measures, func(m MeasureKind) bool { return slices.Contains(m.Needs, name) }) {
			t.Errorf("nothing is done about the need %s", name)
		}
	}
	hard := 0
	for i := range s.Bodies {
		if s.Bodies[i].Hard {
			hard++
		}
	}
	if hard != 1 || s.Target("station") == nil || !s.Target("station").Visits {
		t.Errorf("%d bodies for hard cases, station %+v", hard, s.Target("station"))
	}
	if old := c.Support(chongchuan, day(t, "2010-01-01")); len(old.Needs)+len(old.Targets) != 0 {
		t.Errorf("before anything was in force there is %+v", old)
	}
}

// helping is a pack with one file about helping.
func helping(file, text string) fstest.MapFS {
	return fstest.MapFS{
		"x/pack.yaml":     {Data: []byte("pack: x\ntitle: 试\n")},
		"x/" + file:       {Data: []byte(text)},
		"x/facts.yaml":    {Data: []byte("facts:\n  - {name: old, level: person, kind: bool, label: 老, class: shared, source: 某文件}\n")},
		"x/payments.yaml": {Data: []byte("payments:\n  - {name: gift, title: 礼, law: 某法, source: 某文件, status: proposed}\n")},
	}
}

const holding = "region: \"000000\", from: 2021-01-01, source: 某文件, status: proposed"

func TestACityTakesThePlaceOfTheCountry(t *testing.T) {
	t.Parallel()
	need := "  - {name: rent, title: %s, hint: 提示, region: %q, from: %s, source: 某文件, status: proposed}\n"
	c, err := Load(helping("support.yaml", "needs:\n"+fmt.Sprintf(need, "房租", "000000", "2021-01-01")+fmt.Sprintf(need, "租房", "320600", "2023-01-01")))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		county civil.Area
		day    string
		want   string
	}{
		{"before the city spoke", chongchuan, "2022-01-01", "房租"},
		{"after the city spoke", chongchuan, "2023-01-01", "租房"},
		{"another city", 320102000000, "2023-01-01", "房租"},
	} {
		s := c.Support(test.county, day(t, test.day))
		if len(s.Needs) != 1 || s.Needs[0].Title != test.want {
			t.Errorf("%s: %+v, want %s", test.name, s.Needs, test.want)
		}
	}
}

func TestWhatIsRefusedOfCirclesAndSupport(t *testing.T) {
	t.Parallel()
	circle := "circles:\n  - {name: a, title: 甲, programmes: [gift], " + holding + "}\n"
	need := "needs:\n  - {name: rent, title: 房租, hint: 提示, " + holding + "}\n"
	for _, test := range []struct{ name, file, text, code string }{
		{"a circle of a benefit nobody has", "circles.yaml", "circles:\n  - {name: a, title: 甲, programmes: [none], " + holding + "}\n", "circle_programme"},
		{"a circle twice", "circles.yaml", circle + "  - {name: a, title: 乙, programmes: [gift], " + holding + "}\n", "duplicate_name"},
		{"a class of no circle", "circles.yaml", circle + "classes:\n  - {name: c, title: 类, circle: b, " + holding + "}\n", "class_circle"},
		{"a condition of nobody", "circles.yaml", circle + "classes:\n  - {name: c, title: 类, circle: a, when: person.old, " + holding + "}\n", "missing_key"},
		{"whose a condition is without one", "circles.yaml", circle + "classes:\n  - {name: c, title: 类, circle: a, of: person, " + holding + "}\n", "key_not_here"},
		{"a condition about an unknown fact", "circles.yaml", circle + "classes:\n  - {name: c, title: 类, circle: a, of: person, when: person.rich, " + holding + "}\n", "unknown_name"},
		{"a condition that is no yes or no", "circles.yaml", circle + "classes:\n  - {name: c, title: 类, circle: a, of: person, when: 1 + 1, " + holding + "}\n", "not_a_condition"},
		{"a measure for a need nobody has", "support.yaml", "measures:\n  - {name: m, title: 措施, needs: [none], " + holding + "}\n", "unknown_need"},
		{"a target that answers in no time", "support.yaml", need + "targets:\n  - {name: t, title: 局, kind: department, needs: [rent], asks: 事, passes: [name], days: none, " + holding + "}\n", "unknown_parameter"},
		{"a target that is told everything", "support.yaml", need + "targets:\n  - {name: t, title: 局, kind: department, needs: [rent], asks: 事, passes: [income], days: none, " + holding + "}\n", "unknown_word"},
		{"a department that visits", "support.yaml", need + "targets:\n  - {name: t, title: 局, kind: department, needs: [rent], asks: 事, passes: [name], visits: true, days: none, " + holding + "}\n", "target_visits"},
		{"a body of nobody", "support.yaml", "bodies:\n  - {name: b, title: 会, " + holding + "}\n", "missing_key"},
	} {
		_, err := Load(helping(test.file, test.text))
		list, _ := err.(Errors)
		if !slices.ContainsFunc(list, func(e *LoadError) bool { return e.Code == test.code }) {
			t.Errorf("%s: %v, want %s", test.name, err, test.code)
		}
	}
}

// FuzzHelping lays arbitrary bytes over both files: a load gives a catalogue or places
// every problem, and never fails otherwise.
func FuzzHelping(f *testing.F) {
	for _, file := range []string{"circles.yaml", "support.yaml"} {
		text, err := packs.FS.ReadFile("assistance/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file == "circles.yaml", string(text))
	}
	f.Fuzz(func(t *testing.T, circles bool, text string) {
		file := "support.yaml"
		if circles {
			file = "circles.yaml"
		}
		if _, err := Load(helping(file, text)); err != nil {
			placed(t, err)
		}
	})
}
