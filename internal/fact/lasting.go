package fact

import "lianxin/internal/civil"

// A horizon finds the next day on which something may be different.
type horizon struct{ day, next civil.Date }

// at notes a day on which something begins.
func (h *horizon) at(day civil.Date) {
	if day > h.day {
		h.next = min(h.next, day)
	}
}

// span notes days between which something holds, both included.
func (h *horizon) span(from, to civil.Date) {
	h.at(from)
	if to < Never {
		h.at(to + 1)
	}
}

// lasting is the first day on which a household's facts may differ although
// nothing is written: a permit begins or ends, a record or a coverage does, or
// a window of months moves. It may come too early, never too late.
func (a *Assembler) lasting(k *Kin) civil.Date {
	h := &horizon{a.options.Day, Never}
	a.horizon(h, &a.homes)
	for i := range k.Members {
		a.horizon(h, &a.members[i])
		for _, p := range k.Members[i].Permits {
			if p.Business != a.options.Business {
				continue
			}
			h.span(p.From, p.To)
			if p.Withdrawn {
				h.at(p.WithdrawnOn)
			}
		}
	}
	return h.next
}

func (a *Assembler) horizon(h *horizon, s *subject) {
	for i, t := range a.times {
		if t.window && len(s.records[i])+len(s.coverage[i]) > 0 {
			h.at(h.day.Month().Add(1).First())
		}
		for _, c := range s.coverage[i] {
			h.span(c.From, c.To)
		}
		for _, r := range s.records[i] {
			h.span(r.From, r.To)
			if t.period < 0 || !r.value(t.period).Known {
				continue
			}
			if t.byMonth {
				h.at(civil.Month(r.value(t.period).Number).First())
			} else {
				h.at(civil.Date(r.value(t.period).Number))
			}
		}
	}
}
