package account

import (
	"context"
	"errors"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// The ways to sign in, as they stand with a session.
const (
	byPassword = "password"
	byProvider = "oidc"
	byCode     = "code"
	byApp      = "app"
)

// try is one attempt to sign in on its way through the door.
type try struct {
	now            civil.Instant
	login, address string
	way            string

	account    *Account // nil: there is none by that login
	credential credential
	standing   standing
	right      bool  // the password is the account's, and the account is not disabled
	step       int64 // of the authenticator's code; 0: none was needed
	renewed    string
}

// errAgain says that meanwhile something happened by which the attempt fails.
var errAgain = errors.New("account: the attempt no longer holds")

// SignIn lets staff in. login, password and the code of the authenticator, empty
// when there is none, are as they were typed. The token is for the browser alone.
//
// It refuses with sign_in_failed, the same for an unknown login, a disabled account
// and a wrong password or code; with sign_in_locked, which says until when; and
// with code_required when the password is right and an authenticator is enrolled.
func (a *Accounts) SignIn(ctx context.Context, now civil.Instant, login, password, code, address string) (token string, v *Visitor, err error) {
	t := try{now: now, login: login, address: address, way: byPassword}
	if err := a.weigh(ctx, &t, password); err != nil {
		return "", nil, err
	}
	if t.right && t.credential.confirmed {
		if code == "" {
			return "", nil, &civil.Error{Kind: civil.Denied, Code: "code_required", Message: "请填写身份验证器上的6位动态验证码。"}
		}
		if t.right, err = a.weighCode(&t, code); err != nil {
			return "", nil, err
		}
	}
	if !t.right {
		return "", nil, a.refuse(ctx, t)
	}
	return a.admit(ctx, t)
}

// atTheDoor begins an act of somebody who is not known to be anybody.
func atTheDoor(kind string) journal.Header {
	return journal.Header{County: home, Kind: kind, Actor: machine, Purpose: purposeSecurity}
}

// weigh looks an attempt up and holds the password against what is stored. It does
// the same reading and the same hashing whether there is such an account or not;
// a locked login is weighed no further, whether there is such an account or not.
func (a *Accounts) weigh(ctx context.Context, t *try, password string) error {
	t.login = FoldLogin(t.login)
	if err := a.journal.DB().Read(ctx, func(q db.Query) error { return a.read(ctx, q, t) }); err != nil {
		return err
	}
	if t.standing.until != 0 {
		return nil
	}
	same, err := a.matches(ctx, t.credential.password, password)
	if err != nil {
		return err
	}
	t.right = same && !t.account.Disabled
	if t.right {
		err = a.renew(ctx, t, password)
	}
	return err
}

// read is the reading of an attempt: one question after the other, whatever the
// answer of the one before.
func (a *Accounts) read(ctx context.Context, q db.Query, t *try) (err error) {
	if t.standing, err = a.standingOf(ctx, q, t.login, t.now); err != nil {
		return err
	}
	account, found, err := db.One(ctx, q, scanAccount, selectLogin, home, t.login)
	if err != nil {
		return err
	}
	id := ""
	if found {
		t.account, id = account, account.ID
	}
	t.credential, err = credentialOf(ctx, q, id)
	return err
}

// renew hashes a right password again when it was hashed at another cost.
func (a *Accounts) renew(ctx context.Context, t *try, password string) error {
	s, err := parseStored(t.credential.password)
	if err != nil || s.cost == a.cost {
		return err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	fresh, err := newStored(a.cost, password)
	t.renewed = fresh.String()
	return err
}

// admit writes the act of a right attempt and opens the session. What was weighed
// is looked at again, because others may have come first.
func (a *Accounts) admit(ctx context.Context, t try) (token string, v *Visitor, err error) {
	h := journal.Header{County: home, Kind: "account.sign_in", Actor: t.account.Actor(), Purpose: purposeSecurity}
	_, err = a.journal.Do(ctx, h, func(w *journal.Write) error {
		again := try{now: t.now, login: t.login}
		if err := a.read(ctx, w, &again); err != nil {
			return err
		}
		switch {
		case again.account == nil || again.account.ID != t.account.ID || again.account.Disabled,
			again.credential.opened != t.credential.opened,
			again.standing.until != 0 && t.way == byPassword:
			return errAgain
		}
		if t.step != 0 {
			if gone, err := used(ctx, w, t.account.ID, t.step); err != nil || gone {
				return errors.Join(err, errAgain)
			}
		}
		if t.renewed != "" {
			again.credential.password = t.renewed
			if err := again.credential.keep(ctx, w); err != nil {
				return err
			}
		}
		if err := a.note(ctx, w, t, admitted, 0); err != nil {
			return err
		}
		token, err = openSession(ctx, w, session{way: t.way, staff: t.account.ID, started: t.now, until: t.now + StaffLife, address: t.address})
		return err
	})
	if errors.Is(err, errAgain) {
		return "", nil, a.refuse(ctx, t)
	}
	if err != nil {
		return "", nil, err
	}
	v, err = a.Resolve(ctx, t.now, token)
	return token, v, err
}

// note writes the row of an attempt.
func (a *Accounts) note(ctx context.Context, w *journal.Write, t try, outcome string, until civil.Instant) error {
	who, err := a.blind("login", t.login)
	if err != nil {
		return err
	}
	row := attempt{who: who, outcome: outcome, at: t.now, until: until, address: t.address}
	if t.account != nil {
		row.staff = t.account.ID
	}
	if outcome == admitted || outcome == confirmed {
		row.step = t.step
	}
	return row.keep(ctx, w)
}

// refuse writes the act of an attempt that failed, locks when it was one too many,
// and says so.
func (a *Accounts) refuse(ctx context.Context, t try) error {
	var s standing
	_, err := a.journal.Do(ctx, atTheDoor("account.sign_in_refused"), func(w *journal.Write) (err error) {
		if s, err = a.standingOf(ctx, w, t.login, t.now); err != nil {
			return err
		}
		outcome := failed
		switch {
		case s.until != 0:
			outcome = refused
		case s.failures+1 >= FailuresMax:
			outcome = locked
		}
		s = standing{failures: s.failures + 1, until: s.until}
		if outcome == locked {
			s.until = t.now + LockFor
		}
		return a.note(ctx, w, t, outcome, s.until)
	})
	switch {
	case err != nil:
		return err
	case s.until != 0:
		return errLocked(s.until)
	}
	return &civil.Error{Kind: civil.Denied, Code: "sign_in_failed",
		Message: fmt.Sprintf("登录名、密码或动态验证码不对，请核对后重试；再错%d次将暂停登录%d分钟。", FailuresMax-s.failures, LockFor/minute)}
}
