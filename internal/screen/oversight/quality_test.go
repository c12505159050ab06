package oversight_test

import "testing"

func TestServiceIsSeenFromFourSidesByThoseWhoAnswerForIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	const path = "/overview/quality"
	page := o.Get("officer", path).Says(200, "服务质量监测", "办理有速度", "服务有温度", "管理有精度", "监督有力度", "时限按时率", "没有办结", "按县看")
	page.Says(200, "崇川区本级").Hides("通州区")
	o.Get("bureau", path).Says(200, "崇川区", "通州区").Hides("本级", "按县看")
	o.Get("officer", path+"?from=2025-06-02&until=2025-06-01").Says(200)
	for _, who := range []string{"clerk", "auditor"} {
		o.Get(who, path).Says(404)
	}
}
