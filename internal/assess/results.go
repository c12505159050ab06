package assess

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// resultsHeader is the first line of a results file.
const resultsHeader = "household_id,person_id,programme,outcome,amount,covered,reasons,missing\n"

// chunkHouseholds is how many households one worker writes at a time.
const chunkHouseholds = 2048

// WriteResults writes one row for each programme whose scope is true or unknown,
// sorted bytewise by household, person and programme, and returns a tally for
// each programme in force, by name. The bytes do not depend on the number of workers.
func (s *Assessment) WriteResults(w io.Writer) ([]Tally, error) {
	out := bufio.NewWriterSize(w, 1<<20)
	if _, err := out.WriteString(resultsHeader); err != nil {
		return nil, err
	}
	total := s.newTallies()
	err := s.eachChunk(func(c *chunk) error {
		for i := range total {
			total[i].merge(&c.tallies[i])
		}
		_, err := out.Write(c.text)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	ordered := make([]Tally, 0, len(total))
	for _, k := range s.assessor.order {
		total[k].Yuan = total[k].Amount.String()
		ordered = append(ordered, total[k])
	}
	return ordered, nil
}

func (s *Assessment) newTallies() []Tally {
	tallies := make([]Tally, len(s.assessor.names))
	for k, name := range s.assessor.names {
		tallies[k] = Tally{Programme: name, Level: s.assessor.levels[name].String()}
		if p := s.assessor.catalogue.Programme(name); p != nil {
			tallies[k].Title = p.Title
		}
	}
	return tallies
}

func (t *Tally) merge(o *Tally) {
	t.Grants += o.Grants
	t.Refusals += o.Refusals
	t.CannotDecide += o.CannotDecide
	t.Covered += o.Covered
	t.Amount += o.Amount
}

// chunk is the rows of some households, written by one worker.
type chunk struct {
	s       *Assessment
	clerk   *clerk
	reader  *reader
	text    []byte
	tallies []Tally
	err     error
}

// eachChunk writes chunks in parallel and hands them on in order.
func (s *Assessment) eachChunk(take func(*chunk) error) error {
	households := s.city.Table.Households
	chunks := (households + chunkHouseholds - 1) / chunkHouseholds
	done := make([]chan *chunk, chunks)
	for i := range done {
		done[i] = make(chan *chunk, 1)
	}
	room := make(chan struct{}, 4*s.workers) // bounds the text waiting for its turn
	stop := make(chan struct{})
	var wait sync.WaitGroup
	defer wait.Wait()
	defer close(stop)
	numbers := make(chan int)
	wait.Go(func() {
		defer close(numbers)
		for i := range chunks {
			select {
			case room <- struct{}{}:
			case <-stop:
				return
			}
			select {
			case numbers <- i:
			case <-stop:
				return
			}
		}
	})
	for range s.workers {
		wait.Go(func() {
			clerk := s.assessor.newClerk(s.city)
			for i := range numbers {
				done[i] <- s.write(clerk, i*chunkHouseholds, min((i+1)*chunkHouseholds, households))
			}
		})
	}
	for i := range done {
		c := <-done[i]
		<-room
		if c.err != nil {
			return c.err
		}
		if err := take(c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Assessment) write(clerk *clerk, from, to int) *chunk {
	c := &chunk{s: s, clerk: clerk, reader: s.readerAt(from), tallies: s.newTallies()}
	for h := from; h < to && c.err == nil; h++ {
		c.err = c.household(h)
	}
	return c
}

// household writes one household's rows: straight from the verdicts where they
// stand as they are, through the clerk where something is undecided, in conflict or refused on the way in.
func (c *chunk) household(h int) error {
	where, row := c.reader.where(h)
	p := &c.s.parts[where]
	first, last := p.table.Start[row], p.table.Start[row+1]
	grants := make([][]rule.Award, len(p.verdicts))
	granted := 0
	plain := !c.s.city.RejectedHousehold[h]
	for k := range p.verdicts {
		v := &p.verdicts[k]
		from, to := uint32(row), uint32(row+1)
		if v.Level == rule.Person {
			from, to = first, last
		}
		grants[k] = c.reader.grants(where, k, to)
		granted += len(grants[k])
		for i := from; plain && i < to; i++ {
			plain = v.Outcome[i] != rule.CannotDecide
		}
	}
	if plain && granted < 2 {
		c.plain(h, p, row, grants)
		return nil
	}
	ds, err := c.clerk.judge(p.program, p.table, row, h)
	if err != nil {
		return err
	}
	if c.s.city.RejectedHousehold[h] {
		reject(ds)
	}
	c.decided(h, int(last-first), ds)
	return nil
}

// plain writes rows straight from the verdicts.
func (c *chunk) plain(h int, p *part, row int, grants [][]rule.Award) {
	order := c.s.assessor.order
	for _, k := range order {
		if p.verdicts[k].Level == rule.Household {
			c.plainRow(h, "", p, k, row, grants[k])
		}
	}
	first := int(p.table.Start[row])
	for member := range int(p.table.Start[row+1]) - first {
		id := ""
		for _, k := range order {
			if p.verdicts[k].Level != rule.Person || p.verdicts[k].Outcome[first+member] == rule.OutOfScope {
				continue
			}
			if id == "" {
				id = c.s.city.PersonID.At(int(c.s.city.Table.Start[h]) + member)
			}
			c.plainRow(h, id, p, k, first+member, grants[k])
		}
	}
}

func (c *chunk) plainRow(h int, person string, p *part, k, subject int, grants []rule.Award) {
	v := &p.verdicts[k]
	outcome := v.Outcome[subject]
	if outcome == rule.OutOfScope {
		return
	}
	var amount civil.Fen
	var covered int
	reasons := ""
	switch outcome {
	case rule.Grant:
		for _, g := range grants {
			if int(g.Subject) == subject {
				amount, covered = g.Amount, int(g.Covered)
			}
		}
	case rule.Refuse:
		reasons = c.reasons(p, k, v.Reasons[subject])
	}
	c.row(h, person, k, outcome, amount, covered, reasons, "")
}

// decided writes rows from a family's determinations.
func (c *chunk) decided(h, members int, ds []Determination) {
	at := make(map[[2]int]*Determination, len(ds))
	for i := range ds {
		at[[2]int{ds[i].Member, c.s.assessor.index[ds[i].Programme]}] = &ds[i]
	}
	for member := -1; member < members; member++ {
		person := ""
		if member >= 0 {
			person = c.s.city.PersonID.At(int(c.s.city.Table.Start[h]) + member)
		}
		for _, k := range c.s.assessor.order {
			if d := at[[2]int{member, k}]; d != nil {
				c.row(h, person, k, d.Outcome, d.Amount, d.Covered, strings.Join(d.Reasons, ";"), strings.Join(d.Missing, ";"))
			}
		}
	}
}

// reasons prints a set of false clauses, sorted. Few sets occur, so each is printed once.
func (c *chunk) reasons(p *part, k int, mask uint32) string {
	return c.s.assessor.reasonTexts[k].of(c.s.assessor.programs[p.program].Clauses(c.s.assessor.names[k]), mask)
}

func (c *chunk) row(h int, person string, k int, outcome rule.Outcome, amount civil.Fen, covered int, reasons, missing string) {
	c.tallies[k].add(outcome, amount, covered)
	t := appendCell(c.text, c.s.city.HouseholdID.At(h))
	t = append(t, ',')
	t = appendCell(t, person)
	t = append(t, ',')
	t = append(t, c.s.assessor.names[k]...)
	t = append(t, ',')
	t = append(t, outcome.String()...)
	t = append(t, ',')
	if outcome == rule.Grant {
		t = amount.AppendTo(t)
		t = append(t, ',')
		t = strconv.AppendInt(t, int64(covered), 10)
	} else {
		t = append(t, ',')
	}
	t = append(t, ',')
	t = appendCell(t, reasons)
	t = append(t, ',')
	t = appendCell(t, missing)
	c.text = append(t, '\n')
}

// appendCell quotes a cell only where CSV needs it.
func appendCell(t []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n") {
		return append(t, s...)
	}
	t = append(t, '"')
	t = append(t, strings.ReplaceAll(s, `"`, `""`)...)
	return append(t, '"')
}
