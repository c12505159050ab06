package sample

import "lianxin/internal/civil"

// property fills housing, vehicles and savings. Whoever was drawn to be granted
// stays inside every limit that the packs propose (two homes, no vehicle of any
// value, savings of 24 standards a head), and whoever was drawn beyond them is so
// by a wide margin.
func (h *Household) property(s *stream, p *plan, n need) {
	line := civil.Fen(p.LowStandard*len(h.Members)) * yuan
	switch n {
	case ordinary:
		h.wealth(s)
	case overLimit:
		h.HousingUnits = uint8(s.below(2))
		h.FinancialAssets = s.money(0, 5_000)
		switch s.below(3) {
		case 0:
			h.Vehicles, h.VehicleValue = 1, s.money(60_000, 250_000)
		case 1:
			h.HousingUnits = uint8(3 + s.below(2))
		default:
			h.FinancialAssets = line * civil.Fen(s.between(40, 120))
		}
	case destitute, childInHome:
		h.HousingUnits = uint8(s.below(2))
		h.FinancialAssets = line * civil.Fen(s.below(9)) / 2
	default:
		h.HousingUnits = uint8((s.below(10) + 8) / 9) // one in ten has none
		h.FinancialAssets = part(line*12, s.below(1000))
		if s.chance(60_000) {
			h.Vehicles = 1 // an old tricycle without a market price
		}
	}
}

func (h *Household) wealth(s *stream) {
	u := s.below(1000)
	switch {
	case !h.HukouLocal && u < 550, u < 30:
		h.HousingUnits = 0
	case u < 780:
		h.HousingUnits = 1
	case u < 950:
		h.HousingUnits = 2
	case u < 990:
		h.HousingUnits = 3
	default:
		h.HousingUnits = uint8(4 + u&3)
	}
	if s.chance(450_000) {
		h.Vehicles = 1
		if s.chance(200_000) {
			h.Vehicles = 2
		}
		h.VehicleValue = civil.Fen(h.Vehicles) * min(s.money(8_000, 300_000), s.money(8_000, 500_000))
	}
	// Three draws multiplied give many small savings and a few large ones.
	a, b, c := civil.Fen(s.below(1000)), civil.Fen(s.below(1000)), civil.Fen(s.below(1000))
	h.FinancialAssets = a * b * c * 3 / 10 * civil.Fen(len(h.Members)) / 2
}
