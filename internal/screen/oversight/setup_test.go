package oversight_test

import (
	"testing"

	"lianxin/internal/screen"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/oversight"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/service/review"
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

// office is the pages over a fresh store, with the public boards beside them.
type office struct {
	*screentest.Office
	pages *oversight.Pages
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{}
	o.Office = screentest.Open(t, screentest.Setup{Tables: review.Tables()}, func(s *screen.Stages) []screen.Route {
		s.Review = review.New(review.Options{Journal: s.Journal, Keys: s.Keys, Desk: s.Desk, Catalogue: s.Catalogue, Calendar: s.Calendar})
		o.pages = oversight.New(s)
		return append(o.pages.Routes(), notice.New(s).Routes()...)
	})
	return o
}
