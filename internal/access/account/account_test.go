package account

import (
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

func TestAnAccountIsFoundAgainAndListedByScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("Li-Na", Post{Role: Town, Division: town, Valid: Span{20_000, 30_000}}, Post{Role: Finance, Division: otherTown})
		d.hire("chief", Post{Role: City, Division: nantong})
		one, err := d.ByLogin(t.Context(), "LI-NA")
		if err != nil {
			t.Fatal(err)
		}
		if one.ID != id || one.Login != "li-na" || len(one.Posts) != 2 || one.Posts[0].Valid != (Span{20_000, 30_000}) || one.Posts[1].Valid != (Span{}) {
			t.Errorf("the account is %+v", one)
		}
		for _, c := range []struct {
			where civil.Area
			want  []string
		}{{chongchuan, []string{"li-na"}}, {nantong, []string{"chief", "li-na"}}, {town, []string{"li-na"}}, {village, nil}} {
			scope, err := access.NewScope(c.where)
			if err != nil {
				t.Fatal(err)
			}
			list, err := d.List(t.Context(), scope)
			var logins []string
			for _, a := range list {
				logins = append(logins, a.Login)
				if !slices.EqualFunc(a.Posts, must(t, d, a.ID).Posts, Post.same) {
					t.Errorf("the list has other posts of %s", a.Login)
				}
			}
			if err != nil || !slices.Equal(logins, c.want) {
				t.Errorf("in %s there are %v (%v), want %v", c.where, logins, err, c.want)
			}
		}
		if list, err := d.List(t.Context(), access.Scope{}); err != nil || len(list) != 0 {
			t.Errorf("no scope lists %v (%v)", list, err)
		}
		_, err = d.ByID(t.Context(), "0000000000000000")
		wantCode(t, err, "account_not_found")
	})
}

func must(t *testing.T, d *door, id string) *Account {
	t.Helper()
	one, err := d.ByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return one
}

func TestAnAccountThatCouldNotBeUsedIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("taken", Post{Role: Town, Division: town})
		p, err := d.NewPassword(t.Context(), "", password)
		if err != nil {
			t.Fatal(err)
		}
		good := []Post{{Role: Town, Division: town}}
		for _, c := range []struct {
			name string
			a    Account
			p    Password
			want string
		}{
			{"a login somebody has", Account{Login: "TAKEN", Name: "李娜", Posts: good}, p, "login_taken"},
			{"a login in Chinese", Account{Login: "李娜", Name: "李娜", Posts: good}, p, "login_form"},
			{"no login", Account{Name: "李娜", Posts: good}, p, "login_form"},
			{"no name", Account{Login: "lina", Name: " ", Posts: good}, p, "account_name"},
			{"no post", Account{Login: "lina", Name: "李娜"}, p, "account_posts"},
			{"a post twice", Account{Login: "lina", Name: "李娜", Posts: append(good, good...)}, p, "account_post_twice"},
			{"a post of somebody else", Account{Login: "lina", Name: "李娜", Posts: []Post{{Role: Town, Division: town, Whose: "a"}}}, p, "account_lent"},
			{"no password", Account{Login: "lina", Name: "李娜", Posts: good}, Password{}, "password_missing"},
		} {
			t.Log(c.name)
			_, err := d.try(func(w *journal.Write) error {
				_, err := d.Create(t.Context(), w, c.a, c.p)
				return err
			})
			wantCode(t, err, c.want)
		}
	})
}

func TestAChangeOfAnOldVersionIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("lina", Post{Role: Town, Division: town})
		read := must(t, d, id)
		changed := *read
		changed.Name = "李娜"
		d.do(func(w *journal.Write) error { return d.Change(t.Context(), w, changed) })
		_, err := d.try(func(w *journal.Write) error { return d.Change(t.Context(), w, *read) })
		wantCode(t, err, "changed_meanwhile")
		now := must(t, d, id)
		wantText(t, "the name", now.Name, "李娜")
		now.Login = "other"
		_, err = d.try(func(w *journal.Write) error { return d.Change(t.Context(), w, *now) })
		wantCode(t, err, "login_fixed")
	})
}

func TestADisabledAccountComesBackWhenItIsEnabled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("lina", Post{Role: Town, Division: town})
		d.do(func(w *journal.Write) error { return d.Disable(t.Context(), w, id) })
		d.do(func(w *journal.Write) error { return d.Disable(t.Context(), w, id) }) // nothing more happens
		d.do(func(w *journal.Write) error { return d.Bind(t.Context(), w, id, Proof{"https://id.example", "s-1"}) })
		_, _, err := d.SignIn(t.Context(), d.start, "lina", password, "", address)
		wantCode(t, err, "sign_in_failed")
		_, _, err = d.SignInAs(t.Context(), d.start, Proof{"https://id.example", "s-1"}, address)
		wantCode(t, err, "account_unlinked")
		one := must(t, d, id)
		one.Disabled = false
		d.do(func(w *journal.Write) error { return d.Change(t.Context(), w, *one) })
		d.enter(d.start, "lina")
	})
}

func TestHoldersAreWhoMayBeGivenWork(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		a := d.hire("aa", Post{Role: Town, Division: town})
		d.hire("past", Post{Role: Town, Division: town, Valid: Span{0, 20_000}})
		d.hire("elsewhere", Post{Role: Town, Division: otherTown})
		d.hire("other-role", Post{Role: County, Division: chongchuan})
		gone := d.hire("gone", Post{Role: Town, Division: town})
		d.do(func(w *journal.Write) error { return d.Disable(t.Context(), w, gone) })
		list, err := d.Holders(t.Context(), Town, village, 20_001)
		if err != nil || !slices.Equal(list, []string{a}) {
			t.Errorf("the holders are %v (%v), want %s", list, err, a)
		}
	})
}
