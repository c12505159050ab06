package finance_test

import (
	"net/http"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
)

func TestAReserveIsFilledOnceAndItsTownSeesWhatIsLeft(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.cashiers()
	town := o.stages.Divisions.Under(whole, civil.Township, civil.InstantOf(o.now).Date())[0].Code
	o.hire("town", "张明", casework.Town, town)
	o.hire("neighbour", "陈芳", casework.Town, o.stages.Divisions.Under(whole, civil.Township, civil.InstantOf(o.now).Date())[1].Code)
	o.get("town", "/money/reserve").says(200, "还没有拨付过备用金")
	o.get("maker", "/money/reserves").says(200, "还没有拨付过备用金", "拨付备用金")
	page := o.get("officer", "/money/reserves").says(200, "备用金")
	if strings.Contains(page.page, `name="amount"`) {
		t.Error("the county's officer is given the form of finance")
	}
	fill := "/money/reserves/" + county + "/fill"
	form := func(amount, note, once string) []string {
		return []string{"town", town.String(), "source", "county", "amount", amount, "note", note, "once", once}
	}
	o.post("maker", fill, form("很多", "批复1号", screen.NewOnce())...).says(422, "请填数字", "批复1号")
	o.post("maker", fill, form("20000", "", screen.NewOnce())...).says(422, "请写明拨付的依据", "20000")
	o.post("maker", fill, "town", "320600000000", "source", "county", "amount", "1", "note", "批复").says(422, "请选择本县")
	once := screen.NewOnce()
	o.post("maker", fill, form("20000", "批复1号", once)...).goes()
	o.post("maker", fill, form("20000", "批复1号", once)...).goes() // the same form again
	o.get("officer", "/money/reserves").says(200, "一共还有20,000.00")
	o.get("town", "/money/reserve").says(200, "还可以当场给付20,000.00")
	o.get("neighbour", "/money/reserve").says(200, "还没有拨付过备用金")
	o.post("elsewhere", fill, form("1", "批复", screen.NewOnce())...).says(http.StatusNotFound)
	o.get("elsewhere", "/money/reserves?county="+county).says(http.StatusNotFound)
}
