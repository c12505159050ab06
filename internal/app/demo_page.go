package app

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/public"
)

// page shows the rehearsal's day and the messages that were not sent.
func (r *rehearsal) page(b *bureau) screen.Handler {
	return func(req *screen.Request) (screen.Answer, error) {
		var said []string
		for drained := false; !drained; {
			select {
			case m := <-r.messages:
				said = append(said, m.Phone+"："+m.Text)
			default:
				drained = true
			}
		}
		return screen.Show(public.RehearsalPage(req.Frame("演示"), b.desk.Today(), said))
	}
}

// move moves the clock on, and does what is due then.
func (r *rehearsal) move(b *bureau) screen.Handler {
	return func(req *screen.Request) (screen.Answer, error) {
		days, err := strconv.Atoi(req.Text("days"))
		if err != nil || days < 1 || days > daysMost {
			return screen.Answer{}, civil.Refuse("demo_days", "请填往后拨的天数，1到%d。", daysMost)
		}
		r.clock.pass(days)
		if _, err := b.worker.Drain(req.Context()); err != nil {
			return screen.Answer{}, err
		}
		return screen.See("/demo")
	}
}
