package account

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

func TestStaffSignInWithLoginAndPassword(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("li.na", Post{Role: Town, Division: town})
		token, v, err := d.SignIn(t.Context(), d.start, " Ｌi.NA ", password, "", address)
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, "the actor", v.Actor, "staff:"+id)
		wantText(t, "the name", v.Name, "王li.na")
		wantText(t, "the scope", v.Scope().String(), "320613001")
		if v.Kind != Staff || v.MustChange || v.Theme != ThemeAuto || v.TextSize != 18 {
			t.Errorf("the visitor is %+v", v)
		}
		wantText(t, "the same visitor again", d.resolve(d.start+minute, token).SessionID, v.SessionID)
		if acts := d.acts("account.sign_in"); len(acts) != 1 || acts[0].Actor != "staff:"+id {
			t.Errorf("the acts of signing in are %+v", acts)
		}
	})
}

func TestAWrongPasswordAndAnUnknownLoginLookTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		gone := d.hire("gone", Post{Role: Town, Division: town})
		d.do(func(w *journal.Write) error { return d.Disable(t.Context(), w, gone) })
		var said [3][]string
		for i, typed := range []struct{ login, password string }{{"lina", "wrong-horse-7"}, {"nobody", password}, {"gone", password}} {
			for range FailuresMax + 1 {
				before, acts := d.hashed.Load(), len(d.acts("account.sign_in_refused"))
				_, _, err := d.SignIn(t.Context(), d.start, typed.login, typed.password, "", address)
				said[i] = append(said[i], fmt.Sprint(err, " hashed ", d.hashed.Load()-before,
					" acts ", len(d.acts("account.sign_in_refused"))-acts))
			}
		}
		if !slices.Equal(said[0], said[1]) || !slices.Equal(said[0], said[2]) {
			t.Errorf("wrong password: %q\nunknown login: %q\ndisabled: %q", said[0], said[1], said[2])
		}
		want := []string{failed, failed, failed, failed, locked, refused}
		if got := d.outcomes(); !slices.Equal(got, slices.Concat(want, want, want)) {
			t.Errorf("the attempts came to %q", got)
		}
	})
}

func TestTooManyFailuresLockForAWhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		fail := func(at civil.Instant, want string) {
			t.Helper()
			_, _, err := d.SignIn(t.Context(), at, "lina", "wrong-horse-7", "", address)
			wantCode(t, err, want)
		}
		for range FailuresMax - 1 {
			fail(d.start, "sign_in_failed")
		}
		d.enter(d.start, "lina") // forgets the failures
		for range FailuresMax - 1 {
			fail(d.start+minute, "sign_in_failed")
		}
		at := d.start + minute + FailureWindow // and so does time
		for range FailuresMax - 1 {
			fail(at, "sign_in_failed")
		}
		fail(at, "sign_in_locked")
		_, _, err := d.SignIn(t.Context(), at+minute, "lina", password, "", address)
		wantCode(t, err, "sign_in_locked")
		until, err2 := d.LockedUntil(t.Context(), at+minute, "LINA")
		if err2 != nil || until != at+LockFor {
			t.Errorf("locked until %s (%v), want %s", until, err2, at+LockFor)
		}
		if want := errLocked(at + LockFor); sentence(err) != sentence(want) {
			t.Errorf("the sentence is %q, want %q", sentence(err), sentence(want))
		}
		d.enter(at+LockFor, "lina")
	})
}

func TestAnAdministratorUnlocks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("lina", Post{Role: Town, Division: town})
		for range FailuresMax {
			_, _, _ = d.SignIn(t.Context(), d.start, "lina", "wrong-horse-7", "", address)
		}
		d.do(func(w *journal.Write) error { return d.Unlock(t.Context(), w, id) })
		d.enter(d.start+minute, "lina")
	})
}

func TestFailuresSideBySideLockAllTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		var wait sync.WaitGroup
		for range 2 * FailuresMax {
			wait.Go(func() {
				_, _, _ = d.SignIn(t.Context(), d.start, "lina", "wrong-horse-7", "", address)
			})
		}
		wait.Wait()
		_, _, err := d.SignIn(t.Context(), d.start, "lina", password, "", address)
		wantCode(t, err, "sign_in_locked")
		count := 0
		for _, outcome := range d.outcomes() {
			if outcome == failed {
				count++
			}
		}
		if count != FailuresMax-1 {
			t.Errorf("%d failures were counted before the lock, want %d", count, FailuresMax-1)
		}
	})
}

func TestAPasswordHashedOtherwiseIsHashedAnew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		old := open(t, store, WithCost(Cost{Scheme: PBKDF2, Time: 1000}))
		id := old.hire("lina", Post{Role: Town, Division: town})
		d := open(t, store)
		d.enter(d.start, "lina")
		d.enter(d.start, "lina")
		var kept credential
		err := d.journal.DB().Read(t.Context(), func(q db.Query) (err error) {
			kept, err = credentialOf(t.Context(), q, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if s, err := parseStored(kept.password); err != nil || s.cost != cheap {
			t.Errorf("the password is kept as %q (%v)", kept.password, err)
		}
	})
}

func TestAReplacedPasswordIsNotKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		_, v := d.enter(d.start, "lina")
		if err := d.ChangePassword(t.Context(), d.start, v, password, "another-horse-8", address); err != nil {
			t.Fatal(err)
		}
		const selectKept = `SELECT v.id FROM credential v WHERE v.county = $1 AND v.password IS NOT NULL`
		var kept []string
		err := d.journal.DB().Read(t.Context(), func(q db.Query) (err error) {
			kept, err = db.Many(t.Context(), q, db.Text, selectKept, home)
			return err
		})
		if err != nil || len(kept) != 1 {
			t.Errorf("%d hashes are kept (%v), want 1", len(kept), err)
		}
	})
}

func TestANewPasswordNeedsTheOldOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		token, v := d.enter(d.start, "lina")
		other, _ := d.enter(d.start, "lina")
		wantCode(t, d.ChangePassword(t.Context(), d.start, v, "wrong-horse-7", "another-horse-8", address), "sign_in_failed")
		wantCode(t, d.ChangePassword(t.Context(), d.start, v, password, password, address), "password_same")
		wantCode(t, d.ChangePassword(t.Context(), d.start, v, password, "short-1", address), "password_short")
		d.resolve(d.start, token)
		wantCode(t, d.ChangePassword(t.Context(), d.start, v, password, "another-horse-8", address), "")
		d.gone(d.start, token)
		d.gone(d.start, other)
		_, _, err := d.SignIn(t.Context(), d.start, "lina", password, "", address)
		wantCode(t, err, "sign_in_failed")
		if _, _, err = d.SignIn(t.Context(), d.start, "lina", "another-horse-8", "", address); err != nil {
			t.Error(err)
		}
	})
}

func TestAPasswordGivenBySomebodyElseHasToBeChanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		p, err := d.NewPassword(t.Context(), "lina", password)
		if err != nil {
			t.Fatal(err)
		}
		d.do(func(w *journal.Write) error {
			id, err := d.Create(t.Context(), w, Account{Login: "lina", Name: "李娜", Posts: []Post{{Role: Town, Division: town}}}, p)
			if err != nil {
				return err
			}
			return d.Bind(t.Context(), w, id, Proof{"https://id.example", "s-1"})
		})
		_, v := d.enter(d.start, "lina")
		if !v.MustChange {
			t.Error("the visitor need not change the password")
		}
		_, v, err = d.SignInAs(t.Context(), d.start, Proof{"https://id.example", "s-1"}, address)
		if err != nil || v.MustChange {
			t.Errorf("whoever came another way has to change a password never used: %+v %v", v, err)
		}
	})
}

func TestPasswordsThatAreEasyToGuessAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, password, want string }{
		{"a good one", "correct-horse-7", ""},
		{"a sentence of Chinese", "一去二三里烟村四五家7", ""},
		{"too short", "ab12cd34e", "password_short"},
		{"digits alone", "1234567890", "password_plain"},
		{"letters alone", "abcdefghijk", "password_plain"},
		{"with the login in it", "xx-LiNa-2026", "password_login"},
		{"the same over and over", "a1a1a1a1a1a1", "password_repeats"},
		{"not text", "abcdefgh1\xff23", "password_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, checkPassword("lina", c.password), c.want)
		})
	}
}
