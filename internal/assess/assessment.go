package assess

import (
	"runtime"
	"sort"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// Assessment is a whole city judged.
type Assessment struct {
	assessor *Assessor
	city     *fact.City
	parts    []part
	partOf   []uint8 // by household; nil when there is one part
	workers  int
}

// part is the households judged by one program. Its rows keep the order of the city's households.
type part struct {
	program  int
	table    *rule.Table
	rows     []int // the city's household of each row; nil where they are the same
	verdicts []rule.Verdict
}

// Judge judges everybody of a city. workers of 0 means all processors. The error
// is that of rule.Program.Judge.
func (a *Assessor) Judge(city *fact.City, workers int) (*Assessment, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return a.judge(city, rule.Options{Reasons: true, Workers: workers})
}

func (a *Assessor) judge(city *fact.City, o rule.Options) (*Assessment, error) {
	out := &Assessment{assessor: a, city: city, workers: o.Workers}
	out.divide()
	for i := range out.parts {
		p := &out.parts[i]
		var err error
		p.verdicts, err = a.programs[p.program].Judge(p.table, o)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// divide gives each household to the program of its county.
func (s *Assessment) divide() {
	s.parts = []part{{table: s.city.Table}}
	if len(s.assessor.byCounty) == 0 {
		return
	}
	rows := make([][]int, len(s.assessor.programs))
	s.partOf = make([]uint8, s.city.Table.Households)
	for h, division := range s.city.Division {
		program := s.assessor.programOf(division)
		s.partOf[h] = uint8(program)
		rows[program] = append(rows[program], h)
	}
	for program, households := range rows {
		if len(households) == s.city.Table.Households {
			// One county, as a rule: its table is used as it is.
			s.parts[0].program, s.partOf = program, nil
			return
		}
	}
	s.parts = s.parts[:0]
	for program, households := range rows {
		s.parts = append(s.parts, part{program: program, table: s.city.Table.Select(households), rows: households})
	}
}

// Tally sums up what one programme found.
type Tally struct {
	Programme    string    `json:"programme"`
	Title        string    `json:"title"`
	Level        string    `json:"level"`
	Grants       int       `json:"grant"`
	Refusals     int       `json:"refuse"`
	CannotDecide int       `json:"cannot_decide"`
	Covered      int       `json:"covered"` // persons
	Amount       civil.Fen `json:"-"`       // per month
	Yuan         string    `json:"amount"`
}

func (t *Tally) add(outcome rule.Outcome, amount civil.Fen, covered int) {
	switch outcome {
	case rule.Grant:
		t.Grants++
		t.Amount += amount
		t.Covered += covered
	case rule.Refuse:
		t.Refusals++
	default:
		t.CannotDecide++
	}
}

// reader walks households in order and reads their grants off the sparse lists.
type reader struct {
	s    *Assessment
	next [][]int // by part and programme: the next grant
	row  []int   // by part: the next row
}

// readerAt makes a reader that begins at a household.
func (s *Assessment) readerAt(h int) *reader {
	r := &reader{s: s, next: make([][]int, len(s.parts)), row: make([]int, len(s.parts))}
	for i := range s.parts {
		p := &s.parts[i]
		r.row[i] = h
		if p.rows != nil {
			r.row[i] = sort.SearchInts(p.rows, h)
		}
		r.next[i] = make([]int, len(p.verdicts))
		for k := range p.verdicts {
			first := uint32(r.row[i])
			if p.verdicts[k].Level == rule.Person {
				first = p.table.Start[r.row[i]]
			}
			grants := p.verdicts[k].Grants
			r.next[i][k] = sort.Search(len(grants), func(g int) bool { return grants[g].Subject >= first })
		}
	}
	return r
}

// where says which part and row a household is; to be asked once for each household, in order.
func (r *reader) where(h int) (part, row int) {
	if r.s.partOf != nil {
		part = int(r.s.partOf[h])
	}
	row = r.row[part]
	r.row[part]++
	return part, row
}

// grants lists the household's grants of one programme and moves on behind them.
func (r *reader) grants(part, programme int, last uint32) []rule.Award {
	all := r.s.parts[part].verdicts[programme].Grants
	from := r.next[part][programme]
	to := from
	for to < len(all) && all[to].Subject < last {
		to++
	}
	r.next[part][programme] = to
	return all[from:to]
}
