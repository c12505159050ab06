package casework_test

import (
	"context"
	"crypto/rand"
	"io/fs"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/verify"
	"lianxin/packs"
)

// The places of the tests.
const (
	county  = "320613"
	village = civil.Area(320613005001)
	town    = civil.Area(320613005000)
	other   = civil.Area(320612100000) // a town of another county
)

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// office is a desk over a fresh store, with a clock the test moves.
type office struct {
	*casework.Desk
	t        *testing.T
	store    *db.DB
	register *register.Register
	judge    *assess.FamilyJudge
	pays     paid
	till     *till
	crisis   *crisis
	silent   bool                       // no department delivers lists
	answers  map[string][]fact.Coverage // what they said when asked about one person
	now      time.Time
}

// everything says that all registers answer for everybody; in an office that is
// silent, only those the civil affairs office keeps itself.
type everything struct {
	c *pack.Catalogue
	o *office
}

func (everything) PermitsOf(ctx context.Context, q db.Query, county, business string, classes, people []string) (map[string][]fact.Permit, error) {
	return verify.PermitsOf(ctx, q, county, journal.Latest, verify.Wanted{Business: business, Classes: classes, People: people})
}

func (everything) Since(context.Context, db.Query, string, int64) ([]string, error) { return nil, nil }

func (e everything) Coverage(context.Context, db.Query, string) ([]assess.Coverage, error) {
	var list []assess.Coverage
	for _, r := range e.c.Registers() {
		if r.Class == "shared" || r.Class == "authorised" && !e.o.silent {
			list = append(list, assess.Coverage{Register: r.Name, Covers: pack.CoversRegistered, From: civil.FirstDate, To: civil.LastDate})
		}
	}
	return list, nil
}

// AnswersOf implements assess.SomeAnswers.
func (e everything) AnswersOf(context.Context, db.Query, string, []string) (map[string][]fact.Coverage, error) {
	return e.o.answers, nil
}

// paid is what a household is paid, in the tests of changes.
type paid map[string]civil.Fen

func (p paid) HasAccount(context.Context, db.Query, *casework.Case) (bool, error) { return false, nil }

func (p paid) Entitled(_ context.Context, _ db.Query, _, household, _, _ string, _ civil.Month) (civil.Fen, int, bool, error) {
	amount, ok := p[household]
	return amount, 1, ok, nil
}

// each runs a test over every engine there is.
func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newOffice(t, store)) })
}

func newOffice(t *testing.T, store *db.DB) *office {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, store: store, pays: paid{}, till: &till{}, crisis: &crisis{}, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, mustDay(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(register.Tables(), verify.Tables(), assess.Tables(), casework.Tables())...)
	o.register = register.New(j, keys, c, verify.Gate{DB: store})
	facts := func(c *pack.Catalogue) *assess.CountyFacts {
		return assess.NewCountyFacts(j, o.register, c, everything{c, o}, t.TempDir(), "assistance")
	}
	o.judge = assess.NewFamilyJudge(j, func() (*pack.Catalogue, fs.FS) { return c, packs.FS }, facts, t.TempDir())
	o.Desk = casework.New(casework.Options{
		Journal: j, Register: o.register, Keys: keys, Catalogue: func() *pack.Catalogue { return c },
		Calendar: mustCalendar(t), Divisions: mustDivisions(t), Judge: o.judge, Pays: o.pays, Reserve: o.till, Responses: o.crisis,
		Phone: func(civil.Area) string { return "12345" },
	})
	return o
}

func mustDay(t testing.TB, text string) civil.Date {
	t.Helper()
	day, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func mustCalendar(t testing.TB) *civil.Calendar {
	t.Helper()
	file, err := packs.FS.Open("base/data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	c, err := civil.LoadCalendar(file)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustDivisions(t testing.TB) *civil.Divisions {
	t.Helper()
	file, err := packs.FS.Open("base/data/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := civil.LoadDivisions(file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pass lets days pass.
func (o *office) pass(days int) { o.now = o.now.AddDate(0, 0, days) }

// The people of the tests, by what they are.
func townClerk() casework.Who     { return staff("clerk", "张明", casework.Town, town) }
func secondClerk() casework.Who   { return staff("clerk2", "周敏", casework.Town, town) }
func countyOfficer() casework.Who { return staff("officer", "李敏", casework.County, 320613000000) }
func cityOfficer() casework.Who   { return staff("city", "陈立", casework.City, 320600000000) }
func otherClerk() casework.Who    { return staff("other", "王霞", casework.Town, other) }
func villageWorker() casework.Who {
	return staff("worker", "顾红", casework.Village, village)
}

func staff(id, name string, role access.Role, division civil.Area) casework.Who {
	return casework.Who{Actor: "staff:" + id, Staff: id, Name: name, Purpose: "application", Posts: []casework.Post{{Role: role, Division: division}}}
}

func resident(person register.Ref, name string) casework.Who {
	return casework.Who{Actor: "resident:" + person.String(), Name: name, Purpose: "self", Persons: []register.Ref{person}}
}

// family is a registered family of some people, in the register.
type family struct {
	household register.Ref
	people    []register.Ref
	names     []string
	numbers   []string
}

// settle registers a family. Births are “1971-02-03”.
func (o *office) settle(names []string, births []string) family {
	o.t.Helper()
	c, _ := packsOnce()
	f := family{names: names}
	h := journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}
	_, err := journal.New(o.store, register.Tables()...).Do(o.t.Context(), h, func(w *journal.Write) (err error) {
		extra := make([]register.Value, len(c.Register("household").Fields))
		for i, field := range c.Register("household").Fields {
			switch field.Name {
			case "registered_division":
				extra[i] = register.Value{Known: true, Int: int64(village)}
			case "area_kind":
				at, _ := field.Code("rural")
				extra[i] = register.Value{Known: true, Int: int64(at)}
			}
		}
		f.household, err = o.register.PutHousehold(o.t.Context(), w, register.Household{
			Kind: register.Registered, Number: "H" + names[0], Division: village, Address: "和兴街道1号", More: register.Extra{Values: extra},
		})
		if err != nil {
			return err
		}
		for i, name := range names {
			birth := mustDay(o.t, births[i])
			number := civil.MakeID(civil.SampleRegion, birth, 100+i+len(name))
			state := make([]register.Value, len(c.Register("person").Fields))
			for k, field := range c.Register("person").Fields {
				if field.Name == "state" {
					at, _ := field.Code("normal")
					state[k] = register.Value{Known: true, Int: int64(at)}
				}
			}
			alive, local := true, true
			ref, err := o.register.PutPerson(o.t.Context(), w, register.Person{
				Name: name, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, number), Birth: &birth, Sex: "F",
				Division: village, Address: "和兴街道1号", Alive: &alive, HukouLocal: &local, HukouDivision: village, More: register.Extra{Values: state},
			})
			if err != nil {
				return err
			}
			f.people, f.numbers = append(f.people, ref), append(f.numbers, number)
			_, err = o.register.PutMember(o.t.Context(), w, register.Member{Household: f.household.ID, Kind: register.Registered, Person: ref, Head: i == 0, Relation: relationOf(mustDay(o.t, births[0]), birth)})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

// answers are a form in which a family without any income says everything.
func (f family) answers() casework.Answers {
	a := casework.Answers{Agreed: true, Family: map[string]string{
		"applicant.name": f.names[0], "applicant.id_number": f.numbers[0], "applicant.phone": "13800000001",
		"applicant.registered_address": "和兴街道1号", "applicant.lives_elsewhere": "no", "applicant.by_proxy": "no",
		"household.hardship": "丈夫去世，孩子上学。", "household.housing": "own", "household.apart": "no", "household.supported": "no", "household.near_kin": "no",
		"payee.bank": "江苏农商银行", "payee.account": "6230660000000001", "payee.holder": f.names[0], "payee.capacity": "own",
	}}
	for i, name := range f.names {
		relation := "self"
		if i > 0 {
			relation = "son"
		}
		a.Members = append(a.Members, casework.MemberAnswers{Person: f.people[i], Values: map[string]string{
			"member.name": name, "member.id_number": f.numbers[i], "member.relation": relation, "member.labour_ability": "none",
			"member.in_school": "no", "member.severe_illness": "no", "member.has_work": "no", "member.has_pension": "no",
			"member.has_property": "no", "member.has_spending": "no",
		}})
	}
	return a
}

// begin opens a case of a family, as a draft from a phone.
func (o *office) begin(f family) register.Ref {
	o.t.Helper()
	ref, err := o.Begin(o.t.Context(), resident(f.people[0], f.names[0]), casework.Begin{
		Matter: "dibao", Channel: "phone", County: county, Home: village, Intake: village, Form: f.answers(), Once: "begin-" + f.names[0],
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return ref
}

// do does an action that must succeed.
func (o *office) do(who casework.Who, ref register.Ref, action string, values map[string]string) casework.Done {
	o.t.Helper()
	done, err := o.Do(o.t.Context(), who, casework.Input{Case: ref, Action: action, Values: values})
	if err != nil {
		o.t.Fatalf("%s by %s: %v", action, who.Name, err)
	}
	return done
}

// file reads a case as the county does.
func (o *office) file(ref register.Ref) *casework.File {
	o.t.Helper()
	f, err := o.Open(o.t.Context(), countyOfficer(), ref)
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

var survey = map[string]string{
	"day": "2025-06-30", "second": "顾红", "manner": "visit", "present": "本人", "members_found": "两人", "income_found": "没有收入",
	"housing_found": "自建平房两间", "living_found": "水电费很少", "labour_found": "不能劳动", "neighbours": "邻居王某说情况属实", "high_spending": "no", "agrees": "same",
}

const because = "入户和核对都已完成，家庭没有收入，符合条件。"

// toReview brings a family's case before the county.
func (o *office) toReview(f family) register.Ref {
	o.t.Helper()
	ref := o.begin(f)
	o.do(resident(f.people[0], f.names[0]), ref, "submit", nil)
	o.do(townClerk(), ref, "accept", nil)
	o.do(villageWorker(), ref, "survey", with(survey, "second", "张明", "day", o.Today().String()))
	o.do(countyOfficer(), ref, "check", nil)
	o.do(townClerk(), ref, "opine_grant", map[string]string{"opinion": "同意给予低保", "reason": because})
	o.do(resident(f.people[0], f.names[0]), ref, "confirm_preview", nil)
	o.do(townClerk(), ref, "publish", nil)
	o.pass(8)
	o.do(townClerk(), ref, "close_notice", nil)
	return ref
}

func with(values map[string]string, pairs ...string) map[string]string {
	all := map[string]string{}
	for k, v := range values {
		all[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

// matter is a matter of the packs that ship.
func (o *office) matter(name string) *pack.Matter {
	o.t.Helper()
	m, err := o.Matter(name)
	if err != nil {
		o.t.Fatal(err)
	}
	return m
}

// relationOf is what somebody is to the head of a family, by their days of birth.
func relationOf(head, birth civil.Date) string {
	switch years := civil.Age(head, birth); {
	case birth == head:
		return "02"
	case birth > head && years >= 16:
		return "30"
	case birth < head && civil.Age(birth, head) >= 16:
		return "52"
	}
	return "12"
}
