package watch

import (
	"strings"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

func TestAReportOfSomebodyBecomesALeadOfHisFamily(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		f := b.get(b.reported())
		if f.Household != b.home.ID || f.County != b.home.County || f.Name != "钱二" || f.Division != village || f.Contact.Address != "一组3号" {
			t.Errorf("the lead is about %+v, contact %+v", f.Lead, f.Contact)
		}
		if f.State != Fresh || f.Level != AtVillage || f.Due != day(t, "2025-07-07") || f.Number != "XS-320613-2025-00001" {
			t.Errorf("the lead is %s at %s, due %s, number %s", f.State, f.Level, f.Due, f.Number)
		}
		if len(f.Reasons) != 1 || f.Reasons[0].Source != ByVillage || len(f.Steps) != 1 {
			t.Errorf("reasons %v, steps %v", f.Reasons, f.Steps)
		}
	})
}

func TestSeveralReportsOfOneFamilyAreOneLead(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	first := b.reported()
	b.wait(1)
	r, err := b.Report(t.Context(), b.town, Report{Source: ByHotline, Household: b.home, Words: "邻居来电：断炊", Urgent: true, Origin: "call:1"})
	if err != nil || !r.Joined || r.Lead != first {
		t.Fatalf("the second report gave %+v, %v", r, err)
	}
	f := b.get(first)
	if len(f.Reasons) != 2 || f.Colour != Red || f.Due != day(t, "2025-07-02") {
		t.Errorf("after an urgent report: %d reasons, %s, due %s", len(f.Reasons), f.Colour, f.Due)
	}
	again, err := b.Report(t.Context(), b.town, Report{Source: ByHotline, Household: b.home, Words: "邻居来电：断炊", Origin: "call:1"})
	if err != nil || !again.Again || len(b.get(first).Reasons) != 2 {
		t.Errorf("the same call reported twice gave %+v, %v", again, err)
	}
}

func TestAFormSentTwiceReportsOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	r := Report{Source: ByVillage, Name: "外来的一家", Division: village, Words: "在桥下过夜，没有吃的", Once: "k1"}
	one, err := b.Report(t.Context(), b.village, r)
	if err != nil {
		t.Fatal(err)
	}
	two, err := b.Report(t.Context(), b.village, r)
	if err != nil || !two.Again || two.Lead != one.Lead {
		t.Errorf("sent twice it gave %+v and %+v, %v", one, two, err)
	}
	r.Once = "k2"
	if three, err := b.Report(t.Context(), b.village, r); err != nil || three.Joined || three.Lead == one.Lead {
		t.Errorf("families nobody can tell to be the same are leads of their own, got %+v, %v", three, err)
	}
}

func TestReportsThatLeadNowhereAreRefused(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	for _, c := range []struct {
		name string
		r    Report
		want string
	}{
		{"without words", Report{Source: ByVillage, Division: village, Words: "难"}, "lead_words"},
		{"a novel", Report{Source: ByVillage, Division: village, Words: strings.Repeat("难", 501)}, "lead_words"},
		{"without source", Report{Division: village, Words: "家里很困难"}, "lead_source"},
		{"a person who says he is a signal", Report{Source: BySignal, Division: village, Words: "家里很困难"}, "lead_source"},
		{"nobody knows where", Report{Source: ByVillage, Words: "家里很困难"}, "lead_division"},
		{"somewhere in a city", Report{Source: ByVillage, Division: 320600000000, Words: "家里很困难"}, "lead_division"},
		{"a name that is none", Report{Source: ByVillage, Division: village, Words: "家里很困难", Name: strings.Repeat("名", 61)}, "lead_name"},
		{"a family there is not", Report{Source: ByVillage, Household: register.Ref{County: county, ID: "0000000000000000"}, Words: "家里很困难"}, "household_not_found"},
	} {
		if _, err := b.Report(t.Context(), b.village, c.r); code(err) != c.want && !(c.want == "household_not_found" && err != nil) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}
