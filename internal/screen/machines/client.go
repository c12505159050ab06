package machines

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"lianxin/internal/access/machine"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// clientView is one program with its keys and what it is told.
type clientView struct {
	Frame layout.Frame
	Head  part.Head
	Pairs []part.Pair
	Keys  part.Table
	Ends  []actForm // of keys
	Hooks part.Table
	Acts  []actForm
	Fault string
}

// actForm is one thing that may be done, with what follows.
type actForm struct {
	Title, Words string
	Form         part.Form
}

// slipView is a key, shown once.
type slipView struct {
	Frame layout.Frame
	Head  part.Head
	Pairs []part.Pair
	Key   string
}

// One shows one program.
func (p *Pages) One(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showOne(r, c, "", http.StatusOK)
}

func (p *Pages) showOne(r *screen.Request, c *machine.Client, fault string, status int) (screen.Answer, error) {
	used, err := p.used(r, c)
	if err != nil {
		return screen.Answer{}, err
	}
	now, word := state(c, r.Today())
	path := "/machines/" + c.ID
	v := clientView{
		Frame: office.Frame(r, c.Name), Fault: fault,
		Head: part.Head{Title: c.Title, Lead: c.Organisation, Back: part.Link{Text: "对接系统", Path: "/machines"}},
		Pairs: []part.Pair{
			{Key: "代号", Value: c.Name}, {Key: "状态", Content: part.Status(now, word)}, {Key: "岗位", Value: p.posts(c)}, {Key: "权限", Value: scopesWords(c)}, {Key: "使用目的", Value: purposesWords(c)},
			{Key: "推送地址", Value: orNone(strings.Join(c.Callbacks, "；"))}, {Key: "每分钟最多", Value: strconv.Itoa(c.Rate) + "次"}, {Key: "有效期至", Value: format.Day(c.Until)},
			{Key: "最近调用", Value: used}, {Key: "联系人", Value: c.Contact},
		},
	}
	if err := p.keys(r, &v, c, path); err != nil {
		return screen.Answer{}, err
	}
	if v.Hooks, err = p.hooks(r, c, path); err != nil {
		return screen.Answer{}, err
	}
	if !c.Revoked {
		v.Head.Action = part.Link{Text: "改权限", Path: path + "/change"}
		v.Acts = append(v.Acts,
			actForm{"再发一个密钥", "新旧密钥可以同时用，等对方换好再停旧的。", part.Form{Action: path + "/key", Once: screen.NewOnce(), Button: "发新密钥"}},
			actForm{"停用这个系统", "它的密钥马上全部失效，不再推送消息，不能恢复；以后要用的重新登记。", part.Form{Action: path + "/revoke", Once: screen.NewOnce(), Button: "停用" + c.Title}})
	}
	return screen.Answer{Status: status, Page: clientPage(v)}, nil
}

func orNone(text string) string {
	if text == "" {
		return "没有"
	}
	return text
}

func (p *Pages) keys(r *screen.Request, v *clientView, c *machine.Client, path string) error {
	v.Keys = part.Table{Caption: "密钥", Empty: "还没有密钥。", Columns: []part.Column{{Title: "编号"}, {Title: "有效期至"}, {Title: "状态"}}}
	keys, err := p.s.Machines.Keys(r.Context(), c.ID)
	for _, k := range keys {
		now, word := format.Done, "可用"
		switch {
		case k.Revoked:
			now, word = format.Over, "已停用"
		case k.Until < r.Today() || c.Over(r.Today()):
			now, word = format.Over, "已失效"
		default:
			v.Ends = append(v.Ends, actForm{"停用密钥" + k.ID, "马上失效，不能恢复。", part.Form{Action: path + "/key/" + k.ID + "/revoke", Once: screen.NewOnce(), Button: "停用这个密钥"}})
		}
		v.Keys.Rows = append(v.Keys.Rows, part.Row{Cells: cells(part.Text(k.ID), part.Text(format.Day(k.Until)), part.Status(now, word))})
	}
	return err
}

func (p *Pages) hooks(r *screen.Request, c *machine.Client, path string) (part.Table, error) {
	t := part.Table{Caption: "消息订阅", Keys: true, Empty: "没有订阅消息；由对方系统用接口订阅。", Columns: []part.Column{{Title: "网址", Clamp: true}, {Title: "消息", Clamp: true}, {Title: "状态"}, {Title: "等待", Number: true}, {Title: "未送达", Number: true}}}
	list, err := p.s.Webhooks.Of(r.Context(), c.ID)
	if err != nil {
		return t, err
	}
	for _, h := range list {
		counts, err := p.s.Webhooks.Standing(r.Context(), c.ID, h.ID)
		if err != nil {
			return t, err
		}
		now, word := format.Done, "推送中"
		if h.Ended {
			now, word = format.Over, "已结束"
		}
		t.Rows = append(t.Rows, part.Row{Path: path + "/hook/" + h.ID, Cells: cells(
			part.Text(h.URL), part.Text(topicsWords(h.Topics)), part.Status(now, word), part.Text(format.Count(int(counts["waiting"]))), part.Text(format.Count(int(counts["dead"]))),
		)})
	}
	return t, nil
}

// NewKey draws another key and shows it once.
func (p *Pages) NewKey(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.drawKey(r, c, "client.key")
}

// drawKey draws a key and shows it once, to be handed over.
func (p *Pages) drawKey(r *screen.Request, c *machine.Client, kind string) (screen.Answer, error) {
	var key string
	err := p.act(r, kind, func(ctx context.Context, w *journal.Write) (err error) {
		key, err = p.s.Machines.NewKey(ctx, w, c.ID, 0)
		return err
	})
	if message, refusal, told := office.Told(err); told {
		return p.showOne(r, c, message, statusOf(refusal))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(slipPage(slipView{
		Frame: office.Frame(r, "密钥"), Key: key,
		Head: part.Head{Title: "密钥：" + c.Title, Lead: "这个密钥只显示这一次。请交给对方的联系人，存到对方系统的保密配置里。", Action: part.Link{Text: "回到" + c.Title, Path: "/machines/" + c.ID}},
		Pairs: []part.Pair{{Key: "系统", Value: c.Title}, {Key: "接口地址", Value: p.s.Address + "/api/v1"}, {Key: "说明", Value: p.s.Address + "/api/v1/docs"},
			{Key: "有效期至", Value: format.Day(c.Until)}, {Key: "用法", Value: "请求头 Authorization: Bearer 后面写密钥。"}},
	}))
}

// done goes back to the program, or shows there why something was not done.
func (p *Pages) done(r *screen.Request, c *machine.Client, back string, err error) (screen.Answer, error) {
	if message, kind, told := office.Told(err); told {
		return p.showOne(r, c, message, statusOf(kind))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: fmt.Sprintf("/machines/%s%s", c.ID, back)}, nil
}

// RevokeKey ends a key.
func (p *Pages) RevokeKey(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	err = p.act(r, "client.key_revoke", func(ctx context.Context, w *journal.Write) error {
		return p.s.Machines.RevokeKey(ctx, w, c.ID, r.PathValue("key"))
	})
	return p.done(r, c, "", err)
}

// Revoke ends a program.
func (p *Pages) Revoke(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	err = p.act(r, "client.revoke", func(ctx context.Context, w *journal.Write) error { return p.s.Machines.Revoke(ctx, w, c.ID) })
	return p.done(r, c, "", err)
}
