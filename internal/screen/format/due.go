package format

import (
	"fmt"

	"lianxin/internal/civil"
)

// State is how something stands. Each has a shape, a colour and, from its caller,
// a word; nobody has to tell colours apart.
type State uint8

// The states of screens.
const (
	Working State = iota // ◐ 办理中
	Done                 // ● 已办结、通过
	Soon                 // ▲ 快到期、需补正
	Over                 // ■ 已超期、不予同意
	Unknown              // ？ 不能判定
	Paused               // ‖ 暂停
)

var states = [...]struct{ shape, class string }{
	Working: {"◐", "working"}, Done: {"●", "done"}, Soon: {"▲", "soon"},
	Over: {"■", "over"}, Unknown: {"？", "unknown"}, Paused: {"‖", "paused"},
}

// Shape is the sign of the state.
func (s State) Shape() string { return states[s].shape }

// Class is the name of its colour in the styles.
func (s State) Class() string { return states[s].class }

// Due is a deadline as a clerk sees it.
type Due struct {
	State State
	Text  string // 还剩2个工作日
	Day   string // 7月3日（周四）
}

// countMax is how many days ahead working days are counted; further away the day
// itself says enough.
const countMax = 400

// Deadline says how far a deadline is, in working days: the day it is told on is
// not counted and the last one is. It is Soon from the given number of days left.
func Deadline(c *civil.Calendar, today, due civil.Date, soon int) Due {
	d := Due{State: Working, Day: NearDay(due, today)}
	switch {
	case due == today:
		d.State, d.Text = Soon, "今天到期"
	case due < today && today-due > countMax, due > today && due-today > countMax:
		d.Text = Day(due) + "到期"
		if due < today {
			d.State, d.Text = Over, "已超期"
		}
	case due < today:
		d.State = Over
		if n := workdays(c, due, today); n > 0 {
			d.Text = fmt.Sprintf("已超%d个工作日", n)
		} else {
			d.Text = "已超期"
		}
	default:
		n := workdays(c, today, due)
		d.Text = fmt.Sprintf("还剩%d个工作日", n)
		if n <= soon {
			d.State = Soon
		}
	}
	return d
}

// Waiting is a clock that stands still, with what it waits for: 等补材料.
func Waiting(what string) Due { return Due{State: Paused, Text: what} }

// workdays counts the working days after from up to and with to.
func workdays(c *civil.Calendar, from, to civil.Date) int {
	n := 0
	for day := from + 1; day <= to; day++ {
		if work, _ := c.IsWorkday(day); work {
			n++
		}
	}
	return n
}
