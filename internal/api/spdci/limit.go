package spdci

import (
	"net"
	"net/http"
	"strconv"
	"sync"

	"lianxin/internal/civil"
)

// Windows of the limits, in milliseconds, and how often one address may ask for a
// token in a minute.
const (
	aMinute   civil.Instant = 60_000
	aDay      civil.Instant = 24 * 60 * 60 * 1000
	doorsMost               = 30
)

// limits count in memory what senders ask. After a restart they begin anew, which
// the journal's looks do not.
type limits struct {
	mutex   sync.Mutex
	windows map[string]*window
}

type window struct {
	from civil.Instant
	used int
}

// take adds to a window; the answer is 0, or the seconds until it has room again.
func (l *limits) take(key string, now, length civil.Instant, most, n int) int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.windows == nil {
		l.windows = map[string]*window{}
	}
	w := l.windows[key]
	if w == nil || now >= w.from+length || now < w.from {
		l.sweep(now)
		w = &window{from: now}
		l.windows[key] = w
	}
	if w.used+n > most {
		return int((w.from+length-now)/1000) + 1
	}
	w.used += n
	return 0
}

// windowsMost is how many windows are kept before those that are over are dropped.
const windowsMost = 10_000

func (l *limits) sweep(now civil.Instant) {
	if len(l.windows) < windowsMost {
		return
	}
	for key, w := range l.windows {
		if now >= w.from+aDay || now >= w.from+aMinute && key[0] == 'a' {
			delete(l.windows, key)
		}
	}
}

func (l *limits) door(address string, now civil.Instant) int {
	return l.take("address "+address, now, aMinute, doorsMost, 1)
}

func (l *limits) request(s *Sender, now civil.Instant) int {
	return l.take("requests "+s.Name, now, aMinute, s.Minute, 1)
}

func (l *limits) people(s *Sender, now civil.Instant, n int) int {
	return l.take("people "+s.Name, now, aDay, s.Day, n)
}

// remote is the address a request came from.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// loopback says whether a request was made on this machine. Through a proxy on this
// machine everything would look so, and therefore whatever names a proxy does not
// count.
func loopback(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "X-Forwarded-Host", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	ip := net.ParseIP(remote(r))
	return ip != nil && ip.IsLoopback()
}

// waitHeader tells when to come back.
func waitHeader(w http.ResponseWriter, wait int) {
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(wait))
	}
}
