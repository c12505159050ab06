package placement

import (
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Shares say who pays the fee of a home in a month.
type Shares struct {
	Own     civil.Fen // the person, of his income or his benefit
	Support civil.Fen // the county
	Rest    civil.Fen // somebody the agreement names
}

// Split shares a fee: first the person's income but for what stays with him, then the
// county up to a limit. The three make the fee.
func Split(fee, income, keep, limit civil.Fen) (s Shares) {
	s.Own = min(fee, max(0, income-keep))
	s.Support = min(limit, fee-s.Own)
	s.Rest = fee - s.Own - s.Support
	return s
}

// shares shares a fee by a ground: where it has no limit the benefit pays the home.
func (d *Desk) shares(g *pack.PlacementGround, county string, fee, income civil.Fen, day civil.Date) (Shares, error) {
	if g.Limit == "" {
		return Shares{Own: fee}, nil
	}
	keep, err := d.catalogue().Money(g.Keep, county, day)
	if err != nil {
		return Shares{}, err
	}
	limit, err := d.catalogue().Money(g.Limit, county, day)
	return Split(fee, income, keep, limit), err
}
