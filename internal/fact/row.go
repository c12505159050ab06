package fact

import (
	"lianxin/internal/civil"
)

// A row is one decoded record. Its texts are those of the record and live only
// as long as that does.
type row struct {
	id       []byte // nil when it cannot be used
	home     []byte // persons: the household's id, nil when it cannot be used
	division civil.Area
	values   []int64 // by fact of the level
	problems []problem
}

type problem struct {
	column string
	err    *civil.Error
}

func (r *row) refuse(column string, err *civil.Error) {
	r.problems = append(r.problems, problem{column, err})
}

func (r *row) reset(facts int) {
	r.id, r.home, r.division, r.problems = nil, nil, 0, r.problems[:0]
	if cap(r.values) < facts {
		r.values = make([]int64, facts)
	}
	r.values = r.values[:facts]
	r.forget()
}

// forget makes all facts of the row unknown.
func (r *row) forget() {
	for i := range r.values {
		r.values[i] = unknown
	}
}

// decode reads the cells of a record by the plan of its header, and every
// reason to refuse it.
func (s *schema) decode(r *row, plan []*column, cells [][]byte) {
	r.reset(len(s.facts))
	var idNumber, sex []byte
	birth := int64(unknown)
	for i, c := range plan {
		if c == nil {
			continue
		}
		text := cells[i]
		if c.fact != nil {
			x, err := c.read(text, s.days)
			if err != nil {
				r.refuse(c.name, err)
				continue
			}
			r.values[c.slot] = x
		}
		switch c.role {
		case roleHouseholdID, rolePersonID:
			s.readID(r, c, text)
		case roleDivision:
			var err *civil.Error
			if r.division, err = parseDivision(text); err != nil {
				r.refuse(c.name, err)
			}
		case roleRelation:
			if err := checkRelation(text); err != nil {
				r.refuse(c.name, err)
			}
		case roleIDNumber:
			idNumber = text
		case roleSex:
			if len(text) > 0 && string(text) != "M" && string(text) != "F" {
				r.refuse(c.name, civil.Refuse("sex_form", "性别只能填 M（男）或 F（女），不知道就留空。"))
				continue
			}
			sex = text
		case roleBirth:
			birth = r.values[c.slot]
		}
	}
	if len(idNumber) > 0 {
		s.checkNumber(r, idNumber, birth, sex)
	}
	if len(r.problems) > 0 {
		r.forget()
	}
}

// readID keeps an id that can be used and refuses the row otherwise.
func (s *schema) readID(r *row, c *column, text []byte) {
	if err := c.checkID(text); err != nil {
		r.refuse(c.name, err)
		return
	}
	if c.name == s.keys[len(s.keys)-1] {
		r.id = text
	} else {
		r.home = text
	}
}

// rescue finds the ids of a record that cannot be decoded, so that its
// household is put under reservation.
func (s *schema) rescue(r *row, plan []*column, cells [][]byte) {
	r.reset(len(s.facts))
	for i, c := range plan {
		if i >= len(cells) {
			break
		}
		if c == nil || c.role != roleHouseholdID || !usableID(cells[i]) {
			continue
		}
		if c.name == s.keys[len(s.keys)-1] {
			r.id = cells[i]
		} else {
			r.home = cells[i]
		}
	}
}
