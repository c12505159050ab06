package sample

// kin is who somebody is to the head of the household.
type kin uint8

const (
	head kin = iota
	spouse
	child
	childSpouse
	grandchild
	parent
	parentInLaw
	grandparent
	sibling
	relative
	stranger
)

// relationCode spells kin in GB/T 4761, by sex (male first).
var relationCode = [...][2]string{
	head:        {"02", "02"},
	spouse:      {"11", "12"},
	child:       {"20", "30"},
	childSpouse: {"28", "38"},
	grandchild:  {"41", "42"},
	parent:      {"51", "52"},
	parentInLaw: {"55", "56"},
	grandparent: {"61", "62"},
	sibling:     {"73", "77"},
	relative:    {"97", "97"},
	stranger:    {"99", "99"},
}

// role is one seat in a family template. Age is drawn between lo and hi, from
// birth when from is alone, or counted from the age of an earlier member, and
// then kept within least and most.
type role struct {
	kin         kin
	from        int8 // index of an earlier member, alone, or elder
	lo, hi      int8
	least, most int8
	sex         int8 // anySex, man, woman, or opposite+index of an earlier member
}

const (
	alone int8 = -1
	elder int8 = -2 // by the table of decades

	anySex   int8 = 0
	man      int8 = 1
	woman    int8 = 2
	opposite int8 = 8
)

// template is a family of fixed size and its weight among its like; because the
// size is fixed, the mean household and so the number of households is exact.
type template struct {
	weight int
	roles  []role
}

// mould is a weighted set of templates.
type mould struct {
	sums      []int
	templates []template
}

func newMould(templates ...template) mould {
	weights := make([]int, len(templates))
	for i, t := range templates {
		weights[i] = t.weight
	}
	return mould{sums: running(weights...), templates: templates}
}

// size is the sum over the templates of weight × members, and of weight.
func (m mould) size() (persons, weight int) {
	for _, t := range m.templates {
		persons += t.weight * len(t.roles)
		weight += t.weight
	}
	return persons, weight
}

func absolute(k kin, lo, hi, sex int8) role {
	return role{kin: k, from: alone, lo: lo, hi: hi, least: 0, most: 105, sex: sex}
}

func old(k kin, sex int8) role {
	return role{kin: k, from: elder, least: 60, most: 105, sex: sex}
}

func beside(k kin, of int8, spread int8, least int8) role {
	return role{kin: k, from: of, lo: -spread, hi: spread, least: least, most: 105, sex: opposite + of}
}

func born(k kin, of, least, most int8) role {
	return role{kin: k, from: of, lo: -34, hi: -22, least: least, most: most, sex: anySex}
}

func elderOf(k kin, of, sex int8) role {
	return role{kin: k, from: of, lo: 22, hi: 31, least: 44, most: 105, sex: sex}
}

// The families of registered people, of people from elsewhere, and of those in
// need. Weights are [assumption], turned until the shares by age and the mean of
// about 2.6 came out; the tests hold them there.
var (
	localFamilies = newMould(
		template{90, []role{old(head, anySex)}},
		template{145, []role{old(head, anySex), beside(spouse, 0, 4, 55)}},
		template{85, []role{absolute(head, 24, 59, anySex)}},
		template{92, []role{absolute(head, 25, 59, man), beside(spouse, 0, 4, 22)}},
		template{140, []role{absolute(head, 27, 50, man), beside(spouse, 0, 3, 23), born(child, 1, 0, 24)}},
		template{36, []role{absolute(head, 29, 46, man), beside(spouse, 0, 3, 25), born(child, 1, 2, 20), born(child, 1, 0, 17)}},
		template{154, []role{absolute(head, 46, 65, man), beside(spouse, 0, 3, 44), born(child, 1, 18, 38)}},
		template{55, []role{absolute(head, 28, 46, man), beside(spouse, 0, 3, 24), born(child, 1, 0, 22), elderOf(parent, 0, man), elderOf(parent, 0, woman)}},
		template{40, []role{absolute(head, 28, 46, man), beside(spouse, 0, 3, 24), born(child, 1, 0, 22), elderOf(parent, 0, anySex)}},
		template{25, []role{absolute(head, 50, 68, man), beside(spouse, 0, 3, 48), born(child, 1, 26, 42), beside(childSpouse, 2, 3, 23), born(grandchild, 3, 0, 16)}},
		template{14, []role{absolute(head, 30, 44, man), beside(spouse, 0, 3, 26), born(child, 1, 2, 20), born(child, 1, 0, 17), elderOf(parent, 0, man), elderOf(parent, 0, woman)}},
		template{12, []role{absolute(head, 48, 60, man), beside(spouse, 0, 3, 46), born(child, 1, 25, 36), beside(childSpouse, 2, 3, 23), born(grandchild, 3, 0, 12), elderOf(parent, 0, man), elderOf(parent, 0, woman)}},
		template{22, []role{absolute(head, 30, 52, woman), born(child, 0, 0, 24)}},
		template{6, []role{absolute(head, 30, 52, man), born(child, 0, 4, 24), born(child, 0, 0, 20)}},
		template{12, []role{old(head, anySex), beside(spouse, 0, 4, 55), absolute(grandchild, 1, 16, anySex)}},
		template{7, []role{absolute(head, 56, 76, woman), absolute(grandchild, 1, 16, anySex)}},
		template{4, []role{absolute(head, 58, 72, man), beside(spouse, 0, 4, 52), absolute(grandchild, 5, 16, anySex), absolute(grandchild, 1, 13, anySex)}},
		template{32, []role{absolute(head, 36, 62, anySex), elderOf(parent, 0, woman)}},
		template{23, []role{absolute(head, 38, 62, man), beside(spouse, 0, 3, 35), elderOf(parentInLaw, 1, anySex)}},
		template{7, []role{old(head, anySex), role{kin: sibling, from: 0, lo: -8, hi: -1, least: 50, most: 95, sex: anySex}}},
	)
	migrantFamilies = newMould(
		template{190, []role{absolute(head, 20, 50, anySex)}},
		template{230, []role{absolute(head, 22, 50, man), beside(spouse, 0, 4, 20)}},
		template{325, []role{absolute(head, 26, 46, man), beside(spouse, 0, 3, 22), born(child, 1, 0, 20)}},
		template{100, []role{absolute(head, 28, 45, man), beside(spouse, 0, 3, 25), born(child, 1, 2, 18), born(child, 1, 0, 15)}},
		template{40, []role{absolute(head, 44, 58, man), beside(spouse, 0, 3, 42), born(child, 1, 18, 32)}},
		template{30, []role{absolute(head, 20, 42, man), absolute(stranger, 19, 40, man), absolute(stranger, 19, 40, man)}},
		template{20, []role{absolute(head, 20, 40, woman), absolute(stranger, 19, 38, woman), absolute(relative, 19, 38, woman), absolute(stranger, 19, 38, woman)}},
		template{45, []role{absolute(head, 28, 42, man), beside(spouse, 0, 3, 24), born(child, 1, 0, 14), elderOf(parent, 0, woman)}},
		template{20, []role{absolute(head, 26, 46, woman), born(child, 0, 0, 18)}},
	)
	// The mean is 1.40, as Nantong's 47,124 persons in 33,581 families.
	needyFamilies = newMould(
		template{330, []role{absolute(head, 35, 59, anySex)}},
		template{60, []role{absolute(head, 18, 34, anySex)}},
		template{300, []role{old(head, anySex)}},
		template{85, []role{old(head, anySex), beside(spouse, 0, 4, 55)}},
		template{60, []role{absolute(head, 30, 55, anySex), born(child, 0, 0, 17)}},
		template{50, []role{absolute(head, 40, 59, anySex), elderOf(parent, 0, anySex)}},
		template{25, []role{absolute(head, 58, 74, anySex), absolute(grandchild, 2, 16, anySex)}},
		template{68, []role{absolute(head, 32, 56, man), beside(spouse, 0, 4, 28), born(child, 1, 0, 20)}},
		template{20, []role{absolute(head, 34, 50, man), beside(spouse, 0, 4, 28), born(child, 1, 4, 17), elderOf(parent, 0, woman)}},
	)
	// 特困: mostly old men who never married; a few disabled adults.
	tekunFamilies = newMould(
		template{700, []role{old(head, man)}},
		template{210, []role{old(head, woman)}},
		template{90, []role{absolute(head, 25, 59, anySex)}},
	)
	homeChild = newMould(template{1, []role{absolute(head, 1, 17, anySex)}})
)

// draw fills ages and sexes of the members of one family.
func (t template) draw(s *stream, members []Person) {
	for i, r := range t.roles {
		p := &members[i]
		p.kin = r.kin
		p.age = r.age(s, members)
		switch {
		case r.sex >= opposite:
			p.Female = !members[r.sex-opposite].Female
		case r.sex == anySex:
			// More boys are born; more women grow old.
			women := 488_000
			if p.age >= 60 {
				women = 500_000 + int(p.age-60)*6_000
			}
			p.Female = s.chance(women)
		default:
			p.Female = r.sex == woman
		}
	}
}

func (r role) age(s *stream, members []Person) uint8 {
	age := 0
	switch r.from {
	case alone:
		age = s.between(int(r.lo), int(r.hi))
	case elder:
		age = 60 + 10*s.pick(elderDecades)
		// Within a decade the first years are fuller than the last.
		age += min(s.below(10), s.below(12))
	default:
		age = int(members[r.from].age) + s.between(int(r.lo), int(r.hi))
	}
	if age < int(r.least) {
		// Spread those that fall below over a few years, or every other
		// family would have a child born last year.
		age = s.between(int(r.least), min(int(r.least)+7, int(r.most)))
	}
	return uint8(min(age, int(r.most)))
}
