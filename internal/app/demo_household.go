package app

import (
	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/officer"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
)

// helper is somebody of the demonstration as the stages of helping know him.
func (l *demoLife) helper(login string) officer.Officer {
	who := l.who(login)
	o := officer.Officer{Name: who.Name, Viewer: access.Viewer{Actor: who.Actor, Purpose: "review"}}
	for _, p := range who.Posts {
		o.Roles, o.Divisions = append(o.Roles, p.Role), append(o.Divisions, p.Division)
	}
	return o
}

// homeOf is the family a case of the demonstration is about.
func (l *demoLife) homeOf(ref register.Ref) (home register.Ref, f *casework.File) {
	l.must(func() (err error) {
		if f, err = l.b.desk.Read(l.ctx, ref); err == nil {
			home = register.Ref{County: ref.County, ID: f.Case.Household}
		}
		return err
	})
	return home, f
}

// planned makes plans for families that were granted something: one will be visited in
// time and one will not.
func (l *demoLife) planned(granted []register.Ref) {
	town := l.helper("xiangzhen")
	today := l.b.desk.Today()
	for n, draft := range []plan.Draft{
		{Needs: []string{"medical", "visiting"}, Words: "夫妻都有慢性病，儿女不在身边，药费一个月四百多元。"},
		{Needs: []string{"education", "work"}, Words: "一个人打零工，孩子上学，想找稳定的活。"},
		{Needs: []string{"care"}, Words: "老人起居要人照料。"},
	} {
		if n >= len(granted) || l.err != nil {
			break
		}
		home, f := l.homeOf(granted[n])
		draft.Keeper, draft.Unit = town.Name, l.b.desk.Place(l.places.town)
		l.must(func() error {
			p, err := l.b.plans.Draw(l.ctx, town, home, draft)
			for _, need := range draft.Needs {
				if err == nil {
					p, err = l.b.plans.Add(l.ctx, town, plan.Seen{Ref: p.Ref}, plan.Measure{
						Need: need, Kind: demoMeasures[need][0], Words: demoMeasures[need][1], Doer: town.Name, Due: today.AddDays(20),
					})
				}
			}
			if err == nil && n < 2 {
				_, err = l.b.plans.Agree(l.ctx, town, plan.Seen{Ref: p.Ref}, f.Case.Name, today)
			}
			return err
		})
	}
	l.passedOn(granted)
	l.met(today)
}

// demoMeasures are what is done about a need: its kind and words.
var demoMeasures = map[string][2]string{
	"medical": {"refer", "转医保部门，按规定资助参保、医疗救助"}, "visiting": {"service", "社工站每两周上门看一次"}, "education": {"refer", "转教育部门，按困难学生资助"},
	"work": {"training", "介绍镇里的公益性岗位"}, "care": {"service", "请照料组织每天上门一小时"},
}

// passedOn are needs that were passed to others: one nobody answers, one that was met,
// and one that is served visit by visit.
func (l *demoLife) passedOn(granted []register.Ref) {
	town, county := l.helper("xiangzhen"), l.helper("quxian")
	for n, o := range []referral.Order{
		{Need: "education", Target: "education", Asked: "孩子今年上初中，请按困难学生资助。"},
		{Need: "medical", Target: "medical", Asked: "慢性病药费高，请办理医疗救助。"},
		{Need: "visiting", Target: "station", Unit: "镇社工站", Asked: "儿女不在身边，请每两周上门看看。"},
	} {
		if len(granted) == 0 || l.err != nil {
			return
		}
		home, f := l.homeOf(granted[n%len(granted)])
		o.Household, o.Person, o.Name, o.Division, o.Origin, o.OriginID = home, f.Case.Applicant, f.Case.Name, f.Case.Division, referral.FromFile, home.ID
		l.must(func() error {
			r, err := l.b.referrals.Send(l.ctx, town, o)
			if err != nil || n == 0 {
				return err
			}
			seen := referral.Seen{Ref: r.Ref}
			if _, err = l.b.referrals.Take(l.ctx, county, seen); err != nil {
				return err
			}
			if n == 2 {
				return l.b.referrals.Serve(l.ctx, town, seen, referral.Service{Day: l.b.desk.Today(), Minutes: 50, Worker: "社工小陈", Words: "第一次上门，量了血压，约好下次时间。"})
			}
			if _, err = l.b.referrals.Answer(l.ctx, county, seen, referral.Reply{Result: referral.Granted, Words: "已资助参保，门诊慢病按比例报销。"}); err == nil {
				_, err = l.b.referrals.Tell(l.ctx, town, seen, "上门告知本人")
			}
			return err
		})
	}
}

// met is a meeting that was held, with one thing that is not done yet.
func (l *demoLife) met(today civil.Date) {
	county := l.helper("quxian")
	l.must(func() error {
		i, err := l.b.meetings.Propose(l.ctx, county, conference.Proposal{
			Kind: conference.TopicItem, Division: l.places.county, Title: "困难家庭冬季取暖", Why: conference.Other, Words: "去年有十几户没有取暖设备，请各部门商量怎样补上。",
		})
		if err != nil {
			return err
		}
		m, err := l.b.meetings.Call(l.ctx, county, conference.Call{
			Body: "joint", Division: l.places.county, Title: "第二季度社会救助工作联席会议", Day: today, Place: "三楼会议室", Chair: county.Name,
			Attending: "民政局\n财政局\n住房和城乡建设局", Items: []register.Ref{i.Ref},
		})
		if err != nil {
			return err
		}
		if _, err = l.b.meetings.Hold(l.ctx, county, conference.Seen{Ref: m.Ref}, "民政局\n财政局 王明\n住房和城乡建设局 朱伟", "民政局介绍了去冬的情况，财政局同意从结余里安排，住建局负责查看房屋。"); err != nil {
			return err
		}
		_, err = l.b.meetings.Resolve(l.ctx, county, conference.Seen{Ref: i.Ref}, "由财政安排经费，入冬前为没有取暖设备的家庭补上。", []conference.Task{
			{Words: "查看房屋，报出名单", Unit: "住房和城乡建设局", Due: today.AddDays(20)}, {Words: "购置并送到家", Unit: "民政局", Due: today.AddDays(120)},
		})
		return err
	})
}

// households brings all files up to date, visits one family and puts a hard case before
// the next meeting.
func (l *demoLife) households(granted []register.Ref) {
	l.must(func() error { return l.b.keepHouseholds(l.ctx) })
	if len(granted) == 0 || l.err != nil {
		return
	}
	town := l.helper("xiangzhen")
	home, _ := l.homeOf(granted[0])
	_, hard := l.homeOf(granted[len(granted)-1])
	l.must(func() error {
		now, _, err := l.b.plans.Of(l.ctx, home)
		if err == nil && now != nil {
			_, err = l.b.plans.FollowUp(l.ctx, town, plan.Seen{Ref: now.Ref}, plan.Visit{Day: l.b.desk.Today(), Manner: "visit", Met: "本人", Words: "按时吃药，社工来过一次，说心里踏实多了。"})
		}
		if err != nil {
			return err
		}
		_, err = l.b.meetings.Propose(l.ctx, town, conference.Proposal{
			Kind: conference.CaseItem, About: hard.Case.Ref, Division: hard.Case.Division, Title: hard.Matter.Title + " " + hard.Case.Number, Why: conference.Hard,
			Words: "户籍和居住不在一起，房子产权说不清，一个部门定不了。",
		})
		return err
	})
}
