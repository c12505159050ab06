package register

import (
	"context"
	"slices"

	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Searchables are the sorts of subjects whose search terms a job makes.
func Searchables() []string {
	return []string{PersonKind, OrganisationKind, FacilityKind, recordKind}
}

// IndexTerms makes the search terms of what came to count in a county since it
// was called last, a bounded part of it, and says whether more is left.
func (r *Register) IndexTerms(ctx context.Context, county, kind string) (more bool, err error) {
	source, err := r.searchable(kind)
	if err != nil {
		return false, err
	}
	var step indexStep
	err = r.db.Read(ctx, func(q db.Query) error {
		step, err = nextStep(ctx, q, source, county, kind)
		return err
	})
	if err != nil || step.to == step.from {
		return false, err
	}
	// A line is never missing in between, because all are added before any is
	// dropped; one that was dropped and comes again stays.
	work := make([]termWork, 0, len(step.add)+len(step.drop))
	for _, row := range step.add {
		work = append(work, termWork{row, false})
	}
	for _, row := range without(step.drop, step.add) {
		work = append(work, termWork{row, true})
	}
	return step.more, r.writeTerms(ctx, county, kind, work, step.to)
}

// termWork is a line to add or to drop.
type termWork struct {
	termRow
	drop bool
}

// indexStep is a part of the job: the lines to add and to drop, and the marks
// before and after it.
type indexStep struct {
	from, to  mark
	add, drop []termRow
	more      bool
}

// nextStep reads what is to be done next.
func nextStep(ctx context.Context, q db.Query, source indexed, county, kind string) (indexStep, error) {
	var step indexStep
	from, _, err := db.One(ctx, q, scanMark, selectMark, county, kind)
	if err != nil {
		return step, err
	}
	step.from, step.to = from, from
	units, more, err := unitsAfter(ctx, q, source, county, from)
	if err != nil {
		return step, err
	}
	step.more = more
	versions := 0
	for i, unit := range units {
		opened, before, n, err := source.terms(ctx, q, county, unit.opened)
		if err != nil {
			return step, err
		}
		step.change(opened, before)
		step.to = unit
		if versions += n; versions >= versionsPerStep && i+1 < len(units) {
			step.more = true
			break
		}
	}
	step.add, step.drop = sortedLines(step.add), sortedLines(step.drop)
	return step, nil
}

// change takes over what one act adds and drops. Acts that follow each other may
// change one thing: what an earlier one added, a later one drops again.
func (s *indexStep) change(opened, before []termRow) {
	if len(before) > 0 {
		gone := make(map[termRow]bool, len(before))
		for _, row := range before {
			gone[row] = true
		}
		s.add = slices.DeleteFunc(s.add, func(row termRow) bool { return gone[row] })
		s.drop = append(s.drop, before...)
	}
	s.add = append(s.add, opened...)
}

func scanMark(row db.Row) (m mark, err error) { return m, row.Scan(&m.counted, &m.opened) }

// unitsAfter are the acts that came to count after a mark, in that order, and
// whether there may be more.
func unitsAfter(ctx context.Context, q db.Query, source indexed, county string, from mark) ([]mark, bool, error) {
	own, err := db.Many(ctx, q, db.Int, source.acts, county, from.counted, int64(actsPerStep))
	if err != nil {
		return nil, false, err
	}
	settled, err := db.Many(ctx, q, scanMark, selectSettled, county, from.counted, now)
	if err != nil {
		return nil, false, err
	}
	more := len(own) == actsPerStep
	var units []mark
	for len(own) > 0 || len(settled) > 0 {
		next := mark{now, 0}
		if len(own) > 0 {
			next = mark{own[0], own[0]}
		}
		if len(settled) > 0 && settled[0].before(next) {
			// Beyond the last own act that was read, others may come first.
			if len(own) == 0 && more {
				break
			}
			next, settled = settled[0], settled[1:]
		} else {
			own = own[1:]
		}
		if from.before(next) {
			units = append(units, next)
		}
	}
	return units, more, nil
}

// writeTerms writes lines in small acts, in the order of the index, and with the
// last of them how far the terms are made.
func (r *Register) writeTerms(ctx context.Context, county, kind string, work []termWork, to mark) error {
	h := journal.Header{County: county, Kind: "search.index", Actor: "system:search", Purpose: "correction"}
	for done := false; !done; {
		slice := work[:min(len(work), termsPerSlice)]
		work = work[len(slice):]
		done = len(work) == 0
		_, err := r.journal.Do(ctx, h, func(w *journal.Write) error {
			if err := writeSlice(ctx, w.Tx(), county, kind, slice); err != nil || !done {
				return err
			}
			_, err := w.Tx().Exec(ctx, setMark, county, kind, to.counted, to.opened)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func writeSlice(ctx context.Context, tx *db.Tx, county, kind string, work []termWork) error {
	var add, drop []termRow
	for _, one := range work {
		if one.drop {
			drop = append(drop, one.termRow)
		} else {
			add = append(add, one.termRow)
		}
	}
	if err := addLines(ctx, tx, county, kind, add); err != nil {
		return err
	}
	return dropLines(ctx, tx, county, kind, drop)
}

func addLines(ctx context.Context, tx *db.Tx, county, kind string, rows []termRow) error {
	places := map[string]bool{}
	for _, row := range rows {
		places[row.division[:len("320613")]] = true
	}
	for place := range places {
		if _, err := tx.Exec(ctx, setPlace, county, kind, place); err != nil {
			return err
		}
	}
	list, cells := make([][]any, len(rows)), make([]any, 6*len(rows))
	var inCounty, ofKind any = county, kind
	for i, row := range rows {
		list[i], cells = cells[:6:6], cells[6:]
		copy(list[i], []any{inCounty, ofKind, string(row.kind), row.term, row.division, row.id})
	}
	return tx.Insert(ctx, termTable, list)
}

func dropLines(ctx context.Context, tx *db.Tx, county, kind string, rows []termRow) error {
	for _, row := range rows {
		if _, err := tx.Exec(ctx, dropTerm, county, kind, string(row.kind), row.term, row.division, row.id); err != nil {
			return err
		}
	}
	return nil
}
