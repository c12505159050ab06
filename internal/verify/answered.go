package verify

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
)

// What a department answered about one person holds for that person alone, as long as
// the report does which rests on it; a report that a later one has replaced holds no
// more. Of a class the department has no record of, the answer is what makes “none”
// out of “unknown”.
const (
	answers = `SELECT v.person, v.class, i.reference, i.until FROM inquiry_item v
		JOIN inquiry i ON i.county = v.county AND i.id = v.inquiry AND i.closed IS NULL AND i.state IN ('reported', 'objected')
		WHERE v.county = $1 AND v.person_county = $1 AND v.state IN ('none', 'some') AND `
	answersCounty = answers + journal.HeldAt + ` ORDER BY v.person, v.id`
	answersPeople = answers + `v.person IN ` + in32 + ` AND ` + journal.HeldAt + ` ORDER BY v.person, v.id`
	// Whom an inquiry was about that an act after $2 changed.
	askedSince = `SELECT m.person FROM inquiry v JOIN inquiry_member m ON m.county = v.county AND m.inquiry = v.id AND m.closed IS NULL
		WHERE v.county = $1 AND m.person_county = $1 AND v.opened > $2`
)

// Months says how many months before the question an answer given on a day speaks of.
type Months func(day civil.Date) (int, error)

// Answers are the classes departments have answered about people of a county, with the
// days their answer is about. people nil means everybody.
func Answers(ctx context.Context, q db.Query, county string, seq int64, people []string, months Months) (map[string][]fact.Coverage, error) {
	byPerson := map[string][]fact.Coverage{}
	if people == nil {
		return byPerson, eachAnswer(ctx, q, byPerson, months, answersCounty, county, seq)
	}
	q = db.Repeating(q)
	for start := 0; start < len(people); start += atOnce {
		part := people[start:min(start+atOnce, len(people))]
		args := []any{county, seq}
		for i := range atOnce {
			args = append(args, part[min(i, len(part)-1)])
		}
		if err := eachAnswer(ctx, q, byPerson, months, answersPeople, args...); err != nil {
			return nil, err
		}
	}
	return byPerson, nil
}

func eachAnswer(ctx context.Context, q db.Query, byPerson map[string][]fact.Coverage, months Months, statement string, args ...any) error {
	return db.Each(ctx, q, func(row db.Row) error {
		var c fact.Coverage
		var reference, until string
		if err := row.Scan(&c.Subject, &c.Register, &reference, &until); err != nil {
			return err
		}
		asked, err := dayFrom(reference)
		if err != nil {
			return err
		}
		if c.To, err = dayFrom(until); err != nil {
			return err
		}
		if c.To == 0 {
			c.To = asked
		}
		back, err := months(asked)
		if err != nil {
			return err
		}
		c.From = asked.Month().Add(-back).First()
		byPerson[c.Subject] = append(byPerson[c.Subject], c)
		return nil
	}, statement, args...)
}
