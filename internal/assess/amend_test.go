package assess

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"lianxin/internal/fact"
)

func TestAnAmendmentCalledOffIsNoAmendment(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	homes, people := "", ""
	for i := range 10 {
		id := fmt.Sprintf("H%d", i)
		homes += household(id, "320613005001")
		people += grown(fmt.Sprintf("P%d", i), id, "100")
	}
	city := mustCity(t, c, "2025-06-30", homes, people)
	u := &renewal{c: &CountyFacts{catalogue: c}, header: fact.SnapshotHeader{Day: mustDay(t, "2025-06-30")}}
	if _, _, _, err := (&amendment{u: u}).make(t.Context(), city, nil, nil); err != nil {
		t.Fatalf("with nobody to read: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	part, made, _, err := (&amendment{u: u}).make(ctx, city, nil, nil)
	if !errors.Is(err, context.Canceled) || part != nil || made != nil {
		t.Errorf("called off it gives %v of %v, %v", part, made, err)
	}
}
