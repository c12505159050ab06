package staff

import (
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// underResponse says by which emergency response something was given on a case, and, while
// one is open where the case is dealt with, up to what the next step may give.
func (p *Pages) underResponse(r *screen.Request, v *caseView, f *casework.File) error {
	now, given, err := p.s.Desk.Response(r.Context(), f)
	if err != nil {
		return err
	}
	if given != nil {
		v.Known = append(v.Known, part.Pair{Key: "按应急响应给的", Value: given.Title})
	}
	if now == nil {
		return nil
	}
	text := now.Title + "，到" + format.Day(now.Until)
	var said []string
	for _, a := range p.s.Desk.Allowed(f, r.Who()) {
		if a.Limit == "" || now.Replaces[a.Limit] == "" || slices.Contains(said, a.Limit) {
			continue
		}
		most, err := p.s.Desk.Limit(f, a.Limit, now)
		if err != nil {
			return err
		}
		said = append(said, a.Limit)
		text += "；“" + a.Title + "”连同已经给的最多" + format.Yuan(most)
	}
	v.Known = append(v.Known, part.Pair{Key: "应急响应", Value: text})
	return nil
}
