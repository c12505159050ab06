package access

import (
	"errors"
	"math/rand/v2"
	"testing"

	"lianxin/internal/civil"
)

// someday is the day on which the tests make their keys.
const someday civil.Date = 20_458 // 2026-01-05

// fixed is a source of reproducible bytes: keys in tests need be no secret.
func fixed(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

// ring is a new keyring, the same one for a seed.
func ring(t testing.TB, seed byte) Keyring {
	t.Helper()
	k, err := NewKeyring(fixed(seed), someday)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// here is where the tests seal.
var here = Place{Table: "person", Field: "id_number", County: "320613", ID: "01jx4v6h2k8n0p3q"}

// wantCode fails unless err is a civil.Error of that code, or nil for no code.
func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	got := ""
	var refusal *civil.Error
	switch {
	case errors.As(err, &refusal):
		got = refusal.Code
	case err != nil:
		got = "not a civil.Error: " + err.Error()
	}
	if got != code {
		t.Errorf("the error is %q (%v), want %q", got, err, code)
	}
}
