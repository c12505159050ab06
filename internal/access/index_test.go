package access

import (
	"bytes"
	"crypto/hmac"
	"slices"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"pgregory.net/rapid"
)

// GB/T 32905, example 1. The keyed hash over it is held to its definition below.
func TestTheHashIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	want := unhex(t, "66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0")
	if got := sm3.Sum([]byte("abc")); !bytes.Equal(got[:], want) {
		t.Errorf("SM3 of abc is %X", got)
	}
	// Computed with another implementation: openssl dgst -sm3 -mac hmac.
	want = unhex(t, "1a8c22f4c137e76eab6a9707d63e41686156245cdeb761b4d39cd721d6533f22")
	if got := macOf(bytes.Repeat([]byte{1}, 32), []byte("abc")); !bytes.Equal(got, want) {
		t.Errorf("HMAC-SM3 of abc is %X", got)
	}
}

// macOf is HMAC as RFC 2104 writes it down, over SM3.
func macOf(secret, text []byte) []byte {
	var inner, outer [sm3.BlockSize]byte
	copy(inner[:], secret)
	copy(outer[:], secret)
	for i := range inner {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	first := sm3.Sum(append(inner[:], text...))
	last := sm3.Sum(append(outer[:], first[:]...))
	return last[:]
}

func TestAnEntryIsTheKeyedHashOfKindAndValue(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	secret := k.held.keys[slices.IndexFunc(k.held.keys, func(one *key) bool { return one.use == Indexing })].secret
	full := macOf(secret, []byte("id_number\x0011010519491231002X"))
	mac := hmac.New(sm3.New, secret)
	mac.Write([]byte("id_number\x0011010519491231002X"))
	if !bytes.Equal(full, mac.Sum(nil)) {
		t.Fatal("the two ways to compute HMAC-SM3 differ")
	}
	for range 3 { // a state from the pool is as good as a new one
		got, err := k.AppendIndex([]byte("before"), IDNumber, " 11010519491231002x ")
		if err != nil {
			t.Fatal(err)
		}
		if want := "before\x01" + string(full[:16]); string(got) != want {
			t.Errorf("the entry is %x, want %x", got, want)
		}
	}
	got, err := k.AppendIndexBytes(nil, IDNumber, []byte("11010519491231002X"))
	if err != nil || !bytes.Equal(got[1:], full[:16]) || len(got) != IndexBytes {
		t.Errorf("the entry of bytes is %x, %v", got, err)
	}
}

func TestEntriesDifferByKindValueAndKey(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for seed := byte(1); seed <= 2; seed++ {
		k := ring(t, seed)
		for _, kind := range []Kind{IDNumber, Phone, Account} {
			for _, value := range []string{"13812341234", "13812341235"} {
				entry, err := k.AppendIndex(nil, kind, value)
				if err != nil {
					t.Fatal(err)
				}
				name := kind.String() + " " + value
				if other := seen[string(entry)]; other != "" {
					t.Errorf("%s and %s have one entry", name, other)
				}
				seen[string(entry)] = name
			}
		}
	}
}

func TestNormalForms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		kind     Kind
		in, want string
		code     string
	}{
		{"an identity number", IDNumber, "11010519491231002X", "11010519491231002X", ""},
		{"a small x", IDNumber, "11010519491231002x", "11010519491231002X", ""},
		{"full-width digits", IDNumber, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", ""},
		{"blanks and what takes no room", IDNumber, "\uFEFF110105 19491231　002X\t", "11010519491231002X", ""},
		{"15 digits stay 15", IDNumber, "110105491231002", "110105491231002", ""},
		{"a permit with brackets", IDNumber, "h1234567（8）", "H1234567(8)", ""},
		{"a Chinese character", IDNumber, "1101051949123100叉", "", "index_value"},
		{"broken bytes", IDNumber, "110105\xff", "", "index_value"},
		{"a zero byte", IDNumber, "110105\x00", "", "index_value"},
		{"nothing", IDNumber, " ", "", "index_value"},
		{"too much", IDNumber, strings.Repeat("1", valueMax+1), "", "index_value"},
		{"as much as is taken", IDNumber, strings.Repeat("1", valueMax), strings.Repeat("1", valueMax), ""},
		{"a mobile number", Phone, "13812341234", "13812341234", ""},
		{"with hyphens", Phone, "138-1234-1234", "13812341234", ""},
		{"with the country", Phone, "+86 138 1234 1234", "13812341234", ""},
		{"with the country in zeros", Phone, "008613812341234", "13812341234", ""},
		{"with the country bare", Phone, "8613812341234", "13812341234", ""},
		{"a number of a city that begins with 86", Phone, "86123456", "86123456", ""},
		{"a number with its city in brackets", Phone, "（0513）85512345", "051385512345", ""},
		{"with a long dash", Phone, "0513—85512345", "051385512345", ""},
		{"another country", Phone, "+852 2345 6789", "85223456789", ""},
		{"two numbers", Phone, "13812341234/13912345678", "", "index_value"},
		{"a word", Phone, "无", "", "index_value"},
		{"only signs", Phone, "+-", "", "index_value"},
		{"only the country", Phone, "+86", "", "index_value"},
		{"a card in groups", Account, "6228 4800-0000 1234", "6228480000001234", ""},
		{"a passbook with letters", Account, "ab-123456", "AB123456", ""},
		{"a plus in an account", Account, "+123456", "", "index_value"},
		{"a diagnosis has no index", Diagnosis, "x", "", "index_kind"},
		{"a name has no index", Name, "x", "", "index_kind"},
	}
	k := ring(t, 1)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := AppendNormal([]byte("before"), test.kind, test.in)
			wantCode(t, err, test.code)
			if string(got) != "before"+test.want {
				t.Errorf("%q becomes %q, want %q", test.in, got, "before"+test.want)
			}
			entry, err := k.AppendIndex([]byte("before"), test.kind, test.in)
			wantCode(t, err, test.code)
			if test.code != "" && string(entry) != "before" {
				t.Errorf("a refused value leaves %q", entry)
			}
			if err != nil && test.in != "" && len(test.in) > 3 && strings.Contains(err.Error(), test.in) {
				t.Errorf("the refusal repeats the value: %v", err)
			}
		})
	}
}

func TestANormalFormIsItsOwnNormalForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Kind{IDNumber, Phone, Account}).Draw(t, "kind")
		text := rapid.StringMatching(`[+]?[0-9Xx（） －-]{1,24}`).Draw(t, "text")
		once, err := AppendNormal(nil, kind, text)
		if err != nil {
			return
		}
		twice, err := AppendNormal(nil, kind, string(once))
		// A number that still begins like a country's was written with the prefix twice.
		again := kind == Phone && (bytes.HasPrefix(once, []byte("0086")) || bytes.HasPrefix(once, []byte("861")))
		if !again && (err != nil || !bytes.Equal(once, twice)) {
			t.Fatalf("%s %q becomes %q and then %q, %v", kind, text, once, twice, err)
		}
	})
}

func TestAnIndexKeyIsRotatedWhileAJobIndexesAgain(t *testing.T) {
	t.Parallel()
	one := ring(t, 1)
	old, err := one.AppendIndex(nil, Phone, "13812341234")
	if err != nil {
		t.Fatal(err)
	}
	two, err := one.Rotate(Indexing, someday+365, fixed(9))
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := two.AppendIndex(nil, Phone, "13812341234")
	if err != nil {
		t.Fatal(err)
	}
	found, err := two.Lookups(Phone, "+86 13812341234")
	if err != nil || len(found) != 2 || !bytes.Equal(found[0], fresh) || !bytes.Equal(found[1], old) {
		t.Errorf("looked up as %x, %v, want %x and %x", found, err, fresh, old)
	}
	if !two.NeedsReindex(old) || two.NeedsReindex(fresh) || one.NeedsReindex(old) || !one.NeedsReindex(nil) {
		t.Error("what needs to be indexed again is not told right")
	}
	three, err := two.Drop(Indexing, 1)
	if err != nil {
		t.Fatal(err)
	}
	found, err = three.Lookups(Phone, "13812341234")
	if err != nil || len(found) != 1 || !bytes.Equal(found[0], fresh) {
		t.Errorf("after the old key is dropped: %x, %v", found, err)
	}
	_, err = three.Lookups(Phone, "无")
	wantCode(t, err, "index_value")
	_, err = Keyring{}.Lookups(Phone, "13812341234")
	wantCode(t, err, "keys_missing")
	_, err = Keyring{}.AppendIndex(nil, Phone, "13812341234")
	wantCode(t, err, "keys_missing")
}

func FuzzNormal(f *testing.F) {
	for _, seed := range []string{"11010519491231002X", "+86 138-1234-1234", "６２２８", "\xff", "++86++86"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []Kind{IDNumber, Phone, Account} {
			got, err := AppendNormal(nil, kind, text)
			if err == nil && (len(got) == 0 || len(got) > valueMax) {
				t.Errorf("%s %q becomes %q", kind, text, got)
			}
			for _, c := range got {
				if c <= ' ' || c > '~' || c >= 'a' && c <= 'z' {
					t.Errorf("%s %q becomes %q", kind, text, got)
				}
			}
		}
	})
}

func BenchmarkIndex(b *testing.B) {
	k := ring(b, 1)
	text := []byte("11010519491231002X")
	dst := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if dst, err = k.AppendIndexBytes(dst[:0], IDNumber, text); err != nil {
			b.Fatal(err)
		}
	}
}
