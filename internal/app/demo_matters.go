package app

import (
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// elsewhere lets a window take in two people who are registered in another
// province: one has just asked, the other's papers were passed on.
func (l *demoLife) elsewhere() {
	for i, name := range []string{"赵秀兰", "孙桂芳"} {
		birth, err := civil.NewDate(1962+i, 3, 8)
		l.must(func() error { return err })
		number := civil.MakeID(civil.SampleRegion, birth, 802+2*i)
		form := casework.Answers{Agreed: true, Family: map[string]string{
			"applicant.name": name, "applicant.id_number": number, "applicant.phone": "13900000000", "applicant.home_place": "安徽省阜阳市颍上县江口镇",
			"applicant.address": "镇上出租屋", "applicant.wants": "care", "applicant.certificate_number": number + "41",
		}, Members: []casework.MemberAnswers{{Values: map[string]string{"member.name": name, "member.id_number": number, "member.relation": "self"}}}}
		town := l.places.town
		var ref register.Ref
		l.must(func() (err error) {
			ref, err = l.b.desk.Begin(l.ctx, l.who("xiangzhen"), casework.Begin{
				Matter: "allowance_elsewhere", Channel: "window", County: town.County().String(), Home: town, Intake: town, Form: form,
			})
			return err
		})
		l.do("xiangzhen", ref, "submit")
		if i > 0 {
			l.do("xiangzhen", ref, "forward", "to_office", "颍上县民政局", "manner", "system", "sent_number", "QG-2025-0001")
		}
	}
}
