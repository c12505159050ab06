package account

import (
	"context"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// What came of an attempt to sign in, as it stands in the column outcome.
const (
	admitted  = "in"
	failed    = "failed"
	locked    = "locked"    // the failure that locked
	refused   = "refused"   // while it was locked
	unlocked  = "unlocked"  // by an administrator
	confirmed = "confirmed" // an authenticator showed its first code
)

// attempt is a row of the table.
type attempt struct {
	who     []byte
	staff   string
	outcome string
	at      civil.Instant
	until   civil.Instant
	step    int64
	address string
}

func (t attempt) keep(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, attemptTable, db.NewID(), journal.Always,
		t.who, text(t.staff), t.outcome, t.at, t.until, t.step, text(short(t.address)))
}

// short keeps an address to the length addresses have: it comes from outside.
func short(address string) string {
	if len(address) > addressMax {
		return ""
	}
	return address
}

const (
	selectAttempts = `SELECT v.outcome, v.until FROM attempt v
		WHERE v.county = $1 AND v.who = $2 AND v.at > $3 AND v.outcome IN ('in', 'failed', 'locked', 'unlocked') ORDER BY v.opened`
	selectStep = `SELECT CAST(coalesce(max(v.step), 0) AS BIGINT) FROM attempt v WHERE v.county = $1 AND v.staff = $2`
)

// standing is how a login stands: how often it failed of late, and until when it
// is locked; 0 when it is not.
type standing struct {
	failures int
	until    civil.Instant
}

// after is the standing after one more outcome.
func (s standing) after(outcome string, until civil.Instant) standing {
	switch outcome {
	case failed:
		return standing{failures: s.failures + 1}
	case locked:
		return standing{until: until}
	}
	return standing{}
}

// standingOf reads the attempts that still count. Unknown logins fail and lock as
// known ones do.
func (a *Accounts) standingOf(ctx context.Context, q db.Query, login string, now civil.Instant) (s standing, err error) {
	entries, err := a.blinds("login", login)
	if err != nil {
		return s, err
	}
	// After a rotation of keys older rows stand under the older entry.
	for i := len(entries) - 1; i >= 0; i-- {
		err := db.Each(ctx, q, func(row db.Row) error {
			var outcome string
			var until civil.Instant
			err := row.Scan(&outcome, &until)
			s = s.after(outcome, until)
			return err
		}, selectAttempts, home, entries[i], int64(now-max(FailureWindow, LockFor)))
		if err != nil {
			return s, err
		}
	}
	if s.until <= now {
		s.until = 0
	}
	return s, nil
}

// errLocked says until when, by the clock on the wall.
func errLocked(until civil.Instant) error {
	return &civil.Error{Kind: civil.Denied, Code: "sign_in_locked",
		Message: fmt.Sprintf("连续%d次没有登录成功，为保护账号暂停登录，请在%s以后再试，或请系统管理员解锁。", FailuresMax, clock(until))}
}

// clock is an instant to the minute, rounded up, so that nobody comes too early.
func clock(at civil.Instant) string {
	const upToMinute = len("2025-06-30 09:15")
	return (at + minute - 1).String()[len("2025-06-30 "):upToMinute]
}

// Unlock lets a locked account try again at once.
func (a *Accounts) Unlock(ctx context.Context, w *journal.Write, staff string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	account, err := accountOf(ctx, w, staff)
	if err != nil {
		return err
	}
	who, err := a.blind("login", account.Login)
	if err != nil {
		return err
	}
	return attempt{who: who, staff: staff, outcome: unlocked, at: w.At()}.keep(ctx, w)
}

// LockedUntil says until when an account is locked; 0 when it is not.
func (a *Accounts) LockedUntil(ctx context.Context, now civil.Instant, login string) (until civil.Instant, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		s, err := a.standingOf(ctx, q, FoldLogin(login), now)
		until = s.until
		return err
	})
	return until, err
}

// used says whether a code of an authenticator, or one after it, was used.
func used(ctx context.Context, q db.Query, staff string, step int64) (bool, error) {
	last, err := db.Int(q.QueryRow(ctx, selectStep, home, staff))
	return step <= last, err
}
