package register

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/db"
)

// place says that subjects of a county lie in a division of another one or its own.
type place struct{ county, division string }

func scanPlace(row db.Row) (p place, err error) { return p, row.Scan(&p.county, &p.division) }

// placesWithin are the counties that keep records of somebody in the scope.
func placesWithin(places []place, scope access.Scope) []string {
	var list []string
	for _, p := range places {
		if len(scope.Counties([]string{p.division})) > 0 && (len(list) == 0 || list[len(list)-1] != p.county) {
			list = append(list, p.county)
		}
	}
	return list
}

// inCounty goes through the lines of one county for one step and says whether
// the page is full.
func (s *search) inCounty(ctx context.Context, q db.Query, steps []Step, at int, county string) (bool, error) {
	terms, err := s.rarest(ctx, q, steps[at], county)
	if err != nil || terms == nil {
		return false, err
	}
	for _, span := range s.scope.Spans() {
		from := position{at, county, span.First, ""}
		if at == s.from.step && county == s.from.county {
			if s.from.division > span.Last {
				continue
			}
			if s.from.division >= span.First {
				from = s.from
			}
		}
		if done, err := s.inSpan(ctx, q, steps, from, span.Last, terms); err != nil || done {
			return done, err
		}
	}
	return false, nil
}

// rareEnough is the number of lines up to which terms are counted before the
// rarest is chosen to go by.
const rareEnough = 512

// rarest puts the terms of a step in order, the rarest in the county first, at
// most three of them: the others are looked at in the find. None when one of
// them does not occur.
func (s *search) rarest(ctx context.Context, q db.Query, step Step, county string) ([]string, error) {
	if len(step.Terms) == 1 {
		return step.Terms, nil
	}
	counts := map[string]int64{}
	for _, term := range step.Terms {
		n, err := db.Int(q.QueryRow(ctx, countTerm, county, s.kind, string(step.Kind), term, rareEnough))
		if err != nil || n == 0 {
			return nil, err
		}
		counts[term] = n
	}
	terms := slices.Clone(step.Terms)
	slices.SortStableFunc(terms, func(a, b string) int { return int(counts[a] - counts[b]) })
	return terms[:min(3, len(terms))], nil
}

// inSpan goes through the lines of one stretch of divisions.
func (s *search) inSpan(ctx context.Context, q db.Query, steps []Step, from position, last string, terms []string) (bool, error) {
	for {
		args := []any{from.county, s.kind, string(steps[from.step].Kind), terms[0], from.division, from.id, last, s.size + 1}
		statement := byTerm
		switch len(terms) {
		case 2:
			statement, args = byTwoTerms, append(args, terms[1])
		case 3:
			statement, args = byThreeTerms, append(args, terms[1], terms[2])
		}
		lines, err := db.Many(ctx, q, scanLine, statement, args...)
		if err != nil {
			return false, err
		}
		for _, line := range lines {
			if len(s.found) == s.size {
				s.next = s.last.String()
				return true, nil
			}
			from.division, from.id = line.division, line.id
			s.last = from
			if err := s.take(ctx, q, steps, from); err != nil {
				return false, err
			}
		}
		if len(lines) <= s.size {
			return false, nil
		}
	}
}

type line struct{ division, id string }

func scanLine(row db.Row) (l line, err error) { return l, row.Scan(&l.division, &l.id) }
