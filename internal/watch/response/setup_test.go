package response

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
	"lianxin/packs"
)

const (
	county  = civil.Area(320613000000)
	town    = civil.Area(320613005000)
	village = civil.Area(320613005001)
	beside  = civil.Area(320613006000)
)

// catalogues are read once.
var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// divisions are those of the country, read once.
var divisions = sync.OnceValues(func() (*civil.Divisions, error) {
	file, err := packs.FS.Open("base/data/divisions.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return civil.LoadDivisions(file)
})

// office is a store with a desk on it, a clock that the test moves, and families to meet.
type office struct {
	*Desk
	t   *testing.T
	now time.Time
	met []Met
}

func open(t *testing.T, store *db.DB) *office {
	t.Helper()
	o := &office{t: t, now: time.Date(2025, 7, 1, 2, 0, 0, 0, time.UTC), met: []Met{
		{Household: "aaaa", Person: "bbbb", Name: "李秀英", Division: village, Tiers: []string{"T2"}},
		{Household: "cccc", Name: "王玉兰", Division: 320613006001},
	}}
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	known, err := divisions()
	if err != nil {
		t.Fatal(err)
	}
	o.Desk = New(Options{
		Journal: journal.New(store, Tables()...), Keys: keys, Catalogue: func() *pack.Catalogue { return catalogue }, Divisions: known,
		Reach: func(_ context.Context, _ db.Query, _ string, areas []civil.Area, _ []string, _ bool) (list []Met, err error) {
			for _, m := range o.met {
				if slices.ContainsFunc(areas, func(a civil.Area) bool { return a.Contains(m.Division) }) {
					list = append(list, m)
				}
			}
			return list, nil
		},
	})
	return o
}

// in is somebody at work in a division.
func in(name string, division civil.Area) officer.Officer {
	return officer.Officer{Name: name, Viewer: access.Viewer{Actor: "staff:" + name, Roles: []access.Role{"county"}, Divisions: []civil.Area{division}, Purpose: "review"}}
}

var (
	chief    = in("李敏", county)
	helper   = in("王芳", town)
	stranger = in("赵强", beside)
)

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// codeOf is the code of a refusal.
func codeOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// draft is a response in the town for ten days.
func (o *office) draft() Draft {
	return Draft{Division: county, Areas: []civil.Area{town}, Kind: "natural", Title: "七月一日暴雨", Level: "usual", Ends: day(o.t, "2025-07-10"), Words: "河水漫进村里。"}
}

// begun is that response, open.
func (o *office) begun() *Response {
	o.t.Helper()
	r, err := o.Begin(o.t.Context(), chief, o.draft())
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

// at is the response open at a place now.
func (o *office) at(place civil.Area) *Response {
	o.t.Helper()
	var r *Response
	if err := o.journal.DB().Read(o.t.Context(), func(q db.Query) (err error) {
		r, err = o.At(o.t.Context(), q, []civil.Area{place}, "relief_urgent", o.today())
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return r
}

// gives writes down that something was given to a family of another county's register or
// of this one.
func (o *office) gives(r *Response, id, of, household string, amount civil.Fen) {
	o.t.Helper()
	h := journal.Header{County: of, Kind: "test", Actor: "test", Purpose: "application"}
	if _, err := o.journal.Do(o.t.Context(), h, func(w *journal.Write) error {
		return o.Relieved(o.t.Context(), w, Relief{
			Ref: register.Ref{County: r.County, ID: id}, Response: r.ID, Case: register.Ref{County: of, ID: "case" + id}, Household: household, Number: "LS-1", Amount: amount,
		})
	}); err != nil {
		o.t.Fatal(err)
	}
}
