package review

import (
	"context"
	"crypto/subtle"
	"errors"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

const gradeFair = 3 // the least grade that is not bad

// Grades are the five grades in words, the best first.
var Grades = []struct {
	Grade int64
	Title string
}{{5, "非常满意"}, {4, "满意"}, {3, "基本满意"}, {2, "不满意"}, {1, "非常不满意"}}

// GradeTitle is a grade in words, empty for none.
func GradeTitle(grade int64) string {
	for _, g := range Grades {
		if g.Grade == grade {
			return g.Title
		}
	}
	return ""
}

// Handling is one thing an office does about a complaint.
type Handling struct {
	Complaint register.Ref
	Seen      int64 // Opened of the version it rests on
	Finding   Finding
	Words     string // what was found and mended; the answer; what was said on the telephone
	Reached   bool
	Content   int64 // grade of how content the person is
}

// Verify keeps what looking into it has shown, and what was mended.
func (o *Office) Verify(ctx context.Context, who casework.Who, h Handling) error {
	if findingTitles[h.Finding] == "" {
		return civil.Refuse("review_finding", "请选择属实、部分属实或不属实。")
	}
	return o.handle(ctx, who, h, Open, "verify", func(c *Complaint, w *journal.Write) (string, error) {
		c.State, c.Finding, c.Verified = Verified, h.Finding, w.At()
		return string(h.Finding), nil
	})
}

// Reply keeps the answer to the person. Whoever cannot be called back reads it with
// number and code, and it is done.
func (o *Office) Reply(ctx context.Context, who casework.Who, h Handling) error {
	return o.handle(ctx, who, h, Verified, "answer", func(c *Complaint, w *journal.Write) (string, error) {
		c.State, c.Answer, c.Answered = Answered, strings.TrimSpace(h.Words), w.At()
		if c.Anonymous() {
			c.State = Closed
		}
		return "", nil
	})
}

// CallBack keeps what the person said of the answer. Who is not content is looked
// after once more, by the office above; where there is none it ends, and the person
// was told what is left to him.
func (o *Office) CallBack(ctx context.Context, who casework.Who, h Handling) error {
	if h.Reached && GradeTitle(h.Content) == "" {
		return civil.Refuse("review_content", "打通了的，请选择本人对答复是否满意。")
	}
	return o.handle(ctx, who, h, Answered, "call", func(c *Complaint, w *journal.Write) (string, error) {
		c.Tries++
		if !h.Reached {
			most, err := o.number("review_call_tries", c.Handler, w.At().Date())
			if err == nil && c.Tries >= most {
				c.State = Closed
			}
			return "unreached", err
		}
		c.Content, c.State = h.Content, Closed
		if up := above(c.Handler); h.Content < gradeFair && up != c.Handler {
			due, err := o.limits(c.Kind, c.Division, w.At().Date())
			if err != nil {
				return "", err
			}
			c.State, c.Handler, c.Round, c.Tries, c.VerifyDue, c.Due = Open, up, c.Round+1, 0, due.verify, due.answer
		}
		return strconv.FormatInt(h.Content, 10), nil
	})
}

// handle does one thing about a complaint that is in a state.
func (o *Office) handle(ctx context.Context, who casework.Who, h Handling, from State, act string, do func(*Complaint, *journal.Write) (string, error)) error {
	words := strings.TrimSpace(h.Words)
	if n := len([]rune(words)); act != "call" && n < wordsLeast || n > wordsMost {
		return civil.Refuse("review_words", "请写明情况，%d到%d个字。", wordsLeast, wordsMost)
	}
	c, err := o.Complaint(ctx, who, h.Complaint)
	if err != nil {
		return err
	}
	if c.concerned != "" && c.concerned == who.Actor {
		return &civil.Error{Kind: civil.Denied, Code: "review_concerned", Message: "这件事说的是您经办的，请由别的同事办理。"}
	}
	if !scopeOf(who).Covers(c.Handler) {
		return &civil.Error{Kind: civil.Denied, Code: "review_handler", Message: "这件事由上一级单位办理，您可以看进度。"}
	}
	if c.State != from || h.Seen != 0 && h.Seen != c.Opened {
		return &civil.Error{Kind: civil.Stale, Code: "review_changed", Message: "这件事现在是“" + c.State.Title() + "”，请先看别人办了什么。"}
	}
	head := journal.Header{County: c.County, Kind: "review." + act, Actor: who.Actor, Purpose: "petition", Note: who.OnBehalf, Durable: true}
	_, err = o.journal.Do(ctx, head, func(w *journal.Write) error {
		changed := *c
		if err := w.Close(ctx, complaintTable, c.ID, c.Opened); err != nil {
			return err
		}
		result, err := do(&changed, w)
		if err != nil {
			return err
		}
		row, err := o.row(&changed)
		if err != nil {
			return err
		}
		if err := w.Open(ctx, complaintTable, c.ID, journal.Always, row...); err != nil {
			return err
		}
		return o.note(ctx, w, c.ID, act, who.Name, result, words)
	})
	return err
}

const selectComplaint = `SELECT ` + complaintColumns + fromComplaint + `WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds

// Complaint reads one for whoever may know of it: an office it is about or that
// handles it, with all above them, and the person who said it.
func (o *Office) Complaint(ctx context.Context, who casework.Who, ref register.Ref) (*Complaint, error) {
	c, err := o.read(ctx, selectComplaint, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range who.Persons {
		if p == c.Person {
			return c, nil
		}
	}
	if !sees(who, c) {
		return nil, unknown()
	}
	return c, nil
}

// sees is the one predicate of which staff may know of a complaint; lists ask the
// same in SQL. An office below who handles it does not see what was said about it
// unless it is the one that has to mend it.
func sees(who casework.Who, c *Complaint) bool { return scopeOf(who).Covers(c.Handler) }

const selectNumber = `SELECT ` + complaintColumns + fromComplaint + `WHERE v.county = $1 AND v.number = $2 AND ` + journal.Holds

// Track reads one for whoever has its number and its code, without knowing who he is.
func (o *Office) Track(ctx context.Context, number, code string) (*Complaint, error) {
	number, code = strings.ToUpper(strings.TrimSpace(number)), strings.ToUpper(strings.TrimSpace(code))
	county, _, ok := strings.Cut(strings.TrimPrefix(number, "TS"), "-")
	wrong := &civil.Error{Kind: civil.NotFound, Code: "complaint_code", Message: "没有找到这个编号和查询码，请对照回执再输一次。"}
	if !ok || len(county) != len("320613") {
		return nil, wrong
	}
	c, err := o.read(ctx, selectNumber, county, number)
	var refused *civil.Error
	switch {
	case errors.As(err, &refused) && refused.Kind == civil.NotFound:
		return nil, wrong
	case err != nil:
		return nil, err
	case c.code == "" || subtle.ConstantTimeCompare([]byte(c.code), []byte(code)) != 1:
		return nil, wrong
	}
	return c, nil
}

func (o *Office) read(ctx context.Context, statement, county, key string) (c *Complaint, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		found, known, err := db.One(ctx, q, o.scanComplaint, statement, county, key)
		if err == nil && !known {
			err = unknown()
		}
		c = found
		return err
	})
	return c, err
}

// Steps are what was done about a complaint, the oldest first.
func (o *Office) Steps(ctx context.Context, c *Complaint) (list []Step, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, o.scanStep(c.County), selectSteps, c.County, c.ID)
		return err
	})
	return list, err
}

// Reveal gives name and telephone of who said something to the office that has to
// call back, and writes down who wanted them and what for.
func (o *Office) Reveal(ctx context.Context, who casework.Who, ref register.Ref, reason string) (*Complaint, error) {
	reason = strings.TrimSpace(reason)
	if n := len([]rune(reason)); n == 0 || n > nameMost {
		return nil, civil.Refuse("review_reason", "请写明为什么要看，如“回访本人”，%d个字以内。", nameMost)
	}
	c, err := o.Complaint(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	if !scopeOf(who).Covers(c.Handler) || c.concerned != "" && c.concerned == who.Actor {
		return nil, &civil.Error{Kind: civil.Denied, Code: "review_reveal", Message: "姓名和电话只给办理这件事的人看。"}
	}
	h := journal.Header{County: c.County, Kind: "review.reveal", Actor: who.Actor, Purpose: "petition", Note: who.OnBehalf}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) error { return o.note(ctx, w, c.ID, "reveal", who.Name, "", reason) })
	return c, err
}
