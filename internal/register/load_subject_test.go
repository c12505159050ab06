package register

import (
	"fmt"
	"slices"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/pack"
)

// uscc completes a credit code with its two check characters.
func uscc(t testing.TB, body string) string {
	t.Helper()
	const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	for _, inner := range digits {
		for _, last := range digits {
			if check := civil.CheckUSCC(body + string(inner) + string(last)); check.Verdict == civil.Valid {
				return check.Canonical
			}
		}
	}
	t.Fatalf("no code begins with %s", body)
	return ""
}

// units registers two organisations, one of them without a code, and three
// facilities, two of them of one name in two counties.
func (l *loading) units() (code string) {
	l.t.Helper()
	code = uscc(l.t, "51320600MJ500000")
	l.load("organisation", "2025-01-31", "统一社会信用代码,单位名称,类型,行政区划\n"+
		code+",某市义工协会,社会团体,320613005001\n"+uscc(l.t, "51320600MJ500001")+",某市书画学会,社会团体,320612101001\n")
	l.load("facility", "2025-01-31", "单位名称,备案编号,类型,地址,行政区划\n"+
		"和平敬老院,BA001,养老机构,和平路1号,320613005001\n和平敬老院,BA002,养老机构,和平路2号,320612101001\n春晖助餐点,,助餐点,春晖路3号,320613005001\n")
	return code
}

// kept are the records of a register as "subject value of the field".
func (l *loading) kept(register, field, asOf string) []string {
	l.t.Helper()
	reg := l.catalogue.Register(register)
	at := slices.IndexFunc(reg.Fields, func(f pack.Field) bool { return f.Name == field })
	var list []string
	for _, county := range []string{chongchuan, tongzhou} {
		names := map[string]string{"": "place"}
		err := l.EachOrganisation(l.t.Context(), county, On(day(l.t, asOf)), func(o *Organisation) error {
			names[o.ID] = o.Name
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
		err = l.EachFacility(l.t.Context(), county, On(day(l.t, asOf)), func(f *Facility) error {
			names[f.ID] = f.Name
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
		err = l.EachRecord(l.t.Context(), county, register, On(day(l.t, asOf)), func(r *Record) error {
			list = append(list, fmt.Sprintf("%s %s %s", r.Division, names[r.Subject], plainText(&reg.Fields[at], r.Values[at])))
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	slices.Sort(list)
	return list
}

func (l *loading) wantKept(what, register, field string, want ...string) {
	l.t.Helper()
	if got := l.kept(register, field, "2025-12-31"); !slices.Equal(got, want) {
		l.t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestRecordsOfOrganisationsAreFoundByCodeAndElseByName(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		code := l.units()
		const header = "统一社会信用代码,单位名称,年度,年检结论,本年收入\n"
		text := header + code + ",某市义工协会,2024,合格,1000\n" + // by its code
			",某市书画学会,2024,基本合格,\n" + // by its name
			code + ",某市书画学会,2023,合格,\n" + // the code is another's
			uscc(t, "51320600MJ500008") + ",某市义工协会,2023,合格,\n" + // the register knows another code of it
			",某市无名会,2024,合格,\n" +
			code + ",某市义工协会,2024,不合格,\n" // the same year twice
		loaded := l.load("organisation_review", "2025-02-28", text)
		l.want("the load", loaded, "rows 6 accepted 2 aside 2 unmatched 2: opened 2 changed 0 same 0 ended 0")
		if reasons(loaded) != "3 unit_mismatch, 6 record_repeated" {
			t.Errorf("set aside: %s", reasons(loaded))
		}
		l.wantKept("the reviews", "organisation_review", "result", "320612101001 某市书画学会 基本合格", "320613005001 某市义工协会 合格")
		loaded = l.load("organisation_review", "2025-03-31", header+code+",某市义工协会,2024,不合格,1000\n,某市书画学会,2024,基本合格,\n")
		l.want("the next", loaded, "rows 2 accepted 2 aside 0 unmatched 0: opened 0 changed 1 same 1 ended 0")
		l.verify()
	})
}

func TestRecordsOfFacilitiesAreFoundByFilingNumberAndElseByName(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.units()
		text := "单位名称,备案编号,检查日期,检查事项,检查结果,行政区划\n" +
			"和平敬老院,BA002,2025-02-01,消防,合格,\n" + // by its number
			"和平敬老院,,2025-02-02,消防,限期整改,320613\n" + // by name and county
			"和平敬老院,,2025-02-03,消防,合格,\n" + // two have the name
			"春晖助餐点,,2025-02-04,食品,合格,\n" + // only one has the name
			"和平敬老院,BA999,2025-02-05,消防,合格,320613\n" + // the register knows another number of it
			"和平敬老院,BA001X,2025-02-06,消防,合格,320613\n"
		loaded := l.load("facility_check", "2025-02-28", text)
		l.want("the load", loaded, "rows 6 accepted 3 aside 1 unmatched 2: opened 3 changed 0 same 0 ended 0")
		if reasons(loaded) != "3 unit_ambiguous" {
			t.Errorf("set aside: %s", reasons(loaded))
		}
		l.wantKept("the checks", "facility_check", "result", "320612101001 和平敬老院 未发现问题", "320613005001 和平敬老院 限期整改", "320613005001 春晖助餐点 未发现问题")
		l.verify()
	})
}

func TestARenamedFacilityIsFoundByItsFilingNumber(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.units()
	loaded := l.load("facility", "2025-02-28", "单位名称,备案编号,类型,地址,行政区划\n和平颐养院,BA001,养老机构,和平路1号,320613005001\n")
	l.want("the list", loaded, "rows 1 accepted 1 aside 0 unmatched 0: opened 0 changed 1 same 0 ended 0")
}

func TestRecordsOfPlacesAreKeptByDivisionAndKey(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.units()
		const header = "村（社区）,月份,户籍户数,常住人口数\n"
		text := header + "320613005001,2025-01,100,300\n320613005002,2025-01,50,120\n320612101001,2025-01,70,200\n320613005001,2025-02,101,301\n"
		l.want("the load", l.load("place_profile", "2025-02-28", text), "rows 4 accepted 4 aside 0 unmatched 0: opened 4 changed 0 same 0 ended 0")
		l.wantKept("the places", "place_profile", "residents",
			"320612101001 place 200", "320613005001 place 300", "320613005001 place 301", "320613005002 place 120")
		text = header + "320613005002,2025-01,50,121\n320613005001,2025-02,101,301\n"
		l.want("the next", l.load("place_profile", "2025-03-31", text), "rows 2 accepted 2 aside 0 unmatched 0: opened 0 changed 1 same 1 ended 0")
		l.verify()
	})
}
