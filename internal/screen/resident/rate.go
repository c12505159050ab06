package resident

import (
	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/review"
)

// rateable are the steps offices have done in a case that the family has not rated
// yet, the newest first.
func (p *Pages) rateable(r *screen.Request, f *casework.File) (list []part.Link, err error) {
	person, err := self(r)
	if err != nil || p.s.Review == nil {
		return nil, err
	}
	rated, err := p.s.Review.RatedSteps(r.Context(), f.Case.Ref, person)
	if err != nil {
		return nil, err
	}
	for i := len(f.Steps) - 1; i >= 0; i-- {
		s := &f.Steps[i]
		if _, done := rated[s.ID]; done || !review.Rateable(s) || s.From == s.To {
			continue
		}
		list = append(list, part.Link{Text: s.Title, Path: casePath(f.Case.Ref, "rate", s.ID)})
	}
	return list, nil
}
