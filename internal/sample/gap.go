package sample

// mend makes what is unknown of a family fit how it would be known. Facts come
// out of registers, and one register says several things: who has no vehicle has
// none of value, whose vehicles nobody may count has no known value of them, the
// tax office answers for business and property together or not at all, and a
// disability certificate has a type and a grade. Without this the feeds could
// not carry the same city as the files of families.
func (h *Household) mend() {
	const both = GapVehicles | GapVehicleValue
	switch h.Gaps & both {
	case GapVehicleValue:
		if h.Vehicles == 0 {
			h.Gaps &^= both
		}
	case GapVehicles:
		if h.VehicleValue == 0 {
			h.Gaps &^= both
		} else {
			h.Gaps |= both
		}
	}
	for i := range h.Members {
		h.Members[i].mend()
	}
}

func (p *Person) mend() {
	if p.Gaps&gapsOfTax != 0 {
		p.Gaps |= gapsOfTax
	}
	switch {
	case p.Gaps&gapsOfDisability == 0:
	case p.DisabilityType == 0:
		p.Gaps &^= gapsOfDisability // without a certificate neither is in doubt
	default:
		p.Gaps |= gapsOfDisability
	}
}

const (
	gapsOfTax        = GapBusiness | GapProperty
	gapsOfDisability = GapDisabilityType | GapDisabilityGrade
)
