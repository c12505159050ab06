package account

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Password is a password that was found good enough and hashed. Hashing takes as
// long as a hundred rows, so it is done before an act begins and not in it.
type Password struct{ line string }

// Format implements fmt.Formatter for every verb: a hash is nothing to print.
func (p Password) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, "[password]") // a fmt.State cannot fail
}

// NewPassword hashes a new password for a login. It refuses one that is short, or
// easy to guess for somebody who knows the login.
func (a *Accounts) NewPassword(ctx context.Context, login, password string) (Password, error) {
	if err := checkPassword(login, password); err != nil {
		return Password{}, err
	}
	if err := a.cost.check(); err != nil {
		return Password{}, err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return Password{}, err
	}
	defer done()
	s, err := newStored(a.cost, password)
	return Password{s.String()}, err
}

func checkPassword(login, password string) error {
	length := utf8.RuneCountInString(password)
	switch {
	case length < passwordMin:
		return civil.Refuse("password_short", "密码至少要%d个字符，现在是%d个，请加长。", passwordMin, length)
	case length > passwordMax || !utf8.ValidString(password):
		return civil.Refuse("password_long", "密码最多%d个字符，请缩短。", passwordMax)
	case sorts(password) < 2:
		return civil.Refuse("password_plain", "密码不能只有数字或只有字母，请至少用上两类字符。")
	case login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		return civil.Refuse("password_login", "密码里不能有登录名，请换一个。")
	case few(password):
		return civil.Refuse("password_repeats", "密码里重复的字符太多，请换一个。")
	}
	return nil
}

// sorts counts of how many sorts the characters of a password are: digits, small
// and capital letters, everything else.
func sorts(password string) int {
	seen := map[string]bool{}
	for _, r := range password {
		switch {
		case r >= '0' && r <= '9':
			seen["digit"] = true
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			seen["letter"] = true
		default:
			seen["other"] = true
		}
	}
	return len(seen)
}

// few says whether a password has fewer than five different characters.
func few(password string) bool {
	seen := map[rune]bool{}
	for _, r := range password {
		seen[r] = true
	}
	return len(seen) < 5
}

// hashers is how many passwords are hashed at a time: each takes 64 MiB.
const hashers = 4

// turn waits for one of the places at the hash.
func (a *Accounts) turn(ctx context.Context) (done func(), err error) {
	select {
	case a.hashing <- struct{}{}:
		return func() { <-a.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// matches holds a password against a stored line. Where there is none, it does the
// same work for nothing, so that nobody can tell by the time it takes.
func (a *Accounts) matches(ctx context.Context, line, password string) (bool, error) {
	if err := a.cost.check(); err != nil {
		return false, err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	against, known := a.decoy, line != ""
	if known {
		if against, err = parseStored(line); err != nil {
			return false, err
		}
	}
	if utf8.RuneCountInString(password) > passwordMax {
		password = ""
	}
	a.hashed.Add(1)
	same, err := against.matches(password)
	return same && known, err
}

// credential is how an account is proven to be somebody's.
type credential struct {
	staff     string
	opened    int64
	proof     []byte
	password  string
	must      bool
	secret    []byte // sealed
	confirmed bool
}

const selectCredential = `SELECT v.id, v.opened, v.proof, v.password, v.must, v.secret, v.confirmed FROM credential v
	WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds

func scanCredential(row db.Row) (c credential, err error) {
	var password *string
	err = row.Scan(&c.staff, &c.opened, &c.proof, &password, &c.must, &c.secret, &c.confirmed)
	c.password = plain(password)
	return c, err
}

func credentialOf(ctx context.Context, q db.Query, staff string) (credential, error) {
	c, found, err := db.One(ctx, q, scanCredential, selectCredential, home, staff)
	if err == nil && !found {
		c.staff = staff
	}
	return c, err
}

// keep writes a credential as the next version. The one before it is emptied: an
// old password may still be somebody's, elsewhere.
func (c credential) keep(ctx context.Context, w *journal.Write) error {
	if c.opened != 0 {
		if err := w.Close(ctx, credentialTable, c.staff, c.opened); err != nil {
			return err
		}
		if err := w.Erase(ctx, credentialTable, c.staff, c.opened, c.proof); err != nil {
			return err
		}
	}
	return w.Open(ctx, credentialTable, c.staff, journal.Always, text(c.password), c.must, octets(c.secret), c.confirmed)
}

// octets is a column's value of bytes that may be missing.
func octets(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// SetPassword gives an account a new password and ends all its sessions. must says
// that its owner has to change it first, because somebody else knows it.
func (a *Accounts) SetPassword(ctx context.Context, w *journal.Write, staff string, p Password, must bool) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	if p.line == "" {
		return civil.Refuse("password_missing", "没有新密码，请填写后重试。")
	}
	if _, err := accountOf(ctx, w, staff); err != nil {
		return err
	}
	c, err := credentialOf(ctx, w, staff)
	if err != nil {
		return err
	}
	c.password, c.must = p.line, must
	if err := c.keep(ctx, w); err != nil {
		return err
	}
	return a.endAll(ctx, w, staff)
}

// ChangePassword gives the visitor a new password, for which the old one has to be
// known. It ends all sessions of the account, this one too. A wrong old password
// counts as a failed attempt to sign in.
func (a *Accounts) ChangePassword(ctx context.Context, now civil.Instant, v *Visitor, old, password, address string) error {
	if v.Kind != Staff {
		return &civil.Error{Kind: civil.Denied, Code: "password_staff", Message: "用验证码登录的不设密码，不用更改。"}
	}
	t := try{now: now, login: v.Login, address: address}
	if err := a.weigh(ctx, &t, old); err != nil {
		return err
	}
	if !t.right {
		return a.refuse(ctx, t)
	}
	if old == password {
		return civil.Refuse("password_same", "新密码与原密码相同，请换一个。")
	}
	fresh, err := a.NewPassword(ctx, v.Login, password)
	if err != nil {
		return err
	}
	h := v.personal("account.password")
	h.Durable = true
	_, err = a.journal.Do(ctx, h, func(w *journal.Write) error {
		return a.SetPassword(ctx, w, v.ID, fresh, false)
	})
	return err
}
