package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"math/big"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// The sorts of one-time code, as they stand in rows.
const (
	message    = "message"    // six digits sent to a telephone
	slip       = "slip"       // printed, of ten letters and digits
	invitation = "invitation" // a slip for one thing in one case
)

// oneTime is a version of a row of the table of codes.
type oneTime struct {
	id     string
	opened int64
	sort   string
	who    []byte // blind index of the telephone, or of a slip's code
	code   []byte // blind index of a message's code; nil where nobody has that telephone
	people []Person
	only   errand
	issuer string
	made   civil.Instant
	until  civil.Instant
	tries  int64
}

const (
	codeColumns   = `v.id, v.opened, v.sort, v.who, v.code, v.people, v.only_county, v.only_case, v.only_for, v.issuer, v.made, v.until, v.tries`
	selectMessage = `SELECT ` + codeColumns + ` FROM one_time_code v
		WHERE v.county = $1 AND v.who = $2 AND v.until > $3 AND v.sort = 'message' AND ` + journal.Holds + ` ORDER BY v.made DESC, v.id DESC`
	selectSlip = `SELECT ` + codeColumns + ` FROM one_time_code v
		WHERE v.county = $1 AND v.who = $2 AND v.until > $3 AND v.sort IN ('slip', 'invitation') AND ` + journal.Holds
	selectSlipsOf = `SELECT ` + codeColumns + ` FROM one_time_code v
		WHERE v.county = $1 AND v.people = $2 AND v.sort = 'slip' AND ` + journal.Holds
	selectCodesOver = `SELECT ` + codeColumns + ` FROM one_time_code v
		WHERE v.county = $1 AND v.until <= $2 AND ` + journal.Holds + ` ORDER BY v.until LIMIT $3`
	selectMade = `SELECT DISTINCT v.made, v.id FROM one_time_code v
		WHERE v.county = $1 AND v.who = $2 AND v.made > $3 AND v.sort = 'message' ORDER BY v.made DESC, v.id`
)

func scanCode(row db.Row) (c oneTime, err error) {
	var people, county, id, what, issuer *string
	err = row.Scan(&c.id, &c.opened, &c.sort, &c.who, &c.code, &people, &county, &id, &what, &issuer, &c.made, &c.until, &c.tries)
	if err != nil {
		return c, err
	}
	c.people, c.only, c.issuer = readPeople(plain(people)), errand{plain(county), plain(id), plain(what)}, plain(issuer)
	return c, nil
}

func (c oneTime) keep(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, codeTable, c.id, journal.Always, c.sort, c.who, octets(c.code), text(writePeople(c.people)),
		text(c.only.county), text(c.only.id), text(c.only.what), text(c.issuer), c.made, c.until, c.tries)
}

// slipLetters are the letters and digits of a printed code. None of them is easily
// taken for another, in print or in handwriting, or when it is read out.
const (
	slipLetters = "23456789ACDEFGHJKMNPQRTVWXY"
	slipLength  = 10
)

// drawSlip draws a printed code: 27 to the 10th, which no one guesses in a week.
func drawSlip() string {
	code := make([]byte, 0, slipLength)
	fair := byte(256 / len(slipLetters) * len(slipLetters)) // bytes beyond would favour the first letters
	for b := make([]byte, 1); len(code) < slipLength; {
		_, _ = rand.Read(b) // never fails: the program stops if the system has no randomness
		if b[0] < fair {
			code = append(code, slipLetters[int(b[0])%len(slipLetters)])
		}
	}
	return string(code)
}

// GroupSlip is a printed code as people read it: 7KQM-4XP-9TA.
func GroupSlip(code string) string {
	if len(code) != slipLength {
		return code
	}
	return code[:4] + "-" + code[4:7] + "-" + code[7:]
}

// mistaken are signs people type for those that are on the paper.
var mistaken = strings.NewReplacer("B", "8", "S", "5", "Z", "2", "U", "V")

// foldSlip is what was typed as it would stand on the paper, empty when no printed
// code can look like that.
func foldSlip(typed string) string {
	code := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '－' || r == '–' || r == '—' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(norm.NFKC.String(typed))))
	code = mistaken.Replace(code)
	if len(code) != slipLength || strings.Trim(code, slipLetters) != "" {
		return ""
	}
	return code
}

// drawDigits draws the six digits of a message.
func drawDigits() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	digits := n.String()
	return strings.Repeat("0", 6-len(digits)) + digits, nil
}

// foldDigits is a typed code without blanks and in ordinary digits.
func foldDigits(typed string) string {
	return strings.ReplaceAll(strings.TrimSpace(norm.NFKC.String(typed)), " ", "")
}

// shown is what somebody shows at the door: a telephone number and the code sent to
// it, or a printed code alone.
type shown struct{ typed, code string }

// entries are where the code shown may stand, and the statement to find it by.
// What can be no telephone and no printed code stands nowhere.
func (a *Accounts) entries(s shown) (list [][]byte, statement string, err error) {
	if s.code != "" {
		list, err = a.keys.Lookups(access.Phone, s.typed)
		var odd *civil.Error
		if errors.As(err, &odd) && odd.Kind == civil.Invalid {
			return nil, selectMessage, nil
		}
		return list, selectMessage, err
	}
	folded := foldSlip(s.typed)
	if folded == "" {
		return nil, selectSlip, nil
	}
	list, err = a.blinds("slip", folded)
	return list, selectSlip, err
}

// find finds the code that was meant, and says whether what was shown is right.
func (a *Accounts) find(ctx context.Context, q db.Query, now civil.Instant, s shown) (c oneTime, found, right bool, err error) {
	list, statement, err := a.entries(s)
	if err != nil {
		return c, false, false, err
	}
	for _, entry := range list {
		if c, found, err = db.One(ctx, q, scanCode, statement, home, entry, int64(now)); err != nil || found {
			break
		}
	}
	if err != nil || !found {
		return c, false, false, err
	}
	if c.sort != message {
		return c, true, len(c.people) > 0, nil
	}
	right, err = a.isCode(c, s.code)
	return c, true, right, err
}

// isCode says whether six digits are those of a message. A message to a telephone
// nobody has is weighed alike, and is never right.
func (a *Accounts) isCode(c oneTime, typed string) (bool, error) {
	entries, err := a.blinds("message", c.id+"/"+foldDigits(typed))
	right := 0
	for _, entry := range entries {
		right |= subtle.ConstantTimeCompare(entry, c.code)
	}
	return right == 1 && len(c.people) > 0, err
}

// redeem uses up the code that was shown and does f in the same act. begin gives
// the act's header for whom the code is.
func (a *Accounts) redeem(ctx context.Context, now civil.Instant, s shown, begin func(c oneTime) (journal.Header, error), f func(w *journal.Write, c oneTime) error) error {
	var c oneTime
	var right bool
	err := a.journal.DB().Read(ctx, func(q db.Query) (err error) {
		c, _, right, err = a.find(ctx, q, now, s)
		return err
	})
	if err != nil {
		return err
	}
	if !right {
		return a.miss(ctx, now, s)
	}
	h, err := begin(c)
	if err != nil {
		return err
	}
	_, err = a.journal.Do(ctx, h, func(w *journal.Write) error {
		again, _, right, err := a.find(ctx, w, now, s)
		if err != nil {
			return err
		}
		if !right || again.id != c.id {
			return errAgain
		}
		if err := w.Close(ctx, codeTable, again.id, again.opened); err != nil {
			return err
		}
		return f(w, again)
	})
	if errors.Is(err, errAgain) {
		return a.miss(ctx, now, s)
	}
	return err
}

// miss writes the act of a wrong code. After too many, the code that was meant is
// void.
func (a *Accounts) miss(ctx context.Context, now civil.Instant, s shown) error {
	void := false
	_, err := a.journal.Do(ctx, atTheDoor("account.code_refused"), func(w *journal.Write) error {
		c, found, _, err := a.find(ctx, w, now, s)
		if void = false; err != nil || !found || c.sort != message {
			return err
		}
		if err := w.Close(ctx, codeTable, c.id, c.opened); err != nil {
			return err
		}
		if c.tries++; c.tries >= MessageTries {
			void = true
			return nil
		}
		return c.keep(ctx, w)
	})
	switch {
	case err != nil:
		return err
	case void:
		return &civil.Error{Kind: civil.Denied, Code: "code_void", Message: "几次填的验证码都不对，这个验证码已经作废，请重新获取。"}
	}
	return &civil.Error{Kind: civil.Denied, Code: "code_failed", Message: "验证码不对或已经过期，请核对后重试；仍不行请重新获取，或到村（居）委会、窗口打印登录码。"}
}
