package review_test

import (
	"fmt"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	pages "lianxin/internal/screen/review"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/service/review"
)

const nobody = "nobody"

func open(t *testing.T) *screentest.Office {
	t.Helper()
	o := screentest.Open(t, screentest.Setup{
		Tables: review.Tables(),
		Stages: func(s *screen.Stages) {
			s.Review = review.New(review.Options{Journal: s.Journal, Keys: s.Keys, Desk: s.Desk, Catalogue: s.Catalogue, Calendar: s.Calendar})
		},
	}, func(s *screen.Stages) []screen.Route { return pages.New(s).Routes() })
	o.Hire("county", "李敏", casework.County, screentest.Whole)
	o.Hire("town", "张明", casework.Town, screentest.Town)
	o.Hire("other", "陈立", casework.County, screentest.Other)
	return o
}

var said = []string{"kind", "complaint", "division", "320613005", "words", "三月一日去窗口，等了两个小时没有人。", "name", "李秀英", "phone", "13800001234"}

func TestAComplaintGoesFromTheStreetToTheAnswer(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get(nobody, "/complain").Says(200, "说的是哪里的事", "不由谁来办")
	o.Get(nobody, "/complain?county=320613").Says(200, "发生了什么", "匿名")
	o.Post(nobody, "/complain?county=320613", "kind", "complaint", "words", "太慢").Says(422, "请选择说的是哪个单位")
	receipt := o.Post(nobody, "/complain?county=320613", said...).Says(200, "已收到", "TS320613-2025-00001", "查询码")
	code := strings.Fields(receipt.Words()[strings.Index(receipt.Words(), "查询码"):])[1]
	o.Get("town", "/feedback").Says(200, "这里没有要办的")
	one := o.Get("county", "/feedback").Says(200, "TS320613-2025-00001", "李*").Hides("13800001234", "李秀英").After(`href="/feedback/320613/`)
	at := "/feedback/320613/" + one
	o.Get("other", at).Says(404)
	o.Get("town", at).Says(404)
	page := o.Get("county", at).Says(200, "三月一日去窗口", "李*").Hides("13800001234", "李秀英")
	o.Post("county", at+"/reveal", "reason", "").Says(422, "请写明为什么要看")
	o.Post("county", at+"/reveal", "reason", "回访本人").Says(200, "李秀英", "13800001234", "本次查看已记录")
	o.Get("county", at).Says(200, "看过姓名和电话").Hides("13800001234")
	o.Post("county", at+"/verify", "seen", page.Seen(), "words", "窗口没有安排顶岗").Says(422, "请选择属实")
	o.Post("county", at+"/verify", "seen", page.Seen(), "finding", "founded", "words", "窗口没有安排顶岗，已改为两人轮班").Goes()
	o.Post("county", at+"/answer", "words", "对不起，窗口已改为两人轮班。").Goes()
	o.Post("county", at+"/call").Says(422, "打通了没有")
	o.Post("county", at+"/call", "reached", "yes", "grade", "2").Goes()
	o.Get("county", at).Says(404) // it is the city's now
	o.Post(nobody, "/complain/track", "number", "TS320613-2025-00001", "code", "AAAAAA").Says(422, "没有找到这个编号和查询码")
	o.Post(nobody, "/complain/track", "number", "ts320613-2025-00001", "code", strings.ToLower(code)).Says(200, "两人轮班", "南通市民政局").Hides("李秀英", "13800001234")
}

func TestAWindowIsRatedAndTheBadIsFollowedUp(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get(nobody, "/rate/320613005").Says(200, "这次办得怎么样", "非常满意", "非常不满意")
	o.Get(nobody, "/rate/320613005/poster").Says(200, "扫一扫", "svg")
	o.Get(nobody, "/rate/320500").Says(404)
	o.Post(nobody, "/rate/320613005").Says(422, "请从五个等级里选一个")
	o.Post(nobody, "/rate/320613005", "grade", "5").Says(200, "谢谢您的评价").Hides("查询码")
	o.Post(nobody, "/rate/320613005", "grade", "1", "words", "没有人").Says(200, "谢谢您的评价", "查询码")
	o.Get("town", "/feedback").Says(200, "差评", "匿名")
	o.Get("county", "/feedback/figures").Says(200, "到窗口办事", "0/1")
	o.Get("county", "/feedback/figures?from=2025-07-02&until=2025-07-01").Says(422, "不能早于")
	o.Get(nobody, "/reviews").Says(200, "太少，不公开")
	for i := range 8 {
		o.Post(nobody, "/rate/320613005", "grade", fmt.Sprint(3+i%3)).Says(200)
	}
	o.Get(nobody, "/reviews").Says(200, "全市", "10")
}
