package register

import (
	"context"

	"lianxin/internal/journal"
)

// Complete fills a record with what the register has of the same thing, field by
// field, where the caller brings nothing: a record that is about to be saved then
// changes only what was brought.
func (r *Register) Complete(ctx context.Context, w *journal.Write, rec *Record, brought func(field string) bool) error {
	reg, err := r.declared(rec.Register)
	if err != nil {
		return err
	}
	held, err := r.keyed(ctx, w, reg, *rec)
	if err != nil || held == nil {
		return err
	}
	if err := r.openSealed(reg, held); err != nil {
		return err
	}
	for i := range reg.Fields {
		if !brought(reg.Fields[i].Name) && i < len(held.Values) {
			rec.Values[i] = held.Values[i]
		}
	}
	return nil
}
