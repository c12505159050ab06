package sample

import "lianxin/internal/civil"

// ageLimit is one more than the highest age that is ever drawn.
const ageLimit = 106

// ageWindow is the run of birthdays that make somebody a given age on the day of
// the city.
type ageWindow struct {
	first civil.Date
	days  int
}

func (w ageWindow) day(s *stream) civil.Date { return w.first.AddDays(s.below(w.days)) }

// next is the day after d inside the window, going round at its end.
func (w ageWindow) next(d civil.Date) civil.Date {
	if d+1 < w.first.AddDays(w.days) {
		return d + 1
	}
	return w.first
}

func ageWindows(asOf civil.Date) (windows [ageLimit]ageWindow, err error) {
	for age := range windows {
		last, err := lastBirth(asOf, age)
		if err != nil {
			return windows, err
		}
		before, err := lastBirth(asOf, age+1)
		if err != nil {
			return windows, err
		}
		windows[age] = ageWindow{first: before + 1, days: int(last - before)}
	}
	return windows, nil
}

// lastBirth is the last day of birth of those who have completed a number of
// years on a day: the same day so many years ago, or the last of February.
func lastBirth(asOf civil.Date, age int) (civil.Date, error) {
	year, month, day := asOf.YMD()
	d, err := civil.NewDate(year-age, month, day)
	if err != nil && month == 2 && day == 29 {
		return civil.NewDate(year-age, month, 28)
	}
	return d, err
}

const (
	sequences  = 499    // sequence numbers of one sex on one day; 000 is left alone
	noSequence = 0xFFFF // the days around are full; the ID number stays unknown
)

// register hands out the sequence part of ID numbers in the order of households,
// which is what makes them unique and the same on any number of cores: it is the
// only step that is done one household after another.
type register struct {
	zero civil.Date // nobody in the city is older
	used []uint16   // two for each day since, men first
}

// reservation is a number that a planted person holds before the city is drawn.
type reservation struct {
	birth  civil.Date
	female bool
}

func newRegister(c *City) *register {
	zero := c.ages[ageLimit-1].first
	r := &register{zero: zero, used: make([]uint16, 2*(int(c.Day()-zero)+1))}
	for _, held := range c.reserved {
		*r.slot(held.birth, held.female)++
	}
	return r
}

func (r *register) slot(birth civil.Date, female bool) *uint16 {
	i := 2 * int(birth-r.zero)
	if female {
		i++
	}
	return &r.used[i]
}

// number gives p the next free number of the birthday. A full day moves the
// birthday on, within the same age, because neither income nor benefit depends
// on the day.
func (r *register) number(p *Person, w ageWindow) {
	for range w.days {
		used := r.slot(p.Birth, p.Female)
		if *used < sequences {
			p.sequence = sequence(*used, p.Female)
			*used++
			return
		}
		p.Birth = w.next(p.Birth)
	}
	p.sequence = noSequence
}

// sequence spells the n-th number of a day: odd for men, even for women.
func sequence(n uint16, female bool) uint16 {
	if female {
		return 2*n + 2
	}
	return 2*n + 1
}

// appendID writes the ID number: county 320699, which was never assigned, the
// birthday, the sequence and the check character of GB 11643.
func appendID(b []byte, p *Person) []byte {
	if p.sequence == noSequence {
		return b
	}
	start := len(b)
	b = append(b, "320699"...)
	year, month, day := p.Birth.YMD()
	b = append(b, digit(year/1000), digit(year/100), digit(year/10), digit(year),
		digit(month/10), digit(month), digit(day/10), digit(day))
	n := int(p.sequence)
	b = append(b, digit(n/100), digit(n/10), digit(n))
	sum := 0
	for i, c := range b[start:] {
		sum += int(c-'0') * idWeights[i]
	}
	return append(b, "10X98765432"[sum%11])
}

var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

func digit(n int) byte { return '0' + byte(n%10) }
