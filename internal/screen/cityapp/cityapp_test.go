package cityapp_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen/screentest"
)

func TestAnAppBringsItsUserToThePageHeWanted(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英", "李强")
	p.holds("李秀英", numberOf(f, 0, t), "sms")
	b := p.phone()
	b.get("/enter/wdnj/payments").stands(200, "/payments")
	if p.asked.Get("acr_values") != "" {
		t.Errorf("it was asked for more than is needed: %v", p.asked)
	}
	b.get("/sign-in").stands(200, "/sign-in", "用“我的南京”登录")
	b.get("/enter/wdnj/looked").stands(200, "/looked")
	for _, wrong := range []string{"/enter/other/mine", "/enter/wdnj/nothing", "/enter/wdnj/../staff", "/sign-in/app/other", "/sign-in/app/other/back?code=good&state=x"} {
		if b.get(wrong); b.status == 200 && strings.Contains(b.at, "enter") {
			t.Errorf("%s answers %d at %s", wrong, b.status, b.at)
		}
	}
	stranger := p.phone()
	for _, e := range p.Stages.Catalogue().Entries() {
		if e.Level == pack.EntryOpen {
			if to := stranger.once(httptest.NewRequest("GET", "https://lianxin.test/enter/wdnj/"+e.Name, nil)); to != e.Path {
				t.Errorf("%s leads to %q", e.Name, to)
			}
		}
	}
}

// A telephone may have passed from one person to another since somebody signed in on it.
func TestWhoeverComesByTheAppIsProvenAnew(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英", "李强")
	p.holds("李秀英", numberOf(f, 0, t), "sms")
	b := p.phone()
	b.get("/enter/wdnj/mine").stands(200, "/home")
	first := b.cookies["lianxin"]
	p.holds("李强", numberOf(f, 1, t), "sms")
	b.get("/enter/wdnj/mine")
	if v, err := p.Stages.Accounts.Resolve(t.Context(), p.Stages.Desk.Now(), b.cookies["lianxin"]); err != nil || v.Acting.ID != f.People[1].ID || len(v.Persons) != 1 {
		t.Errorf("the phone acts for %+v (%v)", v, err)
	}
	if _, err := p.Stages.Accounts.Resolve(t.Context(), p.Stages.Desk.Now(), first); err == nil {
		t.Error("the session before goes on")
	}
}

func TestNobodyIsSentToAnotherMachine(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英")
	p.holds("李秀英", numberOf(f, 0, t), "sms")
	for _, bad := range []string{"https://evil.example", "//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "javascript:alert(1)", "evil", "%2f%2fevil.example", "///evil.example", "https:evil.example"} {
		b := p.phone().get("/sign-in/app/wdnj?next="+url.QueryEscape(bad)).stands(200, "/home")
		b.hides("evil.example")
	}
	p.phone().get("/sign-in/app/wdnj?next=%2Fpayments%3Fmonth%3D2025-06").stands(200, "/payments")
}

func TestWhatAnAppSaysThatDoesNotHoldLetsNobodyIn(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英")
	number := numberOf(f, 0, t)
	for _, c := range []struct {
		name, code string
		bend       func()
	}{
		{"signed with another key", "oidc_answer", func() { p.forge = true }},
		{"for another program", "oidc_answer", func() { p.claims["aud"] = "x" }},
		{"by another issuer", "oidc_answer", func() { p.claims["iss"] = "https://evil.example" }},
		{"run out", "oidc_answer", func() { p.claims["exp"] = p.Now.Unix() - 1 }},
		{"of another question", "oidc_answer", func() { p.claims["nonce"] = "x" }},
		{"nobody's number", "oidc_claims", func() { delete(p.claims, "idcard") }},
		{"nobody's name", "oidc_claims", func() { p.claims["name"] = " " }},
		{"another name", "resident_name", func() { p.claims["name"] = "王强" }},
	} {
		p.holds("李秀英", number, "sms")
		p.forge = false
		c.bend()
		before := len(p.turnedAway())
		b := p.phone().get("/enter/wdnj/mine").stands(422, "/sign-in/app/wdnj/back", "登录没有成功", "再试一次", "用手机验证码登录", c.code)
		if acts := p.turnedAway(); len(acts) != before+1 || acts[before].Note != "wdnj "+c.code || acts[before].Actor != "machine:account" {
			t.Errorf("%s: the journal has %+v after %d", c.name, acts, before)
		}
		if len(b.cookies) != 0 {
			t.Errorf("%s: the browser keeps %v", c.name, b.cookies)
		}
		b.get("/home").stands(200, "/sign-in")
	}
}

// turnedAway are the acts of sign-ins that were refused.
func (p *place) turnedAway() (list []journal.Act) {
	p.T.Helper()
	err := p.Stages.Journal.DB().Read(p.T.Context(), func(q db.Query) (err error) {
		list, err = db.Many(p.T.Context(), q, func(row db.Row) (a journal.Act, err error) {
			return a, row.Scan(&a.Actor, &a.Note)
		}, `SELECT actor, note FROM act WHERE county = $1 AND kind = $2 ORDER BY seq`, journal.Nowhere, "account.sign_in_refused")
		return err
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return list
}

func TestAnAnswerIsGoodOnceAndForTheBrowserThatAsked(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英")
	p.holds("李秀英", numberOf(f, 0, t), "face")
	p.reuse = true // even where the app itself does not mind
	b := p.phone()
	asked := b.once(httptest.NewRequest("GET", "https://lianxin.test/enter/wdnj/mine", nil))
	note := b.cookies["lianxin-errand"]
	back := b.back(asked)
	p.phone().get(back).stands(422, "/sign-in/app/wdnj/back", "登录没有成功") // somebody else's browser
	if acts := p.turnedAway(); len(acts) != 0 {
		t.Errorf("who began nothing stands in the journal: %+v", acts)
	}
	b.get(back).stands(200, "/home")
	delete(b.cookies, "lianxin")
	b.get(back).stands(422, "/sign-in/app/wdnj/back", "登录没有成功") // it has forgotten
	thief := p.phone()
	thief.cookies["lianxin-errand"] = note // and who has kept it
	thief.get(back).stands(422, "/sign-in/app/wdnj/back", "已经用过了")
	late := p.phone()
	asked = late.once(httptest.NewRequest("GET", "https://lianxin.test/enter/wdnj/mine", nil))
	back = late.back(asked)
	p.Now = p.Now.Add(11 * time.Minute)
	late.get(back).stands(422, "/sign-in/app/wdnj/back", "已经超时")
}

// certificate writes down that somebody has a certificate of disability.
func certificate(p *place, person register.Ref) {
	p.Act(func(w *journal.Write) error {
		reg := p.Stages.Catalogue().Register("disability_certificate")
		values := make([]register.Value, len(reg.Fields))
		for i := range reg.Fields {
			if name := reg.Fields[i].Name; name == "type" || name == "grade" {
				values[i] = register.Value{Known: true, Int: 2}
			}
		}
		_, err := p.Stages.Register.PutRecord(p.T.Context(), w, register.Record{
			Register: reg.Name, Subject: person.ID, Division: screentest.Village, Values: values, Version: register.Version{Valid: register.Always},
		})
		return err
	})
}

func TestOnesEconomicStatusIsShownJustAfterTheFaceWasChecked(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英", "李强")
	certificate(p, f.People[0])
	p.holds("李秀英", numberOf(f, 0, t), "sms")
	b := p.phone()
	b.get("/enter/wdnj/mine").stands(200, "/home")
	b.get("/standing").stands(200, "/standing", "要刚刚刷脸核验过才看得到", "用“我的南京”刷脸").hides("残疾人证")

	// The app was asked to check the face and says another thing: a downgrade.
	b.get("/sign-in/app/wdnj?level=face&next=/standing").stands(422, "/sign-in/app/wdnj/back", "没有完成刷脸核验", "oidc_level")
	if p.asked.Get("acr_values") != "face" || p.asked.Get("max_age") != "0" {
		t.Errorf("it was asked %v", p.asked)
	}
	b.get("/standing").stands(200, "/standing", "要刚刚刷脸核验过才看得到")
	p.claims["acr"], p.claims["auth_time"] = "face", p.Now.Unix()-600
	b.get("/sign-in/app/wdnj?level=face&next=/standing").stands(422, "/sign-in/app/wdnj/back", "没有完成刷脸核验")

	p.holds("李秀英", numberOf(f, 0, t), "face")
	b.get("/sign-in/app/wdnj?level=face&next=/standing").stands(200, "/standing", "李秀英", "残疾人证", "残联提供，截至2025年6月30日", "没有您的授权，没有查", "部门还没有提供", "项不知道", "这里不对")
	b.hides("李强") // he is grown
	looks, err := p.Stages.Register.Looks(t.Context(), f.People[0])
	if err != nil || len(looks) != 1 || looks[0].Actor != account.ResidentActor+f.People[0].String() || looks[0].Purpose != "self" || !strings.Contains(strings.Join(looks[0].Fields, " "), "disability_certificate") {
		t.Errorf("the looks are %+v (%v)", looks, err)
	}
	if strings.Contains(strings.Join(looks[0].Fields, " "), "bank_account") {
		t.Error("what was not looked into is written down as seen")
	}
	p.Now = p.Now.Add(16 * time.Minute)
	b.get("/standing").stands(200, "/standing", "要刚刚刷脸核验过才看得到").hides("残疾人证")
}

func TestAnotherPersonsFaceOpensNothing(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英", "李强")
	p.holds("李秀英", numberOf(f, 0, t), "sms")
	b := p.phone()
	b.get("/enter/wdnj/mine")
	p.holds("李强", numberOf(f, 1, t), "face")
	b.get("/sign-in/app/wdnj?level=face&next=/standing").stands(200, "/standing", "李强").hides("李秀英") // he is signed in now, and sees his own
}

func TestAChildsStatusIsShownToItsParent(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英")
	p.Act(func(w *journal.Write) error {
		birth, alive := screentest.Day(t, "2015-05-01"), true
		child, err := p.Stages.Register.PutPerson(t.Context(), w, register.Person{
			Name: "李小强", IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, civil.MakeID(civil.SampleRegion, birth, 7)), Birth: &birth, Alive: &alive, Division: screentest.Village,
		})
		if err != nil {
			return err
		}
		_, err = p.Stages.Register.PutMember(t.Context(), w, register.Member{Household: f.Household.ID, Kind: register.Registered, Person: child, Relation: "20"})
		return err
	})
	p.holds("李秀英", numberOf(f, 0, t), "face")
	p.phone().get("/enter/wdnj/standing").stands(200, "/standing", "李秀英", "李小强")
}

func TestWithoutAnAppThatCanTellThePageSaysWhereToGo(t *testing.T) {
	t.Parallel()
	p := open(t, false)
	f := p.Settle("李秀英")
	p.holds("李秀英", numberOf(f, 0, t), "face") // it says so, but that was not agreed
	b := p.phone().get("/enter/wdnj/standing").stands(200, "/standing", "还没有接入能刷脸核验的应用", "预约去窗口").hides("部门还没有提供")
	b.get("/sign-in/app/wdnj?level=face&next=/standing").stands(422, "/sign-in/app/wdnj", "没有完成刷脸核验")
	p.Stages.Apps = nil
	b.get("/standing").stands(200, "/standing", "还没有接入能刷脸核验的应用")
	p.phone().get("/sign-in").stands(200, "/sign-in", "获取验证码").hides("我的南京")
	p.phone().get("/enter/wdnj/mine").stands(404, "/enter/wdnj/mine")
}

func TestWhoeverIsInNoRegisterSaysWhereHeLives(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	const name = "阿卜杜热合曼·买买提艾力"
	number := civil.MakeID(civil.SampleRegion, screentest.Day(t, "1990-03-07"), 1)
	p.holds(name, strings.ToLower(number), "face")
	b := p.phone().get("/enter/wdnj/standing").stands(200, "/sign-in/app/wdnj/back", "登记里还没有您").hides(number, name)
	for _, wrong := range []string{"", "320613", "320102001", "320613999"} {
		b.post("/sign-in/app/wdnj/town", url.Values{"town": {wrong}}).stands(422, "/sign-in/app/wdnj/town", "请选择您住的乡镇（街道）")
	}
	again := *b
	again.cookies = map[string]string{"lianxin-errand": b.cookies["lianxin-errand"]}
	b.post("/sign-in/app/wdnj/town", url.Values{"town": {screentest.Town.String()}}).stands(200, "/standing", name)
	ref, err := p.Stages.Register.Proven(t.Context(), access.NewPrivate(access.IDNumber, number), name)
	if err != nil || ref.County != screentest.County {
		t.Fatalf("the record is %v (%v)", ref, err)
	}
	again.post("/sign-in/app/wdnj/town", url.Values{"town": {screentest.Town.String()}}).stands(422, "/sign-in/app/wdnj/town", "已经用过了")
	p.phone().post("/sign-in/app/wdnj/town", url.Values{"town": {screentest.Town.String()}}).stands(422, "/sign-in/app/wdnj/town", "登录没有成功")
	p.phone().get("/enter/wdnj/mine").stands(200, "/home") // he is known now
}

func TestWhoDiedAndWhoHasAnotherPaperIsSentToAWindow(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	f := p.Settle("李秀英")
	viewer := access.Viewer{Actor: "staff:x", Roles: []access.Role{"town"}, Divisions: []civil.Area{screentest.Town}, Purpose: "review"}
	one, err := p.Stages.Register.Person(t.Context(), viewer, f.People[0], register.On(screentest.Day(t, "2025-07-07")), register.Show{Fields: []string{"name"}})
	if err != nil {
		t.Fatal(err)
	}
	dead := false
	one.Alive = &dead
	p.Act(func(w *journal.Write) error { return p.Stages.Register.ChangePerson(t.Context(), w, *one) })
	p.holds("李秀英", numberOf(f, 0, t), "sms")
	p.phone().get("/enter/wdnj/mine").stands(422, "/sign-in/app/wdnj/back", "已经去世", "resident_dead")
	p.holds("陈大文", "H12345678", "sms")
	b := p.phone().get("/enter/wdnj/mine").stands(200, "/sign-in/app/wdnj/back", "登记里还没有您")
	b.post("/sign-in/app/wdnj/town", url.Values{"town": {screentest.Town.String()}}).stands(422, "/sign-in/app/wdnj/town", "带证件到窗口", "resident_number")
}

func TestEveryApplicationOnAPhoneIsAnEntry(t *testing.T) {
	t.Parallel()
	p := open(t, true)
	for _, m := range p.Stages.Desk.Applications() {
		if e := p.Stages.Catalogue().Entry("apply_" + m.Name); e == nil || e.Matter != m.Name || e.Title != m.Title {
			t.Errorf("%s is no entry: entries.yaml lacks it", m.Name)
		}
	}
}
