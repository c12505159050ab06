package assess

import (
	"io"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
)

// Imagine judges a family that is told and in no register, as [fact.ReadFamily] reads
// it, by the packs in force at a place and on a day. Nothing of it is kept: no packs,
// no facts, no act.
func (j *FamilyJudge) Imagine(place civil.Area, day civil.Date, told io.Reader) (*Judged, error) {
	catalogue, _ := j.catalogue()
	city, err := catalogue.City(place.City().String())
	if err != nil {
		return nil, err
	}
	family, err := fact.ReadFamily(told, fact.Options{Facts: Facts(catalogue), AsOf: day})
	if err != nil {
		return nil, err
	}
	assessor, err := j.assessor(catalogue, city, day)
	if err != nil {
		return nil, err
	}
	out := &Judged{Day: day, Bundle: catalogue.Hash()}
	return out, out.fill(assessor, catalogue, family)
}
