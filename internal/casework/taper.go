package casework

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Taper is how a grace pays less towards its end: in full up to a month (缓退), then
// so much a month (渐退). It is zero where all of the grace is paid in full.
type Taper struct {
	FullUntil civil.Month
	Reduced   civil.Fen
}

// taper works out what a grace pays after its months in full.
func (do *doing) taper(ctx context.Context, w *journal.Write, decision *Decision) error {
	f, d, text := do.file, do.desk, do.values["full_until"]
	if f.Matter.Taper == "" || text == "" {
		return nil
	}
	full, err := civil.ParseMonth(text)
	if err != nil || full < decision.From-1 || full >= decision.Until {
		return Faults{{"full_until", -1, "全额发到的月份要在" + (decision.From - 1).Words() + "到" + (decision.Until - 1).Words() + "之间；整个渐退期都全额发的，这里不用填。"}}
	}
	before, _, held, err := d.pays.Entitled(ctx, w, f.Case.County, f.Case.Household, f.beneficiary(), f.Matter.Programme, decision.From)
	if err != nil || !held {
		return err
	}
	share, err := d.catalogue().Share(f.Matter.Taper, f.Case.Division.County().String(), day(w))
	if err != nil {
		return err
	}
	decision.FullUntil = full
	decision.Reduced, err = before.Share(share, civil.Up)
	return err
}

// keepTaper writes down how a grace tapers, beside its decision.
func (d *Decision) keepTaper(ctx context.Context, w *journal.Write, c string) error {
	if d.FullUntil == 0 {
		return nil
	}
	return w.Open(ctx, taperTable, d.ID, journal.Always, c, d.FullUntil.String(), int64(d.Reduced))
}

const selectTapers = `SELECT v.id, v.full_until, v.reduced FROM case_taper v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds

// tapered is a row of case_taper: a taper and the decision it is of.
type tapered struct {
	decision string
	Taper
}

func scanTaper(row db.Row) (t tapered, err error) {
	var until string
	if err = row.Scan(&t.decision, &until, &t.Reduced); err != nil {
		return t, err
	}
	t.FullUntil, err = civil.ParseMonth(until)
	return t, err
}

// tapers reads how the graces of a case taper, where it decided one.
func (f *File) tapers(ctx context.Context, q db.Query) error {
	if f.Matter.Taper == "" || len(f.Decisions) == 0 {
		return nil
	}
	list, err := db.Many(ctx, q, scanTaper, selectTapers, f.Case.County, f.Case.ID)
	for i := range list {
		if d := f.DecisionOf(list[i].decision); d != nil {
			d.Taper = list[i].Taper
		}
	}
	return err
}

// graceEnd is the last month of the grace because of whose end a case was opened;
// 0 for any other case.
func (c *Case) graceEnd() civil.Month {
	if !strings.HasPrefix(c.Origin, byGrace+":") {
		return 0
	}
	last, err := civil.ParseMonth(c.Origin[strings.LastIndex(c.Origin, ":")+1:])
	if err != nil {
		return 0
	}
	return last
}
