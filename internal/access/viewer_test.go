package access

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"

	"pgregory.net/rapid"
)

// Some divisions of 南通 and beyond.
const (
	jiangsu    civil.Area = 320000000000
	nantong    civil.Area = 320600000000
	chongchuan civil.Area = 320613000000
	haimen     civil.Area = 320614000000
	xuetian    civil.Area = 320613003000
	village    civil.Area = 320613003001
	taizhou    civil.Area = 321200000000
)

// scope is a scope that must be one.
func scope(t testing.TB, areas ...civil.Area) Scope {
	t.Helper()
	s, err := NewScope(areas...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAScopeCoversItsDivisionsAndNothingElse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		scope    Scope
		covers   []civil.Area
		refuses  []civil.Area
		prefixes []string
		counties []string
	}{
		{"nothing", Scope{}, nil, []civil.Area{jiangsu, chongchuan, village, 0}, []string{}, nil},
		{"a province", scope(t, jiangsu), []civil.Area{jiangsu, nantong, taizhou, village}, []civil.Area{0, 330000000000, -1}, []string{"32"}, []string{"320613", "320614", "321202"}},
		{"a city", scope(t, nantong), []civil.Area{nantong, chongchuan, village}, []civil.Area{jiangsu, taizhou, 0}, []string{"3206"}, []string{"320613", "320614"}},
		{"a county", scope(t, chongchuan), []civil.Area{chongchuan, xuetian, village}, []civil.Area{nantong, haimen}, []string{"320613"}, []string{"320613"}},
		{"a township", scope(t, xuetian), []civil.Area{xuetian, village}, []civil.Area{chongchuan, 320613004001}, []string{"320613003"}, []string{"320613"}},
		{"a village", scope(t, village), []civil.Area{village}, []civil.Area{xuetian, 320613003002}, []string{"320613003001"}, []string{"320613"}},
		{"two, one inside the other", scope(t, village, chongchuan, taizhou, chongchuan), []civil.Area{village, haimen - 1_000_000, taizhou}, []civil.Area{nantong}, []string{"320613", "3212"}, []string{"320613", "321202"}},
	}
	stored := []string{"320613", "320614", "321202", "330102", "", "32", "320613003"}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, a := range test.covers {
				if !test.scope.Covers(a) {
					t.Errorf("%d is not covered", a)
				}
			}
			for _, a := range test.refuses {
				if test.scope.Covers(a) {
					t.Errorf("%d is covered", a)
				}
			}
			if got := test.scope.Prefixes(); !slices.Equal(got, test.prefixes) {
				t.Errorf("the prefixes are %q, want %q", got, test.prefixes)
			}
			if got := test.scope.Counties(stored); !slices.Equal(got, test.counties) {
				t.Errorf("the counties are %q, want %q", got, test.counties)
			}
			if test.scope.None() != (len(test.covers) == 0) {
				t.Error("whether it covers nothing is told wrong")
			}
		})
	}
}

func TestScopesThatSayNothingAreRefused(t *testing.T) {
	t.Parallel()
	for code, areas := range map[string][]civil.Area{
		"scope_required": nil,
		"scope_division": {nantong, 0},
		"scope_long":     slices.Repeat([]civil.Area{nantong}, areasMax+1),
	} {
		_, err := NewScope(areas...)
		wantCode(t, err, code)
	}
	_, err := NewScope(-1)
	wantCode(t, err, "scope_division")
	_, err = NewScope(areaLast + 1)
	wantCode(t, err, "scope_division")
	_, err = ParseScope("")
	wantCode(t, err, "division_form")
}

// drawnArea is a division somewhere in two provinces, of any level, so that draws meet.
func drawnArea(t *rapid.T, name string) civil.Area {
	code := civil.Area(rapid.IntRange(31, 32).Draw(t, name+" province"))
	for _, unit := range []civil.Area{100, 100, 1000, 1000} {
		code = code*unit + civil.Area(rapid.IntRange(0, 2).Draw(t, name+" part"))
	}
	return code
}

// What a query with spans or prefixes finds must be exactly what the scope covers.
func TestSpansAndPrefixesSayWhatTheScopeSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var areas []civil.Area
		for range rapid.IntRange(1, 5).Draw(t, "count") {
			areas = append(areas, drawnArea(t, "scope"))
		}
		s, err := NewScope(areas...)
		if err != nil {
			t.Fatal(err)
		}
		a := drawnArea(t, "asked")
		want := slices.ContainsFunc(areas, func(own civil.Area) bool { return own.Contains(a) })
		if s.Covers(a) != want {
			t.Fatalf("%v covers %d: %t", s, a, !want)
		}
		spans, prefixes := 0, 0
		full := fmt.Sprintf("%012d", a)
		for i, span := range s.Spans() {
			if full >= span.First && full <= span.Last {
				spans++
			}
			if strings.HasPrefix(full, s.Prefixes()[i]) {
				prefixes++
			}
		}
		if (spans == 1) != want || spans > 1 || prefixes != spans {
			t.Fatalf("%v finds %s in %d spans and %d prefixes, want %t", s, full, spans, prefixes, want)
		}
		again, err := ParseScope(s.String())
		if err != nil || again.String() != s.String() || !slices.Equal(again.Areas(), s.Areas()) {
			t.Fatalf("%v comes back as %v, %v", s, again, err)
		}
		part := s.Within(a)
		b := drawnArea(t, "inside")
		if part.Covers(b) != (s.Covers(b) && a.Contains(b)) {
			t.Fatalf("%v within %v covers %v: %t", s, a, b, part.Covers(b))
		}
	})
}

func TestWithinNoDivisionIsNothing(t *testing.T) {
	t.Parallel()
	if s := scope(t, jiangsu); !s.Within(0).None() || !s.Within(-5).None() || !s.Within(330000000000).None() {
		t.Error("a scope within no division, or within another province, covers something")
	}
}

func FuzzScope(f *testing.F) {
	f.Add("320613,3212")
	f.Add("320613003001")
	f.Add(",")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScope(text)
		if err != nil {
			return
		}
		if again, err := ParseScope(s.String()); err != nil || again.String() != s.String() || s.None() {
			t.Errorf("%q comes back as %v, %v", text, again, err)
		}
	})
}

func TestPurposesAreAClosedList(t *testing.T) {
	t.Parallel()
	list := Purposes()
	if len(list) < 10 {
		t.Fatalf("the list has %d purposes", len(list))
	}
	seen := map[Purpose]bool{}
	for _, p := range list {
		if seen[p.Code] || !word(string(p.Code)) || p.Title == "" || p.Meaning == "" || p.Code.Title() != p.Title {
			t.Errorf("%v is twice in the list or not whole", p)
		}
		seen[p.Code] = true
		wantCode(t, p.Code.Check(), "")
	}
	list[0].Code = "curiosity"
	wantCode(t, Purpose("curiosity").Check(), "purpose_unknown")
	wantCode(t, Purpose("code").Check(), "purpose_unknown") // the head of the table
	wantCode(t, Purpose("").Check(), "purpose_required")
}

func TestAViewerWhoMaySeeNobodyIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		viewer Viewer
		code   string
	}{
		{"an officer at work", Viewer{"u17", []Role{"reviewer"}, []civil.Area{chongchuan}, "review"}, ""},
		{"nobody", Viewer{"", nil, []civil.Area{chongchuan}, "review"}, "purpose_required"},
		{"without a purpose", Viewer{"u17", nil, []civil.Area{chongchuan}, ""}, "purpose_required"},
		{"with a purpose of one's own", Viewer{"u17", nil, []civil.Area{chongchuan}, "work"}, "purpose_unknown"},
		{"without a division", Viewer{"u17", nil, nil, "review"}, "scope_required"},
		{"with no division for one", Viewer{"u17", nil, []civil.Area{chongchuan, 0}, "review"}, "scope_division"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, test.viewer.Check(), test.code)
			if strings.HasPrefix(test.code, "scope") && !test.viewer.Scope().None() {
				t.Error("a refused list of divisions covers something")
			}
		})
	}
}

func TestAFieldIsVisibleToItsRoles(t *testing.T) {
	t.Parallel()
	v := Viewer{Roles: []Role{"clerk", "reviewer"}}
	if !v.Plays("reviewer", "finance") || v.Plays("finance") || !v.Plays() || (Viewer{}).Plays() || (Viewer{}).Plays("clerk") {
		t.Error("the roles are told wrong")
	}
}

func TestALookIsCheckedBeforeItIsAnswered(t *testing.T) {
	t.Parallel()
	viewer := Viewer{"u17", []Role{"reviewer"}, []civil.Area{chongchuan}, "review"}
	subject := Subject{Kind: "person", County: "320613", ID: "01jx4v6h2k8n0p3q", Division: village}
	tests := []struct {
		name   string
		change func(l *Look)
		code   string
	}{
		{"a look", func(*Look) {}, ""},
		{"a look that reveals a field", func(l *Look) { l.Revealed, l.Reason = []string{"phone"}, NewPrivate(Remark, "约定入户时间") }, ""},
		{"a record of a city without counties", func(l *Look) { l.Subject.County = "441900" }, ""},
		{"a record that moved into the division", func(l *Look) { l.Subject.County = "320614" }, ""},
		{"without an actor", func(l *Look) { l.Actor = "" }, "purpose_required"},
		{"without a purpose", func(l *Look) { l.Purpose = "" }, "purpose_required"},
		{"with an unknown purpose", func(l *Look) { l.Purpose = "work" }, "purpose_unknown"},
		{"without a scope", func(l *Look) { l.Scope = Scope{} }, "look_not_found"},
		{"outside the scope", func(l *Look) { l.Subject.Division = haimen }, "look_not_found"},
		{"above the scope", func(l *Look) { l.Subject.Division = nantong }, "look_not_found"},
		{"a record without a division", func(l *Look) { l.Subject.Division = 0 }, "look_not_found"},
		{"without a county", func(l *Look) { l.Subject.County = "" }, "look_county"},
		{"a county of nine digits", func(l *Look) { l.Subject.County = "320613003" }, "look_county"},
		{"a province for a county", func(l *Look) { l.Subject.County = "320000" }, "look_county"},
		{"without a kind", func(l *Look) { l.Subject.Kind = "" }, "look_subject"},
		{"a name for an id", func(l *Look) { l.Subject.ID = "张建国" }, "look_subject"},
		{"an identity number for an id", func(l *Look) { l.Subject.ID = "110105194912310021" }, "look_subject"},
		{"without an instant", func(l *Look) { l.At = 0 }, "look_instant"},
		{"without fields", func(l *Look) { l.Fields = nil }, "look_fields"},
		{"too many fields", func(l *Look) { l.Fields = slices.Repeat(l.Fields, fieldsMax) }, "look_fields"},
		{"a field that is a sentence", func(l *Look) { l.Fields = []string{"his phone"} }, "look_field"},
		{"revealed and not shown", func(l *Look) { l.Revealed, l.Reason = []string{"account"}, NewPrivate(Remark, "核对") }, "look_revealed"},
		{"revealed without a reason", func(l *Look) { l.Revealed = []string{"phone"} }, "reason_required"},
		{"revealed with a blank reason", func(l *Look) { l.Revealed, l.Reason = []string{"phone"}, NewPrivate(Remark, " 　") }, "reason_required"},
		{"a reason that is a novel", func(l *Look) { l.Reason = NewPrivate(Remark, strings.Repeat("因", reasonMax+1)) }, "look_reason"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			look := viewer.Look(1_767_600_000_000, subject)
			look.Fields = []string{"name", "phone"}
			test.change(&look)
			wantCode(t, look.Check(), test.code)
		})
	}
}

func TestALookInALogTellsNoReason(t *testing.T) {
	t.Parallel()
	look := Viewer{"u17", nil, []civil.Area{chongchuan}, "review"}.Look(1_767_600_000_000, Subject{Kind: "person", County: "320613", ID: "01jx4v6h2k8n0p3q"})
	look.Fields, look.Revealed, look.Reason = []string{"phone"}, []string{"phone"}, NewPrivate(Remark, "张建国来电")
	var printed strings.Builder
	for _, verb := range verbs {
		fmt.Fprintf(&printed, verb+verb, look, &look)
	}
	slog.New(slog.NewJSONHandler(&printed, nil)).Info("look", "look", look)
	fmt.Fprintf(&printed, "%+v %#v", struct{ l Look }{look}, struct{ l Look }{look}) // fmt cannot call Format here
	if got := fmt.Sprintf("%+v", look); got != "[look u17 review person/320613/01jx4v6h2k8n0p3q]" {
		t.Errorf("it prints as %s", got)
	}
	out := printed.String()
	if strings.Contains(out, "张建国") || !strings.Contains(out, "u17") || !strings.Contains(out, "01jx4v6h2k8n0p3q") {
		t.Errorf("the log has %s", out)
	}
	var line strings.Builder
	slog.New(slog.NewTextHandler(&line, nil)).Info("look", "look", look)
	for _, want := range []string{"actor=u17", "purpose=review", "kind=person", "county=320613", "fields=1", "revealed=1"} {
		if !strings.Contains(line.String(), want) {
			t.Errorf("the log line %s lacks %s", line.String(), want)
		}
	}
}
