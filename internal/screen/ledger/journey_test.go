package ledger_test

import (
	"net/http"
	"strings"
	"testing"

	"lianxin/internal/casework"
)

func TestMoneyComesByTwoPeopleAndIsSeenEverywhere(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("fin", casework.Finance, whole)
	o.hire("two", casework.Finance, whole)
	o.hire("audit", casework.Auditor, whole)
	o.hire("mayor", casework.City, city)
	o.get("fin", "/funds").says(http.StatusOK, "崇川区2025年资金", "今年还没有登记资金文件", "登记资金")
	o.get("mayor", "/funds?county="+county).says(http.StatusOK, "市级财政资金", "开放：可以先发")

	// What is typed wrong stands there again.
	o.post("fin", "/funds/new?county="+county, "direction", "in", "source", "city", "year", "2025", "amount", "一百", "document", "通财社〔2025〕12号", "day", "2025-07-01").
		says(http.StatusUnprocessableEntity, "金额请填数字", "一百", "通财社〔2025〕12号")
	o.post("fin", "/funds/new?county="+county, "direction", "in", "source", "city", "year", "2025", "amount", "100.00", "document", "", "day", "2025-07-01").
		says(http.StatusUnprocessableEntity, "文号")
	at := o.post("fin", "/funds/new?county="+county, "direction", "in", "source", "city", "year", "2025", "amount", "1,000.00", "document", "通财社〔2025〕12号", "day", "2025-07-01").goes()
	o.get("fin", at).says(http.StatusOK, "待另一人确认", "1,000.00")
	o.post("fin", at).says(http.StatusConflict, "由另一人")
	o.post("two", at, "act", "refuse").says(http.StatusUnprocessableEntity, "原因")
	o.get("two", at).says(http.StatusOK, "确认入账")
	o.post("two", at).goes()
	o.post("two", at).goes() // sent twice, done once
	o.get("audit", at).says(http.StatusOK, "已入账")

	run := o.pays(500_00)
	o.get("fin", "/funds").says(http.StatusOK, "1,000.00", "150.00", "850.00", "余额不足不能签发", "到年底还要")
	o.get("fin", "/funds?programme=dibao&from=2025-09&monthly=100").says(http.StatusOK, "预测里已加上试算")
	o.get("fin", "/funds?programme=dibao&from=9&monthly=x").says(http.StatusOK, "月份请写成")

	// The accounts, the statement and the three sides of the run.
	o.get("audit", "/ledger?check=1&class=run").says(http.StatusOK, "全部余额与记账一致", "发放批次", "run."+run.ID)
	o.get("audit", "/ledger/account/"+county+"/run."+run.ID).says(http.StatusOK, "签发", "fund.city.2025", "500.00")
	o.get("audit", "/ledger/account/"+county+"/nobody").says(http.StatusNotFound)
	o.get("audit", "/ledger/run/"+county+"/"+run.ID).says(http.StatusOK, "三方核对")
	o.get("fin", "/ledger/run/"+county+"/nothing").says(http.StatusNotFound)

	// A plan from those in pay.
	o.get("fin", "/funds/plan?year=2026").says(http.StatusOK, "2026年预算测算", "6,000.00")
	o.post("fin", "/funds/plan?county="+county, "year", "2026", "basis", "", "programme", "none").says(http.StatusUnprocessableEntity, "说明是怎样测算的")
	o.post("fin", "/funds/plan?county="+county, "year", "2026", "basis", "按7月在册测算", "programme", "none").goes()
	o.get("fin", "/funds?year=2026").says(http.StatusOK, "1,800.00", "4,200.00")
}

func TestAFundIsOpenedWithAReasonAndOnlyOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("fin", casework.Finance, whole)
	o.hire("two", casework.Finance, whole)
	at := o.post("fin", "/funds/new?county="+county, "direction", "in", "source", "city", "year", "2025", "amount", "1.00", "document", "1号", "day", "2025-07-01").goes()
	o.post("two", at).goes()
	path := "/funds/open/" + county + "/2025/city"
	o.get("fin", path).says(http.StatusOK, "声明为开放")
	o.post("fin", path, "seen", "false", "reason", "").says(http.StatusUnprocessableEntity, "理由")
	for range 2 { // the second one finds it turned already
		o.post("fin", path, "seen", "false", "reason", "资金未到先发").goes()
		o.get("fin", "/funds").says(http.StatusOK, "开放：可以先发")
	}
	o.get("fin", "/funds/open/"+county+"/2025/moon").says(http.StatusNotFound)
}

func TestAnotherCountysMoneyIsNotThere(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("fin", casework.Finance, whole)
	o.hire("far", casework.Finance, other)
	o.hire("town", casework.Town, village)
	o.hire("chief", casework.County, whole)
	run := o.pays(500_00)
	at := o.post("fin", "/funds/new?county="+county, "direction", "in", "source", "city", "year", "2025", "amount", "1.00", "document", "1号", "day", "2025-07-01").goes()
	for _, path := range []string{
		"/funds?county=" + county, at, "/ledger?county=" + county, "/ledger/run/" + county + "/" + run.ID, "/ledger/account/" + county + "/run." + run.ID,
		"/funds/open/" + county + "/2025/city", "/funds/plan?county=" + county, "/funds/new?county=" + county,
	} {
		o.get("far", path).says(http.StatusNotFound)
		o.get("town", path).says(http.StatusNotFound)
	}
	o.post("far", at).says(http.StatusNotFound)
	o.post("chief", at).says(http.StatusNotFound)
	if page := o.get("chief", at).says(http.StatusOK).page; strings.Contains(page, "确认入账") {
		t.Error("a county's chief is asked to confirm money")
	}
}
