package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/text/unicode/norm"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// An authenticator shows a new code every stepLength. One step before and one after
// are taken too: clocks differ, and people type slowly.
const (
	stepLength = 30 * second
	stepSkew   = 1
)

// codeForm is what authenticators on telephones expect. HMAC-SHA1 is the only hash
// all of them know; nothing is signed or sealed with it.
var codeForm = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// Enrolment is what somebody puts into an authenticator: the address as a QR code,
// or the secret by hand. Both are shown once.
type Enrolment struct{ URL, Secret string }

// secretPlace is where the secret of an account is sealed.
func secretPlace(staff string) access.Place {
	return access.Place{Table: "credential", Field: "secret", County: home, ID: staff}
}

// BeginTOTP draws a secret for the authenticator of an account. Until a code of it
// was confirmed, signing in does not ask for one. It refuses an account that has an
// authenticator already.
func (a *Accounts) BeginTOTP(ctx context.Context, w *journal.Write, staff string) (e Enrolment, err error) {
	if w, err = w.In(ctx, home); err != nil {
		return e, err
	}
	account, err := accountOf(ctx, w, staff)
	if err != nil {
		return e, err
	}
	if account.Authenticator {
		return e, &civil.Error{Kind: civil.Conflict, Code: "totp_enrolled", Message: "这个账号已经绑定身份验证器；换手机请先由系统管理员重置。"}
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: a.issuer, AccountName: account.Login, Rand: rand.Reader})
	if err != nil {
		return e, err
	}
	c, err := credentialOf(ctx, w, staff)
	if err != nil {
		return e, err
	}
	if c.secret, err = a.keys.Seal(secretPlace(staff), key.Secret()); err != nil {
		return e, err
	}
	return Enrolment{key.URL(), key.Secret()}, c.keep(ctx, w)
}

// ConfirmTOTP makes the authenticator count from now on, after its owner has typed
// a code of it. That code is used up.
func (a *Accounts) ConfirmTOTP(ctx context.Context, w *journal.Write, staff, code string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	account, err := accountOf(ctx, w, staff)
	if err != nil {
		return err
	}
	c, err := credentialOf(ctx, w, staff)
	if err != nil {
		return err
	}
	if len(c.secret) == 0 || c.confirmed {
		return &civil.Error{Kind: civil.Conflict, Code: "totp_not_begun", Message: "没有正在绑定的身份验证器，请重新开始绑定。"}
	}
	step, err := a.stepOf(c, w.At(), code)
	if err != nil {
		return err
	}
	if step == 0 {
		return civil.Refuse("totp_code", "动态验证码不对，请等验证器换一个新的6位数再填；仍不对请核对手机时间。")
	}
	c.confirmed = true
	if err := c.keep(ctx, w); err != nil {
		return err
	}
	return a.note(ctx, w, try{now: w.At(), login: account.Login, account: account, step: step}, confirmed, 0)
}

// ResetTOTP takes the authenticator off an account, because the telephone was lost,
// and ends all sessions.
func (a *Accounts) ResetTOTP(ctx context.Context, w *journal.Write, staff string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	if _, err := accountOf(ctx, w, staff); err != nil {
		return err
	}
	c, err := credentialOf(ctx, w, staff)
	if err != nil {
		return err
	}
	c.secret, c.confirmed = nil, false
	if err := c.keep(ctx, w); err != nil {
		return err
	}
	return a.endAll(ctx, w, staff)
}

// weighCode says whether a code is the authenticator's. Whether it was used before
// is seen in the act, where nobody comes between.
func (a *Accounts) weighCode(t *try, code string) (right bool, err error) {
	t.step, err = a.stepOf(t.credential, t.now, code)
	return t.step != 0, err
}

// stepOf is the step whose code was typed; 0 when it is none of those that count.
func (a *Accounts) stepOf(c credential, now civil.Instant, code string) (int64, error) {
	secret, err := a.keys.Open(secretPlace(c.staff), c.secret)
	if err != nil {
		return 0, err
	}
	typed := strings.ReplaceAll(strings.TrimSpace(norm.NFKC.String(code)), " ", "")
	found := int64(0)
	for step := int64(now/stepLength) - stepSkew; step <= int64(now/stepLength)+stepSkew; step++ {
		want, err := hotp.GenerateCodeCustom(string(secret), uint64(step), codeForm)
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(typed)) == 1 {
			found = step
		}
	}
	return found, nil
}
