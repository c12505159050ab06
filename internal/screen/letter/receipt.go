package letter

import (
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"

	"github.com/emmansun/gmsm/sm3"
)

// Receipt says that a letter with this content was issued under this number. It
// is signed, and anybody who has the letter can hold it against the signature.
type Receipt struct {
	Number string        // of the letter
	Kind   string        // what letter it is, a word of the matter: "decision"
	County string        // who issued it, six digits
	Issued civil.Instant // when
	Digest [32]byte      // of the content, see [Digest]
}

var (
	receiptKind = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	sixDigits   = regexp.MustCompile(`^[0-9]{6}$`)
)

// text is the receipt as it is signed: every field on a line of its own, in this
// order, so that no two receipts have the same text.
func (r *Receipt) text() ([]byte, *civil.Error) {
	switch {
	case r.Number == "" || strings.ContainsAny(r.Number, "\r\n"):
		return nil, civil.Refuse("receipt_number", "文书没有编号，或编号中有换行，不能签发：请先编号。")
	case !receiptKind.MatchString(r.Kind):
		return nil, civil.Refuse("receipt_kind", "没有写明是哪一种文书，不能签发：请核对模板。")
	case !sixDigits.MatchString(r.County):
		return nil, civil.Refuse("receipt_county", "没有写明由哪个县（市、区）签发，请核对。")
	}
	return fmt.Appendf(nil, "lianxin-receipt 1\nnumber %s\nkind %s\ncounty %s\nissued %d\ndigest %x\n", r.Number, r.Kind, r.County, r.Issued, r.Digest), nil
}

// Sign signs a receipt with the city's current key (SM2 with SM3).
func Sign(keys access.Keyring, r Receipt) ([]byte, error) {
	text, problem := r.text()
	if problem != nil {
		return nil, problem
	}
	digest := sm3.Sum(text)
	return keys.Sign(digest[:])
}

// Verify checks the signature of a receipt with the city's keys, earlier ones
// included. It refuses a receipt in which anything was changed (Conflict).
func Verify(keys access.Keyring, r Receipt, signature []byte) error {
	text, problem := r.text()
	if problem != nil {
		return problem
	}
	digest := sm3.Sum(text)
	return keys.Verify(digest[:], signature)
}

// VerifyPublic is [Verify] for somebody who has only the city's public key.
func VerifyPublic(publicPEM []byte, r Receipt, signature []byte) error {
	text, problem := r.text()
	if problem != nil {
		return problem
	}
	digest := sm3.Sum(text)
	return access.VerifyPublic(publicPEM, digest[:], signature)
}

// shortLength is how many characters a short code has: 80 bits.
const shortLength = 16

// ShortCode is what is printed beside the QR code, for people to type: letters
// and the digits 2 to 7, so that nothing is mistaken for something else.
func ShortCode(r Receipt, signature []byte) (string, error) {
	text, problem := r.text()
	if problem != nil {
		return "", problem
	}
	digest := sm3.Sum(append(text, signature...))
	return base32.StdEncoding.EncodeToString(digest[:])[:shortLength], nil
}

// ParseShortCode reads what somebody typed: in small letters too, in groups or
// not, with the digits 0, 1 and 8 for the letters they look like.
func ParseShortCode(typed string) (string, error) {
	var b strings.Builder
	for _, r := range typed {
		switch {
		case r == ' ' || r == '-' || r == '－' || r == '　':
			continue
		case r >= '！' && r <= '～': // full width
			r -= '！' - '!'
		}
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r == '0':
			r = 'O'
		case r == '1':
			r = 'I'
		case r == '8':
			r = 'B'
		}
		if (r < 'A' || r > 'Z') && (r < '2' || r > '7') {
			return "", wrongCode()
		}
		b.WriteRune(r)
	}
	if b.Len() != shortLength {
		return "", wrongCode()
	}
	return b.String(), nil
}

func wrongCode() error {
	return civil.Refuse("receipt_code", "回执码是%d个字母和数字，印在文书二维码旁边，请对照文书再输入。", shortLength)
}

// Digest is SM3 over what a sheet says: everything but where and how it can be
// checked, the size of its type and the mark of a draft, so that both forms of a
// letter and its receipt speak of the same.
func Digest(s Sheet) [32]byte {
	hash := sm3.New()
	say := func(kind string, texts ...string) {
		fmt.Fprintf(hash, "%s %d\n", kind, len(texts))
		for _, text := range texts {
			fmt.Fprintf(hash, "%d:%s\n", len(text), text)
		}
	}
	say("sheet", s.Number, s.Title, s.Recipient, s.Office, s.Date)
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case Heading:
			say("heading", b.texts()...)
		case Paragraph:
			say("paragraph", b.texts()...)
		case List:
			say(fmt.Sprintf("list %t", b.Numbered), b.texts()...)
		case Table:
			say(fmt.Sprintf("table %d %v", len(b.Head), b.Align), b.texts()...)
		case KeyValues:
			say("values", b.texts()...)
		case Clause:
			say("clause", b.texts()...)
		case Image:
			say("image "+sum(b.JPEG), b.texts()...)
		case Signature:
			say("signature "+sum(b.JPEG), b.texts()...)
		}
	}
	return [32]byte(hash.Sum(nil))
}

// sum is SM3 in hexadecimal digits.
func sum(data []byte) string {
	digest := sm3.Sum(data)
	return hex.EncodeToString(digest[:])
}
