package indicator

// All rows of a table are set alike. So every way to set them is tried on all loose
// lines, each way judges how well the names it gives look, and a row is read only when
// no other way is nearly as good.

// setting is a way to set the lines of a name around its figures.
type setting struct {
	above, below bool // names may begin above the figures, or end below
	headings     bool // lines may head the rows below
	prior        int
}

// choice says what the loose lines between two cores are: the first belong to the name
// above, then come those of a heading, and the rest belongs to the name below.
type choice struct{ tail, heads int }

// settled is what the loose lines around each core were found to be.
type settled struct {
	choices []choice // before each core, and after the last
	doubt   []bool   // by core
}

const (
	sureBy   = 130 // by how much another way has to be worse
	wrongAt  = 300 // cost at which no way is any good
	looseMax = 8   // loose lines between two rows
)

// settle chooses for all loose lines at once.
func (s *spread) settle(celled bool) settled {
	n := len(s.cores)
	out := settled{choices: make([]choice, n+1), doubt: make([]bool, n)}
	if !s.anyLoose() {
		return out
	}
	best, found := never, make([]*judge, 0, 6)
	for _, way := range s.settings(celled) {
		j := s.judgeOf(way)
		if j == nil {
			continue
		}
		found = append(found, j)
		if j.total < best {
			best, out.choices = j.total, j.taken()
		}
	}
	limit := best + sureBy + strayIn(found, best)
	for i := range out.doubt {
		out.doubt[i] = best >= never || s.single(i) || s.doubtful(i, out.choices, found, limit)
	}
	s.spreadDoubt(&out, celled)
	return out
}

func (s *spread) anyLoose() bool {
	for _, l := range s.loose {
		if len(l) > 0 {
			return true
		}
	}
	return false
}

// settings lists the ways the table may be set. Where each line is a cell, names stand
// before their figures.
func (s *spread) settings(celled bool) []setting {
	bases := []setting{{above: true}, {below: true, prior: 60}, {above: true, below: true, prior: 120}}
	if celled {
		bases = bases[:1]
	}
	headed, plain := 80, 0
	c := indexOf(s.f.columns, category)
	printed := c >= 0 && !s.f.columns[c].implied
	beside := printed && !celled && s.beside() // so they do everywhere
	if printed && !beside {
		headed, plain = 0, 150
	}
	var out []setting
	for _, b := range bases {
		if beside {
			out = append(out, b)
			continue
		}
		with := b
		b.prior += plain
		with.headings, with.prior = true, with.prior+headed
		out = append(out, b, with)
	}
	return out
}

// beside reports that categories stand beside rows rather than on lines of their own.
func (s *spread) beside() bool {
	beside, c := 0, indexOf(s.f.columns, category)
	for i := range s.cores {
		if s.cores[i].category {
			beside++
		}
	}
	for t := range s.f.used {
		if s.loosed[t] && s.f.at[t] == c {
			beside--
		}
	}
	return beside > 0
}

// name is the name of core i in pieces.
func (s *spread) name(i int, before, after choice) (out []string) {
	for _, p := range s.loose[i][before.tail+before.heads:] {
		out = append(out, p.text)
	}
	out = append(out, s.cores[i].own...)
	for _, p := range s.loose[i+1][:after.tail] {
		out = append(out, p.text)
	}
	return out
}

// headingAt is the heading before core i; empty when there is none.
func (s *spread) headingAt(i int, before choice) string {
	var out []string
	for _, p := range s.loose[i][before.tail : before.tail+before.heads] {
		out = append(out, p.text)
	}
	return joinName(out)
}
