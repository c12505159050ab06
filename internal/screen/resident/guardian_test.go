package resident_test

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
)

func TestAMotherAsksForHerChildOnHerOwnPhone(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英", "李小明"}, []string{"1981-02-03", "2012-05-01"})
	b := o.signedIn(f.people[0])
	b.get("/apply/dibao").answered(200).hides("替孩子或者家里别的人申请")
	b.get("/apply/dibao/for").answered(404)
	b.get("/apply/disability_care").says("替孩子或者家里别的人申请")
	b.get("/apply/disability_care/for").says("和您在同一个户口簿上", "李小明", "不在上面的").hides("李秀英替")
	b.sendForm(0, nil).answered(422).says("请选一个人")
	b.sendForm(0, map[string]string{"ward": f.people[1].String()})
	b.answered(200).says("重度残疾人护理补贴")
	ref := b.ref()
	b.get(caseAt(ref, "form", "applicant")).says("李小明")
	b.get(caseAt(ref, "guardian")).says("李秀英替李小明申请", "户口簿上看得出").hides("上传", "不同意由别人代办")
	b.get("/home").says("李秀英替李小明办")
	// Asking again goes on with the same draft, and the mother's own is another.
	b.get("/apply/disability_care/for").sendForm(0, map[string]string{"ward": f.people[1].String()})
	if b.ref() != ref {
		t.Error("a second draft for the same child")
	}
	b.get("/apply/disability_care").send(nil)
	if b.ref() == ref {
		t.Error("the mother's own application is the child's")
	}
}

func TestWhoIsInNoCommonRegisterIsClaimedWithAPaper(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1981-02-03"})
	old := o.settle("13800000009", []string{"王桂兰", "王大山"}, []string{"1950-02-03", "1949-01-01"})
	b := o.signedIn(f.people[0])
	b.get("/apply/disability_care/for").answered(200).hides("和您在同一个户口簿上")
	b.send(map[string]string{"name": "", "id_number": "1"}).answered(422).says("请选择您是他（她）的什么人", "请填写他（她）的姓名")
	b.send(map[string]string{"kind": "child", "name": "王桂花", "id_number": old.numbers[0]}).answered(422).says("不能在手机上替他（她）申请这一项")
	b.send(map[string]string{"kind": "child", "name": "王桂兰", "id_number": old.numbers[0]})
	ref := b.ref()
	b.says("李秀英替王桂兰申请", "拍照上传").hides("王大山")
	b.send(nil).answered(422).says("请先拍照或选一张照片")
	b.get(caseAt(ref, "form", "applicant")).says("王桂兰").hides("和兴街道1号") // nothing the register knows
	b.get(caseAt(ref, "members")).hides("王大山")

	own := o.signedIn(old.people[0])
	own.get("/looked").answered(200)
	own.get("/home").says("李秀英替王桂兰办")
	own.get(caseAt(ref, "guardian")).says("您不同意").send(map[string]string{"words": "我不认识她。"})
	own.answered(200).says("本人不同意，已经停止代办")
	b.get(caseAt(ref)).answered(404)
	b.get("/home").hides("王桂兰")
	file, err := o.stages.Desk.Open(t.Context(), o.who(old.people[0]), ref)
	if err != nil || file.Guardian.State != casework.GuardianObjected || !strings.Contains(file.Guardian.Words, "不认识") {
		t.Errorf("%+v, %v", file.Guardian, err)
	}
}
