package app

import (
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// relieved lets the town help a stranger whose house has burnt: money is in his hand, and
// the papers are still to come.
func (l *demoLife) relieved() {
	birth, err := civil.NewDate(1974, 11, 3)
	l.must(func() error { return err })
	name, number := "何永福", civil.MakeID(civil.SampleRegion, birth, 811)
	form := casework.Answers{Agreed: true, Family: map[string]string{
		"applicant.name": name, "applicant.id_number": number, "applicant.phone": "13900000001", "applicant.where_now": "菜场东面的出租屋",
		"applicant.cause": "fire", "applicant.happened_on": l.b.desk.Today().AddDays(-1).String(), "applicant.hardship": "出租屋着火，被褥衣物全烧了，没有地方住。",
		"applicant.by_proxy": "no",
	}, Members: []casework.MemberAnswers{{Values: map[string]string{"member.name": name, "member.id_number": number, "member.relation": "self"}}}}
	town := l.places.town
	var ref register.Ref
	l.must(func() (err error) {
		ref, err = l.b.desk.Begin(l.ctx, l.who("xiangzhen"), casework.Begin{
			Matter: "relief_urgent", Channel: "window", County: town.County().String(), Home: town, Intake: town, Form: form,
		})
		return err
	})
	l.do("xiangzhen", ref, "submit")
	l.do("xiangzhen", ref, "advance", "amount", "800.00", "manner", "bill", "receiver", name, "words", "已到现场，今晚要有住处，先付七天旅馆和被褥。")
}
