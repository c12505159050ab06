package sample

// need says why a household was drawn the way it was.
type need uint8

const (
	ordinary    need = iota
	granted          // below the standard, property within every limit
	overLimit        // below the standard, property beyond it
	destitute        // 特困: no income, nobody to support
	edgeOfNeed       // from the standard up to one and a half of it
	spender          // above, but eaten up by rigid spending
	childInHome      // a child registered alone in an institution
)

// health fills disability, illness, self-care and ability to work.
func (p *Person) health(s *stream, n need) {
	poor := n == granted || n == destitute || n == edgeOfNeed
	band := 0
	switch {
	case p.age >= 60:
		band = 2
	case p.age >= 18:
		band = 1
	}
	rate := rateDisabled[band]
	if poor && band == 1 {
		rate = 380_000
	}
	if n == destitute && band == 1 {
		rate = million
	}
	if s.chance(rate) {
		p.DisabilityType = uint8(1 + s.pick(weightOfType))
		p.DisabilityGrade = uint8(1 + s.pick(weightOfGrade))
	}
	if n == destitute && band == 1 {
		// Whoever is neither old nor a child counts as unable to work only with
		// an intellectual or mental disability (43号 第5条).
		p.DisabilityType, p.DisabilityGrade = uint8(5+s.below(2)), uint8(1+s.below(3))
	}
	p.illness(s, poor)
	p.selfCare(s)
	p.Labour = p.ability(s)
}

func (p *Person) illness(s *stream, poor bool) {
	rate := rateIllness
	if p.age >= 60 {
		rate *= 3
	}
	if poor && p.age >= 18 {
		rate *= 15
	}
	p.SevereIllness = s.chance(rate)
}

func (p *Person) severe() bool { return p.DisabilityGrade == 1 || p.DisabilityGrade == 2 }

func (p *Person) selfCare(s *stream) {
	rate := 0
	switch {
	case p.age >= 80:
		rate = 120_000
	case p.age >= 70:
		rate = 40_000
	case p.age >= 60:
		rate = 15_000
	}
	if p.severe() {
		rate += 150_000
	}
	if rate == 0 || !s.chance(rate) {
		return
	}
	p.SelfCareFailed = uint8(1 + s.below(6))
	if p.SelfCareFailed >= 4 && p.age >= 60 && s.chance(250_000) {
		p.Placement = PlacedInstitution
	}
}

func (p *Person) ability(s *stream) Labour {
	switch {
	case p.age < 16, p.age >= 75, p.SelfCareFailed > 0:
		return LabourNone
	case p.severe():
		return LabourNone - Labour(s.below(2))
	case p.DisabilityGrade > 0, p.SevereIllness, p.age >= 65:
		return LabourPartial
	}
	return LabourFull
}

// standing fills what the registers say of the person's place in the world.
func (p *Person) standing(s *stream, n need, local bool) {
	switch {
	case local:
		p.HukouLocal = p.kin != spouse && p.kin != childSpouse || n == granted || !s.chance(rateOddSpouse)
	default:
		p.HukouLocal = s.chance(rateOddSpouse / 2)
	}
	switch {
	case p.age >= 6 && p.age <= 15:
		p.Student = !s.chance(10_000)
	case p.age >= 16 && p.age <= 18:
		p.Student = s.chance(920_000)
	case p.age >= 19 && p.age <= 22:
		p.Student = s.chance(550_000)
	}
	if n != ordinary {
		return
	}
	dead := rateDead
	if p.age >= 75 {
		dead *= 3
	}
	p.Dead = s.chance(dead)
	p.InPrison = !p.Dead && p.age >= 18 && p.age < 70 && s.chance(ratePrison)
	p.SupporterUnable = p.age >= 60 && s.chance(400)
}

// guardianship marks the children that nobody brings up; only where the
// household has no parent of theirs.
func (p *Person) guardianship(s *stream, n need, parents bool) {
	if p.age >= 18 || parents {
		return
	}
	u := s.below(million)
	switch {
	case n == childInHome:
		p.Guardian, p.Placement = Orphan, PlacedInstitution
	case u < rateOrphan:
		p.Guardian, p.Placement = Orphan, PlacedScattered
		p.SupporterUnable = s.chance(100_000)
	case u < rateOrphan+rateUnattended:
		p.Guardian = Unattended
	}
}
