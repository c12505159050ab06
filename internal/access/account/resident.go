package account

import (
	"context"
	"fmt"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Gateway sends a message to a telephone. It must not keep the text.
type Gateway interface {
	Send(ctx context.Context, phone access.Private, text string) error
}

// ErrandSign is what an invitation may be for: to sign in a case from elsewhere.
const ErrandSign = "sign"

// RequestCode sends a code to a telephone, for all people the registers know under
// it. Where there are none, a message says so to whoever holds the telephone: the
// answer here is the same, and so is the work. Earlier codes of the number end.
//
// It refuses a number that is none, and one that was sent a code too recently or
// too often (code_wait).
func (a *Accounts) RequestCode(ctx context.Context, now civil.Instant, people []Person, phone access.Private) error {
	if a.gateway == nil {
		return errNoGateway()
	}
	who, err := a.keys.Lookups(access.Phone, phone.Reveal())
	if err != nil {
		return err
	}
	if len(people) > peopleMax {
		people = people[:peopleMax]
	}
	digits, err := drawDigits()
	if err != nil {
		return err
	}
	c := oneTime{id: db.NewID(), sort: message, who: who[0], people: people, made: now, until: now + MessageLife}
	if c.code, err = a.blind("message", c.id+"/"+digits); err != nil {
		return err
	}
	words := fmt.Sprintf("登录验证码%s，%d分钟内有效。工作人员不会向您要验证码，请不要告诉别人。", digits, MessageLife/minute)
	if len(people) == 0 {
		words = "您的手机号还没有登记，不能用它登录。请带身份证到村（居）委会或镇街窗口登记，或请他们打印登录码。"
	}
	var sealed []byte
	_, err = a.journal.Do(ctx, atTheDoor("account.code_request"), func(w *journal.Write) (err error) {
		for _, entry := range who {
			if err := voidMessages(ctx, w, entry, now); err != nil {
				return err
			}
		}
		if err := c.keep(ctx, w); err != nil {
			return err
		}
		sealed, err = a.putDown(ctx, w, c, phone, words)
		return err
	})
	if err != nil {
		return err
	}
	return a.notSent(a.Deliver(ctx, now, c.id, sealed))
}

// notSent says that a message has not left, and whether it is tried again.
func (a *Accounts) notSent(err error) error {
	switch {
	case err == nil:
		return nil
	case a.outbox != nil:
		return &civil.Error{Kind: civil.Unavailable, Code: CodeDelayed, Err: err,
			Message: "短信一时没有发出去，正在接着发；两分钟还没有收到，请到村（居）委会或窗口打印登录码。"}
	}
	return &civil.Error{Kind: civil.Unavailable, Code: "code_not_sent", Err: err,
		Message: "短信没有发出去，请一分钟后重试；仍不行请到村（居）委会或窗口打印登录码。"}
}

// CodeDelayed is the code of the refusal of a message that is tried again by itself.
const CodeDelayed = "code_delayed"

// voidMessages ends the codes of a telephone, unless the last one is too recent.
func voidMessages(ctx context.Context, w *journal.Write, who []byte, now civil.Instant) error {
	made, err := db.Many(ctx, w, func(row db.Row) (at civil.Instant, err error) {
		var id string
		return at, row.Scan(&at, &id)
	}, selectMade, home, who, int64(now-MessageWindow))
	if err != nil {
		return err
	}
	switch {
	case len(made) > 0 && now-made[0] < MessagePause:
		return &civil.Error{Kind: civil.Denied, Code: "code_wait",
			Message: fmt.Sprintf("验证码刚刚发过，请%d秒后再获取。", (made[0]+MessagePause-now+second-1)/second)}
	case len(made) >= MessageMost:
		return &civil.Error{Kind: civil.Denied, Code: "code_wait",
			Message: fmt.Sprintf("这个号码获取验证码太多次，请在%s以后再获取，或到村（居）委会、窗口打印登录码。", clock(made[MessageMost-1]+MessageWindow))}
	}
	live, err := db.Many(ctx, w, scanCode, selectMessage, home, who, int64(0))
	if err != nil {
		return err
	}
	for _, c := range live {
		if err := w.Close(ctx, codeTable, c.id, c.opened); err != nil {
			return err
		}
	}
	return nil
}

// Slip draws a code to be printed for somebody, as letters to type and for a QR
// code, and notes who printed it. It holds a week and for one signing in; printing
// another makes it void.
func (a *Accounts) Slip(ctx context.Context, w *journal.Write, subject Person, by string) (code string, err error) {
	if w, err = w.In(ctx, home); err != nil {
		return "", err
	}
	if err := subject.check(); err != nil {
		return "", err
	}
	former, err := db.Many(ctx, w, scanCode, selectSlipsOf, home, subject.String())
	if err != nil {
		return "", err
	}
	for _, c := range former {
		if err := w.Close(ctx, codeTable, c.id, c.opened); err != nil {
			return "", err
		}
	}
	return a.print(ctx, w, oneTime{sort: slip, people: []Person{subject}, issuer: by})
}

// Invite draws a code with which somebody who is absent does one thing in one case,
// and nothing else: what is ErrandSign.
func (a *Accounts) Invite(ctx context.Context, w *journal.Write, subject Person, caseCounty, caseID, what string) (code string, err error) {
	if w, err = w.In(ctx, home); err != nil {
		return "", err
	}
	if err := subject.check(); err != nil {
		return "", err
	}
	if what != ErrandSign || !(Person{caseCounty, caseID}).named() {
		return "", civil.Refuse("invitation", "邀请没有说明是哪一件、办什么，请从案件里重新发出邀请。")
	}
	return a.print(ctx, w, oneTime{sort: invitation, people: []Person{subject}, only: errand{caseCounty, caseID, what}})
}

func (a *Accounts) print(ctx context.Context, w *journal.Write, c oneTime) (code string, err error) {
	code = drawSlip()
	c.id, c.made, c.until = db.NewID(), w.At(), w.At()+SlipLife
	if c.who, err = a.blind("slip", code); err != nil {
		return "", err
	}
	return GroupSlip(code), c.keep(ctx, w)
}

// named says whether there is a county and an id, in the form that rows keep.
func (p Person) named() bool {
	digits := func(c rune) bool { return c < '0' || c > '9' }
	other := func(c rune) bool { return (c < '0' || c > '9') && (c < 'a' || c > 'z') }
	return len(p.County) == len(home) && slices.IndexFunc([]rune(p.County), digits) < 0 &&
		p.ID != "" && len(p.ID) <= 32 && slices.IndexFunc([]rune(p.ID), other) < 0
}

func (p Person) check() error {
	if !p.named() {
		return civil.Refuse("resident_subject", "没有指明是为谁办理，请重新打开这个人的档案后再试。")
	}
	return nil
}

// SignInResident lets residents in: with a telephone number and the code that was
// sent to it, or with a printed code alone and code empty. Of a shared telephone
// the visitor has all people and acts for one of them at a time.
func (a *Accounts) SignInResident(ctx context.Context, now civil.Instant, phoneOrCode, code string) (token string, v *Visitor, err error) {
	begin := func(c oneTime) (journal.Header, error) {
		return journal.Header{County: home, Kind: "account.sign_in", Actor: ResidentActor + c.people[0].String(), Purpose: purposeSelf}, nil
	}
	err = a.redeem(ctx, now, shown{phoneOrCode, code}, begin, func(w *journal.Write, c oneTime) (err error) {
		token, err = openSession(ctx, w, session{way: byCode, people: c.people, only: c.only, started: now, until: now + ResidentLife})
		return err
	})
	if err != nil {
		return "", nil, err
	}
	v, err = a.Resolve(ctx, now, token)
	return token, v, err
}

// AddPerson lets a resident who has signed in act for another person too, whose own
// code it takes.
func (a *Accounts) AddPerson(ctx context.Context, now civil.Instant, v *Visitor, phoneOrCode, code string) error {
	if v.Kind != Resident || v.Only != "" {
		return errOnly()
	}
	begin := func(c oneTime) (journal.Header, error) {
		if c.only.id != "" {
			return journal.Header{}, errOnly()
		}
		return v.personal("account.add_person"), nil
	}
	var people []Person
	err := a.redeem(ctx, now, shown{phoneOrCode, code}, begin, func(w *journal.Write, c oneTime) (err error) {
		people, err = reshape(ctx, w, v.SessionID, func(people []Person) []Person {
			for _, p := range c.people {
				if !slices.Contains(people, p) && len(people) < peopleMax {
					people = append(people, p)
				}
			}
			return people
		})
		return err
	})
	if err == nil {
		v.Persons = people
	}
	return err
}

func errOnly() error {
	return &civil.Error{Kind: civil.Denied, Code: "errand_only", Message: "这次登录只能办邀请的那一件事；办别的事请另外登录。"}
}

// ActFor makes a resident act for another of the people of the session.
func (a *Accounts) ActFor(ctx context.Context, v *Visitor, person Person) error {
	if !slices.Contains(v.Persons, person) {
		return &civil.Error{Kind: civil.NotFound, Code: "resident_other", Message: "还没有为这个人登录，请先用本人的验证码添加。"}
	}
	var people []Person
	_, err := a.journal.Do(ctx, v.personal("account.act_for"), func(w *journal.Write) (err error) {
		people, err = reshape(ctx, w, v.SessionID, func(people []Person) []Person {
			rest := slices.DeleteFunc(people, func(p Person) bool { return p == person })
			return append([]Person{person}, rest...)
		})
		return err
	})
	if err == nil {
		v.Persons, v.Acting, v.Actor = people, person, ResidentActor+person.String()
	}
	return err
}

// reshape writes a session with other people as the next version.
func reshape(ctx context.Context, w *journal.Write, id string, change func([]Person) []Person) ([]Person, error) {
	s, found, err := db.One(ctx, w, scanSession, selectNamed, home, id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errSession()
	}
	if err := w.Close(ctx, sessionTable, s.id, s.opened); err != nil {
		return nil, err
	}
	s.people = change(s.people)
	return s.people, w.Open(ctx, sessionTable, s.id, journal.Always, s.row()...)
}
