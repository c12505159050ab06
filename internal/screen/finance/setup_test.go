package finance_test

import (
	"testing"

	"lianxin/internal/screen"
	"lianxin/internal/screen/finance"
	"lianxin/internal/screen/screentest"
)

// The places of the tests.
const (
	county  = screentest.County
	village = screentest.Village
	town    = screentest.Town
	whole   = screentest.Whole
	other   = screentest.Other
	city    = screentest.City
)

// office is the pages over a fresh store.
type office struct{ *screentest.Office }

func open(t *testing.T) *office {
	t.Helper()
	return &office{screentest.Open(t, screentest.Setup{}, func(s *screen.Stages) []screen.Route { return finance.New(s).Routes() })}
}
