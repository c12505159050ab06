package account

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const mobile = "138 0000 0001"

func phone(number string) access.Private { return access.NewPrivate(access.Phone, number) }

var (
	granny = Person{"320613", "0000000000000abc"}
	child  = Person{"320602", "0000000000000def"}
)

// ask requests a code and gives the one that was sent.
func (d *door) ask(now civil.Instant, number string, people ...Person) string {
	d.t.Helper()
	if err := d.RequestCode(d.t.Context(), now, people, phone(number)); err != nil {
		d.t.Fatal(err)
	}
	_, code := d.mail.last(d.t)
	return code
}

// slip prints a code for somebody.
func (d *door) slip(who Person) (code string, at civil.Instant) {
	d.t.Helper()
	act := d.do(func(w *journal.Write) (err error) {
		code, err = d.Slip(d.t.Context(), w, who, "staff:x")
		return err
	})
	return code, act.At
}

func TestAResidentComesInWithACodeByTelephone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		code := d.ask(d.start, mobile, granny)
		token, v, err := d.SignInResident(t.Context(), d.start+minute, "+8613800000001", " "+code[:3]+" "+code[3:])
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, "the actor", v.Actor, "resident:320613/0000000000000abc")
		if v.Kind != Resident || v.Acting != granny || !v.Scope().None() || v.Plays() || v.Only != "" {
			t.Errorf("the visitor is %+v", v)
		}
		_, _, err = d.SignInResident(t.Context(), d.start+minute, mobile, code)
		wantCode(t, err, "code_failed") // once
		d.resolve(d.start+minute+StaffIdle+minute, token)
		d.resolve(d.start+minute+ResidentLife-1, token)
		d.gone(d.start+minute+ResidentLife, token)
	})
}

func TestAKnownAndAnUnknownTelephoneLookTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		const stranger = "13900000002"
		var said [2][]string
		for i, c := range []struct {
			number string
			people []Person
		}{{mobile, []Person{granny}}, {stranger, nil}} {
			d.mail.texts = nil
			requests, refusals := len(d.acts("account.code_request")), len(d.acts("account.code_refused"))
			count := func(err error) {
				said[i] = append(said[i], fmt.Sprint(err, len(d.acts("account.code_request"))-requests,
					len(d.acts("account.code_refused"))-refusals, len(d.mail.texts)))
			}
			count(d.RequestCode(t.Context(), d.start, c.people, phone(c.number)))
			count(d.RequestCode(t.Context(), d.start+second, c.people, phone(c.number)))
			for range MessageTries + 1 {
				_, _, err := d.SignInResident(t.Context(), d.start+second, c.number, "12345x")
				count(err)
			}
			for i := range MessageMost {
				count(d.RequestCode(t.Context(), d.start+civil.Instant(i+1)*minute, c.people, phone(c.number)))
			}
		}
		if !slices.Equal(said[0], said[1]) {
			t.Errorf("known: %q\nunknown: %q", said[0], said[1])
		}
		text, code := d.mail.last(t)
		if code != "" || !strings.Contains(text, "没有登记") {
			t.Errorf("an unknown telephone is told %q", text)
		}
	})
}

func TestACodeByTelephoneEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		code := d.ask(d.start, mobile, granny)
		_, _, err := d.SignInResident(t.Context(), d.start+MessageLife, mobile, code)
		wantCode(t, err, "code_failed") // too late

		for i := range MessageTries {
			_, _, err := d.SignInResident(t.Context(), d.start, mobile, "00000x")
			wantCode(t, err, map[bool]string{true: "code_void", false: "code_failed"}[i == MessageTries-1])
		}
		_, _, err = d.SignInResident(t.Context(), d.start, mobile, code)
		wantCode(t, err, "code_failed") // too many tries

		first := d.ask(d.start+minute, mobile, granny)
		second := d.ask(d.start+2*minute, mobile, granny)
		if first != second {
			_, _, err = d.SignInResident(t.Context(), d.start+2*minute, mobile, first)
			wantCode(t, err, "code_failed") // another was asked for
		}
		if _, _, err = d.SignInResident(t.Context(), d.start+2*minute, mobile, second); err != nil {
			t.Error(err)
		}
	})
}

func TestCodesAreNotSentWithoutEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.ask(d.start, mobile, granny)
		err := d.RequestCode(t.Context(), d.start+20*second, []Person{granny}, phone(mobile))
		wantCode(t, err, "code_wait")
		wantText(t, "the sentence", sentence(err), "验证码刚刚发过，请40秒后再获取。")
		for i := 1; i < MessageMost; i++ {
			d.ask(d.start+civil.Instant(i)*minute, mobile, granny)
		}
		err = d.RequestCode(t.Context(), d.start+30*minute, []Person{granny}, phone(mobile))
		wantCode(t, err, "code_wait")
		d.ask(d.start+MessageWindow, mobile, granny)
		d.ask(d.start+30*minute, "13700000003", granny) // another telephone
	})
}

func TestAMessageThatIsNotSentIsSaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		d.mail.fail = errors.New("no network")
		wantCode(t, d.RequestCode(t.Context(), d.start, []Person{granny}, phone(mobile)), "code_not_sent")
		wantCode(t, d.RequestCode(t.Context(), d.start, []Person{granny}, phone("call me")), "index_value")
		d.gateway = nil
		wantCode(t, d.RequestCode(t.Context(), d.start, []Person{granny}, phone(mobile)), "code_no_gateway")
	})
}

func TestASharedTelephoneServesSeveralPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		code := d.ask(d.start, mobile, granny, child)
		token, v, err := d.SignInResident(t.Context(), d.start, mobile, code)
		if err != nil || !slices.Equal(v.Persons, []Person{granny, child}) {
			t.Fatalf("the visitor is %+v (%v)", v, err)
		}
		if err := d.ActFor(t.Context(), v, child); err != nil {
			t.Fatal(err)
		}
		again := d.resolve(d.start, token)
		for _, one := range []*Visitor{v, again} {
			if one.Acting != child || one.Actor != "resident:320602/0000000000000def" || len(one.Persons) != 2 {
				t.Errorf("the visitor is %+v", one)
			}
		}
		wantCode(t, d.ActFor(t.Context(), v, Person{"320613", "0000000000000xyz"}), "resident_other")
	})
}

func TestAddingAPersonTakesThatPersonsOwnCode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		token, v, err := d.SignInResident(t.Context(), d.start, mobile, d.ask(d.start, mobile, granny))
		if err != nil {
			t.Fatal(err)
		}
		code, at := d.slip(child)
		wantCode(t, d.AddPerson(t.Context(), at, v, "AAAA-AAA-AAA", ""), "code_failed")
		if err := d.AddPerson(t.Context(), at, v, code, ""); err != nil {
			t.Fatal(err)
		}
		if again := d.resolve(at, token); !slices.Equal(again.Persons, []Person{granny, child}) || again.Acting != granny {
			t.Errorf("the visitor is %+v", again)
		}
		wantCode(t, d.AddPerson(t.Context(), at, v, code, ""), "code_failed")
		d.hire("lina", Post{Role: Town, Division: town})
		_, staff := d.enter(at, "lina")
		code, at = d.slip(child)
		wantCode(t, d.AddPerson(t.Context(), at, staff, code, ""), "errand_only")
	})
}

func TestAPrintedCodeLetsInOnceWithinAWeek(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		code, at := d.slip(granny)
		if len(code) != 12 || code[4] != '-' || code[8] != '-' || foldSlip(code) == "" {
			t.Fatalf("the code is %q", code)
		}
		_, _, err := d.SignInResident(t.Context(), at+SlipLife, code, "")
		wantCode(t, err, "code_failed")
		_, v, err := d.SignInResident(t.Context(), at+SlipLife-1, strings.ToLower(strings.ReplaceAll(code, "-", " ")), "")
		if err != nil || v.Acting != granny {
			t.Fatalf("the visitor is %+v (%v)", v, err)
		}
		_, _, err = d.SignInResident(t.Context(), at, code, "")
		wantCode(t, err, "code_failed")

		lost, _ := d.slip(granny)
		found, at := d.slip(granny)
		_, _, err = d.SignInResident(t.Context(), at, lost, "")
		wantCode(t, err, "code_failed")
		if _, _, err = d.SignInResident(t.Context(), at, found, ""); err != nil {
			t.Error(err)
		}
		_, err = d.try(func(w *journal.Write) error {
			_, err := d.Slip(t.Context(), w, Person{"320613", "张三"}, "staff:x")
			return err
		})
		wantCode(t, err, "resident_subject")
	})
}

func TestAnInvitationIsForOneThing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		var code string
		invite := func(w *journal.Write) (err error) {
			code, err = d.Invite(t.Context(), w, child, "320613", "0000000000000cas", ErrandSign)
			return err
		}
		at := d.do(invite).At
		token, v, err := d.SignInResident(t.Context(), at, code, "")
		if err != nil {
			t.Fatal(err)
		}
		if v.Only != d.resolve(at, token).Only || v.Only != "0000000000000cas" || v.OnlyCounty != "320613" || v.OnlyFor != ErrandSign {
			t.Errorf("the visitor is %+v", v)
		}
		slip, _ := d.slip(granny)
		wantCode(t, d.AddPerson(t.Context(), at, v, slip, ""), "errand_only")
		_, whole, err := d.SignInResident(t.Context(), at, slip, "")
		if err != nil {
			t.Fatal(err)
		}
		at = d.do(invite).At
		wantCode(t, d.AddPerson(t.Context(), at, whole, code, ""), "errand_only")
		if _, _, err := d.SignInResident(t.Context(), at, code, ""); err != nil {
			t.Errorf("the invitation was used up by somebody else: %v", err)
		}
		_, err = d.try(func(w *journal.Write) error {
			_, err := d.Invite(t.Context(), w, child, "320613", "0000000000000cas", "decide")
			return err
		})
		wantCode(t, err, "invitation")
	})
}

func TestACodeIsWrittenInTheActOfAnotherCounty(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		h := header
		h.County = "320613"
		var code string
		act, err := d.journal.Do(t.Context(), h, func(w *journal.Write) (err error) {
			code, err = d.Slip(t.Context(), w, granny, "staff:x")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.SignInResident(t.Context(), act.At, code, ""); err != nil {
			t.Error(err)
		}
	})
}

func TestNoCodeIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		code := d.ask(d.start, mobile, granny)
		printed, _ := d.slip(granny)
		const selectKept = `SELECT v.who, v.code FROM one_time_code v WHERE v.county = $1`
		err := d.journal.DB().Read(t.Context(), func(q db.Query) error {
			return db.Each(t.Context(), q, func(row db.Row) error {
				var who, kept []byte
				err := row.Scan(&who, &kept)
				for _, secret := range []string{code, printed, foldSlip(printed), "13800000001"} {
					if bytes.Contains(who, []byte(secret)) || bytes.Contains(kept, []byte(secret)) {
						err = errors.New("a code or a number is kept as it is")
					}
				}
				return err
			}, selectKept, home)
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestAPrintedCodeIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, typed, want string }{
		{"as it is printed", "7KQM-4XP-9TA", "7KQM4XP9TA"},
		{"in small letters with blanks", " 7kqm 4xp 9ta", "7KQM4XP9TA"},
		{"in full width", "７ＫＱＭ－４ＸＰ－９ＴＡ", "7KQM4XP9TA"},
		{"with signs that look alike", "BKQM-SXP-ZUA", "8KQM5XP2VA"},
		{"too short", "7KQM-4XP-9T", ""},
		{"with a sign that is on no paper", "7KQM-4XP-9T0", ""},
		{"in Chinese", "七KQM-4XP-9TA", ""},
	} {
		wantText(t, c.name, foldSlip(c.typed), c.want)
	}
	rapid.Check(t, func(rt *rapid.T) {
		rapid.Just(0).Draw(rt, "nothing")
		code := drawSlip()
		if foldSlip(GroupSlip(code)) != code {
			rt.Fatalf("%q is read as %q", GroupSlip(code), foldSlip(GroupSlip(code)))
		}
	})
}

// FuzzFoldSlip holds the reader of printed codes to giving nothing or what could
// have been printed.
func FuzzFoldSlip(f *testing.F) {
	f.Add("7KQM-4XP-9TA")
	f.Add("７ＫＱＭ－４ＸＰ－９ＴＡ")
	f.Add("\xff\xfe----------")
	f.Fuzz(func(t *testing.T, typed string) {
		code := foldSlip(typed)
		if code != "" && (len(code) != slipLength || strings.Trim(code, slipLetters) != "" || foldSlip(GroupSlip(code)) != code) {
			t.Errorf("%q is read as %q", typed, code)
		}
	})
}
