package finance_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen/screentest"
)

// cashiers hires those who pay: a maker, a reviewer, two signers, somebody elsewhere.
func (o *office) cashiers() {
	o.Hire("maker", "钱静", casework.Finance, whole)
	o.Hire("second", "沈涛", casework.Finance, whole)
	o.Hire("third", "吴芳", casework.Finance, whole)
	o.Hire("officer", "李敏", casework.County, whole)
	o.Hire("elsewhere", "王霞", casework.Finance, other)
}

// prepared is the path of a draft of a month.
func (o *office) prepared() string {
	o.T.Helper()
	return o.Post("maker", "/pay/new", "county", county, "month", "2025-07", "programme", "dibao", "kind", "regular").Goes()
}

func TestAListGoesFromThePreviewToTheBankAndBack(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	one, two, three := o.Settle("李秀英", "李强"), o.Settle("阿卜杜热合曼·买买提艾力"), o.Settle("王䶮")
	o.Grant(one, "李秀英", 114300, "2025-07", true)
	o.Grant(two, "阿卜杜热合曼·买买提艾力", 71000, "2025-07", true)
	o.Grant(three, "王䶮", 50000, "2025-07", false)

	o.Get("maker", "/pay/new").Says(200, "要发2笔，1,853.00 元", "新享受", "缺账户", "有1笔缺领款账户", "李秀英", "阿卜杜热合曼·买买提艾力", "王䶮", "审核同意")
	o.Get("maker", "/pay/new?why=no_account").Says(200, "王䶮").Hides("李秀英")
	run := o.prepared()
	o.Get("maker", run).Says(200, "编制中", "冻结清单，送复核", "作废", "1,853.00 元", "尾号")
	if again := o.prepared(); again != run {
		t.Errorf("prepared twice gives %s and %s", run, again)
	}
	o.Get("maker", run+"/do/freeze").Says(200, "办了以后")
	o.Post("maker", run+"/do/freeze").Goes()
	o.Post("maker", run+"/do/freeze").Goes() // sent twice, done once
	o.Get("maker", run).Says(200, "已冻结", "编制或改动过清单的人不能复核和签发")
	o.Get("officer", run).Says(200, "由财务人员办理。")

	review := o.Get("second", run+"/do/approve").Says(200, "清单指纹", "钱静", "1,853.00 元")
	o.Post("maker", run+"/do/approve", "seen", review.Seen()).Says(409, "不能复核")
	o.Post("second", run+"/do/approve", "seen", review.Seen()).Goes()
	o.Post("second", run+"/do/sign", "seen", review.Seen()).Goes()
	o.Get("second", run).Says(200, "您已签过字")
	o.Get("third", run+"/do/release").Says(200, "第一人签字 沈涛", "请照清单再输入一次总金额")
	o.Post("third", run+"/do/release", "seen", review.Seen(), "typed", "1,850.00").Says(422, "与清单不一致", `value="1,850.00"`)
	o.Post("third", run+"/do/release", "seen", review.Seen(), "typed", "").Says(422, "请照清单再输入一次总金额。")
	o.Post("third", run+"/do/release", "seen", review.Seen(), "typed", "１，853.00元").Goes()

	o.Get("third", run+"/do/file").Says(200, "银行要的格式")
	file := o.Post("third", run+"/do/file", "format", "csv").Says(200)
	if again := o.Post("third", run+"/do/again"); again.Page != file.Page {
		t.Error("the file is another one the second time")
	}
	o.bank(run)
	o.Get("maker", run).Says(200, "部分退回", "已到账", "退回待重发")
	o.Get("maker", run+"?status=again").Says(200, "账户已恢复").Hides("没有记录。")
	o.Post("maker", run+"/do/close").Says(409, "退回的没有重发")
	o.Get("maker", "/pay").Says(200, "有退回待处理")
}

// bank answers a run: the first line arrives, the second comes back.
func (o *office) bank(run string) {
	o.T.Helper()
	parts := strings.Split(run, "/")
	d, err := o.Stages.Pay.RunDesk(o.T.Context(), parts[2], parts[3])
	if err != nil {
		o.T.Fatal(err)
	}
	f, err := pay.FormatNamed(d.Format)
	if err != nil {
		o.T.Fatal(err)
	}
	a := &pay.Answer{Run: d.ID, UnitCode: "320613"}
	for _, l := range d.Lines {
		if !l.Listed() {
			continue
		}
		one := pay.AnswerLine{Seq: int64(len(a.Lines) + 1), Account: "", Amount: l.Amount, Code: "成功", Text: "成功"}
		for _, fam := range o.Families {
			if fam.People[0] == l.Payee {
				one.Account = screentest.AccountNumber(fam)
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
		o.T.Fatal(err)
	}
	o.Upload("third", run+"/do/return", "typed", "list.csv", nil).Says(422, "请选择银行给的回盘文件。")
	o.Upload("third", run+"/do/return", "typed", "list.csv", []byte("不是回盘文件")).Says(422)
	o.Upload("third", run+"/do/return", "typed", "list.csv", raw).Says(200, "回盘结果", "到账 1笔", "退回 1笔")
	for _, l := range d.Lines {
		if l.Amount != a.ReturnedSum || !l.Listed() {
			continue
		}
		line := run + "/line/" + l.ID
		o.Get("third", line).Says(200, "再发一次", "不再发")
		o.Post("third", line+"/retry", "reason-retry", "").Says(422, "请写明理由。")
		o.Post("third", line+"/forgo", "reason-forgo", "不想发").Says(409, "不能不发", "不想发")
		o.Post("third", line+"/retry", "reason-retry", "账户已恢复").Goes()
		o.Get("third", line).Says(200, "退回待重发")
		o.Get("officer", line).Hides("再发一次")
	}
}

func TestAChangeAfterTheFirstSignatureIsToldWithWhoDidIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	o.Grant(o.Settle("李秀英"), "李秀英", 114300, "2025-07", true)
	o.Grant(o.Settle("李强"), "李强", 71000, "2025-07", true)
	run := o.prepared()
	o.Post("maker", run+"/do/freeze").Goes()
	seen := o.Get("second", run+"/do/approve").Seen()
	page := o.Get("second", run)
	_, rest, _ := strings.Cut(page.Page, run+"/line/")
	line, _, _ := strings.Cut(rest, `"`)
	o.Post("third", run+"/line/"+line+"/withhold", "seen", seen, "reason-withhold", "户主刚去世").Goes()
	o.Post("second", run+"/do/approve", "seen", seen).Says(409, "吴芳", "暂缓一笔", "有改动")
	o.Post("second", run+"/do/send-back", "seen", seen, "typed", "").Says(422, "请写明退回的原因")
	o.Post("second", run+"/do/send-back", "seen", seen, "typed", "请重新编制").Goes()
	o.Get("maker", run).Says(200, "退回的原因：请重新编制", "编制中")
	o.Post("maker", run+"/do/discard", "typed", "").Says(422, "请写明作废的原因。")
	o.Post("maker", run+"/do/discard", "typed", "重来").Goes()
}

func TestAnotherCountysMoneyIsNotThere(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.Settle("李秀英")
	o.Grant(f, "李秀英", 114300, "2025-07", true)
	run := o.prepared()
	for _, path := range []string{run, run + "/do/approve", "/pay?county=" + county, "/pay/new?county=" + county, "/pay/overpaid?county=" + county, "/pay/family/" + county + "/" + f.Household.ID} {
		o.Get("elsewhere", path).Says(http.StatusNotFound)
		o.Get("", path).Goes() // a stranger signs in first
	}
	o.Post("elsewhere", run+"/do/freeze").Says(http.StatusNotFound)
	o.Hire("clerk", "张明", casework.Town, town)
	o.Get("clerk", "/pay").Says(http.StatusNotFound)
	o.Hire("village-finance", "赵会计", casework.Finance, town)
	o.Get("village-finance", "/pay").Says(http.StatusNotFound)
}

func TestAFamilysPaymentsSayWhyAMonthDiffers(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.Settle("李秀英")
	o.Grant(f, "李秀英", 114300, "2025-07", true)
	run := o.prepared()
	o.Post("maker", run+"/do/freeze").Goes()
	o.Get("maker", "/pay/family/"+county+"/"+f.Household.ID).Says(200, "李秀英的发放", "应发的待遇", "1,143.00", "2025年7月", "新享受：审核同意", "正在发放")
	o.Get("maker", "/pay/family/"+county+"/nobody").Says(http.StatusNotFound)
}

func TestEmptyListsSayWhatComesNext(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	o.Get("maker", "/pay").Says(200, "还没有发放批次", "没有在办的批次。")
	o.Get("maker", "/pay/overpaid").Says(200, "没有多发的钱。")
	o.Get("maker", "/pay/new").Says(200, "这个月没有要发的钱。").Hides("编制清单 ")
	o.Get("maker", "/pay/new?month=2025").Says(422)
	o.Get("maker", "/pay/new?programme=nonsense").Says(404)
}

func TestAListOfHundredsIsPaged(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	for i := range 53 {
		o.Grant(o.Settle(fmt.Sprintf("家%d", i)), fmt.Sprintf("家%d", i), civil.Fen(10000+i), "2025-07", true)
	}
	o.Get("maker", "/pay/new").Says(200, "第1–50条，共53条", "下一页")
	o.Get("maker", "/pay/new?page=2").Says(200, "第51–53条，共53条", "上一页")
	run := o.prepared()
	o.Get("maker", run+"?page=2").Says(200, "第51–53条，共53条")
	o.Get("maker", run+"?page=900").Says(200, "第1–50条，共53条")
}
