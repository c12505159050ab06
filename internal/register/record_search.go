package register

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
)

const selectRecordsByField = `SELECT a.division, a.id FROM search_term a
	WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND a.term = $4
	AND (a.division, a.id) > ($5, $6) AND a.division <= $7 ORDER BY a.division, a.id LIMIT $8`

// SearchRecords finds records of a declared register by the value of one of its
// fields (text, code, division, credit code or a protected number) among those
// of the viewer's divisions. The looks are written down. A record is found under
// the division it was saved with, and shown when its subject is in scope today.
func (r *Register) SearchRecords(ctx context.Context, viewer access.Viewer, register, field, text string, page Page, today civil.Date) ([]*Record, string, error) {
	reg, err := r.declared(register)
	if err != nil {
		return nil, "", err
	}
	f := reg.Field(field)
	if f == nil || !visible(f, viewer) {
		return nil, "", civil.Refuse("record_field", "“%s”没有可以查找的字段“%s”。", reg.Title, field)
	}
	from, err := parsePosition(page.After)
	if err == nil {
		err = viewer.Check()
	}
	if err != nil {
		return nil, "", err
	}
	s := recordSearch{r: r, reg: reg, field: f, scope: viewer.Scope(), size: page.Size, from: from}
	if s.size <= 0 || s.size > pageMax {
		s.size = pageUsual
	}
	if s.terms, err = r.termsFor(reg, f, text); err != nil {
		return nil, "", err
	}
	if err := r.db.Read(ctx, func(q db.Query) error { return s.run(ctx, q) }); err != nil {
		return nil, "", err
	}
	list, err := r.permitted(ctx, viewer, reg, s.found, today)
	if err != nil {
		return nil, "", err
	}
	if err := r.write(ctx, viewer, Show{Fields: shownFields(reg, viewer)}, subjectsOf(list)...); err != nil {
		return nil, "", err
	}
	return list, s.next, r.prepare(reg, viewer, list)
}

// permitted leaves out records of an authorised register whose subject has given
// no authorisation: what may not be looked into is not found either.
func (r *Register) permitted(ctx context.Context, viewer access.Viewer, reg *pack.Register, list []*Record, day civil.Date) ([]*Record, error) {
	var kept []*Record
	for _, rec := range list {
		err := r.mayLook(ctx, viewer, reg, []Ref{{rec.County, rec.Subject}}, day)
		if err == nil {
			kept = append(kept, rec)
		} else if !denied(err) {
			return nil, err
		}
	}
	return kept, nil
}

// termsFor are the terms under which a value of a field may stand.
func (r *Register) termsFor(reg *pack.Register, f *pack.Field, text string) ([]string, error) {
	v := Value{Known: true, Text: text}
	switch f.Type {
	case pack.CodeField:
		at, known := f.Code(text)
		if !known {
			return nil, civil.Refuse("record_code", "“%s”的取值不在代码表里，请核对。", f.Label)
		}
		v = Value{Known: true, Int: int64(at), List: []int{at}}
	case pack.DivisionField:
		area, err := civil.ParseArea(text)
		if err != nil {
			return nil, err
		}
		v.Int = int64(area)
	}
	terms, err := r.fieldTerms(f, v, true)
	if err == nil && len(terms) == 0 {
		err = civil.Refuse("record_field", "“%s”没有可以查找的字段“%s”。", reg.Title, f.Name)
	}
	for i := range terms {
		terms[i] = reg.Name + " " + terms[i]
	}
	return terms, err
}

// recordSearch is one page of records being found.
type recordSearch struct {
	r     *Register
	reg   *pack.Register
	field *pack.Field
	terms []string
	scope access.Scope
	size  int
	from  position
	last  position // of the line that was looked at last
	found []*Record
	next  string
}

func (s *recordSearch) run(ctx context.Context, q db.Query) error {
	places, err := db.Many(ctx, q, scanPlace, selectPlaces, recordKind)
	if err != nil {
		return err
	}
	for at := s.from.step; at < len(s.terms); at++ {
		for _, county := range placesWithin(places, s.scope) {
			if at == s.from.step && county < s.from.county {
				continue
			}
			for _, span := range s.scope.Spans() {
				from := position{at, county, span.First, ""}
				if at == s.from.step && county == s.from.county && s.from.division >= span.First {
					from = s.from
				}
				if done, err := s.inSpan(ctx, q, from, span.Last); err != nil || done {
					return err
				}
			}
		}
	}
	return nil
}

func (s *recordSearch) inSpan(ctx context.Context, q db.Query, from position, last string) (bool, error) {
	for {
		lines, err := db.Many(ctx, q, scanLine, selectRecordsByField, from.county, recordKind, string(TermField),
			s.terms[from.step], from.division, from.id, last, s.size+1)
		if err != nil {
			return false, err
		}
		for _, l := range lines {
			if len(s.found) == s.size {
				s.next = s.last.String()
				return true, nil
			}
			from.division, from.id = l.division, l.id
			s.last = from
			rec, err := s.current(ctx, q, Ref{from.county, from.id}, s.terms[from.step])
			if err != nil {
				return false, err
			}
			if rec != nil {
				s.found = append(s.found, rec)
			}
		}
		if len(lines) <= s.size {
			return false, nil
		}
	}
}

// current is the newest version of a record that still says what is looked for
// and that the viewer may see; nil when there is none.
func (s *recordSearch) current(ctx context.Context, q db.Query, ref Ref, term string) (*Record, error) {
	rec, err := newest(ctx, q, s.r.scanRecord, selectRecord, ref)
	if err == nil && rec.Register == s.reg.Name {
		rec.seen, err = recordDivision(ctx, q, s.reg, rec)
	}
	if absent(err) || err == nil && !s.scope.Covers(rec.seen) {
		return nil, nil
	}
	if err == nil {
		err = s.r.openSealed(s.reg, rec)
	}
	if err != nil {
		return nil, err
	}
	for i := range s.reg.Fields {
		if f := &s.reg.Fields[i]; f == s.field {
			texts, err := s.r.fieldTerms(f, rec.Values[i], true)
			if err != nil || !slices.Contains(texts, strings.TrimPrefix(term, s.reg.Name+" ")) {
				return nil, err
			}
		}
	}
	return rec, nil
}

func subjectsOf(list []*Record) []subject {
	subjects := make([]subject, len(list))
	for i, rec := range list {
		subjects[i] = subject{recordKind, rec.Ref, rec.seen}
	}
	return subjects
}
