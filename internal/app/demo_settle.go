package app

import (
	"context"
	"fmt"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// A demonstration brings families of its own into its town: the sample's own
// families earn what they earn, and hardly one in a thousand could be granted
// anything it does not have already.

// demoMember is somebody of such a family: years of age, monthly wage in yuan as
// the tax office knows it, and whether it is a woman.
type demoMember struct {
	age, wage int
	woman     bool
}

// relation is what the household register says a child is to the head; of others it says
// nothing.
func (m demoMember) relation(head demoMember) string {
	switch {
	case m.age >= demoGrown || m.age > head.age-demoGrown+2:
		return ""
	case m.woman:
		return "30"
	}
	return "20"
}

// demoGrown is the age from which nobody of these families is a child.
const demoGrown = 18

// demoHomes are the families, the head first.
var demoHomes = [][]demoMember{
	{{52, 0, true}, {14, 0, false}},
	{{67, 0, false}, {64, 0, true}},
	{{45, 900, true}, {12, 0, true}, {71, 0, true}},
	{{58, 0, false}},
	{{49, 600, false}, {46, 0, true}, {17, 0, false}, {10, 0, true}},
	{{61, 0, true}},
	{{38, 1200, false}, {36, 0, true}, {8, 0, false}},
	{{55, 0, false}, {80, 0, true}},
	{{43, 0, true}, {15, 0, true}},
	{{70, 0, true}},
	{{47, 500, true}, {19, 0, false}},
	{{66, 0, false}, {62, 300, true}},
	{{41, 0, false}, {9, 0, true}},
	{{53, 700, true}, {16, 0, false}, {77, 0, false}},
	{{59, 0, true}},
	{{48, 4600, false}, {44, 400, true}, {13, 0, true}},
	{{63, 0, true}, {35, 5200, false}},
	{{50, 4100, false}, {47, 0, true}},
	{{44, 0, true}},
	{{57, 0, false}, {55, 0, true}},
	{{39, 0, true}, {7, 0, false}, {5, 0, true}},
	{{72, 0, false}},
	{{42, 0, true}, {11, 0, false}, {68, 0, true}}, // nothing has happened to these and the next yet
	{{17, 0, false}},                               // a boy who is left alone
	{{36, 0, false}, {9, 0, true}},                 // registered in another city, with residence permits
}

// demoAway is where the last of the families is registered.
const demoAway civil.Area = 320506001000

// demoKinds are where the families are registered, one after the other.
var demoKinds = []string{"urban", "rural"}

// Names of people who do not exist; 䶮 and a long one among them, since names
// are where programs fail.
var (
	demoSurnames = []string{"李", "王", "张", "陈", "顾", "周", "吴", "徐", "朱", "沈", "丁", "曹", "薛", "葛", "缪", "季", "卞", "倪", "尤", "汤", "管", "阿卜杜热合曼·"}
	demoMen      = []string{"建国", "志强", "永林", "小平", "海龙", "国华", "金山", "䶮"}
	demoWomen    = []string{"秀英", "桂兰", "玉芳", "红梅", "小霞", "雪琴", "素珍", "丽"}
)

// demoNumbers keep the last digits of the demonstration's ID numbers apart from
// those of the sample.
const demoNumbers = 700

// settle brings the families into the villages of a town.
func (b *bureau) settle(ctx context.Context, villages []civil.Area, day civil.Date) (list []demoFamily, err error) {
	for i, members := range demoHomes {
		f := demoFamily{division: villages[i%len(villages)], hukou: villages[i%len(villages)], kind: demoKinds[i%len(demoKinds)], address: fmt.Sprintf("%s%d组%d号", b.desk.Place(villages[i%len(villages)]), i%9+1, i+3)}
		if i == len(demoHomes)-1 {
			f.hukou = demoAway
		}
		h := journal.Header{County: f.division.County().String(), Kind: "register.move_in", Actor: "system:demo", Purpose: "exchange"}
		_, err := b.journal.Do(ctx, h, func(w *journal.Write) error {
			f.people = nil
			return b.settleOne(ctx, w, &f, i, members, day)
		})
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func (b *bureau) settleOne(ctx context.Context, w *journal.Write, f *demoFamily, i int, members []demoMember, day civil.Date) (err error) {
	f.household, err = b.register.PutHousehold(ctx, w, register.Household{
		Kind: register.Registered, Number: fmt.Sprintf("YS%04d", i+1), Address: f.address, Division: f.division,
		More: b.more("household", map[string]any{"registered_division": f.hukou, "area_kind": f.kind}),
	})
	if err != nil {
		return err
	}
	for k, m := range members {
		p := b.newcomer(i, k, m, day)
		p.ref, err = b.enrol(ctx, w, f, p, m)
		if err != nil {
			return err
		}
		f.people = append(f.people, p)
		_, err = b.register.PutMember(ctx, w, register.Member{
			Household: f.household.ID, Kind: register.Registered, Person: p.ref, Head: k == 0, Relation: m.relation(members[0]), Version: register.Version{Valid: register.Since(p.birth)},
		})
		if err != nil {
			return err
		}
		if err := b.earns(ctx, w, f, p, m, day); err != nil {
			return err
		}
	}
	return nil
}

// newcomer is a person of a family: name, day of birth, number.
func (b *bureau) newcomer(i, k int, m demoMember, day civil.Date) demoPerson {
	year, month, dayOfMonth := day.YMD()
	birth, err := civil.NewDate(year-m.age, (month+i+k)%12+1, (dayOfMonth+i*3+k)%28+1)
	if err != nil || birth > day {
		birth = day.AddDays(-m.age * 365)
	}
	given, seq := demoMen, demoNumbers+2*(i*4+k)%250+1
	if m.woman {
		given, seq = demoWomen, seq-1
	}
	return demoPerson{name: demoSurnames[i%len(demoSurnames)] + given[(i+3*k)%len(given)], number: civil.MakeID(civil.SampleRegion, birth, seq), birth: birth}
}

func (b *bureau) enrol(ctx context.Context, w *journal.Write, f *demoFamily, p demoPerson, m demoMember) (register.Ref, error) {
	alive, local, sex := true, f.hukou == f.division, "M"
	if m.woman {
		sex = "F"
	}
	ref, err := b.register.PutPerson(ctx, w, register.Person{
		Name: p.name, Sex: sex, Birth: &p.birth, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, p.number),
		Address: f.address, Division: f.division, Alive: &alive, HukouLocal: &local, HukouDivision: f.hukou,
		More: b.more("person", map[string]any{"state": "normal"}),
	})
	if err != nil || len(f.people) > 0 {
		return ref, err
	}
	// The head can be reached by telephone; its number comes of his record's id.
	list, err := b.register.ByNumber(ctx, w, access.NewPrivate(access.IDNumber, p.number))
	if err != nil || len(list) == 0 {
		return ref, err
	}
	return ref, nil
}

// earns writes down what the tax office knows, month by month.
func (b *bureau) earns(ctx context.Context, w *journal.Write, f *demoFamily, p demoPerson, m demoMember, day civil.Date) error {
	if m.wage == 0 {
		return nil
	}
	reg := b.catalogue.Register("income_tax")
	for ahead := -3; ahead <= 12; ahead++ {
		month := day.Month().Add(ahead)
		_, err := b.register.PutRecord(ctx, w, register.Record{
			Register: reg.Name, Subject: p.ref.ID, Key: month.String(), Division: f.division, Values: b.wage(reg, month, m.wage),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
