package pack

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"lianxin/packs"
)

// shipped are the packs of the product, read once for all tests.
var shipped = sync.OnceValues(func() (*Catalogue, error) { return Load(packs.FS) })

func shippedPacks(t *testing.T) *Catalogue {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Each row of the table of data classes that a city verifies families with, and
// each class in it, by the department that holds it.
var dataClasses = map[string][]string{
	"公安":       {"person", "household", "death", "vehicle", "exit_entry"},
	"人社":       {"wage_base", "pension", "unemployment_benefit", "employment"},
	"税务":       {"income_tax", "company_owner"},
	"市场监管":     {"market_entity"},
	"自然资源":     {"real_estate"},
	"住建":       {"house_contract", "public_rental"},
	"公积金":      {"housing_fund", "housing_fund_loan"},
	"银行":       {"bank_account", "bank_flow"},
	"证券":       {"security_holding"},
	"基金":       {"fund_holding"},
	"保险":       {"insurance_policy"},
	"交通":       {"operating_vehicle", "ship"},
	"民政":       {"marriage", "in_pay", "care_placement", "child_record", "organisation_office", "organisation", "facility", "authorisation", "declared_member", "organisation_review", "facility_check", "place_profile"},
	"残联":       {"disability_certificate"},
	"医保":       {"medical_cost"},
	"卫健":       {"severe_disease"},
	"教育":       {"enrolment", "education_aid"},
	"司法":       {"custody"},
	"法院":       {"enforcement"},
	"农业农村":     {"contract_land", "farm_subsidy"},
	"电力燃气水务通信": {"utility"},
	"各部门":      {"payroll"},
	"核对机构":     {"unanswered"},
	"户籍地民政":    {"benefit_elsewhere"},
}

func TestEveryDataClassOfVerificationHasAFeed(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	listed := 0
	for department, names := range dataClasses {
		for _, name := range names {
			listed++
			r := c.Register(name)
			if r == nil || r.Department != department {
				t.Errorf("%s: no register %s of that department", department, name)
				continue
			}
			if !slices.ContainsFunc(c.Feeds(), func(f *Feed) bool { return f.Register == r }) {
				t.Errorf("%s: nothing feeds the register %s", department, name)
			}
		}
	}
	shipped := 0
	for _, r := range c.Registers() {
		if r.Pack == "base" || r.Pack == "verification" {
			shipped++
		}
	}
	if listed != shipped {
		t.Errorf("%d data classes are listed and %d registers shipped", listed, shipped)
	}
	for _, name := range []string{"cremation", "death_certificate", "electricity", "gas", "water", "telecom", "custody_prison", "custody_drug", "custody_detention", "pension_resident", "residence", "payroll", "in_pay", "declared_family"} {
		if c.Feed(name) == nil {
			t.Errorf("no feed %s", name)
		}
	}
}

func TestEveryBaseFactHasASource(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	for i := range c.Facts() {
		if f := &c.Facts()[i]; f.Pack == "base" && !f.Engine && c.FactSource(f.FullName()) == nil {
			t.Errorf("no register gives %s", f.FullName())
		}
	}
}

func TestEveryProgrammeCanBeTakenOver(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	programme := c.Register("in_pay").Field("programme")
	for _, p := range c.Programmes() {
		if strings.HasPrefix(p.Pack, "cities") {
			continue
		}
		i, ok := programme.Code(p.Name)
		if !ok || programme.Codes[i].Name != p.Name {
			t.Errorf("existing beneficiaries of %s cannot be taken over", p.Name)
			continue
		}
		f := c.Feed("in_pay_" + p.Name)
		if f == nil || f.Find("programme") >= 0 || f.Fixed[0].Text != p.Name {
			t.Errorf("no feed for a list of %s alone: %+v", p.Name, f)
		}
	}
}

func TestNothingThatWasNotReadInLawIsConfirmed(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	for _, r := range c.Registers() {
		if r.Status != Proposed || len(r.Fields) == 0 || r.Source == "" {
			t.Errorf("register %s is %s with %d fields from %q", r.Name, r.Status, len(r.Fields), r.Source)
		}
	}
	for _, f := range c.Feeds() {
		if f.Status != Proposed || f.Population == "" || f.Covers == CoversListed && f.Complete || len(f.Totals) < 10 || len(f.Signatures) < 10 {
			t.Errorf("feed %s is %s, of %q, with %d and %d words", f.Name, f.Status, f.Population, len(f.Totals), len(f.Signatures))
		}
	}
	for _, s := range c.Sources() {
		if s.Status != Proposed {
			t.Errorf("source of %s is %s", s.Fact.FullName(), s.Status)
		}
	}
}

// Headers as offices print them; each must lead to the field that stands behind.
func TestHeadersOfRealTablesAreFound(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	for _, test := range []struct{ feed, headers, fields string }{
		{"payroll", "姓名 身份证号 家庭住址 月份 金额（元） 备注", "name id_number address month amount note"},
		{"payroll", "领取人 公民身份号码 村（居） 发放年月 实发金额 开户行 银行卡号", "name id_number division month amount bank account"},
		{"in_pay", "户主姓名 户主身份证号 救助类别 户月保障金额(元) 纳保时间 保障人口 一卡通账号", "name id_number programme amount start covered account"},
		{"in_pay_dibao", "申请人 身份证号码 低保证号 保障金额 起始月份", "name id_number certificate amount start"},
		{"vehicle", "机动车所有人 身份证明号码 号牌号码 车辆类型 初次登记日期 机动车状态", "name id_number plate kind first_registered state"},
		{"bank_account", "户名 客户证件号码 开户行 账号 储种 余额(万元) 查询日期", "name id_number bank tail product balance reference"},
		{"real_estate", "权利人 权利人证件号码 不动产权证号 坐落 建筑面积（㎡） 规划用途 共有情况", "name id_number certificate location area use sharing"},
		{"income_tax", "纳税人姓名 纳税人身份证号 税款所属期 所得项目 收入额 扣缴义务人", "name id_number month kind income payer"},
		{"disability_certificate", "姓名 残疾人身份证号 残疾类别 残疾等级 发证日期 有效期至 联系电话", "name id_number type grade issued valid_to guardian_phone"},
		{"pension_resident", "姓名 身份证号 发放年月 养老金", "name id_number month amount"},
		{"electricity", "用电户号 户名 用户身份证号 电费年月 用电量（千瓦时） 电费", "customer name id_number month volume amount"},
		{"authorisation", "授权人 身份证号 授权书编号 授权范围 救助类型 签字日期 有效期至", "name id_number number classes business signed valid_to"},
		{"declared_family", "户编号 成员姓名 成员身份证号 与申请人关系 劳动能力 是否重病 申请前12个月刚性支出", "household_number name id_number relation labour_ability severe_illness rigid_spending_12m"},
		{"person", "户号 与户主关系 姓名 性别 民族 公民身份号码 户籍地址 户籍区划", "household_number relation name sex nation id_number address registered_division"},
	} {
		f := c.Feed(test.feed)
		headers, fields := strings.Fields(test.headers), strings.Fields(test.fields)
		for i, header := range headers {
			at, _, ok := f.Column(header)
			if !ok || f.Columns[at].Field.Name != fields[i] {
				t.Errorf("%s: %q leads to %d, %t, want %s", test.feed, header, at, ok, fields[i])
			}
		}
	}
}

func TestTheWordsOfLettersOfAuthorisationAreKnown(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	for _, word := range []string{"公安", "人社", "住建", "国土", "交通", "工商", "税务", "公积金", "银行", "证券", "保险", "基金", "法院", "车辆", "存款", "不动产"} {
		if len(c.DataClasses(word)) == 0 {
			t.Errorf("a letter names %s, and nobody knows which data that is", word)
		}
	}
	if got := c.DataClasses("公安"); !slices.Equal(got, []string{"vehicle", "exit_entry"}) {
		t.Errorf("a department stands for what it holds under authorisation, got %v", got)
	}
}

// The tables of the READMEs are written by hand; they must not fall behind.
func TestTheReadmesListEveryShippedRegisterAndFeed(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	text := map[string]string{}
	for _, r := range c.Registers() {
		name := r.Pack
		readme, err := packs.FS.ReadFile(name + "/README.md")
		if err != nil {
			t.Fatal(err)
		}
		text[name] = string(readme)
	}
	for _, f := range c.Feeds() {
		if !strings.Contains(text[f.Pack], "`"+f.Name+"`") {
			t.Errorf("the README of %s does not list the feed %s", f.Pack, f.Name)
		}
	}
	for _, r := range c.Registers() {
		if !strings.Contains(text[r.Pack], "| `"+r.Name+"` | "+r.Title+" | "+r.Department+" |") {
			t.Errorf("the README of %s does not list the register %s with its title and department", r.Pack, r.Name)
		}
	}
}
