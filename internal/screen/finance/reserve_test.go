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
	town := o.Stages.Divisions.Under(whole, civil.Township, civil.InstantOf(o.Now).Date())[0].Code
	o.Hire("town", "张明", casework.Town, town)
	o.Hire("neighbour", "陈芳", casework.Town, o.Stages.Divisions.Under(whole, civil.Township, civil.InstantOf(o.Now).Date())[1].Code)
	o.Get("town", "/money/reserve").Says(200, "还没有拨付过备用金")
	o.Get("maker", "/money/reserves").Says(200, "还没有拨付过备用金", "拨付备用金")
	page := o.Get("officer", "/money/reserves").Says(200, "备用金")
	if strings.Contains(page.Page, `name="amount"`) {
		t.Error("the county's officer is given the form of finance")
	}
	fill := "/money/reserves/" + county + "/fill"
	form := func(amount, note, once string) []string {
		return []string{"town", town.String(), "source", "county", "amount", amount, "note", note, "once", once}
	}
	o.Post("maker", fill, form("很多", "批复1号", screen.NewOnce())...).Says(422, "请填数字", "批复1号")
	o.Post("maker", fill, form("20000", "", screen.NewOnce())...).Says(422, "请写明拨付的依据", "20000")
	o.Post("maker", fill, "town", "320600000000", "source", "county", "amount", "1", "note", "批复").Says(422, "请选择本县")
	once := screen.NewOnce()
	o.Post("maker", fill, form("20000", "批复1号", once)...).Goes()
	o.Post("maker", fill, form("20000", "批复1号", once)...).Goes() // the same form again
	o.Get("officer", "/money/reserves").Says(200, "一共还有20,000.00")
	o.Get("town", "/money/reserve").Says(200, "还可以当场给付20,000.00")
	o.Get("neighbour", "/money/reserve").Says(200, "还没有拨付过备用金")
	o.Post("elsewhere", fill, form("1", "批复", screen.NewOnce())...).Says(http.StatusNotFound)
	o.Get("elsewhere", "/money/reserves?county="+county).Says(http.StatusNotFound)
}
