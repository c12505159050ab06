package pack

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"
)

func TestARegisterIsReadWhole(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	v := c.Register("vehicle")
	if v == nil || len(c.Registers()) != 5 || c.Register("boat") != nil {
		t.Fatalf("got %d registers, vehicle %v", len(c.Registers()), v)
	}
	if v.Subject != OfPerson || v.Core || v.Class != "authorised" || !slices.Equal(v.Key, []string{"plate"}) || v.From != "first_registered" ||
		v.To != "" || v.Retention != 60 || v.Department != "公安" || v.Status != Proposed || v.Pack != "base" || v.Note == "" ||
		v.Place != (Place{"base/registers/core.yaml", 12, 5}) {
		t.Errorf("got %+v", v)
	}
	if plate, value := v.Field("plate"), v.Field("value"); !plate.Required || plate.Longest != 20 || plate.TooLong(strings.Repeat("苏", 20)) ||
		!plate.TooLong(strings.Repeat("苏", 21)) || !value.Ranged || value.Max != 100000 || v.Field("colour") != nil {
		t.Errorf("got %+v and %+v", plate, value)
	}
	if p := c.Register("person"); !p.Core || len(p.Key) != 0 {
		t.Errorf("got %+v", p)
	}
	pay := c.Register("pay")
	if hours := pay.Field("hours"); pay.Period != "month" || hours.Scale != 1 || hours.Unit != "小时" {
		t.Errorf("got %+v", pay)
	}
	if cause := c.Register("death").Field("cause"); !cause.Protected() || pay.Field("amount").Protected() || !slices.Equal(cause.VisibleTo, []string{"verifier"}) {
		t.Errorf("got %+v", cause)
	}
}

func TestACodeIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	state, grade := c.Register("vehicle").Field("state"), c.Register("pay").Field("grade")
	for text, want := range map[string]int{"A": 0, "ａ": 0, "normal": 0, " 正 常": 0, "在用": 0, "scrapped": 1, "报废": 1} {
		if got, ok := state.Code(text); !ok || got != want {
			t.Errorf("%q: got %d, %t, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "—", "B", "正常在用"} {
		if got, ok := state.Code(text); ok {
			t.Errorf("%q: got %d, want no code", text, got)
		}
	}
	for text, want := range map[string]int64{"1": 1, "一级": 1, "Ⅱ级": 2, "二级": 2} {
		if got, ok := grade.Number(text); !ok || got != want {
			t.Errorf("%q: got %d, %t, want %d", text, got, ok, want)
		}
	}
	if _, ok := grade.Number("三级"); ok {
		t.Error("三级 is no word of the small register")
	}
	if _, ok := state.Number("A"); ok {
		t.Error("a code is no number")
	}
}

func TestAWordOfAnAuthorisationLeadsToDataClasses(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for word, want := range map[string][]string{
		"vehicle": {"vehicle"}, "机动车登记": {"vehicle"}, "车 辆": {"vehicle"}, "公安": {"vehicle"}, "人社": {"pay"},
		"死亡登记": nil, "税务": nil, "": nil, "、": nil,
	} {
		if got := c.DataClasses(word); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", word, got, want)
		}
	}
}

func TestAFeedIsReadWhole(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	f := c.Feed("vehicle")
	if len(c.Feeds()) != 3 || f.Register != c.Register("vehicle") || f.Complete || f.Covers != CoversListed || f.Period != ByDay || f.Replaces != ReplacesAll ||
		f.Membership != NoMembership || !slices.Equal(f.Header, []string{"id_number", "plate"}) || len(f.Columns) != 6 || c.Feed("boat") != nil {
		t.Fatalf("got %+v", f)
	}
	id, plate, value := f.Columns[0], f.Columns[2], f.Columns[4]
	if !id.Subject || !id.Required || id.Field.Type != IDNumberField || plate.Subject || !plate.Required || plate.Unit != "" || value.Unit != InWan || value.Required {
		t.Errorf("got %+v, %+v, %+v", id, plate, value)
	}
	pay, bonus := c.Feed("pay"), c.Feed("bonus")
	if pay.Find("kind") != 3 || pay.Columns[3].Required || pay.Columns[2].Required || pay.Columns[4].Unit != InYuan || pay.Membership != Declared ||
		!slices.Equal(pay.Batch, []string{"kind"}) || pay.Covers != CoversRegistered {
		t.Errorf("what a batch tells need not stand in every row: %+v", pay)
	}
	if bonus.Find("kind") >= 0 || bonus.Find("amount") != 3 || len(bonus.Fixed) != 1 || bonus.Fixed[0].Text != "奖金" || bonus.Complete || !pay.Complete || len(bonus.Batch) != 0 ||
		bonus.Population != "参保人" || bonus.Title != "奖金数据" {
		t.Errorf("got %+v", bonus)
	}
	if i, _, ok := bonus.Column("工资"); !ok || i != 3 {
		t.Errorf("a feed like another keeps its headers: %d, %t", i, ok)
	}
	if _, _, ok := bonus.Column("项目"); ok {
		t.Error("what is fixed is no column any more")
	}
}

func TestAHeaderFindsItsColumnAndItsUnit(t *testing.T) {
	t.Parallel()
	f := loaded(t).Feed("vehicle")
	for header, want := range map[string]struct {
		column int
		unit   MoneyUnit
	}{
		"身份证号": {0, ""}, "证件 号码": {0, ""}, "＊车主证件号": {0, ""}, "ID_NUMBER": {0, ""}, "身份证号（18位）": {0, ""},
		"车主": {1, ""}, "人员姓名": {1, ""}, "姓　名": {1, ""}, "车牌号(全)": {2, ""}, "号牌": {2, ""},
		"现值": {4, ""}, "现值(万元)": {4, InWan}, "评估价（单位：元）": {4, InYuan}, "现值/分": {4, InFen}, "评估价【人民币元】": {4, InYuan}, "现值（评估）": {4, ""},
	} {
		column, unit, ok := f.Column(header)
		if !ok || column != want.column || unit != want.unit {
			t.Errorf("%q: got %d, %q, %t, want %d, %q", header, column, unit, ok, want.column, want.unit)
		}
	}
	for _, header := range []string{"", "（元）", "车", "颜色", "(身份证号)码", "证件"} {
		if column, _, ok := f.Column(header); ok {
			t.Errorf("%q: got column %d, want none", header, column)
		}
	}
}

func TestLinesThatAreNoRecordsAreKnown(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	f := c.Feed("vehicle")
	for _, cell := range []string{"合计", "合 计：", "车辆合计"} {
		if !f.TotalLine(cell) {
			t.Errorf("%q is a sum", cell)
		}
	}
	for _, cell := range []string{"制表人", "制表人：王五", "制表人:", "制 表 人 ： 王五"} {
		if !f.SignatureLine(cell) {
			t.Errorf("%q is a signature", cell)
		}
	}
	for _, cell := range []string{"合计生", "王五", "", "制表人王五", "第一制表人：王五"} {
		if f.TotalLine(cell) || f.SignatureLine(cell) {
			t.Errorf("%q is a record", cell)
		}
	}
	if c.Feed("pay").TotalLine("车辆合计") {
		t.Error("a word of one feed must not end lines of another")
	}
}

func TestASourceIsReadWhole(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	vehicles, wage := c.FactSource("household.vehicles"), c.FactSource("person.wage")
	if len(c.Sources()) != 5 || c.FactSource("person.name") != nil || c.Fact("person.wage") != wage.Fact || c.Fact("wage") != nil {
		t.Fatalf("got %d sources", len(c.Sources()))
	}
	p := vehicles.Parts[0]
	if !vehicles.Members || vehicles.HasNone || vehicles.Combine != "" || p.Take != TakeCount || p.Field != nil || p.Distinct.Name != "plate" ||
		len(p.Where) != 1 || p.Where[0].Field.Name != "state" || !slices.Equal(p.Where[0].Values, []int64{0}) {
		t.Errorf("got %+v", vehicles)
	}
	if wage.Combine != CombineAdd || !wage.HasNone || wage.NoneValue != 0 || wage.Parts[0].Months != 3 || wage.Parts[1].Round != civil.HalfUp ||
		wage.Parts[1].Register != c.Register("pay") || wage.Parts[1].Field != c.Register("pay").Field("amount") {
		t.Errorf("got %+v", wage)
	}
	disability := c.FactSource("person.disability_type")
	if !disability.HasNone || disability.None != "none" || disability.NoneValue != 0 {
		t.Errorf("got %+v", disability)
	}
}

// FuzzNormalHeader reads headers of other offices: the form must be stable, so
// that what was declared and what is printed meet.
func FuzzNormalHeader(f *testing.F) {
	for _, text := range []string{"金额(万元)", "身份证号（18位）", "现值/元", "（元）", "a[b{c", "：", "Ⅱ级", "\xff元)"} {
		f.Add(text)
	}
	feed := loaded(f).Feed("vehicle")
	f.Fuzz(func(t *testing.T, text string) {
		name, unit := NormalHeader(text)
		if again := bareName(name); again != name {
			t.Errorf("%q: %q becomes %q", text, name, again)
		}
		if unit != "" && (name == "" || !slices.Contains([]MoneyUnit{InYuan, InWan, InFen}, unit)) {
			t.Errorf("%q: got %q, %q", text, name, unit)
		}
		if i, _, ok := feed.Column(text); ok && (i < 0 || i >= len(feed.Columns)) {
			t.Errorf("%q: column %d", text, i)
		}
		feed.TotalLine(text)
		feed.SignatureLine(text)
	})
}
