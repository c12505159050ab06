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
	o.T.Helper()
	tables := casework.Tables()
	at := slices.IndexFunc(tables, func(t *journal.Table) bool { return t.Name() == "casefile" })
	id := db.NewID()
	o.Act(func(w *journal.Write) error {
		return w.Open(o.T.Context(), tables[at], id, journal.Always, number, "dibao", "review", "county", county, db.NewID(), name, "",
			"320613005001", "320613005001", "window", "", "", "", int64(w.At()), int64(w.At()), int64(w.At()), nil, false, int64(0), int64(0), "")
	})
	return id
}

func TestTheCountyDrawsVisitsAndAnybodyDrawsThemAgain(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	visitor := o.Hire("visitor", "顾红", casework.County, whole)
	o.Get("officer", "/visits").Says(200, "随机入户", "等审核、还没有抽过的0件", "比例10%", "还没有抽取过。", "还没有抽中的件。").Hides("抽取低保")
	o.Post("officer", "/visits", "county", county, "matter", "dibao").Says(409, "没有可以抽取的件")
	for _, number := range []string{"DB-1", "DB-2", "DB-3"} {
		o.waiting(number, "阿卜杜热合曼·买买提艾力")
	}
	o.Get("officer", "/visits").Says(200, "还没有抽过的3件，比例10%，应抽1件", "抽取低保")
	o.Get("bureau", "/visits?county="+county).Says(200, "应抽1件").Hides("抽取低保")
	for _, who := range []string{"bureau", "clerk", "elsewhere", "auditor"} {
		o.Post(who, "/visits", "county", county, "matter", "dibao").Says(404)
	}
	o.Post("officer", "/visits", "county", county, "matter", "nothing").Says(404)
	path := o.Post("officer", "/visits", "county", county, "matter", "dibao").Goes()
	o.Post("officer", "/visits", "county", county, "matter", "dibao").Says(409, "都已经抽过了") // nobody draws until it suits
	page := o.Get("officer", path).Says(200, "3件里抽中1件", "重抽一遍，结果相同", "种子", "李敏", "DB-1", "DB-2", "DB-3", "没有抽中")
	if strings.Count(page.Words(), "没有抽中") != 2 {
		t.Errorf("the list is %s", page.Words())
	}
	o.Get("elsewhere", path).Says(404)
	list := o.Get("officer", "/visits").Says(200, "等入户", "还没有派人", "阿卜杜热合曼", "派选中的", "顾红")
	_, rest, _ := strings.Cut(list.Page, `name="case" value="`)
	one, _, _ := strings.Cut(rest, `"`)
	o.Post("officer", "/visits/assign", "county", county, "case", one).Says(422, "请选派谁去")
	o.Post("officer", "/visits/assign", "county", county, "to", visitor.ID).Says(422, "请选要派的件")
	o.Post("officer", "/visits/assign", "county", county, "case", one, "to", visitor.ID).Goes()
	o.Get("officer", "/visits").Says(200, "顾红").Hides("还没有派人")
}
