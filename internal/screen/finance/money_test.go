package finance_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lianxin/internal/pay"
	"lianxin/internal/screen/screentest"
)

// sentMonth takes the month's list to the bank file.
func (o *office) sentMonth(total string) string {
	o.T.Helper()
	run := o.prepared()
	o.Post("maker", run+"/do/freeze").Goes()
	seen := o.Get("second", run+"/do/approve").Seen()
	o.Post("second", run+"/do/approve", "seen", seen).Goes()
	o.Post("second", run+"/do/sign", "seen", seen).Goes()
	o.Post("third", run+"/do/release", "seen", seen, "typed", total).Goes()
	o.Post("third", run+"/do/file", "seen", seen, "format", "csv").Says(200)
	return run
}

// dies tells of a death on the pages and gives the address of the event.
func (o *office) dies(f screentest.Family) string {
	o.T.Helper()
	form := "/money/family/" + county + "/" + f.Household.ID + "/event"
	who := f.People[0].String()
	o.Get("maker", form).Says(200, "登记变动", "死亡", "当日冻结")
	o.Post("maker", form, "person", who, "kind", "death", "day", "2025-07-05", "reference", "").Says(422, "请写明依据")
	o.Post("maker", form, "person", who, "kind", "death", "day", "昨天", "reference", "证明1号").Says(422, "请填写发生日期", "证明1号")
	return o.Post("maker", form, "person", who, "kind", "death", "day", "2025-07-05", "reference", "死亡医学证明1号").Goes()
}

func TestADeathAfterTheFileWasMadeRecallsItOnThePages(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	gone := o.Settle("王老伯")
	o.Grant(gone, "王老伯", 71000, "2025-07", true)
	o.Grant(o.Settle("李秀英"), "李秀英", 114300, "2025-07", true)
	run := o.sentMonth("1853.00")
	event := o.dies(gone)
	o.Get("maker", run).Says(200, "有1笔被冻结", "请召回文件")
	o.Post("third", run+"/do/hand-over", "typed", "受理1号").Says(409, "不能交给银行")
	o.Post("third", run+"/do/recall", "typed", "").Says(422, "怎样确认银行没有收到")
	o.Post("third", run+"/do/recall", "typed", "柜面确认没有上传").Goes()
	o.Get("maker", run+"?status=held").Says(200, "已冻结", "冻结", "死亡（2025-07-05）")
	o.Get("maker", "/money/events").Says(200, "1条变动等决定", "王老伯")
	o.Get("maker", event).Says(200, "王老伯：死亡", "只有他本人享受", "2025年8月")
	o.Post("maker", event+"/settle", "outcome", "go_on", "words", "继续").Says(409, "不能继续发放", "继续")
	o.Post("maker", event+"/settle", "outcome", "stop").Says(422, "请写明决定的理由")
	o.Post("maker", event+"/settle", "outcome", "stop", "words", "已核实").Goes()
	o.Get("maker", event).Says(200, "停发", "已核实")
	o.Get("elsewhere", event).Says(http.StatusNotFound)
}

func TestWhatWasOverpaidIsAgreedReceivedAndGivenUpOnThePages(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.Settle("王老伯")
	o.Grant(f, "王老伯", 71000, "2025-06", true)
	o.sentMonth("1420.00") // June as arrears, July
	event := o.dies(f)
	o.Post("maker", event+"/settle", "outcome", "stop", "from", "2025-07", "words", "六月已去世").Goes()
	home := "/money/family/" + county + "/" + f.Household.ID
	o.Get("maker", "/pay/family/"+county+"/"+f.Household.ID).Says(200, "多发", "签追回协议")
	o.Get("maker", home+"/recovery").Says(200, "多发", "710.00")
	subject := []string{"subject", "dibao/", "debtor", "王小明", "number", "追1号", "day", "2025-07-07", "first", "2025-07"}
	o.Post("maker", home+"/recovery", append(subject, "instalment", "很多")...).Says(422, "每期金额请填数字", "追1号")
	plan := o.Post("maker", home+"/recovery", append(subject, "instalment", "300")...).Goes()
	o.Post("second", plan+"/receive", "amount", "900", "day", "2025-07-07", "receipt", "收1").Says(422, "不超过还没收回的710.00元")
	o.Post("second", plan+"/receive", "amount", "300", "day", "2025-07-07", "receipt", "收1").Goes()
	o.Post("second", plan+"/receive", "amount", "10", "day", "2025-07-07", "receipt", "收1").Says(409, "已经登记过")
	o.Now = o.Now.Add(60 * 24 * time.Hour)
	o.Get("maker", plan).Says(200, "追1号", "逾期", "410.00", "打印对账单")
	o.Get("maker", home+"/statement").Says(200, "多发待遇对账单", "追1号", "收1", "已收回300.00", "还没有收回410.00", "2025年7月")
	if pdf := o.Get("maker", home+"/statement/pdf"); pdf.Status != 200 || !strings.HasPrefix(pdf.Page, "%PDF") {
		t.Errorf("the statement is answered with %d and %.20q", pdf.Status, pdf.Page)
	}
	o.Get("elsewhere", home+"/statement").Says(http.StatusNotFound)
	fine := o.Settle("李秀英")
	o.Grant(fine, "李秀英", 114300, "2025-09", true)
	o.Get("maker", "/money/family/"+county+"/"+fine.Household.ID+"/statement").Says(http.StatusNotFound)
	o.Get("maker", "/money/recoveries").Says(200, "还没收回", "410.00", "追1号")
	o.Post("second", plan+"/propose", "words", "家属失联").Goes()
	page := o.Get("third", plan).Says(200, "家属失联", "决定核销")
	_, rest, _ := strings.Cut(page.Page, `name="waiver" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	o.Post("second", plan+"/waive", "waiver", id, "verdict", "yes", "words", "同意").Says(409, "不能自己批准")
	o.Post("third", plan+"/waive", "waiver", id, "verdict", "yes", "words", "同意").Goes()
	o.Get("maker", plan).Says(200, "还没收回0.00", "核销")
}

func TestAnAccountIsChangedOnThePagesAndTheSecondPaymentArrives(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.Settle("李秀英")
	o.Grant(f, "李秀英", 114300, "2025-07", true)
	home := "/money/family/" + county + "/" + f.Household.ID
	form := []string{"person", f.People[0].String(), "capacity", "own", "holder", "李秀英", "number", "6217000011112222", "bank", "江苏农商银行", "asker", "李秀英"}
	o.Get("maker", home+"/account").Says(200, "领款账户", "尾号")
	o.Post("maker", home+"/account", form...).Says(422, "出示了什么材料", "江苏农商银行")
	o.Post("maker", home+"/account", append(form[:5:5], append([]string{"李大妈"}, append(form[6:], "evidence", "存折")...)...)...).Says(422, "与登记的姓名不同")
	o.Post("maker", home+"/account", append(form, "evidence", "存折复印件")...).Goes()
	o.Get("maker", home+"/account").Says(200, "尾号2222", "存折复印件")
	o.Post("maker", home+"/proxy", "proxied", f.People[0].String(), "role", "keeper", "name", "村会计", "relation", "村委会", "papers", "协议").Says(422, "到期日")
	o.Post("maker", home+"/proxy", "proxied", f.People[0].String(), "role", "keeper", "name", "村会计", "relation", "村委会", "papers", "协议", "agreement", "代1号", "until", "2026-06-30").Goes()
	o.Get("maker", home+"/account").Says(200, "村会计，代保管")
}

func TestTheListGoesToTheFinanceDepartmentAndTheNationalSystem(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	o.Grant(o.Settle("李秀英"), "李秀英", 114300, "2025-07", true)
	run := o.sentMonth("1143.00")
	card := "/money/card" + strings.TrimPrefix(run, "/pay")
	o.Get("maker", card).Says(200, "公示名单", "登记已办")
	o.Post("second", card+"/mark", "step", "publish", "day", "2025-07-06", "note", "已公示七天").Goes()
	o.Get("maker", card).Says(200, "已公示七天", "名单送财政")
	if list := o.Post("second", card+"/list"); list.Status != 200 {
		t.Errorf("the list is answered with %d", list.Status)
	}
	ours := o.Post("maker", "/money/national/"+county+"/list", "month", "2025-07")
	if ours.Status != 200 {
		t.Fatalf("our list is answered with %d", ours.Status)
	}
	o.Upload("maker", "/money/national/"+county+"/compare", "file", "list.csv", []byte("姓名,金额\n")).Says(422, "表头里没有")
	o.Get("maker", "/money/national").Says(200, "还没有对过账")
	o.Get("maker", "/money/overlaps").Says(200, "没有待处理的")
	for _, path := range []string{"/money/national", "/money/overlaps", "/money/events", "/money/recoveries"} {
		o.Get("elsewhere", path+"?county="+county).Says(http.StatusNotFound)
	}
	if pay.Stop.Title() == "" {
		t.Error("an outcome has no title")
	}
}
