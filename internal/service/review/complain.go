package review

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Said is something as somebody says it.
type Said struct {
	Kind      Kind
	Channel   Channel
	Division  civil.Area // the office it is about: a town, a county, or the city
	Matter    string     // empty: none
	Case      register.Ref
	Words     string
	Name      string       // of who says it; empty: not told
	Phone     string       // where to call back; empty: not told
	Person    register.Ref // of the register, where he is known
	Anonymous bool         // keeps nothing of who says it, whatever is given above
	Origin    string       // of what it came: a call, a rating
	Concerned string       // actor whom it is about; he may not look into it
	Once      string       // key of the form: the same twice is one
}

// Receipt is what somebody takes away.
type Receipt struct {
	register.Ref
	Number string
	Code   string // with the number it shows how far it is, to whoever has both
	Due    civil.Date
	Again  bool // the same form had been sent before
}

// Limits of what is said.
const (
	wordsLeast = 5
	wordsMost  = 2000
	nameMost   = 60
)

// Complain takes a complaint or a suggestion as an act of its own.
func (o *Office) Complain(ctx context.Context, who casework.Who, said Said) (r Receipt, err error) {
	if err := said.check(); err != nil {
		return r, err
	}
	actor := who.Actor
	if said.Anonymous {
		actor = casework.Public().Actor
	}
	h := journal.Header{County: countyOf(said.Division), Kind: "review.complain", Actor: actor, Purpose: "petition", Durable: true}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		r, err = o.ComplainIn(ctx, w, who, said)
		return err
	})
	return r, err
}

// check refuses what cannot be looked into.
func (s *Said) check() error {
	s.Words, s.Name, s.Phone = strings.TrimSpace(s.Words), strings.TrimSpace(s.Name), strings.TrimSpace(s.Phone)
	if kindTitles[s.Kind] == "" || channelTitles[s.Channel] == "" {
		return civil.Refuse("complaint_kind", "请选择是投诉还是建议，以及从哪里来。")
	}
	if s.Division.Level() < civil.City {
		return civil.Refuse("complaint_division", "请选择说的是哪个单位。")
	}
	n := len([]rune(s.Words))
	if s.Kind != BadRating && n < wordsLeast || n > wordsMost {
		return civil.Refuse("complaint_words", "请写明什么时候、在哪里、发生了什么，%d到%d个字。", wordsLeast, wordsMost)
	}
	if len([]rune(s.Name)) > nameMost {
		return civil.Refuse("complaint_name", "姓名请写在%d个字以内。", nameMost)
	}
	if s.Phone != "" && !dialled(s.Phone) {
		return civil.Refuse("complaint_phone", "电话请填数字，如13800001234；不想留电话可以不填。")
	}
	return nil
}

// dialled says whether a text can be a telephone number.
func dialled(text string) bool {
	digits := 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r != '-' && r != ' ' && r != '+':
			return false
		}
	}
	return digits >= 5 && digits <= 15
}

const selectSaid = `SELECT ` + complaintColumns + fromComplaint + `WHERE v.county = $1 AND v.once = $2 AND ` + journal.Holds

// ComplainIn takes it as a part of another act, of the county the office is in.
func (o *Office) ComplainIn(ctx context.Context, w *journal.Write, who casework.Who, said Said) (Receipt, error) {
	if err := said.check(); err != nil {
		return Receipt{}, err
	}
	if said.Anonymous {
		who, said.Name, said.Phone, said.Person, said.Case = casework.Public(), "", "", register.Ref{}, register.Ref{}
	}
	once := onceKey(who, said.Once)
	if once != "" {
		before, sent, err := db.One(ctx, w, o.scanComplaint, selectSaid, w.County(), once)
		if err != nil || sent {
			return receiptOf(before, true), err
		}
	}
	c, err := o.complaintOf(ctx, w, &said, once)
	if err != nil {
		return Receipt{}, err
	}
	row, err := o.row(c)
	if err != nil {
		return Receipt{}, err
	}
	if err := w.Open(ctx, complaintTable, c.ID, journal.Always, row...); err != nil {
		return Receipt{}, err
	}
	name := ""
	if who.Staff != "" {
		name = who.Name
	}
	return receiptOf(c, false), o.note(ctx, w, c.ID, "register", name, "", "")
}

// complaintOf is what is kept of something that was said.
func (o *Office) complaintOf(ctx context.Context, w *journal.Write, said *Said, once string) (*Complaint, error) {
	today := w.At().Date()
	due, err := o.limits(said.Kind, said.Division, today)
	if err != nil {
		return nil, err
	}
	year, _, _ := today.YMD()
	head := fmt.Sprintf("TS%s-%d-", w.County(), year)
	n, err := w.Next(ctx, head)
	if err != nil {
		return nil, err
	}
	code, err := drawCode()
	if err != nil {
		return nil, err
	}
	c := &Complaint{
		Ref: register.Ref{County: w.County(), ID: db.NewID()}, Number: fmt.Sprintf("%s%05d", head, n),
		Kind: said.Kind, Channel: said.Channel, State: Open, Division: said.Division, Handler: handlerOf(said.Kind, said.Division),
		Matter: said.Matter, Case: said.Case, Origin: said.Origin, Person: said.Person, Name: said.Name, Words: said.Words,
		VerifyDue: due.verify, Due: due.answer, Round: 1, concerned: said.Concerned, code: code, once: once,
	}
	if said.Phone != "" {
		c.Phone = access.NewPrivate(access.Phone, said.Phone)
	}
	return c, nil
}

// handlerOf is who looks into something: a bad rating the office that was rated,
// which is to mend it; a complaint or a suggestion the office above it.
func handlerOf(k Kind, division civil.Area) civil.Area {
	if k == BadRating {
		return division
	}
	return above(division)
}

// above is the office over another one; a city is its own.
func above(division civil.Area) civil.Area {
	if division.Level() > civil.County {
		return division.County()
	}
	return division.City()
}

// codeLetters are letters and digits of which none is easily taken for another.
const (
	codeLetters = "23456789ACDEFGHJKMNPQRTVWXY"
	codeLength  = 6
)

func drawCode() (string, error) {
	code := make([]byte, codeLength)
	for i := range code {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			return "", err
		}
		code[i] = codeLetters[n.Int64()]
	}
	return string(code), nil
}

func receiptOf(c *Complaint, again bool) Receipt {
	if c == nil {
		return Receipt{}
	}
	return Receipt{Ref: c.Ref, Number: c.Number, Code: c.code, Due: c.Due, Again: again}
}

// onceKey keeps the keys of different visitors apart.
func onceKey(who casework.Who, once string) string {
	if once == "" {
		return ""
	}
	return who.Actor + " " + once
}

// note writes down one thing that was done.
func (o *Office) note(ctx context.Context, w *journal.Write, complaint, act, name, result, words string) error {
	id := db.NewID()
	sealed, err := o.seal("complaint_step", "words", w.County(), id, words)
	if err != nil {
		return err
	}
	return w.Open(ctx, stepTable, id, journal.Always, complaint, act, orNull(name), result, sealed)
}
