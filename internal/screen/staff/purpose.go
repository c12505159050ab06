package staff

import (
	"slices"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/screen"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// purposes remembers what each session said it searches for, so that it is asked
// once. What is forgotten when the program ends is asked again.
type purposes struct {
	mutex  sync.Mutex
	chosen map[string]access.Purpose
}

// purposesMost is how many sessions are remembered; more than a city has.
const purposesMost = 20_000

func (p *purposes) keep(session string, purpose access.Purpose) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(p.chosen) >= purposesMost {
		clear(p.chosen)
	}
	p.chosen[session] = purpose
}

func (p *purposes) of(session string) access.Purpose {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.chosen[session]
}

// sessionOf names the session of a request.
func sessionOf(r *screen.Request) string {
	if v := office.Signed(r); v != nil {
		return v.SessionID
	}
	return r.Visitor.Actor
}

// purpose is what the visitor looks at people for: what this request says, else
// what the session said before, else the first his posts allow.
func (p *Pages) purpose(r *screen.Request) access.Purpose {
	allowed := allowedPurposes(r)
	if said := access.Purpose(r.FormValue("for")); slices.Contains(allowed, said) {
		p.purposes.keep(sessionOf(r), said)
		return said
	}
	if kept := p.purposes.of(sessionOf(r)); slices.Contains(allowed, kept) {
		return kept
	}
	if len(allowed) == 0 || slices.Contains(allowed, "application") {
		return "application"
	}
	return allowed[0]
}

// allowedPurposes are what the visitor's posts may look at people for.
func allowedPurposes(r *screen.Request) (list []access.Purpose) {
	v := office.Signed(r)
	for _, entry := range access.Purposes() {
		if v == nil && entry.Code != "self" || v != nil && v.May(entry.Code) {
			list = append(list, entry.Code)
		}
	}
	return list
}

// purposeChoices are the purposes as they are offered.
func purposeChoices(r *screen.Request) (list []part.Choice) {
	for _, code := range allowedPurposes(r) {
		list = append(list, part.Choice{Value: string(code), Text: code.Title()})
	}
	return list
}
