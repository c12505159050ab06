package screen

import (
	"net"
	"sync"

	"lianxin/internal/civil"
)

// limitKeys is how many senders a Limiter remembers; more than that within one
// window means an attack from many addresses, and the counts begin anew.
const limitKeys = 100_000

// Limiter admits a number of forms from one sender within a window of time. A
// sender is a session, and before signing in an address.
type Limiter struct {
	Forms  int           // how many
	Window civil.Instant // milliseconds

	mu    sync.Mutex
	since civil.Instant
	count map[string]int
}

// Admit counts a form and refuses one too many. Pages that are only read are not
// counted.
func (l *Limiter) Admit(r *Request) error {
	if r.Route.Act == Read {
		return nil
	}
	key := r.Visitor.Actor
	if key == "" {
		key, _, _ = net.SplitHostPort(r.RemoteAddr)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count == nil || r.Now-l.since >= l.Window || len(l.count) > limitKeys {
		l.count, l.since = map[string]int{}, r.Now
	}
	l.count[key]++
	if l.count[key] > l.Forms {
		return &civil.Error{Kind: civil.Unavailable, Code: "too_many_forms", Message: "提交太频繁，请稍等一会儿再试。"}
	}
	return nil
}
