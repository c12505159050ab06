package notice

import (
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// startView is the first page.
type startView struct {
	Frame layout.Frame
	City  string
	Doors []door
}

// door is one way to go on.
type door struct {
	part.Link
	Hint string
}

// Start is the first page. Whoever has signed in is led to his own.
func (p *Pages) Start(r *screen.Request) (screen.Answer, error) {
	switch r.Visitor.Side {
	case screen.Resident:
		return screen.See("/home")
	case screen.Staff:
		return screen.See("/work")
	}
	return screen.Show(startPage(startView{
		Frame: p.frame(r, "有困难，找民政", ""),
		City:  p.s.Desk.Place(p.s.City),
		Doors: []door{
			{part.Link{Text: "我能享受什么？答十个问题", Path: "/ten"}, "不用登录，答完就知道，不保存"},
			{part.Link{Text: "办事指南", Path: "/guides"}, "谁能办、能得到什么、要带什么、多久办好"},
			{part.Link{Text: "我家的待遇", Path: "/entitled"}, "登录以后，按登记里查得到的情况看"},
			{part.Link{Text: "我要申请", Path: "/apply"}, "能查到的不用填，大约十分钟"},
			{part.Link{Text: "查进度", Path: "/home"}, "办到哪一步、什么时候有结果、发了多少钱"},
			{part.Link{Text: "看公示", Path: "/board"}, "各村（居）正在公示的，有异议可以提"},
			{part.Link{Text: "核对文书", Path: "/check"}, "收到的通知书是不是真的"},
			{part.Link{Text: "报告急难", Path: "/help/emergency"}, "看到有人没饭吃、没地方住，不用登录就能说"},
		},
	}))
}
