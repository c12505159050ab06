package oversight_test

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// waiting puts a case down that waits for the county's decision.
func (o *office) waiting(number, name string) string {
	o.t.Helper()
	tables := casework.Tables()
	at := slices.IndexFunc(tables, func(t *journal.Table) bool { return t.Name() == "casefile" })
	id := db.NewID()
	o.act(func(w *journal.Write) error {
		return w.Open(o.t.Context(), tables[at], id, journal.Always, number, "dibao", "review", "county", county, db.NewID(), name, "",
			"320613005001", "320613005001", "window", "", "", "", int64(w.At()), int64(w.At()), int64(w.At()), nil, false, int64(0), int64(0), "")
	})
	return id
}

func TestTheCountyDrawsVisitsAndAnybodyDrawsThemAgain(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	visitor := o.hire("visitor", "顾红", casework.County, whole)
	o.get("officer", "/visits").says(200, "随机入户", "等审核、还没有抽过的0件", "比例10%", "还没有抽取过。", "还没有抽中的件。").hides("抽取低保")
	o.post("officer", "/visits", "county", county, "matter", "dibao").says(409, "没有可以抽取的件")
	for _, number := range []string{"DB-1", "DB-2", "DB-3"} {
		o.waiting(number, "阿卜杜热合曼·买买提艾力")
	}
	o.get("officer", "/visits").says(200, "还没有抽过的3件，比例10%，应抽1件", "抽取低保")
	o.get("bureau", "/visits?county="+county).says(200, "应抽1件").hides("抽取低保")
	for _, who := range []string{"bureau", "clerk", "elsewhere", "auditor"} {
		o.post(who, "/visits", "county", county, "matter", "dibao").says(404)
	}
	o.post("officer", "/visits", "county", county, "matter", "nothing").says(404)
	path := o.post("officer", "/visits", "county", county, "matter", "dibao").goes()
	o.post("officer", "/visits", "county", county, "matter", "dibao").says(409, "都已经抽过了") // nobody draws until it suits
	page := o.get("officer", path).says(200, "3件里抽中1件", "重抽一遍，结果相同", "种子", "李敏", "DB-1", "DB-2", "DB-3", "没有抽中")
	if strings.Count(page.words(), "没有抽中") != 2 {
		t.Errorf("the list is %s", page.words())
	}
	o.get("elsewhere", path).says(404)
	list := o.get("officer", "/visits").says(200, "等入户", "还没有派人", "阿卜杜热合曼", "派选中的", "顾红")
	_, rest, _ := strings.Cut(list.page, `name="case" value="`)
	one, _, _ := strings.Cut(rest, `"`)
	o.post("officer", "/visits/assign", "county", county, "case", one).says(422, "请选派谁去")
	o.post("officer", "/visits/assign", "county", county, "to", visitor.ID).says(422, "请选要派的件")
	o.post("officer", "/visits/assign", "county", county, "case", one, "to", visitor.ID).goes()
	o.get("officer", "/visits").says(200, "顾红").hides("还没有派人")
}
