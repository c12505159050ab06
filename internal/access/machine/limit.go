package machine

import (
	"sync"

	"lianxin/internal/civil"
)

// keysMost is how many names a Limiter remembers; more at once means an attack from
// many addresses, and the counts begin anew.
const keysMost = 100_000

// Limiter admits a number of calls a minute from each caller. Calls that were not
// made are saved up for one burst, a sixth of a minute long.
type Limiter struct {
	mutex sync.Mutex
	left  map[string]bucket
}

// bucket holds what a caller has left, in thousandths of a call.
type bucket struct {
	milli int64
	at    civil.Instant
}

// burst is the part of a minute whose calls may come at once.
const burst = 6

// Admit counts a call of who, who may make rate a minute. Where it is one too many
// it says after how many seconds the next may come.
func (l *Limiter) Admit(who string, rate int, now civil.Instant) (wait int, ok bool) {
	const call, minute = 1000, 60_000
	room := max(int64(rate)/burst, 1) * call
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.left == nil || len(l.left) > keysMost {
		l.left = map[string]bucket{}
	}
	b, known := l.left[who]
	if !known {
		b = bucket{room, now}
	}
	// What is too little for a thousandth of a call is left in the instant.
	passed := max(int64(now-b.at), 0)
	if back := min(passed, minute) * int64(rate) * call / minute; passed >= minute {
		b = bucket{min(room, b.milli+back), now}
	} else if back > 0 {
		b = bucket{min(room, b.milli+back), b.at + civil.Instant(back*minute/(int64(rate)*call))}
	}
	if b.milli < call {
		l.left[who] = b
		lacks := call - b.milli
		ms := (lacks*minute + int64(rate)*call - 1) / (int64(rate) * call)
		return int((ms + 999) / 1000), false
	}
	b.milli -= call
	l.left[who] = b
	return 0, true
}
