package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Span is the days in which something holds in the world, both ends included.
// Open ends are [civil.FirstDate] and [civil.LastDate].
type Span struct{ From, To civil.Date }

// Always is the span without beginning or end.
var Always = Span{civil.FirstDate, civil.LastDate}

// Since is the span from a day on.
func Since(day civil.Date) Span { return Span{day, civil.LastDate} }

// Holds says whether a day is in the span.
func (s Span) Holds(day civil.Date) bool { return s.From <= day && day <= s.To }

// normal makes the zero span, which is what a caller who says nothing leaves, the
// one without ends.
func (s Span) normal() Span {
	if s == (Span{}) {
		return Always
	}
	return s
}

// journal is the span as package journal writes it.
func (s Span) journal() journal.Valid {
	var v journal.Valid
	if s.From != civil.FirstDate {
		v.From = s.From
	}
	if s.To != civil.LastDate {
		v.To = s.To
	}
	return v
}

// AsOf asks for a day as it was known at an instant.
type AsOf struct {
	Day   civil.Date
	Known civil.Instant // zero: as it is known now
}

// On asks for a day as it is known now.
func On(day civil.Date) AsOf { return AsOf{Day: day} }

// now is an act number later than all.
const now = journal.Latest

// seq is the last act of a county that AsOf knows.
func (a AsOf) seq(ctx context.Context, q db.Query, county string) (int64, error) {
	if a.Known == 0 {
		return now, nil
	}
	return journal.SeqAt(ctx, q, county, a.Known)
}

// Version is what every version of a record carries. What a version says holds
// from the first day of its span until a later version speaks for the day: a
// change from a day on is a new version that begins there, a correction of the
// past one that begins earlier, and an end one whose span has a last day.
type Version struct {
	Ref
	Opened int64 // the act that opened it; 0 before it is written
	Valid  Span
	closed bool // another act has closed it, as far as the reader knows
}

// The conditions and columns every reading of versions shares. They speak of a
// table called v, of $1, the county, and of $2, the last act the reader knows.
const (
	seen = `+v.opened <= $2 AND NOT EXISTS (SELECT 1 FROM provisional p
		WHERE p.county = v.county AND p.seq = v.opened AND p.effective > $2)`
	versionColumns = `v.county, v.id, v.opened, v.valid_from, v.valid_to,
		CASE WHEN ` + journal.HeldAt + ` THEN 0 ELSE 1 END`
)

// versionScan has a place for every column of versionColumns.
type versionScan struct {
	v        Version
	from, to *string
	closed   int64
}

func (s *versionScan) into() []any {
	return []any{&s.v.County, &s.v.ID, &s.v.Opened, &s.from, &s.to, &s.closed}
}

func (s *versionScan) version() (Version, error) {
	v := s.v
	v.closed, v.Valid = s.closed != 0, Always
	if day, err := dayOf(s.from); err != nil {
		return v, err
	} else if day != nil {
		v.Valid.From = *day
	}
	day, err := dayOf(s.to)
	if err == nil && day != nil {
		v.Valid.To = *day
	}
	return v, err
}

// dayOf reads a day of the store; nil stays nil.
func dayOf(text *string) (*civil.Date, error) {
	if text == nil {
		return nil, nil
	}
	day, err := civil.ParseDate(*text)
	if err != nil {
		return nil, err
	}
	return &day, nil
}

// versioned is a value that is one version of something.
type versioned interface{ version() *Version }

func (v *Version) version() *Version { return v }

// pick chooses among all versions of one thing, in the order they were opened,
// the one that speaks for a day: the latest that begins on it or before,
// provided that the last of all was not struck out.
func pick[T versioned](versions []T, day civil.Date) (chosen T, found bool) {
	if len(versions) == 0 || versions[len(versions)-1].version().closed {
		return chosen, false
	}
	for i := len(versions) - 1; i >= 0; i-- {
		if valid := versions[i].version().Valid; valid.From <= day {
			return versions[i], day <= valid.To
		}
	}
	return chosen, false
}

// last is the newest version, whatever day it speaks for; none when it was
// struck out.
func last[T versioned](versions []T) (newest T, found bool) {
	if len(versions) == 0 {
		return newest, false
	}
	newest = versions[len(versions)-1]
	return newest, !newest.version().closed
}

// one reads all versions of a thing an observer knows and gives the one that
// speaks for the day (NotFound when none does).
func one[T versioned](ctx context.Context, q db.Query, scan func(db.Row) (T, error), statement string, ref Ref, as AsOf) (T, error) {
	var none T
	seq, err := as.seq(ctx, q, ref.County)
	if err != nil {
		return none, err
	}
	all, err := db.Many(ctx, q, scan, statement, ref.County, seq, ref.ID)
	if err != nil {
		return none, err
	}
	if found, there := pick(all, as.Day); there {
		return found, nil
	}
	return none, notFound()
}

// newest reads a thing as it is known now, whatever day its last version speaks
// for (NotFound when it is not there or was struck out).
func newest[T versioned](ctx context.Context, q db.Query, scan func(db.Row) (T, error), statement string, ref Ref) (T, error) {
	all, err := db.Many(ctx, q, scan, statement, ref.County, now, ref.ID)
	if found, there := last(all); err != nil || there {
		return found, err
	}
	var none T
	return none, notFound()
}

// byThing calls f with all versions of one thing after the other; the list
// comes ordered by id and the act that opened each.
func byThing[T versioned](list []T, f func(versions []T) error) error {
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].version().Ref == list[0].version().Ref {
			n++
		}
		if err := f(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// chosen are the things of a list as of a day, in its order.
func chosen[T versioned](list []T, day civil.Date) []T {
	var kept []T
	_ = byThing(list, func(versions []T) error { // the function never fails
		if one, found := pick(versions, day); found {
			kept = append(kept, one)
		}
		return nil
	})
	return kept
}
