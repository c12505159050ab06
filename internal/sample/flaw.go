package sample

import (
	"fmt"

	"lianxin/internal/civil"
)

// flaw is one planted row and what a reader should say of it.
type flaw struct {
	file   string
	record int // from 1 behind the header
	column string
	code   string
}

const flawHeader = "file,record,column,code\n"

// CodeRepeated is what planted.csv says of a row that stands twice: it is passed
// over, not set aside.
const CodeRepeated = "duplicate"

// inventedTries is how many invented families are asked for a row of a file;
// what is drawn for a family decides in which files it stands.
const inventedTries = 200

// spoil plants a handful of bad rows at the end of every file. They are about
// people who are nobody in the city, so that nothing else changes.
func (b *bureau) spoil() ([]flaw, error) {
	var all []flaw
	for i := range b.sheets {
		if b.sheets[i].kind == "" || b.sheets[i].kind == unansweredKind {
			continue // written by ourselves
		}
		flaws, rows := b.spoiled(i)
		if err := b.out[i].write(b.sheets[i].charset.append(nil, rows)); err != nil {
			return nil, err
		}
		b.rows[i] += len(flaws)
		all = append(all, flaws...)
	}
	return all, nil
}

// spoiled makes the bad rows of one file.
func (b *bureau) spoiled(i int) (flaws []flaw, rows []byte) {
	s := &b.sheets[i]
	add := func(row []byte, column, code string) {
		if row == nil {
			return
		}
		rows = append(rows, row...)
		flaws = append(flaws, flaw{file: s.file, record: b.rows[i] + len(flaws) + 1, column: column, code: code})
	}
	number := s.column("身份证", "公民身份", "社会保障号", "证件号码")
	sound := civil.MakeID(civil.SampleRegion, b.city.ages[45].first, 123)
	add(b.invented(s, miscopied(sound), "王某"), s.header[number], "id_check_digit")
	add(b.invented(s, "3.20613E+17", "王某"), s.header[number], "id_spreadsheet")
	if s.kind == "person" || s.kind == "declared_family" {
		add(b.invented(s, sound, ""), s.header[s.column("姓名")], "cell_required")
	}
	add(b.last[i], "", CodeRepeated)
	return flaws, rows
}

// miscopied is an ID number with another check character.
func miscopied(id string) string {
	last := byte('7')
	if id[17] == last {
		last = '3'
	}
	return id[:17] + string(last)
}

// invented is the row of an invented person in a file, with a number and a name
// of our choice; nil where no invented family would stand in it.
func (b *bureau) invented(s *sheet, id, name string) []byte {
	d := b.newDesk()
	d.badID, d.badName = &id, &name
	t := &tray{sheet: s}
	for n := range inventedTries {
		h := b.city.everything(b.city.households + 1 + n)
		d.take(h)
		s.rows(d, t)
		if t.rows > 0 {
			return t.text[:t.first]
		}
		t.clear()
	}
	return nil
}

// everything is a person of whom every department knows something.
func (c *City) everything(number int) *Household {
	return &Household{
		Number: number, Division: c.places.counties[0][0].code, HukouLocal: true, HousingUnits: 1, Vehicles: 1, VehicleValue: 50_000 * yuan,
		FinancialAssets: 500_000 * yuan, RigidSpending12M: 10_000 * yuan,
		Members: []Person{{
			Birth: c.ages[45].first, age: 45, Wage: 5_000 * yuan, Business: 100 * yuan, Property: 100 * yuan, Pension: 100 * yuan, Transfer: 100 * yuan,
			Student: number%2 == 0, SevereIllness: true, InPrison: true, Dead: true, DisabilityType: 4, DisabilityGrade: 3, Placement: PlacedScattered, Guardian: Orphan,
			born: uint8(c.month), died: uint8(c.month), sequence: 1,
		}},
	}
}

func listFlaws(flaws []flaw) []byte {
	b := []byte(flawHeader)
	for _, f := range flaws {
		b = fmt.Appendf(b, "%s,%d,%s,%s\n", f.file, f.record, f.column, f.code)
	}
	return b
}
