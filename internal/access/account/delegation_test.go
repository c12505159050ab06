package account

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// lend delegates posts and says what became of it.
func (d *door) lend(del Delegation) (id string, err error) {
	d.t.Helper()
	if del.Reason == "" {
		del.Reason = "休假"
	}
	_, err = d.try(func(w *journal.Write) error {
		id, err = d.Delegate(d.t.Context(), w, del)
		return err
	})
	return id, err
}

func TestADelegationHoldsOnItsDays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		today := d.start.Date()
		a := d.hire("aa", Post{Role: County, Division: chongchuan})
		b := d.hire("bb", Post{Role: Town, Division: town})
		id, err := d.lend(Delegation{From: a, To: b, Posts: []Post{{Role: County, Division: chongchuan}}, Span: Span{today, today.AddDays(2)}})
		if err != nil {
			t.Fatal(err)
		}
		scope := func(days int) string {
			t.Helper()
			_, v := d.enter(d.start+civil.Instant(days)*day, "bb")
			return v.Scope().String()
		}
		wantText(t, "the day before", scope(-1), "320613001")
		wantText(t, "the first day", scope(0), "320613")
		wantText(t, "the last day", scope(2), "320613")
		wantText(t, "the day after", scope(3), "320613001")

		_, v := d.enter(d.start, "bb")
		if !v.Plays(County) || v.Posts[0].Whose != "" || v.Posts[1].Whose != a || v.Posts[1].WhoseName != "王aa" {
			t.Errorf("the posts are %+v", v.Posts)
		}
		d.do(func(w *journal.Write) error { return d.EndDelegation(t.Context(), w, id, today) })
		wantText(t, "the last day now", scope(0), "320613")
		wantText(t, "the day after now", scope(1), "320613001")
		d.do(func(w *journal.Write) error { return d.EndDelegation(t.Context(), w, id, today.AddDays(-1)) })
		wantText(t, "struck out", scope(0), "320613001")
		_, err = d.try(func(w *journal.Write) error { return d.EndDelegation(t.Context(), w, id, today) })
		wantCode(t, err, "delegation_not_found")
	})
}

func TestWhatIsLentIsNotWiderThanWhatTheGiverHas(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		today := d.start.Date()
		week := Span{today, today.AddDays(6)}
		a := d.hire("aa", Post{Role: Town, Division: town, Valid: Span{To: today.AddDays(10)}})
		b := d.hire("bb", Post{Role: Town, Division: otherTown})
		c := d.hire("cc", Post{Role: Village, Division: village})
		for _, one := range []struct {
			name string
			d    Delegation
			want string
		}{
			{"another town", Delegation{From: a, To: b, Posts: []Post{{Role: Town, Division: otherTown}}, Span: week}, "delegation_wider"},
			{"the county", Delegation{From: a, To: b, Posts: []Post{{Role: Town, Division: chongchuan}}, Span: week}, "delegation_wider"},
			{"another role", Delegation{From: a, To: b, Posts: []Post{{Role: County, Division: town}}, Span: week}, "delegation_wider"},
			{"longer than the post", Delegation{From: a, To: b, Posts: []Post{{Role: Town, Division: town}}, Span: Span{today, today.AddDays(11)}}, "delegation_wider"},
			{"to oneself", Delegation{From: a, To: a, Posts: []Post{{Role: Town, Division: town}}, Span: week}, "delegation_to"},
			{"to nobody", Delegation{From: a, To: "0000000000000000", Posts: []Post{{Role: Town, Division: town}}, Span: week}, "account_not_found"},
			{"for ever", Delegation{From: a, To: b, Posts: []Post{{Role: Town, Division: town}}, Span: Span{From: today}}, "delegation_span"},
			{"for two years", Delegation{From: a, To: b, Posts: []Post{{Role: Town, Division: town}}, Span: Span{today, today.AddDays(730)}}, "delegation_long"},
			{"no posts", Delegation{From: a, To: b, Span: week}, "delegation_posts"},
			{"one village of it", Delegation{From: a, To: b, Posts: []Post{{Role: Town, Division: village}}, Span: week}, ""},
		} {
			_, err := d.lend(one.d)
			t.Log(one.name)
			wantCode(t, err, one.want)
		}
		// What b has of a's cannot be lent on.
		_, err := d.lend(Delegation{From: b, To: c, Posts: []Post{{Role: Town, Division: village}}, Span: week})
		wantCode(t, err, "delegation_wider")
	})
}

func TestWhatTheGiverLosesTheTakerLoses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		today := d.start.Date()
		a := d.hire("aa", Post{Role: County, Division: chongchuan}, Post{Role: Auditor, Division: chongchuan})
		b := d.hire("bb", Post{Role: Village, Division: village})
		_, err := d.lend(Delegation{From: a, To: b, Posts: []Post{{Role: County, Division: chongchuan}, {Role: Auditor, Division: chongchuan}}, Span: Span{today, today.AddDays(5)}})
		if err != nil {
			t.Fatal(err)
		}
		token, v := d.enter(d.start, "bb")
		if !v.Plays(County) || !v.Plays(Auditor) {
			t.Fatalf("the posts are %+v", v.Posts)
		}
		one, err := d.ByLogin(t.Context(), "AA")
		if err != nil {
			t.Fatal(err)
		}
		one.Posts = one.Posts[:1]
		if one.Posts[0].Role != County {
			t.Fatalf("the first post is %+v", one.Posts)
		}
		d.do(func(w *journal.Write) error { return d.Change(t.Context(), w, *one) })
		if v := d.resolve(d.start, token); !v.Plays(County) || v.Plays(Auditor) {
			t.Errorf("after one post was taken the posts are %+v", v.Posts)
		}
		d.do(func(w *journal.Write) error { return d.Disable(t.Context(), w, a) })
		wantText(t, "the scope after the giver left", d.resolve(d.start, token).Scope().String(), "320613001001")
	})
}

// areas are what random posts are drawn from.
var areas = []civil.Area{nantong, chongchuan, 320602000000, town, otherTown, village, 320613001002, 320613002001}

func TestADelegationNeverWidensAScope(t *testing.T) {
	t.Parallel()
	drawPost := func(rt *rapid.T) Post {
		from := civil.Date(rapid.IntRange(0, 20).Draw(rt, "from"))
		return Post{
			Role:     rapid.SampledFrom([]access.Role{City, County, Town, Village, Auditor}).Draw(rt, "role"),
			Division: rapid.SampledFrom(areas).Draw(rt, "division"),
			Valid:    Span{from, from.AddDays(rapid.IntRange(0, 20).Draw(rt, "days"))},
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		own := rapid.SliceOfN(rapid.Custom(drawPost), 0, 6).Draw(rt, "own")
		lent := drawPost(rt)
		today := civil.Date(rapid.IntRange(0, 40).Draw(rt, "today"))
		have := held(own, today)
		for _, part := range shared(lent, have) {
			within := slices.ContainsFunc(have, func(p Post) bool {
				return p.Role == part.Role && p.Division.Contains(part.Division)
			})
			if !within || !lent.Division.Contains(part.Division) || part.Role != lent.Role {
				rt.Fatalf("%+v of %+v is shared out of %+v", part, lent, have)
			}
		}
		// What may be lent is on every day of it within what the giver then has.
		days := Span{today, today.AddDays(rapid.IntRange(0, 20).Draw(rt, "span"))}
		allowed := slices.ContainsFunc(own, func(p Post) bool { return p.covers(lent, days) })
		for on := days.From; allowed && on <= days.To; on++ {
			if got := shared(lent, held(own, on)); len(got) != 1 || !got[0].same(lent) {
				rt.Fatalf("lent %+v on %s, shared %+v", lent, on, got)
			}
		}
	})
}

func TestThroughTheStoreADelegationNeverWidensAScope(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		d := open(t, store)
		today, count := d.start.Date(), 0
		rapid.Check(t, func(rt *rapid.T) {
			if count++; count > 12 {
				return // each try writes a dozen acts
			}
			role := rapid.SampledFrom([]access.Role{City, County, Town, Village})
			pick := func(label string) Post {
				r := role.Draw(rt, label)
				return Post{Role: r, Division: map[access.Role]civil.Area{City: nantong, County: chongchuan, Town: town, Village: village}[r]}
			}
			a := d.hire(fmt.Sprintf("a%d", count), pick("a"))
			b := d.hire(fmt.Sprintf("b%d", count), Post{Role: Village, Division: 320602001001})
			lent := Post{Role: role.Draw(rt, "lent"), Division: rapid.SampledFrom(areas).Draw(rt, "where")}
			_, _ = d.lend(Delegation{From: a, To: b, Posts: []Post{lent}, Span: Span{today, today}})
			_, giver := d.enter(d.start, fmt.Sprintf("a%d", count))
			_, taker := d.enter(d.start, fmt.Sprintf("b%d", count))
			for _, p := range taker.Posts {
				if !p.Own() && (!giver.Scope().Covers(p.Division) || !giver.Plays(p.Role)) {
					rt.Fatalf("%+v of %+v", p, giver.Posts)
				}
			}
		})
	})
}
