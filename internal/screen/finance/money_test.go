package finance_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lianxin/internal/pay"
)

// sentMonth takes the month's list to the bank file.
func (o *office) sentMonth(total string) string {
	o.t.Helper()
	run := o.prepared()
	o.post("maker", run+"/do/freeze").goes()
	seen := o.get("second", run+"/do/approve").seen()
	o.post("second", run+"/do/approve", "seen", seen).goes()
	o.post("second", run+"/do/sign", "seen", seen).goes()
	o.post("third", run+"/do/release", "seen", seen, "typed", total).goes()
	o.post("third", run+"/do/file", "seen", seen, "format", "csv").says(200)
	return run
}

// dies tells of a death on the pages and gives the address of the event.
func (o *office) dies(f family) string {
	o.t.Helper()
	form := "/money/family/" + county + "/" + f.household.ID + "/event"
	who := f.people[0].String()
	o.get("maker", form).says(200, "登记变动", "死亡", "当日冻结")
	o.post("maker", form, "person", who, "kind", "death", "day", "2025-07-05", "reference", "").says(422, "请写明依据")
	o.post("maker", form, "person", who, "kind", "death", "day", "昨天", "reference", "证明1号").says(422, "请填写发生日期", "证明1号")
	return o.post("maker", form, "person", who, "kind", "death", "day", "2025-07-05", "reference", "死亡医学证明1号").goes()
}

func TestADeathAfterTheFileWasMadeRecallsItOnThePages(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	gone := o.settle("王老伯")
	o.grant(gone, "王老伯", 71000, "2025-07", true)
	o.grant(o.settle("李秀英"), "李秀英", 114300, "2025-07", true)
	run := o.sentMonth("1853.00")
	event := o.dies(gone)
	o.get("maker", run).says(200, "有1笔被冻结", "请召回文件")
	o.post("third", run+"/do/hand-over", "typed", "受理1号").says(409, "不能交给银行")
	o.post("third", run+"/do/recall", "typed", "").says(422, "怎样确认银行没有收到")
	o.post("third", run+"/do/recall", "typed", "柜面确认没有上传").goes()
	o.get("maker", run+"?status=held").says(200, "已冻结", "冻结", "死亡（2025-07-05）")
	o.get("maker", "/money/events").says(200, "1条变动等决定", "王老伯")
	o.get("maker", event).says(200, "王老伯：死亡", "只有他本人享受", "2025年8月")
	o.post("maker", event+"/settle", "outcome", "go_on", "words", "继续").says(409, "不能继续发放", "继续")
	o.post("maker", event+"/settle", "outcome", "stop").says(422, "请写明决定的理由")
	o.post("maker", event+"/settle", "outcome", "stop", "words", "已核实").goes()
	o.get("maker", event).says(200, "停发", "已核实")
	o.get("elsewhere", event).says(http.StatusNotFound)
}

func TestWhatWasOverpaidIsAgreedReceivedAndGivenUpOnThePages(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.settle("王老伯")
	o.grant(f, "王老伯", 71000, "2025-06", true)
	o.sentMonth("1420.00") // June as arrears, July
	event := o.dies(f)
	o.post("maker", event+"/settle", "outcome", "stop", "from", "2025-07", "words", "六月已去世").goes()
	home := "/money/family/" + county + "/" + f.household.ID
	o.get("maker", "/pay/family/"+county+"/"+f.household.ID).says(200, "多发", "签追回协议")
	o.get("maker", home+"/recovery").says(200, "多发", "710.00")
	subject := []string{"subject", "dibao/", "debtor", "王小明", "number", "追1号", "day", "2025-07-07", "first", "2025-07"}
	o.post("maker", home+"/recovery", append(subject, "instalment", "很多")...).says(422, "每期金额请填数字", "追1号")
	plan := o.post("maker", home+"/recovery", append(subject, "instalment", "300")...).goes()
	o.post("second", plan+"/receive", "amount", "900", "day", "2025-07-07", "receipt", "收1").says(422, "不超过还没收回的710.00元")
	o.post("second", plan+"/receive", "amount", "300", "day", "2025-07-07", "receipt", "收1").goes()
	o.post("second", plan+"/receive", "amount", "10", "day", "2025-07-07", "receipt", "收1").says(409, "已经登记过")
	o.now = o.now.Add(60 * 24 * time.Hour)
	o.get("maker", plan).says(200, "追1号", "逾期", "410.00", "打印对账单")
	o.get("maker", home+"/statement").says(200, "多发待遇对账单", "追1号", "收1", "已收回300.00", "还没有收回410.00", "2025年7月")
	if pdf := o.get("maker", home+"/statement/pdf"); pdf.status != 200 || !strings.HasPrefix(pdf.page, "%PDF") {
		t.Errorf("the statement is answered with %d and %.20q", pdf.status, pdf.page)
	}
	o.get("elsewhere", home+"/statement").says(http.StatusNotFound)
	fine := o.settle("李秀英")
	o.grant(fine, "李秀英", 114300, "2025-09", true)
	o.get("maker", "/money/family/"+county+"/"+fine.household.ID+"/statement").says(http.StatusNotFound)
	o.get("maker", "/money/recoveries").says(200, "还没收回", "410.00", "追1号")
	o.post("second", plan+"/propose", "words", "家属失联").goes()
	page := o.get("third", plan).says(200, "家属失联", "决定核销")
	_, rest, _ := strings.Cut(page.page, `name="waiver" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	o.post("second", plan+"/waive", "waiver", id, "verdict", "yes", "words", "同意").says(409, "不能自己批准")
	o.post("third", plan+"/waive", "waiver", id, "verdict", "yes", "words", "同意").goes()
	o.get("maker", plan).says(200, "还没收回0.00", "核销")
}

func TestAnAccountIsChangedOnThePagesAndTheSecondPaymentArrives(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	f := o.settle("李秀英")
	o.grant(f, "李秀英", 114300, "2025-07", true)
	home := "/money/family/" + county + "/" + f.household.ID
	form := []string{"person", f.people[0].String(), "capacity", "own", "holder", "李秀英", "number", "6217000011112222", "bank", "江苏农商银行", "asker", "李秀英"}
	o.get("maker", home+"/account").says(200, "领款账户", "尾号")
	o.post("maker", home+"/account", form...).says(422, "出示了什么材料", "江苏农商银行")
	o.post("maker", home+"/account", append(form[:5:5], append([]string{"李大妈"}, append(form[6:], "evidence", "存折")...)...)...).says(422, "与登记的姓名不同")
	o.post("maker", home+"/account", append(form, "evidence", "存折复印件")...).goes()
	o.get("maker", home+"/account").says(200, "尾号2222", "存折复印件")
	o.post("maker", home+"/proxy", "proxied", f.people[0].String(), "role", "keeper", "name", "村会计", "relation", "村委会", "papers", "协议").says(422, "到期日")
	o.post("maker", home+"/proxy", "proxied", f.people[0].String(), "role", "keeper", "name", "村会计", "relation", "村委会", "papers", "协议", "agreement", "代1号", "until", "2026-06-30").goes()
	o.get("maker", home+"/account").says(200, "村会计，代保管")
}

func TestTheListGoesToTheFinanceDepartmentAndTheNationalSystem(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	o.grant(o.settle("李秀英"), "李秀英", 114300, "2025-07", true)
	run := o.sentMonth("1143.00")
	card := "/money/card" + strings.TrimPrefix(run, "/pay")
	o.get("maker", card).says(200, "公示名单", "登记已办")
	o.post("second", card+"/mark", "step", "publish", "day", "2025-07-06", "note", "已公示七天").goes()
	o.get("maker", card).says(200, "已公示七天", "名单送财政")
	if list := o.post("second", card+"/list"); list.status != 200 {
		t.Errorf("the list is answered with %d", list.status)
	}
	ours := o.post("maker", "/money/national/"+county+"/list", "month", "2025-07")
	if ours.status != 200 {
		t.Fatalf("our list is answered with %d", ours.status)
	}
	o.upload("maker", "/money/national/"+county+"/compare", "file", []byte("姓名,金额\n")).says(422, "表头里没有")
	o.get("maker", "/money/national").says(200, "还没有对过账")
	o.get("maker", "/money/overlaps").says(200, "没有待处理的")
	for _, path := range []string{"/money/national", "/money/overlaps", "/money/events", "/money/recoveries"} {
		o.get("elsewhere", path+"?county="+county).says(http.StatusNotFound)
	}
	if pay.Stop.Title() == "" {
		t.Error("an outcome has no title")
	}
}
