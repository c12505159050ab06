package sample

import (
	"math"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// cell reads one fact of a household or a person: its value as the table stores
// it, and whether it is known.
type (
	homeCell func(*Household) (int64, bool)
	folkCell func(*Person) (int64, bool)
)

func bit(yes bool) int64 {
	if yes {
		return rule.True
	}
	return rule.False
}

func yesOfHome(get func(*Household) bool, gap Gaps) homeCell {
	return func(h *Household) (int64, bool) { return bit(get(h)), h.Gaps&gap == 0 }
}

func numberOfHome(get func(*Household) int64, gap Gaps) homeCell {
	return func(h *Household) (int64, bool) { return get(h), h.Gaps&gap == 0 }
}

func yes(get func(*Person) bool, gap Gaps) folkCell {
	return func(p *Person) (int64, bool) { return bit(get(p)), p.Gaps&gap == 0 }
}

func number(get func(*Person) int64, gap Gaps) folkCell {
	return func(p *Person) (int64, bool) { return get(p), p.Gaps&gap == 0 }
}

// homeCells and folkCells know every fact of the files' contract by its name.
// A code gives the position in its list below.
var homeCells = map[string]homeCell{
	"area_kind":          yesOfHome(func(h *Household) bool { return h.Rural }, GapAreaKind),
	"hukou_local":        yesOfHome(func(h *Household) bool { return h.HukouLocal }, GapHouseholdHukou),
	"housing_units":      numberOfHome(func(h *Household) int64 { return int64(h.HousingUnits) }, GapHousing),
	"vehicles":           numberOfHome(func(h *Household) int64 { return int64(h.Vehicles) }, GapVehicles),
	"vehicle_value":      numberOfHome(func(h *Household) int64 { return int64(h.VehicleValue) }, GapVehicleValue),
	"financial_assets":   numberOfHome(func(h *Household) int64 { return int64(h.FinancialAssets) }, GapAssets),
	"rigid_spending_12m": numberOfHome(func(h *Household) int64 { return int64(h.RigidSpending12M) }, GapRigid),
}

var folkCells = map[string]folkCell{
	"birth_date":       number(func(p *Person) int64 { return int64(p.Birth) }, GapBirth),
	"hukou_local":      yes(func(p *Person) bool { return p.HukouLocal }, GapHukou),
	"wage":             number(func(p *Person) int64 { return int64(p.Wage) }, GapWage),
	"business_income":  number(func(p *Person) int64 { return int64(p.Business) }, GapBusiness),
	"property_income":  number(func(p *Person) int64 { return int64(p.Property) }, GapProperty),
	"pension":          number(func(p *Person) int64 { return int64(p.Pension) }, GapPension),
	"transfer_income":  number(func(p *Person) int64 { return int64(p.Transfer) }, GapTransfer),
	"excluded_income":  number(func(p *Person) int64 { return int64(p.Excluded) }, GapExcluded),
	"labour_ability":   number(func(p *Person) int64 { return int64(p.Labour) }, GapLabour),
	"student":          yes(func(p *Person) bool { return p.Student }, GapStudent),
	"disability_type":  number(func(p *Person) int64 { return int64(p.DisabilityType) }, GapDisabilityType),
	"disability_grade": number(func(p *Person) int64 { return int64(p.DisabilityGrade) }, GapDisabilityGrade),
	"severe_illness":   yes(func(p *Person) bool { return p.SevereIllness }, GapIllness),
	"self_care_failed": number(func(p *Person) int64 { return int64(p.SelfCareFailed) }, GapSelfCare),
	"placement":        number(func(p *Person) int64 { return int64(p.Placement) }, GapPlacement),
	"supporter_unable": yes(func(p *Person) bool { return p.SupporterUnable }, GapSupporter),
	"guardian_status":  number(func(p *Person) int64 { return int64(p.Guardian) }, GapGuardian),
	"in_prison":        yes(func(p *Person) bool { return p.InPrison }, GapPrison),
	"alive":            yes(func(p *Person) bool { return !p.Dead }, GapAlive),
}

// codeInputs spells our code positions as the files do, so that they can be
// found in the list of whoever declares the fact.
var codeInputs = map[string][]string{
	"area_kind":       {"urban", "", "", "rural"}, // positions are those of a Boolean
	"labour_ability":  labourNames[:],
	"placement":       placementNames[:],
	"guardian_status": guardianNames[:],
	"disability_type": disabilityNames[:],
}

// Table gives the city as columns, for benchmarks: every fact that both the list
// and the files know, without names and numbers. It takes about 60 bytes a head.
func (c *City) Table(facts []rule.Fact) (*rule.Table, error) {
	t := &rule.Table{Households: c.households, Start: make([]uint32, c.households+1, c.households+1+rule.Pad)}
	var h Household
	room := make([]Person, householdMost)
	for n := range c.households {
		size := len(c.seatOf(n).roles)
		switch f := c.planted[n]; {
		case f != nil:
			size = len(f.household.Members)
		case c.month > 0: // children were born, which only drawing tells
			c.draw(n, &h, room[:0:householdMost])
			size = len(h.Members)
		}
		t.Start[n+1] = t.Start[n] + uint32(size)
	}
	var all []*filler
	t.Columns = map[string]*rule.Column{}
	for i := range facts {
		f, err := newFiller(&facts[i], t)
		if err != nil {
			return nil, err
		}
		if f != nil {
			all = append(all, f)
			t.Columns[facts[i].FullName()] = f.column
		}
	}
	err := c.run(func(b *block) { fillBlock(b, t, all) }, func(b *block) error {
		for _, f := range all {
			f.merge(b.first / blockHouseholds)
		}
		return nil
	})
	for _, f := range all {
		f.finish()
	}
	return t, err
}

func fillBlock(b *block, t *rule.Table, all []*filler) {
	first := int(t.Start[b.first])
	for _, f := range all {
		r := extent{least: math.MaxInt64, most: math.MinInt64}
		if f.home != nil {
			for i := range b.households {
				value, known := f.home(&b.households[i])
				f.put(b.first+i, value, known, &r)
			}
		} else {
			row := first
			for i := range b.households {
				members := b.households[i].Members
				for m := range members {
					value, known := f.folk(&members[m])
					f.put(row, value, known, &r)
					row++
				}
			}
		}
		f.extents[b.first/blockHouseholds] = r
	}
}

// extent is what the rows of one block tell about a column.
type extent struct {
	least, most int64
	gaps        bool
}

// filler writes one column, block by block, from several goroutines.
type filler struct {
	column  *rule.Column
	home    homeCell
	folk    folkCell
	codes   []uint8 // our position → theirs
	boolean bool
	extents []extent
	total   extent
}

func newFiller(fact *rule.Fact, t *rule.Table) (*filler, error) {
	f := &filler{boolean: fact.Kind == rule.Bool, column: &rule.Column{}, total: extent{least: math.MaxInt64, most: math.MinInt64}}
	f.extents = make([]extent, (t.Households+blockHouseholds-1)/blockHouseholds)
	rows := t.Persons()
	if fact.Level == rule.Household {
		rows = t.Households
		f.home = homeCells[fact.Name]
	} else {
		f.folk = folkCells[fact.Name]
	}
	if fact.Engine || f.home == nil && f.folk == nil {
		return nil, nil
	}
	switch {
	case fact.Kind == rule.Code:
		if err := f.translate(fact); err != nil {
			return nil, err
		}
		fallthrough
	case fact.Kind == rule.Bool, fact.Kind == rule.Count && fact.Max <= 254:
		f.column.Byte = make([]uint8, rows+rule.Pad)
	default:
		f.column.I32 = make([]int32, rows+rule.Pad)
		f.column.Null = make([]uint8, rows+rule.Pad)
	}
	return f, nil
}

// translate finds our codes in the fact's list.
func (f *filler) translate(fact *rule.Fact) error {
	for _, input := range codeInputs[fact.Name] {
		at := -1
		for i, code := range fact.Codes {
			if code.Input == input {
				at = i
			}
		}
		if at < 0 && input != "" {
			return civil.Refuse("sample_code_unknown", "事实%s的代码表里没有%s，样例城市无法生成，请核对事实目录。", fact.FullName(), input)
		}
		f.codes = append(f.codes, uint8(max(at, 0)))
	}
	return nil
}

func (f *filler) put(row int, value int64, known bool, r *extent) {
	if !known {
		r.gaps = true
		switch {
		case f.column.I32 != nil:
			f.column.Null[row] = 1
		case f.boolean:
			f.column.Byte[row] = rule.Unknown
		default:
			f.column.Byte[row] = rule.UnknownByte
		}
		return
	}
	if f.codes != nil {
		value = int64(f.codes[value])
	}
	r.least, r.most = min(r.least, value), max(r.most, value)
	if f.column.I32 != nil {
		f.column.I32[row] = int32(value)
		return
	}
	f.column.Byte[row] = uint8(value)
}

// merge takes over what one block found; it is called in order.
func (f *filler) merge(block int) {
	r := f.extents[block]
	f.total.least, f.total.most = min(f.total.least, r.least), max(f.total.most, r.most)
	f.total.gaps = f.total.gaps || r.gaps
}

func (f *filler) finish() {
	if f.total.least <= f.total.most {
		f.column.Min, f.column.Max = f.total.least, f.total.most
	}
	if !f.total.gaps {
		f.column.Null = nil
	}
}
