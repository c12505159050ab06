package access

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// unhex reads a vector of a standard.
func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// RFC 8998, appendix A.1.
func TestTheCipherIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	aead, err := newAEAD(unhex(t, "0123456789ABCDEFFEDCBA9876543210"))
	if err != nil {
		t.Fatal(err)
	}
	nonce := unhex(t, "00001234567800000000ABCD")
	ad := unhex(t, "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
	text := unhex(t, `AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD
		EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA`)
	want := unhex(t, `17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735
		D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D
		83DE3541E4C2B58177E065A9BF7B62EC`)
	if got := aead.Seal(nil, nonce, text, ad); !bytes.Equal(got, want) {
		t.Errorf("sealed is\n%X, want\n%X", got, want)
	}
	if got, err := aead.Open(nil, nonce, want, ad); err != nil || !bytes.Equal(got, text) {
		t.Errorf("opened is %X, %v", got, err)
	}
}

func TestWhatIsSealedOpens(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "text")
		part := rapid.StringN(1, 16, placeMax)
		at := Place{part.Draw(t, "table"), part.Draw(t, "field"), part.Draw(t, "county"), part.Draw(t, "id")}
		sealed, err := k.AppendSeal([]byte("before"), at, text)
		if err != nil {
			t.Fatal(err)
		}
		if len(sealed) != len("before")+SealOverhead+len(text) || string(sealed[:6]) != "before" {
			t.Fatalf("appended %d bytes to %q", len(sealed)-6, sealed[:6])
		}
		got, err := k.AppendOpen([]byte("after"), at, sealed[6:])
		if err != nil || string(got) != "after"+string(text) {
			t.Fatalf("%q comes back as %q, %v", text, got, err)
		}
	})
}

func TestTheSameTextIsNeverSealedAlike(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	seen := map[string]bool{}
	for range 1000 {
		sealed, err := k.Seal(here, "11010519491231002X")
		if err != nil {
			t.Fatal(err)
		}
		if seen[string(sealed)] || bytes.Contains(sealed, []byte("1949")) {
			t.Fatalf("sealed %x", sealed)
		}
		seen[string(sealed)] = true
	}
}

func TestASealedValueThatWasTamperedWithDoesNotOpen(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	sealed, err := k.Seal(here, "11010519491231002X")
	if err != nil {
		t.Fatal(err)
	}
	rotated, err := k.Rotate(Sealing, someday, fixed(9))
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func(p *Place)) Place { p := here; f(&p); return p }
	version := func(v byte) []byte { return append([]byte{v}, sealed[1:]...) }
	tests := []struct {
		name   string
		ring   Keyring
		at     Place
		sealed []byte
		code   string
	}{
		{"untouched", k, here, sealed, ""},
		{"untouched, after a rotation", rotated, here, sealed, ""},
		{"moved to another person", k, change(func(p *Place) { p.ID = "01jx4v6h2k8n0p3r" }), sealed, "seal_broken"},
		{"moved to another county", k, change(func(p *Place) { p.County = "320614" }), sealed, "seal_broken"},
		{"moved to another field", k, change(func(p *Place) { p.Field = "phone" }), sealed, "seal_broken"},
		{"moved to another table", k, change(func(p *Place) { p.Table = "facility" }), sealed, "seal_broken"},
		{"two parts of the place run together", k, change(func(p *Place) { p.Table, p.Field = "perso", "nid_number" }), sealed, "seal_broken"},
		{"a place that is not whole", k, change(func(p *Place) { p.ID = "" }), sealed, "seal_place"},
		{"a place that is too long", k, change(func(p *Place) { p.ID = strings.Repeat("0", 300) }), sealed, "seal_place"},
		{"said to be of another version there is", rotated, here, version(2), "seal_broken"},
		{"said to be of a version there is not", k, here, version(2), "seal_key_missing"},
		{"said to be of version zero", k, here, version(0), "seal_broken"},
		{"opened with another city's keys", ring(t, 2), here, sealed, "seal_broken"},
		{"opened with no keys", Keyring{}, here, sealed, "keys_missing"},
		{"lengthened", k, here, append(bytes.Clone(sealed), 0), "seal_broken"},
		{"empty", k, here, nil, "seal_broken"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			before := []byte("before")
			got, err := test.ring.AppendOpen(before, test.at, test.sealed)
			wantCode(t, err, test.code)
			if test.code != "" && string(got) != "before" {
				t.Errorf("a refused value leaves %q", got)
			}
		})
	}
}

func TestEveryBitAndEveryByteOfASealedValueCounts(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	sealed, err := k.Seal(here, "13812341234")
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(sealed) * 8 {
		flipped := bytes.Clone(sealed)
		flipped[i/8] ^= 1 << (i % 8)
		if text, err := k.Open(here, flipped); err == nil {
			t.Errorf("with bit %d flipped it opens as %q", i, text)
		}
	}
	for n := range sealed {
		if text, err := k.Open(here, sealed[:n]); err == nil {
			t.Errorf("cut to %d bytes it opens as %q", n, text)
		}
		if text, err := k.Open(here, sealed[n+1:]); err == nil {
			t.Errorf("without its first %d bytes it opens as %q", n+1, text)
		}
	}
}

func TestAKeyIsRotatedWhileTheStoreIsInUse(t *testing.T) {
	t.Parallel()
	one := ring(t, 1)
	old, err := one.Seal(here, "13812341234")
	if err != nil {
		t.Fatal(err)
	}
	// First every server learns the new key, then one begins to write with it.
	two, err := one.Add(Sealing, someday+365, fixed(9))
	if err != nil {
		t.Fatal(err)
	}
	if two.NeedsReseal(old) {
		t.Error("a key in reserve already asks for values to be sealed again")
	}
	three, err := two.Promote(Sealing, 2)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := three.Reseal(here, old)
	if err != nil {
		t.Fatal(err)
	}
	if !three.NeedsReseal(old) || three.NeedsReseal(fresh) || !three.NeedsReseal(nil) {
		t.Error("what needs to be sealed again is not told right")
	}
	for name, k := range map[string]Keyring{"reserve": two, "promoted": three} {
		for _, sealed := range [][]byte{old, fresh} {
			if got, err := k.OpenPrivate(Phone, here, sealed); err != nil || got.Reveal() != "13812341234" || got.Kind() != Phone {
				t.Errorf("%s: version %d opens as %q, %v", name, sealed[0], got.Reveal(), err)
			}
		}
	}
	four, err := three.Drop(Sealing, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := four.Open(here, fresh); err != nil {
		t.Errorf("after the old key is dropped: %v", err)
	}
	_, err = four.Open(here, old)
	wantCode(t, err, "seal_key_missing")
	_, err = four.Reseal(here, old)
	wantCode(t, err, "seal_key_missing")
	_, err = four.OpenPrivate(Phone, here, old)
	wantCode(t, err, "seal_key_missing")
}

func TestSealingRefusesWhatItCannotKeep(t *testing.T) {
	t.Parallel()
	_, err := ring(t, 1).Seal(here, strings.Repeat("0", sealMax+1))
	wantCode(t, err, "seal_long")
	_, err = ring(t, 1).Seal(here, strings.Repeat("0", sealMax))
	wantCode(t, err, "")
	_, err = ring(t, 1).Seal(Place{}, "0")
	wantCode(t, err, "seal_place")
	_, err = Keyring{}.Seal(here, "0")
	wantCode(t, err, "keys_missing")
}

func FuzzOpen(f *testing.F) {
	// The nonce is a fixed one, because the workers of a fuzz run must agree on what
	// was sealed.
	k := ring(f, 1)
	ad, err := here.appendTo(nil, 1)
	if err != nil {
		f.Fatal(err)
	}
	head := append([]byte{1}, make([]byte, nonceBytes)...)
	sealed := k.held.seals[1].Seal(head, head[1:], []byte("11010519491231002X"), ad)
	if text, err := k.Open(here, sealed); err != nil || string(text) != "11010519491231002X" {
		f.Fatalf("the seed opens as %q, %v", text, err)
	}
	f.Add(sealed)
	f.Add(sealed[:SealOverhead])
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		text, err := k.Open(here, b)
		if err == nil && !bytes.Equal(b, sealed) {
			t.Errorf("%x opens as %q", b, text)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	k := ring(b, 1)
	text := []byte("11010519491231002X")
	dst := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if dst, err = k.AppendSeal(dst[:0], here, text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	k := ring(b, 1)
	sealed, err := k.Seal(here, "11010519491231002X")
	if err != nil {
		b.Fatal(err)
	}
	dst := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		if dst, err = k.AppendOpen(dst[:0], here, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
