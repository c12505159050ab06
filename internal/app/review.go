package app

import (
	"context"
	"encoding/json"

	"lianxin/internal/casework"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/service/review"
)

// reviewTask is the kind of the task that takes in what a family thought of its case.
const reviewTask = "review.rated"

// ratedOrder is its body: whose news it is, with the act that told it.
type ratedOrder struct {
	County string         `json:"county"`
	News   casework.Rated `json:"news"`
}

// newReview makes the office that looks after what people say, and lets it hear the
// ratings given at the end of cases.
func (b *bureau) newReview() *review.Office {
	b.worker.Listen("review", b.hearRated, casework.RatedTopic)
	b.worker.Handle(reviewTask, b.takeRated)
	return review.New(review.Options{
		Journal: b.journal, Keys: b.keys, Desk: b.desk, Calendar: b.calendar,
		Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c },
	})
}

// hearRated puts down a rating, to be taken in by itself.
func (b *bureau) hearRated(ctx context.Context, tx *db.Tx, n journal.News) error {
	order := ratedOrder{County: n.County}
	if err := json.Unmarshal([]byte(n.Body), &order.News); err != nil {
		return err
	}
	return job.Put(ctx, tx, n.County, reviewTask, order.News.Step, 0, order)
}

func (b *bureau) takeRated(ctx context.Context, t job.Task) error {
	var order ratedOrder
	if err := t.Read(&order); err != nil {
		return err
	}
	return b.review.Hear(ctx, order.County, order.News)
}
