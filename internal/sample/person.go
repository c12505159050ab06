package sample

import "lianxin/internal/civil"

// Household is one family with what the departments know of it. The zero value
// of each fact is "known to be none"; what is unknown stands in Gaps.
type Household struct {
	Number           int        // from 1; the household_id is made of it
	Division         civil.Area // a village or a residents' committee
	Rural            bool
	HukouLocal       bool // registered in the county of the division
	HousingUnits     uint8
	Vehicles         uint8
	VehicleValue     civil.Fen
	FinancialAssets  civil.Fen
	RigidSpending12M civil.Fen
	Gaps             Gaps
	Members          []Person
}

// Person is one member of a household.
type Person struct {
	Birth           civil.Date
	Wage            civil.Fen
	Business        civil.Fen
	Property        civil.Fen
	Pension         civil.Fen
	Transfer        civil.Fen
	Excluded        civil.Fen
	Gaps            Gaps
	Female          bool
	HukouLocal      bool
	Student         bool
	SevereIllness   bool
	SupporterUnable bool
	InPrison        bool
	Dead            bool // the file says alive=false
	Labour          Labour
	DisabilityType  uint8 // 1 to 7, 0 none
	DisabilityGrade uint8 // 1 to 4, 0 none
	SelfCareFailed  uint8 // 0 to 6
	Placement       Placement
	Guardian        Guardian

	kin      kin
	age      uint8
	born     uint8  // the month after the city's day in which the person was born, 0 before
	died     uint8  // the month in which the register heard of the death, 0 before
	sequence uint16 // last three digits before the check character; noSequence when the day is full
}

// Labour is the ability to work.
type Labour uint8

// Placement is where a person in care lives.
type Placement uint8

// Guardian is the guardianship status of a child.
type Guardian uint8

// The codes, in the order of the files' contract.
const (
	LabourFull Labour = iota
	LabourPartial
	LabourNone
)

const (
	PlacedNowhere Placement = iota
	PlacedInstitution
	PlacedScattered
)

const (
	Guarded Guardian = iota
	Orphan
	Unattended
)

// The codes as files spell them, by position.
var (
	labourNames    = [...]string{"full", "partial", "none"}
	placementNames = [...]string{"none", "institution", "scattered"}
	guardianNames  = [...]string{"none", "orphan", "unattended"}
	// 视力 听力 言语 肢体 智力 精神 多重
	disabilityNames = [...]string{"none", "1", "2", "3", "4", "5", "6", "7"}
)

// Gaps marks facts that nobody knows, one bit a fact.
type Gaps uint32

// The facts that can be missing, household first.
const (
	GapAreaKind Gaps = 1 << iota
	GapHouseholdHukou
	GapHousing
	GapVehicles
	GapVehicleValue
	GapAssets
	GapRigid
)

const (
	GapBirth Gaps = 1 << iota
	GapHukou
	GapWage
	GapBusiness
	GapProperty
	GapPension
	GapTransfer
	GapExcluded
	GapLabour
	GapStudent
	GapDisabilityType
	GapDisabilityGrade
	GapIllness
	GapSelfCare
	GapPlacement
	GapSupporter
	GapGuardian
	GapPrison
	GapAlive
)

const (
	householdFacts = 7
	personFacts    = 19
)

func (p *Person) counted() bool { return !p.Dead && !p.InPrison }

// income is what the law counts of a month, before any deduction for the cost
// of working; the generator steers families by it and never judges with it.
func (p *Person) income() civil.Fen {
	return max(0, p.Wage+p.Business+p.Property+p.Pension+p.Transfer-p.Excluded)
}
