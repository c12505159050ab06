package staff

import (
	"net/url"
	"strings"

	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/watch"
)

// fromLead carries the lead a case is begun from along in the address of the form.
func fromLead(r *screen.Request) string {
	if lead := r.Text("lead"); lead != "" {
		return "?lead=" + url.QueryEscape(lead)
	}
	return ""
}

// leadWho is the visitor as leads know him.
func leadWho(r *screen.Request) watch.Who {
	w := r.Who()
	out := watch.Who{Actor: w.Actor, Staff: w.Staff, Name: w.Name, Purpose: w.Purpose, OnBehalf: w.OnBehalf}
	for _, p := range w.Posts {
		out.Posts = append(out.Posts, watch.Post(p))
	}
	return out
}

// leadOf is the lead the address names, if the visitor may open it, and what the case
// says it comes of. Without a lead both are empty.
func (p *Pages) leadOf(r *screen.Request) (lead register.Ref, origin string, err error) {
	county, id, named := strings.Cut(r.Text("lead"), "/")
	if !named || p.s.Watch == nil {
		return lead, "", nil
	}
	lead = register.Ref{County: county, ID: id}
	if _, err := p.s.Watch.Open(r.Context(), leadWho(r), lead); err != nil {
		return lead, "", err
	}
	return lead, watch.Origin(lead), nil
}
