package assess

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

var inPayTable = journal.NewTable("in_pay", journal.Text("person"), journal.Text("programme"), journal.Int("amount"),
	journal.Text("start_month"), journal.Text("end_month"), journal.Int("covered"), journal.Text("category").Personal(),
	journal.Text("certificate").Personal(), journal.Text("bank").Personal(), journal.Text("holder").Personal(),
	journal.Text("reviewed"), journal.Text("note").Personal(), journal.Bytes("account").Personal().Sealed("account"))

// TakenOver is what is in pay according to the lists with which a city moved in.
type TakenOver struct{}

// benefit is one version of a benefit in pay.
type benefit struct {
	Held
	id       string
	from, to *string
	closed   int64
}

const selectInPay = `SELECT v.id, v.person, v.programme, v.amount, v.valid_from, v.valid_to, CASE WHEN ` + journal.HeldAt + ` THEN 0 ELSE 1 END
	FROM in_pay v WHERE v.county = $1 AND v.opened <= $2
		AND NOT EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.opened AND p.effective > $2)
	ORDER BY v.id, v.opened`

// Held implements [InPay]: what is in pay in a county on a day, by the version
// that speaks for it, the latest that begins on the day or before. What a record
// has that was merged into another one, the other one has.
func (TakenOver) Held(ctx context.Context, q db.Query, county string, day civil.Date) ([]Held, error) {
	merged, err := register.MergedPeople(ctx, q, county, register.On(day))
	if err != nil {
		return nil, err
	}
	var list []Held
	var versions []benefit
	flush := func() {
		if one, pays := speaking(versions, day.String()); pays {
			if end, is := merged[one.Person]; is {
				one.Person = end.ID
			}
			list = append(list, one)
		}
		versions = versions[:0]
	}
	err = db.Each(ctx, q, func(row db.Row) error {
		var b benefit
		if err := row.Scan(&b.id, &b.Person, &b.Programme, &b.Amount, &b.from, &b.to, &b.closed); err != nil {
			return err
		}
		if len(versions) > 0 && versions[0].id != b.id {
			flush()
		}
		versions = append(versions, b)
		return nil
	}, selectInPay, county, journal.Latest)
	flush()
	return list, err
}

// speaking chooses among the versions of one benefit. Days as text compare as
// days do.
func speaking(versions []benefit, day string) (Held, bool) {
	if len(versions) == 0 || versions[len(versions)-1].closed != 0 {
		return Held{}, false
	}
	for i := len(versions) - 1; i >= 0; i-- {
		if v := &versions[i]; v.from == nil || *v.from <= day {
			return v.Held, v.to == nil || day <= *v.to
		}
	}
	return Held{}, false
}
