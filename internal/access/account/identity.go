package account

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Proof is who somebody is in the words of another system: its own name, and what
// it calls the person. An account is known by both and by nothing else: a login or
// a name there may pass from one person to the next.
type Proof struct{ Issuer, Subject string }

// Identity is a proof that was bound to an account.
type Identity struct {
	ID     string
	Staff  string
	Issuer string
	Hint   string // the end of the subject

	opened int64
}

const (
	identityColumns = `v.id, v.opened, v.staff, v.issuer, v.hint`
	selectProof     = `SELECT ` + identityColumns + ` FROM identity v WHERE v.county = $1 AND v.who = $2 AND ` + journal.Holds
	selectBound     = `SELECT ` + identityColumns + ` FROM identity v WHERE v.county = $1 AND v.staff = $2 AND ` + journal.Holds + ` ORDER BY v.id`
)

func scanIdentity(row db.Row) (i Identity, err error) {
	var hint *string
	err = row.Scan(&i.ID, &i.opened, &i.Staff, &i.Issuer, &hint)
	i.Hint = plain(hint)
	return i, err
}

// check refuses what no provider says.
func (p Proof) check() error {
	odd := func(r rune) bool { return !unicode.IsPrint(r) || unicode.IsSpace(r) }
	if p.Issuer == "" || p.Subject == "" || len(p.Subject) > subjectMax || !utf8.ValidString(p.Subject) || strings.ContainsFunc(p.Subject, odd) {
		return civil.Refuse("identity_subject", "统一身份编号应是统一身份登录页给出的那一串，中间没有空格，请核对后重填。")
	}
	return nil
}

// key is what is looked up.
func (p Proof) key() string { return p.Issuer + "\x00" + p.Subject }

// hint is the end of a subject: enough to tell two of one office apart.
func (p Proof) hint() string {
	runes := []rune(p.Subject)
	if len(runes) <= 2*hintLength {
		return "…"
	}
	return "…" + string(runes[len(runes)-hintLength:])
}

// identityOf finds the account a proof was bound to.
func (a *Accounts) identityOf(ctx context.Context, q db.Query, p Proof) (i Identity, found bool, err error) {
	entries, err := a.blinds("identity", p.key())
	for _, entry := range entries {
		if i, found, err = db.One(ctx, q, scanIdentity, selectProof, home, entry); err != nil || found {
			return i, found, err
		}
	}
	return i, false, err
}

// Bind lets somebody whom another system has proven in as an account. What was
// bound of the same system before is bound no longer. Whether it is the right
// person is for the administrator to know; a proof leads to one account (Conflict).
func (a *Accounts) Bind(ctx context.Context, w *journal.Write, staff string, p Proof) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	if _, err := accountOf(ctx, w, staff); err != nil {
		return err
	}
	held, found, err := a.identityOf(ctx, w, p)
	switch {
	case err != nil:
		return err
	case found && held.Staff == staff:
		return nil
	case found:
		return &civil.Error{Kind: civil.Conflict, Code: "identity_taken", Message: "这个统一身份已经绑定在另一个账号上，请先在那个账号解除绑定。"}
	}
	if err := a.unbind(ctx, w, staff, p.Issuer); err != nil {
		return err
	}
	who, err := a.blind("identity", p.key())
	if err != nil {
		return err
	}
	return w.Open(ctx, identityTable, db.NewID(), journal.Always, staff, p.Issuer, who, text(p.hint()))
}

// Unbind lets an account be entered by its password alone, and ends all sessions.
func (a *Accounts) Unbind(ctx context.Context, w *journal.Write, staff string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	if err := a.unbind(ctx, w, staff, ""); err != nil {
		return err
	}
	return a.endAll(ctx, w, staff)
}

// unbind closes what is bound of one system, of all when none is named.
func (a *Accounts) unbind(ctx context.Context, w *journal.Write, staff, issuer string) error {
	list, err := db.Many(ctx, w, scanIdentity, selectBound, home, staff)
	for _, i := range list {
		if err == nil && (issuer == "" || i.Issuer == issuer) {
			err = w.Close(ctx, identityTable, i.ID, i.opened)
		}
	}
	return err
}

// Identities are the proofs bound to an account.
func (a *Accounts) Identities(ctx context.Context, staff string) (list []Identity, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanIdentity, selectBound, home, staff)
		return err
	})
	return list, err
}

// SignInAs lets staff in whom another system has proven. It refuses a proof that is
// bound to no account, or to a disabled one, alike (account_unlinked).
func (a *Accounts) SignInAs(ctx context.Context, now civil.Instant, p Proof, address string) (token string, v *Visitor, err error) {
	t := try{now: now, address: address, way: byProvider}
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		i, found, err := a.identityOf(ctx, q, p)
		if err != nil || !found {
			return err
		}
		account, err := accountOf(ctx, q, i.Staff)
		if err != nil {
			return err
		}
		t.login = account.Login
		return a.read(ctx, q, &t)
	})
	if err != nil {
		return "", nil, err
	}
	if t.account != nil && !t.account.Disabled {
		return a.admit(ctx, t)
	}
	_, err = a.journal.Do(ctx, atTheDoor("account.sign_in_refused"), func(w *journal.Write) error {
		return a.note(ctx, w, t, refused, 0)
	})
	if err == nil {
		err = &civil.Error{Kind: civil.Denied, Code: "account_unlinked", Message: "您的统一身份没有绑定账号，请把登录页给出的编号报给本单位系统管理员绑定。"}
	}
	return "", nil, err
}
