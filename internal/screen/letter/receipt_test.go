package letter

import (
	"crypto/rand"
	"strings"
	"testing"

	"lianxin/internal/access"
)

func ring(t testing.TB) access.Keyring {
	t.Helper()
	keys, err := access.NewKeyring(rand.Reader, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func receipt() Receipt {
	return Receipt{Number: "通民救决〔2025〕0017号", Kind: "decision", County: "320602", Issued: 1_751_241_600_000, Digest: [32]byte{1, 2, 3}}
}

func TestAReceiptStopsVerifyingWhenAnythingIsChanged(t *testing.T) {
	t.Parallel()
	keys := ring(t)
	signature, err := Sign(keys, receipt())
	if err != nil {
		t.Fatal(err)
	}
	public := []byte(keys.PublicKeys()[0].PEM)
	if err := Verify(keys, receipt(), signature); err != nil {
		t.Errorf("the receipt does not verify: %v", err)
	}
	if err := VerifyPublic(public, receipt(), signature); err != nil {
		t.Errorf("the receipt does not verify with the public key: %v", err)
	}
	code, err := ShortCode(receipt(), signature)
	if err != nil || len(code) != 16 {
		t.Fatalf("the short code is %q (%v)", code, err)
	}
	for field, change := range map[string]func(*Receipt){
		"number": func(r *Receipt) { r.Number = "通民救决〔2025〕0018号" },
		"kind":   func(r *Receipt) { r.Kind = "notice" },
		"county": func(r *Receipt) { r.County = "320613" },
		"issued": func(r *Receipt) { r.Issued++ },
		"digest": func(r *Receipt) { r.Digest[31] ^= 1 },
	} {
		r := receipt()
		change(&r)
		if err := Verify(keys, r, signature); err == nil {
			t.Errorf("with another %s the receipt still verifies", field)
		}
		wantCode(t, VerifyPublic(public, r, signature), "signature_wrong")
		if other, err := ShortCode(r, signature); err != nil || other == code {
			t.Errorf("with another %s the short code is the same", field)
		}
	}
	if err := Verify(ring(t), receipt(), signature); err == nil {
		t.Error("the receipt verifies with the keys of another city")
	}
	signature[len(signature)-1] ^= 1
	if other, _ := ShortCode(receipt(), signature); other == code || Verify(keys, receipt(), signature) == nil {
		t.Error("another signature has the same code, or verifies")
	}
}

func TestAReceiptStillVerifiesAfterTheKeyWasChanged(t *testing.T) {
	t.Parallel()
	keys := ring(t)
	signature, err := Sign(keys, receipt())
	if err != nil {
		t.Fatal(err)
	}
	later, err := keys.Rotate(access.Signing, 20_400, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(later, receipt(), signature); err != nil {
		t.Errorf("after a rotation the receipt does not verify: %v", err)
	}
}

func TestAReceiptThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	keys := ring(t)
	for code, change := range map[string]func(*Receipt){
		"receipt_number": func(r *Receipt) { r.Number = "1\nkind notice" },
		"receipt_kind":   func(r *Receipt) { r.Kind = "决定" },
		"receipt_county": func(r *Receipt) { r.County = "3206" },
	} {
		r := receipt()
		change(&r)
		_, err := Sign(keys, r)
		wantCode(t, err, code)
		_, err = ShortCode(r, nil)
		wantCode(t, err, code)
		wantCode(t, Verify(keys, r, nil), code)
		wantCode(t, VerifyPublic(nil, r, nil), code)
	}
}

func TestAShortCodeIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"ABCDEFGH234567IJ": "ABCDEFGH234567IJ", "abcd-efgh-2345-67ij": "ABCDEFGH234567IJ", " ABCD EFGH　2345－67IJ": "ABCDEFGH234567IJ",
		"ＡＢＣＤefgh234567IJ": "ABCDEFGH234567IJ", "0100000000000008": "OIOOOOOOOOOOOOOB",
		"": "", "ABCDEFGH234567I": "", "ABCDEFGH234567IJK": "", "ABCDEFGH234567I9": "", "王BCDEFGH234567IJ": "",
	} {
		got, err := ParseShortCode(typed)
		if got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
		if want == "" {
			wantCode(t, err, "receipt_code")
		}
	}
}

func TestTheDigestIsOfWhatALetterSays(t *testing.T) {
	t.Parallel()
	base := Digest(decision(t))
	for name, change := range map[string]func(*Sheet){
		"large": func(s *Sheet) { s.Large = true }, "draft": func(s *Sheet) { s.Draft = true },
		"verify": func(s *Sheet) { s.Verify = "" }, "receipt": func(s *Sheet) { s.Receipt = "" },
	} {
		s := decision(t)
		if change(&s); Digest(s) != base {
			t.Errorf("%s changes the digest", name)
		}
	}
	seen := map[[32]byte]string{base: "the letter itself"}
	for name, change := range map[string]func(*Sheet){
		"number": func(s *Sheet) { s.Number += "1" }, "title": func(s *Sheet) { s.Title += "1" }, "recipient": func(s *Sheet) { s.Recipient += "1" },
		"office": func(s *Sheet) { s.Office += "1" }, "date": func(s *Sheet) { s.Date += "1" },
		"a text moved to its neighbour": func(s *Sheet) { s.Office, s.Date = s.Office+s.Date, "" },
		"a block less":                  func(s *Sheet) { s.Blocks = s.Blocks[1:] },
		"blocks swapped":                func(s *Sheet) { s.Blocks[0], s.Blocks[1] = s.Blocks[1], s.Blocks[0] },
		"heading for paragraph":         func(s *Sheet) { s.Blocks[0] = Heading{s.Blocks[0].texts()[0]} },
		"another picture":               func(s *Sheet) { s.Blocks[7] = Image{dots(t, 8, 8), "入户调查照片"} },
		"another signature":             func(s *Sheet) { b := s.Blocks[8].(Signature); b.JPEG = nil; s.Blocks[8] = b },
		"another amount":                func(s *Sheet) { s.Blocks[3].(Table).Rows[0][1] = "931.00" },
		"cells in other rows": func(s *Sheet) {
			s.Blocks[3] = Table{Head: []string{"项目"}, Rows: rowsOf("金额（元）", "补差", "930.00", "重病增发", "142.00")}
		},
		"a list without numbers": func(s *Sheet) { s.Blocks[5] = List{Items: s.Blocks[5].texts()} },
	} {
		s := decision(t)
		change(&s)
		digest := Digest(s)
		if same := seen[digest]; same != "" {
			t.Errorf("%s has the digest of %s", name, same)
		}
		seen[digest] = name
	}
}

func rowsOf(cells ...string) [][]string {
	var rows [][]string
	for _, cell := range cells {
		rows = append(rows, []string{cell})
	}
	return rows
}

func TestACodeIsGroupedByFour(t *testing.T) {
	t.Parallel()
	if got := grouped("ABCDEFGH234567IJ"); got != "ABCD-EFGH-2345-67IJ" || strings.Contains(grouped("ABCD"), "-") {
		t.Errorf("the code is printed %s", got)
	}
}
