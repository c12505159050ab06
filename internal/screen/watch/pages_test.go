package watch

import (
	"context"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/watch"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
)

// marks are families the test says are true of a fact no register has.
type marks struct{ unvisited []string }

func (m *marks) Marks(context.Context, db.Query, string, civil.Date) (signal.Marks, error) {
	return signal.Marks{"household.unvisited": m.unvisited}, nil
}

// open gives the pages, a village worker, officers of a town, a county and a city.
func open(t *testing.T) (*screentest.Office, *marks) {
	t.Helper()
	m := &marks{}
	o := screentest.Open(t, screentest.Setup{
		Tables: slices.Concat(watch.Tables(), signal.Tables(), tier.Tables()),
		Stages: func(s *screen.Stages) {
			s.Watch = watch.New(watch.Options{Journal: s.Journal, Register: s.Register, Keys: s.Keys, Catalogue: s.Catalogue, Calendar: s.Calendar, Files: file.New(s.Keys)})
			folder := t.TempDir()
			facts := func(c *pack.Catalogue) *assess.CountyFacts {
				return assess.NewCountyFacts(s.Journal, s.Register, c, screentest.Everything{Catalogue: c}, folder, "assistance")
			}
			s.Signals = signal.New(signal.Options{
				Journal: s.Journal, Leads: s.Watch, Catalogue: s.Catalogue, InPay: pay.InPay{}, Marker: m,
				Facts: func(c *pack.Catalogue) signal.Facts { return facts(c) }, Decided: casework.Outcomes,
			})
			s.Tiers = tier.New(s.Journal, s.Register, s.Catalogue, func(c *pack.Catalogue) tier.Facts { return facts(c) }, pay.InPay{})
		},
	}, func(s *screen.Stages) []screen.Route { return New(s).Routes() })
	o.Hire("cunju", "周敏", casework.Village, screentest.Village)
	o.Hire("linju", "吴平", casework.Village, screentest.Village+1)
	o.Hire("xiangzhen", "王强", casework.Town, screentest.Town)
	o.Hire("quxian", "张明", casework.County, screentest.Whole)
	o.Hire("shiju", "陈静", casework.City, screentest.City)
	o.Hire("waixian", "何军", casework.County, screentest.Other)
	return o, m
}

func TestAWorkerReportsVisitsAndCloses(t *testing.T) {
	t.Parallel()
	o, _ := open(t)
	o.Get("cunju", "/v/leads").Says(200, "现在没有要去看的家庭")
	village := screentest.Village.String()
	o.Post("cunju", "/v/report", "name", "", "words", "难", "village", village).Says(422, "请填写是谁家", "请先改好")
	o.Post("cunju", "/v/report", "name", "三组老钱家", "words", "", "village", village).Says(422, "请写明这家遇到了什么困难")
	o.Post("cunju", "/v/report", "name", "三组老钱家", "words", "房子漏雨，老人摔伤", "village", "320612005001").Says(422, "请选择住在哪个村")
	o.Post("cunju", "/v/report", "name", "三组老钱家", "words", "房子漏雨，老人摔伤", "village", village, "id_number", "123").Says(422, "身份证号")
	o.Post("cunju", "/v/report", "name", "三组老钱家", "words", "房子漏雨，老人摔伤", "village", village, "phone", "13800001234", "urgent", "yes").Goes()

	list := o.Get("cunju", "/v/leads").Says(200, "三组老钱家", "村（居）上报", "还剩1个工作日")
	path := "/v/lead/" + list.After("/v/lead/")
	page := o.Get("cunju", path).Says(200, "还没有人上门看过", "房子漏雨", "138****1234").Hides("13800001234")
	o.Get("linju", path).Says(404)
	o.Get("waixian", strings.Replace(path, "/v/lead/", "/leads/", 1)).Says(404)
	seen := page.Seen()
	o.Post("cunju", path, "action", "visit", "seen", seen, "day", "2025-07-07", "met", "", "words", "屋顶漏了一半").Says(422, "请写明见到了谁", "屋顶漏了一半")
	o.Post("cunju", path, "action", "visit", "seen", seen, "day", "昨天", "met", "本人", "words", "屋顶漏了一半").Says(422, "走访日期应写成")
	o.Post("cunju", path, "action", "visit", "seen", seen, "day", "2025-07-07", "met", "本人", "words", "屋顶漏了一半").Goes()
	page = o.Get("cunju", path).Says(200, "已走访", "见到本人", "帮他申请", "/intake?lead=")
	o.Post("cunju", path, "action", "close", "seen", seen, "close_words", "已转住建修缮", "close_result", "department").Says(422, "刚刚由别人办理过")
	o.Post("cunju", path, "action", "close", "seen", page.Seen(), "close_words", "已转住建修缮", "close_result", "department").Goes()
	o.Get("xiangzhen", "/leads?tab=closed").Says(200, "三组老钱家", "转其他部门")
	o.Get("shiju", "/leads").Says(200, "没有线索", "已办结1条")
	o.Get("waixian", "/leads?tab=closed").Says(200, "还没有线索").Hides("三组老钱家")
}

func TestASignalIsTriedThenSwitchedOn(t *testing.T) {
	t.Parallel()
	o, m := open(t)
	f := o.Settle("李秀英", "张伟")
	m.unvisited = []string{f.Household.ID}
	o.Get("xiangzhen", "/signals").Says(404)
	path := "/signals/320613/unvisited"
	o.Get("quxian", "/signals").Says(200, "启用了0条", "没有试算过", "很久没有人走访")
	o.Get("quxian", path).Says(200, "没有启用。请先试算。", "household.unvisited").Hides("为什么启用")
	o.Get("waixian", path).Says(404)
	o.Post("quxian", path+"/turn", "seen", "0", "words", "县里会商决定").Says(422, "请先试算")
	o.Post("quxian", path+"/trial").Goes()
	o.Get("quxian", path).Says(200, "已经试算过", "还不知道", "为什么启用")
	o.Post("quxian", path+"/turn", "seen", "0", "words", "好").Says(422, "请写明为什么启用或停用")
	o.Post("quxian", path+"/turn", "seen", "0", "words", "县里会商决定").Goes()
	o.Get("quxian", path).Says(200, "已启用，从", "为什么停用", "张明")
	if _, err := o.Stages.Signals.Run(t.Context(), screentest.Whole, screentest.Day(t, "2025-07-07")); err != nil {
		t.Fatal(err)
	}
	o.Get("quxian", "/leads?signal=unvisited").Says(200, "李秀英", "很久没有人走访")
	o.Get("quxian", "/leads?signal=medical_burden").Says(200, "没有线索").Hides("李秀英")
	o.Get("shiju", "/signals?region=320613").Says(200, "启用了1条", "上次运行")
	o.Get("shiju", "/signals").Says(200, "南通市的预警")
}

func TestTheRegisterOfLowIncomeIsListedCountedAndExported(t *testing.T) {
	t.Parallel()
	o, _ := open(t)
	f := o.Settle("李秀英", "张伟")
	o.Get("quxian", "/low-income").Says(200, "这里还没有低收入人口")
	o.Grant(f, "李秀英", 40000, "2025-05", false)
	if n, err := o.Stages.Tiers.Refresh(t.Context(), screentest.Whole, screentest.Day(t, "2025-07-07")); err != nil || n != 2 {
		t.Fatalf("%d changes, %v", n, err)
	}
	o.Get("quxian", "/low-income").Says(200, "共2人，1户", "李秀英", "张伟", "最低生活保障对象")
	o.Get("quxian", "/low-income?tier=T1").Says(200, "这里还没有低收入人口").Hides("李秀英")
	o.Get("waixian", "/low-income").Says(200, "这里还没有低收入人口").Hides("李秀英")
	path := "/low-income/" + f.People[0].County + "/" + f.People[0].ID
	o.Get("xiangzhen", path).Says(200, "李秀英", "现在")
	o.Get("waixian", path).Says(404)
	if file := o.Get("quxian", "/low-income/export").Says(200, "李秀英", "最低生活保障对象"); strings.Count(file.Page, "\n") != 3 {
		t.Errorf("the file has %d lines", strings.Count(file.Page, "\n"))
	}
}
