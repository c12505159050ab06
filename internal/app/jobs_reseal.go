package app

import (
	"context"
	"time"

	"lianxin/internal/job"
	"lianxin/internal/journal"
)

// payResealTask brings the accounts of people, by which they are looked up, under the
// current keys.
const payResealTask = "pay.reseal"

// resealStep brings a few sealed values under the current keys and says behind
// which to go on, empty when all are done.
type resealStep func(ctx context.Context, w *journal.Write, after string, limit int) (next string, err error)

// resealing is the handler of such a task. The rest of a long one is the next
// task, put down in the act that did the last of the part.
func (b *bureau) resealing(kind string, some resealStep) job.Handler {
	return func(ctx context.Context, t job.Task) error {
		var at resealPlace
		if err := t.Read(&at); err != nil {
			return err
		}
		until := time.Now().Add(spell)
		for {
			pause := time.Now().After(until)
			_, err := b.journal.Do(ctx, systemHeader(t.County, kind), func(w *journal.Write) error {
				next, err := some(ctx, w, at.After, resealAtOnce)
				at.After = next
				if err != nil || !pause || next == "" {
					return err
				}
				return job.Put(ctx, w.Tx(), t.County, kind, "after "+next, 0, resealPlace{After: next})
			})
			if err != nil || pause || at.After == "" {
				return err
			}
		}
	}
}
