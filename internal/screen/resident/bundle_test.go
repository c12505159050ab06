package resident_test

import (
	"net/url"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/register"
)

// choose begins a bundle of two of its parts.
func (b *hand) choose(bundle string, matters ...string) {
	b.o.t.Helper()
	b.get("/bundles/" + bundle).answered(200)
	action, values := b.form(0)
	values["matter"] = matters
	b.post(action, values)
}

// caseNamed is the case to which the bundle page leads by a title.
func (b *hand) caseNamed(title string) register.Ref {
	b.o.t.Helper()
	at := b.path
	ref := b.link(title).ref()
	b.get(at)
	return ref
}

func TestOneFormAsksForTwoMattersAndEachGoesItsOwnWay(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/apply").says("一件事一次办", "困难家庭救助一件事")
	b.choose("hardship")
	b.answered(422).says("请至少选一项要申请的")
	b.choose("hardship", "dibao_edge")
	b.answered(422).says("选的事项不在")
	b.choose("hardship", "disability_living", "dibao")
	b.answered(200).says("困难家庭救助一件事", "最低生活保障申请", "困难残疾人生活补贴", "还有", "题没有答")
	whole := b.path
	dibao, living := b.caseNamed("最低生活保障申请"), b.caseNamed("困难残疾人生活补贴")
	b.link("继续填写：低保").says("回到一件事")
	b.fillForm(dibao)
	b.get(caseAt(dibao, "declare")).upload("signature", map[string]string{"agreed": "yes"}).stands(whole)
	b.get(caseAt(living, "form", "payee")).says("来自这件事的第一张表")
	b.get(whole)
	for n := 0; n < 5 && !strings.Contains(b.words(), "都填好了"); n++ {
		for b.get(whole).link("继续填写"); !asking.MatchString(b.path); {
			b.link("继续")
		}
		if b.answerAll() == 0 {
			t.Fatalf("nothing is asked where something lacks: %s", b.words())
		}
		b.get(whole)
	}
	b.says("一起提交").send(nil).answered(422).says("再打勾确认")
	b.send(map[string]string{"agreed": "yes"}).stands(whole+"?done=submit").says("已收到", "DB-320613-2025-00001", "待受理").hides("继续填写")
	o.do(clerk(), living, "accept", nil)
	b.get(whole).says("待受理")
	b.get("/home").says("困难家庭救助一件事：看每一件的进度")
	b.get("/bundles/hardship").says("已经在办的，不用再申请", "本人是重度残疾的")
	b.get(caseAt(dibao)).says("回到一件事")
	for name, path := range map[string]string{"another family": whole, "no such bundle": "/bundles/nothing"} {
		other := o.settle("13800000009", []string{"王芳" + name[:1]}, []string{"1981-02-03"})
		o.signedIn(other.people[0]).get(path).answered(404)
	}
}

func TestABundleSentTwiceIsBegunOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/bundles/disabled")
	action, values := b.form(0)
	values["matter"] = []string{"disability_living", "disability_care"}
	b.post(action, values)
	first := b.path
	b.post(action, values)
	b.stands(first)
	list, err := o.stages.Desk.Mine(t.Context(), o.who(f.people[0]))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d cases: %v", len(list), err)
	}
	b.get("/bundles/disabled")
	b.post(action, url.Values{"once": {values.Get("once")[1:] + "x"}, "matter": {"disability_care"}})
	b.answered(422).says("已经在办，不用再申请")
}

// who is a resident as cases know him.
func (o *office) who(person register.Ref) casework.Who {
	return casework.Who{Actor: "resident:" + person.String(), Persons: []register.Ref{person}, Purpose: "application"}
}
