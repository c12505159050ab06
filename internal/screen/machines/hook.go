package machines

import (
	"context"
	"strings"

	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// hookView is what a program is told.
type hookView struct {
	Frame layout.Frame
	Head  part.Head
	Pairs []part.Pair
	Tabs  []part.Tab
	List  part.Table
	Again *part.Form // for what was given up; nil where nothing is
	Picks []part.Choice
	End   *actForm
}

// topicTitles are the topics in words.
var topicTitles = map[string]string{
	"casework.stepped": "办件有进展", "casework.decided": "作出决定", "casework.transferred": "家庭转出", "pay.standard": "标准调整", "feed.loaded": "部门数据到达",
}

func topicTitle(topic string) string {
	if title := topicTitles[topic]; title != "" {
		return title
	}
	return topic
}

func topicsWords(topics []string) string {
	var words []string
	for _, t := range topics {
		words = append(words, topicTitle(t))
	}
	return strings.Join(words, "、")
}

// states are the states of a message, in the order of the tabs.
var states = []struct {
	name, title string
	mark        format.State
}{{"dead", "未送达", format.Over}, {"waiting", "等待", format.Working}, {"sent", "已送达", format.Done}, {"passed", "无权知道，没有送", format.Paused}}

// shownMost is how many messages a page shows.
const shownMost = 50

// Hook shows what a program was told and what it missed.
func (p *Pages) Hook(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	hooks, err := p.s.Webhooks.Of(r.Context(), c.ID)
	if err != nil {
		return screen.Answer{}, err
	}
	var h *webhook.Hook
	for _, one := range hooks {
		if one.ID == r.PathValue("hook") {
			h = one
		}
	}
	if h == nil {
		return screen.Answer{}, office.Missing()
	}
	counts, err := p.s.Webhooks.Standing(r.Context(), c.ID, h.ID)
	if err != nil {
		return screen.Answer{}, err
	}
	tab := r.Text("tab")
	if tab == "" {
		tab = "dead"
	}
	path := "/machines/" + c.ID + "/hook/" + h.ID
	v := hookView{
		Frame: office.Frame(r, "消息订阅"), Head: part.Head{Title: c.Title + "的消息", Lead: "消息只有编号，没有个人信息。送不到的逐次延长间隔再送，约半小时后列入未送达。", Back: part.Link{Text: c.Title, Path: "/machines/" + c.ID}},
		Pairs: []part.Pair{{Key: "网址", Value: h.URL}, {Key: "消息", Value: topicsWords(h.Topics)}, {Key: "签名", Value: string(h.Scheme)}},
	}
	for _, s := range states {
		v.Tabs = append(v.Tabs, part.Tab{Text: s.title + " " + format.Count(int(counts[s.name])), Path: path + "?tab=" + s.name, Current: s.name == tab})
	}
	if err := p.messages(r, &v, c.ID, h, tab, path); err != nil {
		return screen.Answer{}, err
	}
	if !h.Ended {
		v.End = &actForm{"结束订阅", "不再推送；还没有送的也不再送。", part.Form{Action: path + "/end", Once: screen.NewOnce(), Button: "结束这个订阅"}}
	}
	return screen.Show(hookPage(v))
}

// messages lists the messages of a state, the newest first.
func (p *Pages) messages(r *screen.Request, v *hookView, client string, h *webhook.Hook, tab, path string) error {
	list, err := p.s.Webhooks.Deliveries(r.Context(), client, h.ID, tab, r.Text("after"), shownMost)
	if err != nil {
		return err
	}
	v.List = part.Table{Caption: "消息", Empty: "没有这样的消息。", Columns: []part.Column{{Title: "编号"}, {Title: "消息"}, {Title: "发生"}, {Title: "状态"}, {Title: "试过", Unit: "次", Number: true}, {Title: "对方的回答"}}}
	for _, d := range list {
		mark, word := format.Paused, d.State
		for _, s := range states {
			if s.name == d.State {
				mark, word = s.mark, s.title
			}
		}
		answer := "还没有"
		switch {
		case d.Status > 0:
			answer = format.Count(int(d.Status))
		case d.Failure != "":
			answer = "连不上"
		}
		v.List.Rows = append(v.List.Rows, part.Row{Cells: cells(
			part.Text(d.News), part.Text(topicTitle(d.Topic)), part.Text(format.Day(d.Told.Date())+" "+format.Clock(d.Told)), part.Status(mark, word), part.Text(format.Count(int(d.Tries))), part.Text(answer),
		)})
		if d.State == "dead" && !h.Ended {
			v.Picks = append(v.Picks, part.Choice{Value: d.ID, Text: d.News + " " + topicTitle(d.Topic)})
		}
	}
	if len(list) == shownMost {
		v.List.Paging = part.Paging{From: 1, To: len(list), All: len(list) + 1, Next: path + "?tab=" + tab + "&after=" + list[len(list)-1].ID}
	}
	if len(v.Picks) > 0 {
		v.Again = &part.Form{Action: path + "/again", Once: screen.NewOnce(), Button: "重送选中的"}
	}
	return nil
}

// EndHook ends a subscription.
func (p *Pages) EndHook(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	err = p.act(r, "webhook.end", func(ctx context.Context, w *journal.Write) error {
		return p.s.Webhooks.End(ctx, w, c.ID, r.PathValue("hook"))
	})
	return p.done(r, c, "", err)
}

// Again puts messages that were given up down once more.
func (p *Pages) Again(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	picked := r.Ticked("delivery")
	err = p.act(r, "webhook.again", func(ctx context.Context, w *journal.Write) error {
		for _, id := range picked[:min(len(picked), shownMost)] {
			if err := p.s.Webhooks.Again(ctx, w, c.ID, r.PathValue("hook"), id); err != nil {
				return err
			}
		}
		return nil
	})
	return p.done(r, c, "/hook/"+r.PathValue("hook"), err)
}
