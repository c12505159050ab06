package app

import (
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/service/aidpoint"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/station"
)

// served shows the services lived in: calls in every state, an emergency that waits,
// an appointment tomorrow, a station with somebody, a wheelchair lent out.
func (l *demoLife) served() {
	l.calls()
	l.station()
	l.points()
	l.devices()
	f := l.family()
	l.must(func() error {
		head := f.people[0]
		days, err := l.b.booking.Days(l.ctx, f.division.Township())
		if err != nil {
			return err
		}
		for _, day := range days[1:] {
			if len(day.Times) == 0 {
				continue
			}
			_, err = l.b.booking.Book(l.ctx, f.resident(), booking.Order{
				Office: f.division.Township(), Day: day.Day, Minute: day.Times[0].Minute, Errand: "apply", Person: head.ref, Name: head.name, Channel: "phone",
			})
			return err
		}
		return nil
	})
}

// as is somebody at work with another purpose.
func (l *demoLife) as(login string) casework.Who {
	who := l.who(login)
	who.Purpose = "service"
	return who
}

func (l *demoLife) calls() {
	f := l.family()
	about := func(class string, result hotline.Result, words string) *hotline.Call {
		var call *hotline.Call
		l.must(func() (err error) {
			call, err = l.b.hotline.Take(l.ctx, l.as("rexian"), hotline.Taking{
				Channel: hotline.ByPhone, Class: class, Result: result, Division: f.division, Person: f.people[0].ref, Name: f.people[0].name,
				Said: hotline.Said{Phone: demoPhone(f.people[0].ref), Caller: f.people[0].name, Words: words, Reply: map[bool]string{true: "每年复核一次，到时村里会来人。"}[result == hotline.Answered]},
			})
			return err
		})
		return call
	}
	about("question", hotline.Answered, "问低保什么时候复核。")
	asked := about("money", hotline.Ordered, "说八月的钱没有到账。")
	about("question", hotline.Ordered, "问残疾人补贴去哪里申请。")
	l.must(func() error {
		return l.b.hotline.Reply(l.ctx, l.as("quxian"), hotline.Deed{Call: asked.Ref, Words: "查明是银行卡换了号，已请村里帮忙更新账户，下月补发。"})
	})
	l.must(func() error {
		_, err := l.b.hotline.Take(l.ctx, casework.Public(), hotline.Taking{
			Channel: hotline.ByPasser, Class: "emergency", Result: hotline.Helped, Division: l.places.town,
			Said: hotline.Said{Phone: "13800000077", Where: "汽车站候车室", Words: "一位老人坐了一天，说没有钱吃饭、没有地方住。"},
		})
		return err
	})
}

// points are where people of the county are helped in person: its centre, the windows of
// its towns and the stations of one town's villages, but for the last of each.
func (l *demoLife) points() {
	county, today := l.places.county, l.b.desk.Today()
	save := func(division civil.Area, name string, workers int64) {
		l.must(func() error {
			return l.b.points.Save(l.ctx, l.as("quxian"), aidpoint.Point{
				Division: division, Name: name, Address: l.b.place(division) + "为民路18号", Telephone: "0513-80000018", Workers: workers,
				OpenedOn: today, State: aidpoint.Open,
			})
		})
	}
	save(county, l.b.place(county)+"社会救助中心", 12)
	for _, parts := range [][]civil.Division{l.b.divisions.Under(county, civil.Township, today), l.b.divisions.Under(l.places.town, civil.Village, today)} {
		for _, one := range parts[:max(0, len(parts)-1)] {
			save(one.Code, l.b.place(one.Code)+aidpoint.Title(one.Code.Level()), 2)
		}
	}
}

func (l *demoLife) station() {
	f := l.family()
	l.must(func() error {
		county := l.places.county
		if _, err := l.b.stations.Save(l.ctx, l.as("quxian"), station.Station{
			Name: "县（市、区）精神障碍社区康复指导中心", Level: station.Centre, Division: county, Capacity: 40, Meets: true, RunBy: "市精神卫生中心",
		}); err != nil {
			return err
		}
		ref, err := l.b.stations.Save(l.ctx, l.as("quxian"), station.Station{
			Name: l.b.place(l.places.town) + "康复驿站", Level: station.Point, Division: l.places.town, Capacity: 20, Meets: true, Telephone: "0513-80000001",
		})
		if err != nil {
			return err
		}
		body := station.Body{Consent: station.ByGuardian, Guardian: f.people[len(f.people)-1].name, Signed: l.b.desk.Today(), Needs: "按时服药，学着出门买东西。"}
		e, err := l.b.stations.Enrol(l.ctx, l.as("xiangzhen"), ref, f.people[0].ref, f.people[0].name, body, "")
		if err != nil {
			return err
		}
		return l.b.stations.Write(l.ctx, l.as("xiangzhen"), e.Ref, station.Session, l.b.desk.Today(), station.Note{Activity: "medicine", Words: "按时服药，情绪平稳。"}, "")
	})
}

func (l *demoLife) devices() {
	town := l.places.town.Township()
	for _, one := range [][2]string{{"wheelchair", "轮椅-01"}, {"wheelchair", "轮椅-02"}, {"bed", "护理床-01"}, {"walker", "助行器-01"}} {
		l.must(func() error { return l.b.rental.Add(l.ctx, l.as("xiangzhen"), town, one[0], one[1]) })
	}
	f := l.family()
	l.must(func() error {
		head, who := f.people[0], l.as("xiangzhen")
		o, err := l.b.rental.Ask(l.ctx, who, rental.Wish{Point: town, Device: "wheelchair", Person: head.ref, Name: head.name, Phone: demoPhone(head.ref), Need: "中风后走路不方便。"})
		if err != nil {
			return err
		}
		if err := l.b.rental.Assess(l.ctx, who, rental.Step{Order: o.Ref, Words: "能坐起，家里进出有坡道，适合。"}, true, "poor", 3); err != nil {
			return err
		}
		return l.lend(who, o.Ref, town)
	})
}

// lend hands the first wheelchair of a point over.
func (l *demoLife) lend(who casework.Who, order register.Ref, point civil.Area) error {
	items, err := l.b.rental.Items(l.ctx, who, point)
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.Device == "wheelchair" && i.State == rental.InStock {
			return l.b.rental.Lend(l.ctx, who, rental.Step{Order: order}, i.ID)
		}
	}
	return nil
}
