package casework

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// begins is the first month of what is granted: the month after the decision, the
// month in which it was asked for, or where an age opened the case the month in
// which it was reached or the one after it. What is granted anew for a term begins
// where the last term ends.
func (do *doing) begins(ctx context.Context, w *journal.Write, next civil.Month) (civil.Month, error) {
	f, d := do.file, do.desk
	from := next
	switch f.Matter.Begins {
	case "next":
	case "asked":
		from = f.Case.Submitted.Date().Month()
	default: // a parameter
		reached, err := f.reached(ctx, w)
		if err != nil {
			return 0, err
		}
		switch {
		case reached == 0:
		case d.word(f.Case.Division.County(), f.Matter.Begins, day(w)) == "reached":
			from = reached
		default:
			from = reached + 1
		}
	}
	if f.Matter.Lasts == "" || d.pays == nil {
		return from, nil
	}
	for range termMonthsMost {
		_, _, held, err := d.pays.Entitled(ctx, w, f.Case.County, f.Case.Household, f.beneficiary(), f.Matter.Programme, from)
		if err != nil || !held {
			return from, err
		}
		from++
	}
	return from, nil
}

// termMonthsMost is how far ahead a term may reach that is renewed.
const termMonthsMost = 24

// reached is the month in which the applicant reached the age that opened the case;
// 0 where no age did.
func (f *File) reached(ctx context.Context, w *journal.Write) (civil.Month, error) {
	if !strings.HasPrefix(f.Case.Origin, byAge+":") {
		return 0, nil
	}
	_, years, err := ageOf(f.Case.Origin)
	if err != nil {
		return 0, err
	}
	birth, err := register.BirthOf(ctx, w, f.Case.Applicant)
	if err != nil || birth == 0 {
		return 0, err
	}
	return birth.Month().Add(12 * years), nil
}
