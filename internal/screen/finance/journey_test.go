package finance_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
)

// cashiers hires those who pay: a maker, a reviewer, two signers, somebody elsewhere.
func (o *office) cashiers() {
	o.hire("maker", "钱静", casework.Finance, whole)
	o.hire("second", "沈涛", casework.Finance, whole)
	o.hire("third", "吴芳", casework.Finance, whole)
	o.hire("officer", "李敏", casework.County, whole)
	o.hire("elsewhere", "王霞", casework.Finance, other)
}

// prepared is the path of a draft of a month.
func (o *office) prepared() string {
	o.t.Helper()
	return o.post("maker", "/pay/new", "county", county, "month", "2025-07", "programme", "dibao", "kind", "regular").goes()
}

// hash is the fingerprint a page carries.
func (a answer) seen() string {
	_, rest, _ := strings.Cut(a.page, `name="seen" value="`)
	hash, _, _ := strings.Cut(rest, `"`)
	return hash
}

func TestAListGoesFromThePreviewToTheBankAndBack(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	one, two, three := o.settle("李秀英", "李强"), o.settle("阿卜杜热合曼·买买提艾力"), o.settle("王䶮")
	o.grant(one, "李秀英", 114300, "2025-07", true)
	o.grant(two, "阿卜杜热合曼·买买提艾力", 71000, "2025-07", true)
	o.grant(three, "王䶮", 50000, "2025-07", false)

	o.get("maker", "/pay/new").says(200, "要发2笔，1,853.00 元", "新享受", "缺账户", "有1笔缺领款账户", "李秀英", "阿卜杜热合曼·买买提艾力", "王䶮", "审核同意")
	o.get("maker", "/pay/new?why=no_account").says(200, "王䶮").hides("李秀英")
	run := o.prepared()
	o.get("maker", run).says(200, "编制中", "冻结清单，送复核", "作废", "1,853.00 元", "尾号")
	if again := o.prepared(); again != run {
		t.Errorf("prepared twice gives %s and %s", run, again)
	}
	o.get("maker", run+"/do/freeze").says(200, "办了以后")
	o.post("maker", run+"/do/freeze").goes()
	o.post("maker", run+"/do/freeze").goes() // sent twice, done once
	o.get("maker", run).says(200, "已冻结", "编制或改动过清单的人不能复核和签发")
	o.get("officer", run).says(200, "由财务人员办理。")

	review := o.get("second", run+"/do/approve").says(200, "清单指纹", "钱静", "1,853.00 元")
	o.post("maker", run+"/do/approve", "seen", review.seen()).says(409, "不能复核")
	o.post("second", run+"/do/approve", "seen", review.seen()).goes()
	o.post("second", run+"/do/sign", "seen", review.seen()).goes()
	o.get("second", run).says(200, "您已签过字")
	o.get("third", run+"/do/release").says(200, "第一人签字 沈涛", "请照清单再输入一次总金额")
	o.post("third", run+"/do/release", "seen", review.seen(), "typed", "1,850.00").says(422, "与清单不一致", `value="1,850.00"`)
	o.post("third", run+"/do/release", "seen", review.seen(), "typed", "").says(422, "请照清单再输入一次总金额。")
	o.post("third", run+"/do/release", "seen", review.seen(), "typed", "１，853.00元").goes()

	o.get("third", run+"/do/file").says(200, "银行要的格式")
	file := o.post("third", run+"/do/file", "format", "csv").says(200)
	if again := o.post("third", run+"/do/again"); again.page != file.page {
		t.Error("the file is another one the second time")
	}
	o.bank(run)
	o.get("maker", run).says(200, "部分退回", "已到账", "退回待重发")
	o.get("maker", run+"?status=again").says(200, "账户已恢复").hides("没有记录。")
	o.post("maker", run+"/do/close").says(409, "退回的没有重发")
	o.get("maker", "/pay").says(200, "有退回待处理")
}

// bank answers a run: the first line arrives, the second comes back.
func (o *office) bank(run string) {
	o.t.Helper()
	parts := strings.Split(run, "/")
	d, err := o.stages.Pay.RunDesk(o.t.Context(), parts[2], parts[3])
	if err != nil {
		o.t.Fatal(err)
	}
	f, err := pay.FormatNamed(d.Format)
	if err != nil {
		o.t.Fatal(err)
	}
	a := &pay.Answer{Run: d.ID, UnitCode: "320613"}
	for _, l := range d.Lines {
		if !l.Listed() {
			continue
		}
		one := pay.AnswerLine{Seq: int64(len(a.Lines) + 1), Account: "", Amount: l.Amount, Code: "成功", Text: "成功"}
		for _, fam := range o.families {
			if fam.people[0] == l.Payee {
				one.Account = number(fam)
			}
		}
		if len(a.Lines) == 1 {
			one.Code, one.Text = "账户注销", "账户已注销"
			a.ReturnedCount, a.ReturnedSum = 1, l.Amount
		} else {
			a.PaidCount, a.PaidSum = a.PaidCount+1, a.PaidSum+l.Amount
		}
		a.Lines = append(a.Lines, one)
	}
	raw, err := f.WriteAnswer(a)
	if err != nil {
		o.t.Fatal(err)
	}
	o.upload("third", run+"/do/return", "typed", nil).says(422, "请选择银行给的回盘文件。")
	o.upload("third", run+"/do/return", "typed", []byte("不是回盘文件")).says(422)
	o.upload("third", run+"/do/return", "typed", raw).says(200, "回盘结果", "到账 1笔", "退回 1笔")
	for _, l := range d.Lines {
		if l.Amount != a.ReturnedSum || !l.Listed() {
			continue
		}
		line := run + "/line/" + l.ID
		o.get("third", line).says(200, "再发一次", "不再发")
		o.post("third", line+"/retry", "reason-retry", "").says(422, "请写明理由。")
		o.post("third", line+"/forgo", "reason-forgo", "不想发").says(409, "不能不发", "不想发")
		o.post("third", line+"/retry", "reason-retry", "账户已恢复").goes()
		o.get("third", line).says(200, "退回待重发")
		o.get("officer", line).hides("再发一次")
	}
}

func TestAChangeAfterTheFirstSignatureIsToldWithWhoDidIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	o.grant(o.settle("李秀英"), "李秀英", 114300, "2025-07", true)
	o.grant(o.settle("李强"), "李强", 71000, "2025-07", true)
	run := o.prepared()
	o.post("maker", run+"/do/freeze").goes()
	seen := o.get("second", run+"/do/approve").seen()
	page := o.get("second", run)
	_, rest, _ := strings.Cut(page.page, run+"/line/")
	line, _, _ := strings.Cut(rest, `"`)
	o.post("third", run+"/line/"+line+"/withhold", "seen", seen, "reason-withhold", "户主刚去世").goes()
	o.post("second", run+"/do/approve", "seen", seen).says(409, "吴芳", "暂缓一笔", "有改动")
	o.post("second", run+"/do/send-back", "seen", seen, "typed", "").says(422, "请写明退回的原因")
	o.post("second", run+"/do/send-back", "seen", seen, "typed", "请重新编制").goes()
	o.get("maker", run).says(200, "退回的原因：请重新编制", "编制中")
	o.post("maker", run+"/do/discard", "typed", "").says(422, "请写明作废的原因。")
	o.post("maker", run+"/do/discard", "typed", "重来").goes()
}

func TestAnotherCountysMoneyIsNotThere(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.settle("李秀英")
	o.grant(f, "李秀英", 114300, "2025-07", true)
	run := o.prepared()
	for _, path := range []string{run, run + "/do/approve", "/pay?county=" + county, "/pay/new?county=" + county, "/pay/overpaid?county=" + county, "/pay/family/" + county + "/" + f.household.ID} {
		o.get("elsewhere", path).says(http.StatusNotFound)
		o.get("", path).goes() // a stranger signs in first
	}
	o.post("elsewhere", run+"/do/freeze").says(http.StatusNotFound)
	o.hire("clerk", "张明", casework.Town, town)
	o.get("clerk", "/pay").says(http.StatusNotFound)
	o.hire("village-finance", "赵会计", casework.Finance, town)
	o.get("village-finance", "/pay").says(http.StatusNotFound)
}

func TestAFamilysPaymentsSayWhyAMonthDiffers(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.settle("李秀英")
	o.grant(f, "李秀英", 114300, "2025-07", true)
	run := o.prepared()
	o.post("maker", run+"/do/freeze").goes()
	o.get("maker", "/pay/family/"+county+"/"+f.household.ID).says(200, "李秀英的发放", "应发的待遇", "1,143.00", "2025年7月", "新享受：审核同意", "正在发放")
	o.get("maker", "/pay/family/"+county+"/nobody").says(http.StatusNotFound)
}

func TestEmptyListsSayWhatComesNext(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	o.get("maker", "/pay").says(200, "还没有发放批次", "没有在办的批次。")
	o.get("maker", "/pay/overpaid").says(200, "没有多发的钱。")
	o.get("maker", "/pay/new").says(200, "这个月没有要发的钱。").hides("编制清单 ")
	o.get("maker", "/pay/new?month=2025").says(422)
	o.get("maker", "/pay/new?programme=nonsense").says(404)
}

func TestAListOfHundredsIsPaged(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	for i := range 53 {
		o.grant(o.settle(fmt.Sprintf("家%d", i)), fmt.Sprintf("家%d", i), civil.Fen(10000+i), "2025-07", true)
	}
	o.get("maker", "/pay/new").says(200, "第1–50条，共53条", "下一页")
	o.get("maker", "/pay/new?page=2").says(200, "第51–53条，共53条", "上一页")
	run := o.prepared()
	o.get("maker", run+"?page=2").says(200, "第51–53条，共53条")
	o.get("maker", run+"?page=900").says(200, "第1–50条，共53条")
}
