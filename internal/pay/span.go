package pay

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// State is how an entitlement stands in a month.
type State string

// The states, see [State]. The last two are derived: no stretch says them.
const (
	InForce   State = "in_force"  // 在享
	Suspended State = "suspended" // 暂停: owed nothing meanwhile
	Grace     State = "grace"     // 渐退: still paid, and the end is known
	Ended     State = "ended"     // 已停
	Awaited   State = "awaited"   // 未起: it begins later
)

// Terms are what an entitlement pays and to whom.
type Terms struct {
	Amount   civil.Fen    // a month
	Payee    register.Ref // whose account the money goes to
	Covered  []register.Ref
	Division civil.Area // responsible for the household, a town or village
}

// Stretch is a run of months in which an entitlement pays one amount.
type Stretch struct {
	ID     string
	Opened int64
	Terms
	State  State
	From   civil.Month
	To     civil.Month // last month; 0: no end is known
	Change string      // id of the change that made it so
}

// holds says whether a month lies in the stretch.
func (s *Stretch) holds(m civil.Month) bool { return s.From <= m && (s.To == 0 || m <= s.To) }

// due is what the stretch owes for each of its months.
func (s *Stretch) due() civil.Fen {
	if s.State == Suspended {
		return 0
	}
	return s.Amount
}

// same says whether two stretches say the same, apart from their versions.
func (s *Stretch) same(o *Stretch) bool {
	return s.ID == o.ID && s.State == o.State && s.From == o.From && s.To == o.To && s.Change == o.Change &&
		s.Amount == o.Amount && s.Payee == o.Payee && s.Division == o.Division && slices.Equal(s.Covered, o.Covered)
}

// before are the stretches as far as they lie before a month.
func before(list []Stretch, month civil.Month) []Stretch {
	var kept []Stretch
	for _, s := range list {
		if s.From >= month {
			continue
		}
		if s.To == 0 || s.To >= month {
			s.To = month - 1
		}
		kept = append(kept, s)
	}
	return kept
}

// after are the stretches as far as they lie in a month or later, each as a new one.
func after(list []Stretch, month civil.Month, change string) []Stretch {
	var kept []Stretch
	for _, s := range list {
		if s.To != 0 && s.To < month {
			continue
		}
		s.From = max(s.From, month)
		s.ID, s.Opened, s.Change = newID(), 0, change
		kept = append(kept, s)
	}
	return kept
}

// dueIn is what stretches owe for a month.
func dueIn(list []Stretch, m civil.Month) civil.Fen {
	for i := range list {
		if list[i].holds(m) {
			return list[i].due()
		}
	}
	return 0
}

// at is the stretch of a month.
func at(list []Stretch, m civil.Month) *Stretch {
	for i := range list {
		if list[i].holds(m) {
			return &list[i]
		}
	}
	return nil
}
