package casework

import (
	"context"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// selectLately is what a family, or the same applicant, was given on other cases of a
// matter since an instant; what is for a person is asked of no family.
const selectLately = `SELECT c.county, c.id, c.number, v.amount, a.at FROM case_decision v JOIN act a ON a.county = v.county AND a.seq = v.opened
	JOIN casefile c ON c.county = v.county AND c.id = v.casefile AND c.closed IS NULL
	WHERE v.county = $1 AND (c.household = $2 OR c.applicant = $6) AND c.matter = $3 AND c.id <> $4
		AND v.effect IN ('award', 'advance') AND a.at >= $5 AND ` + journal.Holds + ` ORDER BY a.at DESC, c.id LIMIT 20`

// Earlier is what was given on another case of the same matter not long ago.
type Earlier struct {
	Case   register.Ref
	Number string
	Amount civil.Fen
	On     civil.Date
}

// Lately is what the family, or the applicant, was given for the same cause within the
// months of the matter, the newest first; months is how many these are.
func (d *Desk) Lately(ctx context.Context, f *File) (list []Earlier, months int64, err error) {
	if f.Case.Household == "" || f.Matter.Again == "" {
		return nil, 0, nil
	}
	if months, err = d.number(f.Case.Division.County(), f.Matter.Again, d.Today()); err != nil {
		return nil, 0, err
	}
	household := f.Case.Household
	if f.beneficiary() != "" {
		household = "" // his wife may have what he has
	}
	since := startOf(d.Today().Month().Add(-int(months)).First())
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		given, err := db.Many(ctx, q, scanEarlier, selectLately, f.Case.County, household, f.Case.Matter, f.Case.ID, since, f.Case.Applicant.ID)
		for _, one := range given {
			same, err := d.sameCause(ctx, q, f, one.Case)
			if err != nil {
				return err
			}
			if same {
				list = append(list, one)
			}
		}
		return err
	})
	return list, months, err
}

func scanEarlier(row db.Row) (e Earlier, err error) {
	var at civil.Instant
	var number *string
	err = row.Scan(&e.Case.County, &e.Case.ID, &number, &e.Amount, &at)
	if number != nil {
		e.Number = *number
	}
	e.On = at.Date()
	return e, err
}

// againShortest is the length of words that say what is new.
const againShortest = 6

// needNotLately asks what is new where somebody was helped for the same cause not long
// ago: it is no bar, but somebody has to say why once is not enough.
func needNotLately(n *needing) string {
	if n.values == nil || len([]rune(n.values["again"])) >= againShortest {
		return ""
	}
	list, months, err := n.desk.Lately(n.ctx, n.file)
	switch {
	case err != nil:
		return messageOf(err)
	case len(list) == 0:
		return ""
	}
	return n.file.whose() + strconv.FormatInt(months, 10) + "个月内已经得到过这项救助（" + list[0].On.Words() + "，" + list[0].Amount.Words() + "）：有新的情况、确需再给的，请写明。"
}

// whose says for whom a matter is.
func (f *File) whose() string {
	if f.beneficiary() != "" {
		return "这个人"
	}
	return "这家人"
}

// sameCause says whether another case gives the same answers to the questions that
// tell one cause from another; where none do, every case does.
func (d *Desk) sameCause(ctx context.Context, q db.Query, f *File, other register.Ref) (bool, error) {
	if len(f.Matter.AgainFor) == 0 {
		return true, nil
	}
	form, err := d.answers(ctx, q, other)
	if err != nil {
		return false, err
	}
	for _, name := range f.Matter.AgainFor {
		if form.Family[name] != f.Form.Family[name] {
			return false, nil
		}
	}
	return true, nil
}
