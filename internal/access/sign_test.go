package access

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"
)

func TestASignatureHoldsForItsDigestAndKey(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	digest := sm3.Sum([]byte("a checkpoint"))
	signature, err := k.Sign(digest[:])
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, k.Verify(digest[:], signature), "")
	public := k.PublicKeys()
	if len(public) != 1 || !public[0].Current || public[0].Version != 1 || public[0].Created != someday || len(public[0].Fingerprint) != 64 {
		t.Fatalf("the public keys are %v", public)
	}
	wantCode(t, VerifyPublic([]byte(public[0].PEM), digest[:], signature), "")
	wantCode(t, VerifyPublic([]byte(ring(t, 2).PublicKeys()[0].PEM), digest[:], signature), "signature_wrong")
	wantCode(t, ring(t, 2).Verify(digest[:], signature), "signature_wrong")
	other := sm3.Sum([]byte("another checkpoint"))
	wantCode(t, k.Verify(other[:], signature), "signature_wrong")
	for i := range len(signature) * 8 {
		flipped := bytes.Clone(signature)
		flipped[i/8] ^= 1 << (i % 8)
		if k.Verify(digest[:], flipped) == nil {
			t.Errorf("with bit %d flipped the signature still holds", i)
		}
	}
	wantCode(t, k.Verify(digest[:], nil), "signature_wrong")
	wantCode(t, k.Verify(digest[:], signature[1:]), "signature_wrong")
}

func TestASignatureOutlivesItsKey(t *testing.T) {
	t.Parallel()
	one := ring(t, 1)
	digest := sm3.Sum([]byte("a checkpoint"))
	old, err := one.Sign(digest[:])
	if err != nil {
		t.Fatal(err)
	}
	two, err := one.Rotate(Signing, someday+365, fixed(9))
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := two.Sign(digest[:])
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, two.Verify(digest[:], old), "")
	wantCode(t, two.Verify(digest[:], fresh), "")
	wantCode(t, one.Verify(digest[:], fresh), "signature_wrong")
	public := two.PublicKeys()
	if len(public) != 2 || public[0].Version != 2 || !public[0].Current || public[1].Version != 1 || public[1].Current {
		t.Errorf("the public keys are %v", public)
	}
	wantCode(t, VerifyPublic([]byte(public[0].PEM), digest[:], fresh), "")
}

func TestARingMayLackSigningKeys(t *testing.T) {
	t.Parallel()
	var lines []string
	for line := range strings.Lines(string(ring(t, 1).text())) {
		if !strings.HasPrefix(line, "sign") {
			lines = append(lines, line)
		}
	}
	k, err := ParseKeyring([]byte(strings.Join(lines, "")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Sign([]byte("digest"))
	wantCode(t, err, "sign_key_missing")
	wantCode(t, k.Verify([]byte("digest"), nil), "sign_key_missing")
	if len(k.PublicKeys()) != 0 {
		t.Errorf("the public keys are %v", k.PublicKeys())
	}
	k, err = k.Rotate(Signing, someday, fixed(9))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Sign([]byte("digest"))
	wantCode(t, err, "")
	_, err = Keyring{}.Sign([]byte("digest"))
	wantCode(t, err, "keys_missing")
	wantCode(t, Keyring{}.Verify([]byte("digest"), nil), "keys_missing")
}

// ecPublic is a public key of the curve P-256, which is not SM2's.
const ecPublic = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
-----END PUBLIC KEY-----
`

func TestOnlyAnSM2PublicKeyIsTaken(t *testing.T) {
	t.Parallel()
	good := ring(t, 1).PublicKeys()[0].PEM
	for name, text := range map[string]string{
		"nothing":                "",
		"a word":                 "SM2",
		"another curve":          ecPublic,
		"a private key's header": strings.ReplaceAll(good, "PUBLIC", "PRIVATE"),
		"cut":                    good[:len(good)/2],
		"damaged":                strings.Replace(good, "M", "A", 1),
		"too large":              strings.Repeat("\n", publicMax) + good,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, VerifyPublic([]byte(text), []byte("digest"), nil), "public_key")
		})
	}
}

func FuzzPublicKey(f *testing.F) {
	f.Add([]byte(ring(f, 1).PublicKeys()[0].PEM), []byte("0"))
	f.Add([]byte(ecPublic), []byte{0x30, 0})
	f.Fuzz(func(t *testing.T, text, signature []byte) {
		if VerifyPublic(text, []byte("digest"), signature) == nil {
			t.Errorf("%q signed the digest with %x", text, signature)
		}
	})
}
