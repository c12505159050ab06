package machines_test

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/access/outward"
	"lianxin/internal/civil"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/machines"
	"lianxin/internal/screen/screentest"
)

func open(t *testing.T) *screentest.Office {
	t.Helper()
	way, err := outward.Parse("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	set := screentest.Setup{
		Tables: slices.Concat(machine.Tables(), webhook.Tables()),
		Stages: func(s *screen.Stages) {
			s.Machines = machine.New(s.Journal)
			s.Webhooks = webhook.New(webhook.Options{Journal: s.Journal, Keys: s.Keys, Machines: s.Machines, Way: way, Topics: []string{"casework.decided"}})
		},
	}
	return screentest.Open(t, set, func(s *screen.Stages) []screen.Route { return machines.New(s).Routes() })
}

var form = []string{
	"name", "hall", "title", "一窗受理系统", "organisation", "行政审批局", "contact", "王工 0513-1234567", "role-1", "town", "division-1", "320613005",
	"purpose", "application", "scope", "case.read", "callbacks", "https://hall.example/hook/", "rate", "600", "until", "2026-06-30",
}

// with is the form with one field otherwise.
func with(name, value string) []string {
	out := slices.Clone(form)
	for i := 0; i < len(out); i += 2 {
		if out[i] == name {
			out[i+1] = value
		}
	}
	return out
}

func TestAProgramIsRegisteredAndItsKeyIsShownOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, screentest.Whole)
	o.Hire("clerk", "张明", account.Town, screentest.Town)
	o.Get("clerk", "/machines").Says(404)
	o.Get("admin", "/machines").Says(200, "还没有登记对接系统")
	for _, bad := range [][3]string{
		{"name", "一窗", "系统代号应为"}, {"title", "", "请填写系统名称"}, {"organisation", "", "请填写使用单位"}, {"contact", "", "请填写联系人"}, {"rate", "很多", "每分钟次数应为"},
		{"until", "2020-01-01", "有效期应在"}, {"division-1", "海门", "请填写区划代码"}, {"callbacks", "ftp://a/", "推送地址"}, {"scope", "all", "不在目录内"},
	} {
		o.Post("admin", "/machines/new", with(bad[0], bad[1])...).Says(422, bad[2])
	}
	o.Post("admin", "/machines/new", with("division-1", "320612")...).Says(422, "岗位的管辖区划应是")
	o.Post("admin", "/machines/new", with("purpose", "exchange")...).Says(422, "都不能为")
	o.Post("admin", "/machines/new", form...).Says(200, "只显示这一次", "lxk_", "/api/v1/docs")
	o.Post("admin", "/machines/new", form...).Says(409, "已经有了")
	list, err := o.Stages.Machines.List(t.Context(), scope(t, screentest.Whole))
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	path := "/machines/" + list[0].ID
	o.Get("admin", "/machines").Says(200, "一窗受理系统", "还没有", "正常").Hides("lxk_")
	o.Get("admin", path).Says(200, "查办件", "办理申请", "https://hall.example/hook/", "没有订阅消息").Hides("lxk_")
	o.Hire("away", "王霞", account.Administrator, screentest.Other)
	o.Get("away", path).Says(404)
	o.Post("away", path+"/revoke").Says(404)
	o.Get("admin", path+"/change").Says(200, `value="一窗受理系统"`)
	o.Post("admin", path+"/change", append(with("title", "一窗通办"), "seen", "1")...).Says(409, "刚刚被别人改过")
	o.Post("admin", path+"/change", with("title", "一窗通办")...).Goes()
	o.Get("admin", path).Says(200, "一窗通办")
	o.Post("admin", path+"/key").Says(200, "只显示这一次")
	keys, _ := o.Stages.Machines.Keys(t.Context(), list[0].ID)
	if len(keys) != 2 {
		t.Fatal(keys)
	}
	o.Post("admin", path+"/key/"+keys[0].ID+"/revoke").Goes()
	o.Post("admin", path+"/revoke").Goes()
	o.Get("admin", path).Says(200, "已停用").Hides("再发一个密钥")
	o.Post("admin", path+"/key").Says(409, "已停用或到期")
}

func TestWhatAProgramMissedIsListedAndSentAgain(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, screentest.Whole)
	o.Post("admin", "/machines/new", form...).Says(200)
	list, _ := o.Stages.Machines.List(t.Context(), scope(t, screentest.Whole))
	c := list[0]
	var hook string
	o.Act(func(w *journal.Write) (err error) {
		hook, _, err = o.Stages.Webhooks.Open(t.Context(), w, c, webhook.Hook{URL: "https://hall.example/hook/" + strings.Repeat("长", 60), Topics: []string{"casework.decided"}, Scheme: webhook.HMAC})
		return err
	})
	o.Act(func(w *journal.Write) error {
		if err := o.Stages.Webhooks.Hear(t.Context(), w.Tx(), journal.News{County: journal.Nowhere, Seq: 1, N: 1, Topic: "casework.decided", Body: "{}"}); err != nil {
			return err
		}
		_, err := w.Tx().Exec(t.Context(), `UPDATE webhook_delivery SET state = 'dead', tries = 11, status = 500 WHERE county = $1`, journal.Nowhere)
		return err
	})
	path := "/machines/" + c.ID + "/hook/" + hook
	o.Get("admin", "/machines/"+c.ID).Says(200, "推送中")
	o.Get("admin", path).Says(200, "未送达", "作出决定", "500", "重送选中的")
	o.Get("admin", "/machines/"+c.ID+"/hook/0000000000000000").Says(404)
	dead, err := o.Stages.Webhooks.Deliveries(t.Context(), c.ID, hook, "dead", "", 10)
	if err != nil || len(dead) != 1 {
		t.Fatal(dead, err)
	}
	o.Post("admin", path+"/again", "delivery", dead[0].ID).Goes()
	o.Get("admin", path).Says(200, "没有这样的消息", "等待 1")
	o.Post("admin", path+"/again", "delivery", dead[0].ID).Says(409, "不用重送")
	o.Post("admin", path+"/end").Goes()
	o.Get("admin", "/machines/"+c.ID).Says(200, "已结束")
}

func scope(t *testing.T, area civil.Area) access.Scope {
	t.Helper()
	s, err := access.NewScope(area)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
