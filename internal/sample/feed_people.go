package sample

import "lianxin/internal/civil"

// The rows of the registers of people: who lives where with whom, who died, who
// is in prison, at school, certified disabled, in care.

func personRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !d.numbered(m) {
			continue
		}
		t.bytes(d.number)
		t.cell(relationCode[p.kin][sexOf(p)])
		d.who(t, m)
		t.cell([]string{"男", "女"}[sexOf(p)])
		if p.Gaps&GapBirth != 0 {
			t.blank()
		} else {
			t.day(p.Birth)
		}
		t.bytes(d.home)
		t.division(d.h.Division)
		d.registered(t, m, p.HukouLocal, p.Gaps&GapHukou != 0)
		t.end()
	}
}

func sexOf(p *Person) int {
	if p.Female {
		return 1
	}
	return 0
}

func householdRows(d *desk, t *tray) {
	h := d.h
	t.bytes(d.number)
	d.who(t, 0)
	t.cell("家庭户")
	t.bytes(d.home)
	t.division(h.Division)
	d.registered(t, householdMost, h.HukouLocal, h.Gaps&GapHouseholdHukou != 0)
	switch {
	case h.Gaps&GapAreaKind != 0:
		t.blank()
	case h.Rural:
		t.cell("220")
	default:
		t.cell("111")
	}
	t.end()
}

// Who tells of a death: the police, the crematorium, or both.
const (
	toldByPolice = iota
	toldByCrematorium
	toldByBoth
	tellers
)

// dead says whether a member's death is delivered, and when it was.
func (d *desk) dead(m int) (civil.Date, bool) {
	p := &d.h.Members[m]
	switch {
	case !p.Dead || p.Gaps&GapAlive != 0 || !d.numbered(m), int(p.died) != d.city.month && d.city.month > 0:
		return 0, false
	case p.died > 0:
		w := d.city.months[p.died]
		return w.first.AddDays(d.die(saltDied, m, w.days)), true
	}
	return max(d.since(saltDied, m, 20, 700), p.Birth), true
}

func deathRows(d *desk, t *tray) {
	for m := range d.h.Members {
		died, told := d.dead(m)
		if !told || d.die(saltDeath, m, tellers) == toldByCrematorium {
			continue
		}
		d.who(t, m)
		t.day(died)
		t.day(min(died+9, d.now))
		t.cell([]string{"医院", "家中", "养老机构"}[d.die(saltTerm, m, 3)])
		t.end()
	}
}

func cremationRows(d *desk, t *tray) {
	for m := range d.h.Members {
		died, told := d.dead(m)
		if !told || d.die(saltDeath, m, tellers) == toldByPolice {
			continue
		}
		d.who(t, m)
		t.day(min(died+2, d.now))
		t.day(died)
		t.cell(d.city.plan.Title + "市殡仪馆")
		t.end()
	}
}

func custodyRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if p.Gaps&GapPrison != 0 || !d.numbered(m) {
			continue
		}
		kind := "社区矫正" // which is no prison
		switch {
		case p.InPrison && d.die(saltCustody, m, 5) > 0:
			kind = "服刑"
		case p.InPrison:
			kind = "强制隔离戒毒"
		case p.age < 18 || p.age > 70 || d.die(saltCustody, m, 3000) > 0:
			continue
		}
		start := d.since(saltTerm, m, 40, 1500)
		d.who(t, m)
		t.cell(kind)
		t.day(start)
		t.day(d.city.asOf.AddDays(400 + d.die(saltTerm, m, 2000)))
		t.cell("某监所")
		t.end()
	}
}

// schools are by age: the stage and what its schools are called.
var schools = []struct {
	below       int
	stage, name string
	starts      int // age of the first year
}{
	{12, "小学", "实验小学", 6}, {15, "初中", "初级中学", 12}, {18, "普通高中", "高级中学", 15}, {200, "本科", "大学", 18},
}

func enrolmentRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !p.Student || p.Gaps&GapStudent != 0 || !d.numbered(m) {
			continue
		}
		at := 0
		for int(p.age) >= schools[at].below {
			at++
		}
		year, _, _ := d.city.asOf.YMD()
		year -= max(0, min(int(p.age)-schools[at].starts, 6)) + 1
		d.who(t, m)
		t.cell(d.city.plan.Title + "市第" + string(digit(d.die(saltSchool, m, 9)+1)) + schools[at].name)
		t.cell(schools[at].stage)
		t.day(firstOf(year, 9))
		t.day(firstOf(year+9, 7))
		t.end()
	}
}

// firstOf is the first day of a month of a year in which people live.
func firstOf(year, month int) civil.Date {
	m, err := civil.NewMonth(max(1, min(year, 9999)), month)
	if err != nil {
		return civil.FirstDate
	}
	return m.First()
}

var (
	disabilityWords = [...]string{"", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"}
)

func disabilityRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if p.DisabilityType == 0 || p.Gaps&gapsOfDisability != 0 || !d.numbered(m) {
			continue
		}
		issued := d.since(saltCertificate, m, 30, 3000)
		d.id(t, m)
		d.name(t, m)
		t.cell(disabilityWords[p.DisabilityType])
		t.number(int(p.DisabilityGrade))
		t.day(issued)
		t.day(d.city.asOf.AddDays(400 + d.die(saltCertificate, m, 2500)))
		t.cell("有效")
		t.end()
	}
}

func placementRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if p.Placement == PlacedNowhere || p.Gaps&GapPlacement != 0 || !d.numbered(m) {
			continue
		}
		d.who(t, m)
		if p.Placement == PlacedInstitution {
			t.cell("集中供养")
			t.cell("某养老机构")
		} else {
			t.cell("分散供养")
			t.blank()
		}
		t.day(d.since(saltPlacement, m, 10, 2000))
		t.end()
	}
}

func childRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if p.Guardian == Guarded || p.Gaps&GapGuardian != 0 || !d.numbered(m) {
			continue
		}
		d.who(t, m)
		if p.Guardian == Orphan {
			t.cell("孤儿")
		} else {
			t.cell("事实无人抚养儿童")
		}
		t.day(d.since(saltPlacement, m, 10, 1000))
		t.end()
	}
}
