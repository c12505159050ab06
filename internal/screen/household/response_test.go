package household

import (
	"net/http"
	"strings"
	"testing"

	"lianxin/internal/screen/screentest"
)

func TestACountyAnswersAnEmergencyOnItsPages(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get("town", "/responses").Says(http.StatusOK, "还没有启动过响应").Hides("/responses/new")
	o.Get("town", "/responses/new").Says(http.StatusNotFound)
	o.Get("xian", "/responses/new").Says(http.StatusOK, "重大响应", "10,000.00")
	pairs := []string{"title", "七月台风", "kind", "natural", "level", "usual", "ends", "2025-07-20", "words", "河水漫进村里。"}
	o.Post("xian", "/responses/new", pairs...).Says(http.StatusUnprocessableEntity, "请至少选择一个乡镇（街道），或者写一个村", "七月台风")
	o.Post("xian", "/responses/new", append(pairs, "villages", "没有这个村")...).Says(http.StatusUnprocessableEntity, "没有找到“没有这个村”")
	next := o.Post("xian", "/responses/new", append(pairs, "areas", screentest.Town.String())...).Goes()
	at := strings.TrimSuffix(next, "?done=begin")
	o.Get("cun", at).Says(http.StatusOK, "七月台风", "一般响应", "阿卜杜热合曼·买买提艾力", "有家庭档案", "建议值", "还没有按这次响应给过救助").Hides(at + "/extend")
	o.Get("lin", at).Says(http.StatusNotFound)
	family := "/response-family/" + screentest.County + "/" + o.Get("cun", at).After(`href="/response-family/`+screentest.County+`/`)
	o.Get("lin", family).Says(http.StatusNotFound)
	seen := o.Get("cun", family).Says(http.StatusOK, "登记走访", "办急难救助").Seen()
	o.Post("cun", family, "day", "2025-07-07", "manner", "visit", "words", "屋里进水").Says(http.StatusUnprocessableEntity, "请选择结果", "屋里进水")
	o.Post("cun", family, "day", "2025-07-07", "manner", "visit", "result", "help", "words", "屋里进水", "seen", seen).Goes()
	o.Get("xian", at+"?state=help").Says(http.StatusOK, "要救助")
	o.Get("xian", at+"?state=listed").Says(http.StatusOK, "待走访")
	o.Get("town", at+"/brief").Says(http.StatusOK, "七月台风应急响应情况", "1户")
	o.Get("cun", at+"/brief").Says(http.StatusNotFound)
	for _, act := range []string{"extend", "end", "enlist"} {
		o.Get("xian", at+"/"+act).Says(http.StatusOK)
		o.Get("town", at+"/"+act).Says(http.StatusNotFound)
	}
	o.Get("xian", at+"/other").Says(http.StatusNotFound)
	o.Post("xian", at+"/enlist").Goes()
	o.Post("xian", at+"/extend", "level", "usual", "ends", "2026-07-20", "why", "水还没有退").Says(http.StatusUnprocessableEntity, "可以延长", "水还没有退")
	o.Post("xian", at+"/extend", "level", "major", "ends", "2025-07-25", "why", "水还没有退").Goes()
	o.Post("xian", at+"/end", "why", "水退了").Goes()
	o.Get("shi", at).Says(http.StatusOK, "已结束", "结束响应：水退了")
	o.Post("xian", at+"/end", "why", "水退了").Says(http.StatusUnprocessableEntity, "已经结束")
}
