package sample

// plan holds the figures that shape one city. They are the only tuning knobs;
// the sources are beside each field and in the table below.
//
//	Residents           census of 1 November 2020 [from knowledge]; Suzhou also in its plan
//	LocalResidents      registered in the county of residence, per mille of residents: Suzhou
//	                    about 580 (7.4 of 12.75 million); the others [assumption] from the
//	                    difference between registered and resident people in 2020
//	LowStandard         monthly low standard of 2020 in yuan, printed in the four plans. Incomes of
//	                    the poor are drawn against it, so that the city does not move when a
//	                    parameter does
//	Granted             families in 低保 that the rules should find: Nantong 33,581 families
//	                    (its plan, end of the 13th five-year plan). Suzhou's plan has 35,500
//	                    files of low-income families, of which [assumption] half are 低保;
//	                    Taizhou and Nanjing [assumption] from Nantong by head, Nanjing less
//	Tekun               特困 people the rules should find: Nantong 21,715 (its plan); the
//	                    others [assumption] by head, fewer in the rich cities
//	Edge, Spender       边缘 and 刚性支出 families [assumption]: two fifths and one tenth of 低保
//	UrbanLift           how much wages exceed those of Nantong, per cent [assumption]
//	Base                the centrally fixed part of the residents' pension, yuan a month, which
//	                    the law does not count (57号 第13条); provincial figure of 2020 [from knowledge]
type plan struct {
	Title          string
	Region         string // six digits
	Residents      int
	LocalResidents int // per mille
	LowStandard    int // yuan a month
	Granted        int // households
	Tekun          int // persons
	Edge           int // households
	Spender        int // households
	UrbanLift      int // per cent
	Base           int // yuan a month
}

var plans = map[string]plan{
	"nantong": {Title: "南通", Region: "320600", Residents: 7_726_600, LocalResidents: 900, LowStandard: 710,
		Granted: 33_581, Tekun: 21_715, Edge: 13_400, Spender: 3_400, UrbanLift: 100, Base: 160},
	"taizhou": {Title: "泰州", Region: "321200", Residents: 4_512_800, LocalResidents: 930, LowStandard: 710,
		Granted: 19_600, Tekun: 12_700, Edge: 7_800, Spender: 2_000, UrbanLift: 95, Base: 160},
	"nanjing": {Title: "南京", Region: "320100", Residents: 9_314_700, LocalResidents: 740, LowStandard: 945,
		Granted: 27_000, Tekun: 9_500, Edge: 10_800, Spender: 2_700, UrbanLift: 130, Base: 160},
	"suzhou": {Title: "苏州", Region: "320500", Residents: 12_748_300, LocalResidents: 580, LowStandard: 1_045,
		Granted: 17_700, Tekun: 5_300, Edge: 7_100, Spender: 1_800, UrbanLift: 140, Base: 160},
}

// Residents of each county in the census of 2020, in thousands [from knowledge].
// A county that is missing here (a development zone with an own prefix in the
// list of divisions) counts by the number of its villages.
var countyResidents = map[string]int{
	"320602": 930, "320611": 390, "320612": 1124, "320613": 1516, "320614": 987, "320684": 987,
	"320623": 880, "320681": 973, "320682": 1238, "320685": 874, "320621": 874,
	"321202": 574, "321203": 326, "321204": 680, "321281": 1128, "321282": 663, "321283": 1000,
	"320102": 538, "320104": 741, "320105": 534, "320106": 940, "320111": 1171, "320113": 987,
	"320114": 609, "320115": 1926, "320116": 946, "320117": 491, "320118": 429,
	"320505": 832, "320506": 1388, "320507": 891, "320508": 924, "320509": 1545, "320576": 1134,
	"320581": 1677, "320582": 1432, "320583": 2093, "320585": 831,
}

// Rates of single facts, in a million unless they say otherwise.
const (
	// Shares of the registered aged 60 and over (28.25 %) and 0 to 14 (12.36 %)
	// are those of Taizhou's plan; the family templates are weighted to meet them.
	shareElder = 282_500
	shareChild = 123_600

	// Hardship that stops short of a grant because of property: one low-income
	// family for every ten granted [assumption].
	overLimitPart = 10
	// A granted family needs every fact known; this many of a thousand families
	// in need lack one and stay undecided. Found by counting, held by a test.
	needyUndecided = 72
	tekunUndecided = 70

	rateSilent     = 25_000 // households where nobody authorised one financial fact
	rateFactGap    = 3_000  // any single fact left empty
	ratePrison     = 1_200  // of adults [assumption]
	rateDead       = 1_500  // deaths the register has not heard of; three times that from 75 [assumption]
	rateIllness    = 7_000  // severe illness below 60; three times that above [assumption]
	rateOddSpouse  = 60_000 // registered families whose spouse is registered elsewhere [assumption]
	rateOrphan     = 5_000  // of children who live with grandparents alone [assumption]
	rateUnattended = 10_000 // of the same [assumption]
	homeChildren   = 10     // children in institutions for every million residents [assumption]
	rateRareGlyph  = 300    // given names with a character that GBK lacks [assumption]
	rateEthnicName = 1_500  // names with a middle dot [assumption]
)

// Disability by age (4 to 5 % of all), by type and by grade: certificates in
// force, rounded [from knowledge]; index 0 of the tables is type or grade 1.
var (
	rateDisabled  = [3]int{12_000, 32_000, 90_000} // 0–17, 18–59, 60 and over
	weightOfType  = running(110, 80, 15, 540, 95, 110, 50)
	weightOfGrade = running(15, 30, 27, 28)
)

// Ages of elders who are nobody's parent in the household: decades 60, 70, 80,
// 90 and 100, per ten thousand; half-open within the decade.
var elderDecades = running(5_450, 3_080, 1_240, 226, 4)
