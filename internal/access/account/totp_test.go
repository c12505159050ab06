package account

import (
	"math/rand/v2"
	"testing"

	"github.com/pquerna/otp/hotp"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// shows is what an authenticator shows at an instant.
func shows(t *testing.T, secret string, at civil.Instant) string {
	t.Helper()
	code, err := hotp.GenerateCodeCustom(secret, uint64(at/stepLength), codeForm)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrol gives an account an authenticator and says its secret and when it was
// confirmed.
func (d *door) enrol(id string) (secret string, at civil.Instant) {
	d.t.Helper()
	var e Enrolment
	d.do(func(w *journal.Write) (err error) {
		e, err = d.BeginTOTP(d.t.Context(), w, id)
		return err
	})
	act := d.do(func(w *journal.Write) error {
		return d.ConfirmTOTP(d.t.Context(), w, id, shows(d.t, e.Secret, w.At()))
	})
	return e.Secret, act.At
}

func TestAnAuthenticatorIsAskedForOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("lina", Post{Role: Finance, Division: town})
		var e Enrolment
		d.do(func(w *journal.Write) (err error) {
			e, err = d.BeginTOTP(t.Context(), w, id)
			return err
		})
		d.enter(d.start, "lina") // not confirmed yet
		_, err := d.try(func(w *journal.Write) error { return d.ConfirmTOTP(t.Context(), w, id, "000000x") })
		wantCode(t, err, "totp_code")
		act := d.do(func(w *journal.Write) error { return d.ConfirmTOTP(t.Context(), w, id, shows(t, e.Secret, w.At())) })
		now := act.At + 2*stepLength
		_, _, err = d.SignIn(t.Context(), now, "lina", password, "", address)
		wantCode(t, err, "code_required")
		_, _, err = d.SignIn(t.Context(), now, "lina", "wrong-horse-7", "", address)
		wantCode(t, err, "sign_in_failed")
		_, _, err = d.SignIn(t.Context(), now, "lina", password, "12345", address)
		wantCode(t, err, "sign_in_failed")
		code := shows(t, e.Secret, now)
		_, v, err := d.SignIn(t.Context(), now, "lina", password, code[:3]+" "+code[3:], address)
		if err != nil || !v.Authenticator {
			t.Fatalf("the visitor is %+v (%v)", v, err)
		}
		_, err = d.try(func(w *journal.Write) error {
			_, err := d.BeginTOTP(t.Context(), w, id)
			return err
		})
		wantCode(t, err, "totp_enrolled")
	})
}

func TestACodeOfAnAuthenticatorIsUsedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("lina", Post{Role: Finance, Division: town})
		secret, at := d.enrol(id)
		_, _, err := d.SignIn(t.Context(), at, "lina", password, shows(t, secret, at), address)
		wantCode(t, err, "sign_in_failed") // the code that confirmed it
		now := at + 3*stepLength
		if _, _, err := d.SignIn(t.Context(), now, "lina", password, shows(t, secret, now), address); err != nil {
			t.Fatal(err)
		}
		_, _, err = d.SignIn(t.Context(), now, "lina", password, shows(t, secret, now), address)
		wantCode(t, err, "sign_in_failed")
		_, _, err = d.SignIn(t.Context(), now, "lina", password, shows(t, secret, now-stepLength), address)
		wantCode(t, err, "sign_in_failed") // one that came before it
		if _, _, err := d.SignIn(t.Context(), now, "lina", password, shows(t, secret, now+stepLength), address); err != nil {
			t.Errorf("a clock that is half a minute ahead: %v", err)
		}
		_, _, err = d.SignIn(t.Context(), now+10*stepLength, "lina", password, shows(t, secret, now+8*stepLength), address)
		wantCode(t, err, "sign_in_failed")
	})
}

func TestAResetAuthenticatorIsNoLongerAskedFor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id := d.hire("lina", Post{Role: Finance, Division: town})
		_, at := d.enrol(id)
		d.do(func(w *journal.Write) error { return d.ResetTOTP(t.Context(), w, id) })
		d.enter(at, "lina")
		_, err := d.try(func(w *journal.Write) error { return d.ConfirmTOTP(t.Context(), w, id, "123456") })
		wantCode(t, err, "totp_not_begun")
	})
}

func TestAfterARotationOfKeysEverythingStillOpens(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		d := open(t, store)
		secret, at := d.enrol(d.hire("lina", Post{Role: Finance, Division: town}))
		code := d.ask(at, mobile, granny)
		printed, _ := d.slip(child)
		for range FailuresMax {
			_, _, _ = d.SignIn(t.Context(), at, "nobody", password, "", address)
		}
		rotated := d.keys
		for _, use := range []access.Use{access.Sealing, access.Indexing} {
			var err error
			if rotated, err = rotated.Rotate(use, 20_459, rand.NewChaCha8([32]byte{8})); err != nil {
				t.Fatal(err)
			}
		}
		after := open(t, store)
		after.Accounts.keys = rotated
		now := at + 3*stepLength
		if _, _, err := after.SignIn(t.Context(), now, "lina", password, shows(t, secret, now), address); err != nil {
			t.Errorf("the authenticator: %v", err)
		}
		if _, _, err := after.SignInResident(t.Context(), now, mobile, code); err != nil {
			t.Errorf("the code by telephone: %v", err)
		}
		if _, _, err := after.SignInResident(t.Context(), now, printed, ""); err != nil {
			t.Errorf("the printed code: %v", err)
		}
		_, _, err := after.SignIn(t.Context(), now, "nobody", password, "", address)
		wantCode(t, err, "sign_in_locked")
	})
}
