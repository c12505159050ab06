package verify

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Covers says for which data classes what departments have delivered speaks for
// the people of a county on a day. App hands it in.
type Covers func(ctx context.Context, q db.Query, county string, day civil.Date) (map[string]bool, error)

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
		covered := map[string]map[string]bool{}
		for i := range question.People {
			for class, item := range question.People[i].item {
				home := item.Person.County
				if covered[home] == nil {
					if covered[home], err = f.Covers(ctx, q, home, question.Reference); err != nil {
						return err
					}
				}
				reply, answers, err := f.reply(ctx, q, question.People[i].N, item, covered[home][class])
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
