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
			{part.Link{Text: "我能享受什么", Path: "/entitled"}, "看看您家可能符合哪些待遇"},
			{part.Link{Text: "我要申请", Path: "/apply"}, "能查到的不用填，大约十分钟"},
			{part.Link{Text: "查进度", Path: "/home"}, "办到哪一步、什么时候有结果、发了多少钱"},
			{part.Link{Text: "看公示", Path: "/board"}, "各村（居）正在公示的，有异议可以提"},
			{part.Link{Text: "核对文书", Path: "/check"}, "收到的通知书是不是真的"},
		},
	}))
}
