package casework

import (
	"context"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Letter is a text that a case has sent. What it says is kept as it was sent.
type Letter struct {
	ID        string
	Opened    int64
	Letter    string // of the matter
	Title     string
	Number    string
	Recipient string
	Body      LetterBody
	Digest    []byte
	Signature []byte
	Receipt   string // short code, printed beside the QR
	At        civil.Instant
}

// LetterBody is what a letter says.
type LetterBody struct {
	Paragraphs []string `json:"paragraphs"`
	Office     string   `json:"office"`
	Date       string   `json:"date"`
	Case       string   `json:"case"`
	Remedy     bool     `json:"remedy,omitempty"`
}

const letterColumns = `v.id, v.opened, v.letter, v.title, v.number, v.recipient, v.body, v.digest, v.signature, v.receipt, a.at`

const (
	selectLetters = `SELECT ` + letterColumns + ` FROM case_letter v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened, v.id`
	selectLetterNumbered = `SELECT ` + letterColumns + ` FROM case_letter v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND v.number = $2 AND ` + journal.Holds
)

func (d *Desk) scanLetter(county string) func(row db.Row) (Letter, error) {
	return func(row db.Row) (l Letter, err error) {
		var recipient *string
		var body []byte
		err = row.Scan(&l.ID, &l.Opened, &l.Letter, &l.Title, &l.Number, &recipient, &body, &l.Digest, &l.Signature, &l.Receipt, &l.At)
		if err != nil {
			return l, err
		}
		l.Recipient = textOf(recipient)
		return l, d.unseal(place("case_letter", "body", county, l.ID), body, &l.Body)
	}
}

// writeLetter makes the letter of an action.
func (do *doing) writeLetter(ctx context.Context, w *journal.Write) error {
	f, d := do.file, do.desk
	text := f.Matter.Letter(do.action.Letter)
	if text == nil {
		return nil
	}
	l := Letter{ID: db.NewID(), Opened: w.Seq(), Letter: text.Name, Title: text.Title, Recipient: f.Case.Name, At: w.At()}
	var err error
	if l.Number, err = letterNumber(ctx, w, text.Number, day(w)); err != nil {
		return err
	}
	values, err := do.letterValues(ctx, w, l.Number)
	if err != nil {
		return err
	}
	paragraphs, err := text.Write(values)
	if err != nil {
		return err
	}
	office, _ := values["Office"].(string)
	l.Body = LetterBody{Paragraphs: paragraphs, Office: office, Date: day(w).Words(), Case: f.Case.Number, Remedy: text.Remedy}
	if err := d.signLetter(&l, f.Case.County); err != nil {
		return err
	}
	sealed, err := d.seal(place("case_letter", "body", f.Case.County, l.ID), l.Body)
	if err != nil {
		return err
	}
	f.Letters, do.letter = append(f.Letters, l), l.ID
	return w.Open(ctx, letterTable, l.ID, journal.Always, f.Case.ID, l.Letter, l.Title, l.Number, orNull(l.Recipient),
		sealed, l.Digest, l.Signature, l.Receipt)
}

// letterNumber is the next number of a kind of letter in a county and year: 低不确〔2025〕3号.
func letterNumber(ctx context.Context, w *journal.Write, letters string, today civil.Date) (string, error) {
	year, _, _ := today.YMD()
	head := fmt.Sprintf("%s〔%d〕", letters, year)
	n, err := w.Next(ctx, head)
	return fmt.Sprintf("%s%d号", head, n), err
}

// signLetter makes the receipt: a digest of all it says, signed with the office's key.
func (d *Desk) signLetter(l *Letter, county string) (err error) {
	l.Digest = l.digest(county)
	if l.Signature, err = d.keys.Sign(l.Digest); err != nil {
		return err
	}
	l.Receipt = receiptCode(l.Digest, l.Signature)
	return nil
}

// digest is SM3 over everything a letter says, each part with its length.
func (l *Letter) digest(county string) []byte {
	body, err := json.Marshal(l.Body)
	if err != nil { // texts and a bool always encode
		return nil
	}
	var b []byte
	for _, part := range []string{"letter", county, l.Number, l.Title, l.Recipient, string(body)} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	sum := sm3.Sum(b)
	return sum[:]
}

// receiptLength is how many characters of a receipt are printed: 80 bits.
const receiptLength = 16

// receiptCode is the short form that is printed beside the QR code.
func receiptCode(digest, signature []byte) string {
	sum := sm3.Sum(append(append([]byte(nil), digest...), signature...))
	return base32.StdEncoding.EncodeToString(sum[:])[:receiptLength]
}

// Checked is what anybody may know of a letter he holds: that it is one of ours,
// and what it must say to be genuine.
type Checked struct {
	Number    string
	Title     string
	Office    string
	Date      string
	Recipient string // masked
	Genuine   bool
	Digest    []byte
}

// CheckLetter checks a letter by its county, number and the code printed on it.
// Whoever does not have the code learns nothing.
func (d *Desk) CheckLetter(ctx context.Context, county, number, code string) (Checked, error) {
	var l Letter
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		found, known, err := db.One(ctx, q, d.scanLetter(county), selectLetterNumbered, county, number)
		if err == nil && (!known || found.Receipt != strings.ToUpper(strings.ReplaceAll(code, " ", ""))) {
			err = &civil.Error{Kind: civil.NotFound, Code: "letter_not_found", Message: "没有查到这份文书：请核对编号和校验码，或把纸质文书带到窗口核对。"}
		}
		l = found
		return err
	})
	if err != nil {
		return Checked{}, err
	}
	digest := l.digest(county)
	genuine := string(digest) == string(l.Digest) && d.keys.Verify(l.Digest, l.Signature) == nil
	return Checked{
		Number: l.Number, Title: l.Title, Office: l.Body.Office, Date: l.Body.Date,
		Recipient: access.MaskName(l.Recipient), Genuine: genuine, Digest: l.Digest,
	}, nil
}

// LetterOf finds a letter of a case.
func (f *File) LetterOf(id string) *Letter {
	for i := range f.Letters {
		if f.Letters[i].ID == id {
			return &f.Letters[i]
		}
	}
	return nil
}
