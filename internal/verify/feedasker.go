package verify

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Covers says for which data classes what departments have delivered speaks for
// the people of a county on a day: for those registered there, or for those who are
// registered elsewhere. App hands it in.
type Covers func(ctx context.Context, q db.Query, county string, day civil.Date, elsewhere bool) (map[string]bool, error)

// audience is a county, and whether of its people those registered there or elsewhere.
type audience struct {
	county    string
	elsewhere bool
}

// Feeds answers questions from what departments have delivered: it is the asker of
// every department that has no line of its own. Where nothing delivered speaks for
// somebody it stays silent.
type Feeds struct {
	DB        *db.DB
	Register  *register.Register
	Catalogue func() *pack.Catalogue
	Covers    Covers
}

// Ask implements [Asker].
func (f Feeds) Ask(ctx context.Context, question Question) (answer Answer, err error) {
	err = f.DB.Read(ctx, func(q db.Query) error {
		covered := map[audience]map[string]bool{}
		for i := range question.People {
			p := &question.People[i]
			asked, err := f.Register.AskedAbout(ctx, q, p.item[p.Classes[0]].Person)
			if err != nil {
				return err
			}
			whose := audience{asked.Ref.County, asked.Elsewhere()}
			if covered[whose] == nil {
				if covered[whose], err = f.Covers(ctx, q, whose.county, question.Reference, whose.elsewhere); err != nil {
					return err
				}
			}
			for class, item := range p.item {
				reply, answers, err := f.reply(ctx, q, p.N, item, covered[whose][class])
				if err != nil {
					return err
				}
				if answers {
					answer.Replies = append(answer.Replies, reply)
				}
			}
		}
		return nil
	})
	return answer, err
}

func (f Feeds) reply(ctx context.Context, q db.Query, n int, item *Item, covered bool) (reply Reply, answers bool, err error) {
	reg := f.Catalogue().Register(item.Class)
	if reg == nil {
		return reply, false, nil
	}
	records, err := f.Register.RecordsFor(ctx, q, item.Class, item.Person, register.On(civil.InstantOf(f.DB.Now()).Date()))
	if err != nil {
		return reply, false, err
	}
	reply = Reply{N: n, Class: item.Class, Held: true}
	for _, rec := range records {
		reply.Records = append(reply.Records, Raw(entryOf(reg, rec)))
	}
	return reply, covered || len(records) > 0, nil
}
