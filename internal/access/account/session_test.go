package account

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

func TestASessionEndsWithWhatItRestsOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		end  func(d *door, id string, v *Visitor) error
	}{
		{"a signing out", func(d *door, _ string, v *Visitor) error { return d.SignOut(d.t.Context(), v) }},
		{"a signing out everywhere", func(d *door, _ string, v *Visitor) error { return d.SignOutEverywhere(d.t.Context(), v) }},
		{"a disabled account", func(d *door, id string, _ *Visitor) error {
			_, err := d.try(func(w *journal.Write) error { return d.Disable(d.t.Context(), w, id) })
			return err
		}},
		{"a new password", func(d *door, id string, _ *Visitor) error {
			p, err := d.NewPassword(d.t.Context(), "lina", "another-horse-8")
			if err != nil {
				return err
			}
			_, err = d.try(func(w *journal.Write) error { return d.SetPassword(d.t.Context(), w, id, p, true) })
			return err
		}},
		{"a reset authenticator", func(d *door, id string, _ *Visitor) error {
			_, err := d.try(func(w *journal.Write) error { return d.ResetTOTP(d.t.Context(), w, id) })
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, d *door) {
				id := d.hire("lina", Post{Role: Town, Division: town})
				token, v := d.enter(d.start, "lina")
				d.resolve(d.start, token)
				if err := c.end(d, id, v); err != nil {
					t.Fatal(err)
				}
				d.gone(d.start, token)
				if err := d.SignOut(t.Context(), v); err != nil {
					t.Errorf("signing out once more: %v", err)
				}
			})
		})
	}
}

func TestSigningOutLeavesOtherSessions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		_, here := d.enter(d.start, "lina")
		there, _ := d.enter(d.start, "lina")
		if err := d.SignOut(t.Context(), here); err != nil {
			t.Fatal(err)
		}
		d.resolve(d.start, there)
	})
}

func TestASessionLastsAsLongAsItMay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		left, _ := d.enter(d.start, "lina")
		d.resolve(d.start+StaffIdle, left)
		d.gone(d.start+2*StaffIdle+1, left)
		d.gone(d.start+2*StaffIdle+1, left)

		token, _ := d.enter(d.start, "lina")
		for at := d.start; at < d.start+StaffLife; at += StaffIdle {
			d.resolve(at, token)
		}
		d.resolve(d.start+StaffLife-1, token)
		d.gone(d.start+StaffLife, token)
	})
}

func TestARestartDoesNotMakeASessionIdle(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		d := open(t, store)
		d.hire("lina", Post{Role: Town, Division: town})
		token, _ := d.enter(d.start, "lina")
		busy := d.start + hour
		for at := d.start; at <= busy; at += minute {
			d.resolve(at, token)
		}
		again := open(t, store)
		again.resolve(busy+StaffIdle-seenEvery, token)
		third := open(t, store)
		third.gone(busy+StaffIdle+1, token)
		if told := len(d.acts("account.session_seen")); told == 0 || told > int(hour/seenEvery) {
			t.Errorf("the store was told %d times in an hour", told)
		}
	})
}

func TestWhatIsNoTokenLetsNobodyIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		token, v := d.enter(d.start, "lina")
		secret, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(secret) != tokenSize {
			t.Fatalf("the token is %q", token)
		}
		secret[0] ^= 1
		for _, bad := range []string{"", "x", token[1:], token + "A", token + "=", v.SessionID, base64.RawURLEncoding.EncodeToString(secret), strings.Repeat("A", 1<<16)} {
			d.gone(d.start, bad)
		}
		const selectTokens = `SELECT v.token FROM session v WHERE v.county = $1`
		err = d.journal.DB().Read(t.Context(), func(q db.Query) error {
			return db.Each(t.Context(), q, func(row db.Row) error {
				var kept []byte
				err := row.Scan(&kept)
				if string(kept) == token || string(kept) == string(secret) {
					err = errors.New("the token itself is kept")
				}
				return err
			}, selectTokens, home)
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestWhatChangesAboutAnAccountCountsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("lina", Post{Role: Town, Division: town})
		token, _ := d.enter(d.start, "lina")
		one, err := d.ByID(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		one.Posts = []Post{{Role: Town, Division: otherTown}}
		d.do(func(w *journal.Write) error { return d.Change(t.Context(), w, *one) })
		wantText(t, "the scope", d.resolve(d.start, token).Scope().String(), "320613002")
	})
}

func TestSweepingTakesOnlyWhatIsOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		token, _ := d.enter(d.start, "lina")
		_, _ = d.enter(d.start-StaffLife-hour, "lina")
		if err := d.RequestCode(t.Context(), d.start-hour, nil, phone("13800000001")); err != nil {
			t.Fatal(err)
		}
		var closed int
		sweep := func(w *journal.Write) (err error) {
			closed, err = d.Sweep(t.Context(), w, 100)
			return err
		}
		if d.do(sweep); closed != 2 {
			t.Errorf("%d were over, want a session and a code", closed)
		}
		if d.do(sweep); closed != 0 {
			t.Errorf("%d more were over", closed)
		}
		d.resolve(d.start, token)
	})
}

func TestSettingsAreKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.hire("lina", Post{Role: Town, Division: town})
		token, v := d.enter(d.start, "lina")
		for _, s := range []Settings{
			{Theme: ThemeDark, TextSize: 24, SingleKeys: false, EnterMoves: true},
			{Theme: ThemeLight, TextSize: 30, SingleKeys: true, EnterMoves: false},
		} {
			if err := d.Personalise(t.Context(), v, s); err != nil {
				t.Fatal(err)
			}
			got := d.resolve(d.start, token).Settings
			got.opened = 0
			if got != s || v.Settings != s {
				t.Errorf("the settings are %+v, want %+v", got, s)
			}
		}
		wantCode(t, d.Personalise(t.Context(), v, Settings{Theme: "pink", TextSize: 18}), "setting_theme")
		wantCode(t, d.Personalise(t.Context(), v, Settings{Theme: ThemeDark, TextSize: 17}), "setting_size")
	})
}

func TestTheClockOfALockRoundsUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		at   civil.Instant
		want string
	}{
		{"the full minute", 0, "08:00"},
		{"a moment later", 1, "08:01"},
		{"before midnight", 16*hour - 1, "00:00"},
	} {
		wantText(t, c.name, clock(c.at), c.want)
	}
}
