package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// livedIn gives a city its people at work and what they have done so far, or, for
// a city that has them already, moves the clock to where it stood.
func (c *demoCommand) livedIn(ctx context.Context, b *bureau, clock *rehearsalClock, ready string) (*demoPeople, error) {
	people, err := readPeople(ready)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		life := &demoLife{ctx: ctx, b: b, clock: clock, people: &demoPeople{}, folder: c.Dir}
		if err := life.live(c.City); err != nil {
			return nil, err
		}
		people = life.people
		if err := people.keep(ready); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	default:
		if err := clock.resume(ctx, b); err != nil {
			return nil, err
		}
	}
	return people, b.drawCodes(ctx, people)
}

// resume moves the clock to just after the last act.
func (c *rehearsalClock) resume(ctx context.Context, b *bureau) error {
	var last civil.Instant
	err := b.db.Read(ctx, func(q db.Query) error {
		heads, err := journal.Heads(ctx, q)
		for _, h := range heads {
			last = max(last, h.At)
		}
		return err
	})
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.ahead = time.Until(time.UnixMilli(int64(last)).Add(time.Minute))
	return err
}

// demoLife is the story of the demonstration being played, day after day.
type demoLife struct {
	ctx      context.Context
	b        *bureau
	clock    *rehearsalClock
	people   *demoPeople
	places   demoPlaces
	families []demoFamily
	next     int
	better   *demoFamily // in pay, and will earn more
	err      error
	folder   string
}

// live plays the story. The first failure ends it.
func (l *demoLife) live(city string) error {
	l.on(sampleDay)
	l.choose(city)
	l.must(func() error { return l.b.hire(l.ctx, l.people, l.places) })
	l.must(func() error { return l.b.letIn(l.ctx, l.places) })
	l.moveIn()
	l.reserve()
	l.on("2025-07-01")
	granted := l.grantedFamilies(4)
	l.on("2025-07-08")
	l.run("2025-07", true)
	l.on("2025-07-14")
	l.approve(granted)
	l.planned(granted)
	l.on("2025-08-05")
	l.run("2025-08", false)
	l.on("2025-08-06")
	l.underWay()
	l.reviews()
	l.priceIndices()
	l.on("2025-08-20")
	l.finish()
	l.served()
	l.relieved()
	l.elsewhere()
	l.hiddenCar()
	l.households(granted)
	l.recheck(city)
	l.watchOver()
	l.responded()
	l.homed()
	l.spokenFor()
	return l.err
}

// on moves the clock to a day.
func (l *demoLife) on(day string) {
	d, err := civil.ParseDate(day)
	l.must(func() error { return err })
	l.clock.set(d)
}

func (l *demoLife) must(f func() error) {
	if l.err == nil {
		l.err = f()
	}
}

// choose finds the town with the most families, and a second one beside it.
func (l *demoLife) choose(city string) {
	l.must(func() error {
		found, err := l.b.catalogue.City(city)
		if err != nil {
			return err
		}
		if l.places.city, err = civil.ParseArea(found.Region); err != nil {
			return err
		}
		counties, err := l.b.counties(l.ctx, found)
		if err != nil {
			return err
		}
		towns, villages := map[civil.Area]int{}, map[civil.Area]int{}
		for _, county := range counties {
			err := l.b.register.EachHousehold(l.ctx, county.String(), register.On(l.b.desk.Today()), func(h *register.Household) error {
				if h.Kind == register.Registered {
					towns[h.Division.Township()]++
					villages[h.Division]++
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		questioned, err := l.questioned(counties)
		if err != nil {
			return err
		}
		l.places.town = most(towns, func(a civil.Area) bool { return len(questioned) == 0 || questioned[a] })
		l.places.county = l.places.town.County()
		l.places.second = most(towns, func(a civil.Area) bool { return a != l.places.town })
		l.places.village = most(villages, l.places.town.Contains)
		l.people.County, l.people.Town = l.places.county.String(), l.places.town.String()
		var inTown []civil.Area
		for _, village := range slices.Sorted(maps.Keys(villages)) {
			if l.places.town.Contains(village) {
				inTown = append(inTown, village)
			}
		}
		l.families, err = l.b.settle(l.ctx, inTown, l.b.desk.Today())
		return err
	})
}

// questioned are the towns of families in pay of whom a recheck says something
// else: there somebody has something to decide.
func (l *demoLife) questioned(counties []civil.Area) (map[civil.Area]bool, error) {
	towns := map[civil.Area]bool{}
	return towns, l.b.db.Read(l.ctx, func(q db.Query) error {
		for _, county := range counties {
			list, err := assess.Proposals(l.ctx, q, county.String())
			if err != nil {
				return err
			}
			for i := range list {
				p := &list[i]
				if p.Programme != "dibao" || p.Kind != assess.Loss && p.Kind != assess.NewAmount || p.Household == "" {
					continue
				}
				h, _, err := l.b.register.FamilyNow(l.ctx, q, register.Ref{County: p.County, ID: p.Household}, l.b.desk.Today())
				if err != nil {
					return err
				}
				towns[h.Division.Township()] = true
			}
		}
		return nil
	})
}

// most is the division with the highest count, the smaller code of two equal ones.
func most(counts map[civil.Area]int, among func(civil.Area) bool) (best civil.Area) {
	for area, n := range counts {
		if !among(area) {
			continue
		}
		if best == 0 || n > counts[best] || n == counts[best] && area < best {
			best = area
		}
	}
	return best
}

// family is the next one nothing has happened to.
func (l *demoLife) family() *demoFamily {
	if l.next >= len(l.families) {
		l.must(func() error { return fmt.Errorf("the sample town has only %d families for the story", len(l.families)) })
		return &demoFamily{people: []demoPerson{{}}}
	}
	l.next++
	return &l.families[l.next-1]
}

func (l *demoLife) who(login string) casework.Who { return l.people.who(l.b, login, l.places) }

// begin opens a family's case, from its phone or at a window.
func (l *demoLife) begin(f *demoFamily, who casework.Who, channel, hardship string) (ref register.Ref) {
	l.must(func() (err error) {
		intake := f.division
		if channel == "window" {
			intake = who.Posts[0].Division
		}
		ref, err = l.b.desk.Begin(l.ctx, who, casework.Begin{
			Matter: "dibao", Channel: channel, County: f.household.County, Home: f.division, Intake: intake, Form: f.answers(hardship, l.b.desk.Today()),
		})
		return err
	})
	return ref
}

// do does an action.
func (l *demoLife) do(login string, ref register.Ref, action string, values ...string) {
	l.act(l.who(login), ref, action, values...)
}

func (l *demoLife) act(who casework.Who, ref register.Ref, action string, values ...string) {
	l.must(func() error {
		in := casework.Input{Case: ref, Action: action, Values: map[string]string{}}
		for i := 0; i+1 < len(values); i += 2 {
			in.Values[values[i]] = values[i+1]
		}
		if _, err := l.b.desk.Do(l.ctx, who, in); err != nil {
			return fmt.Errorf("demo %s %s: %w", action, ref, err)
		}
		return nil
	})
}

// submitted opens a case and sends it in; every grown member signs.
func (l *demoLife) submitted(f *demoFamily, hardship string) register.Ref {
	ref := l.begin(f, f.resident(), "phone", hardship)
	l.act(f.resident(), ref, "submit")
	l.signAll(f, ref)
	return ref
}

func (l *demoLife) signAll(f *demoFamily, ref register.Ref) {
	for _, p := range f.people[1:] {
		l.must(func() error {
			who := casework.Who{Actor: "resident:" + p.ref.String(), Name: p.name, Purpose: "self", Persons: []register.Ref{p.ref}}
			_, err := l.b.desk.Do(l.ctx, who, casework.Input{Case: ref, Action: "sign", Person: p.ref})
			return err
		})
	}
}

// surveyed takes a case up to a visit and a judgement.
func (l *demoLife) surveyed(f *demoFamily, hardship string) register.Ref {
	ref := l.submitted(f, hardship)
	l.do("xiangzhen", ref, "accept")
	l.survey(ref)
	l.do("quxian", ref, "check")
	return ref
}

func (l *demoLife) survey(ref register.Ref) {
	l.do("xiangzhen", ref, "survey", "day", l.b.desk.Today().String(), "second", "顾红", "manner", "visit", "present", "申请人",
		"members_found", "与申报一致", "income_found", "没有固定收入，靠亲戚接济", "housing_found", "自建平房三间，家具陈旧", "living_found", "每月水电约60元",
		"labour_found", "与申报一致", "neighbours", "邻居二人说情况属实", "high_spending", "no", "agrees", "same")
}

// opined takes a case up to the first opinion.
func (l *demoLife) opined(f *demoFamily, hardship string) register.Ref {
	ref := l.surveyed(f, hardship)
	l.do("xiangzhen", ref, "opine_grant", "reason", "入户和核对都已完成，家庭困难属实，同意给予低保。")
	return ref
}

// noticed takes a case up to its public notice.
func (l *demoLife) noticed(f *demoFamily, hardship string) register.Ref {
	ref := l.opined(f, hardship)
	l.act(f.resident(), ref, "confirm_preview")
	l.do("xiangzhen", ref, "publish")
	return ref
}

// moveIn takes over what is in pay in the county: entitlements that were paid up
// to June from elsewhere.
func (l *demoLife) moveIn() {
	l.must(func() error {
		county := l.places.county.String()
		var held []assess.Held
		err := l.b.db.Read(l.ctx, func(q db.Query) (err error) {
			held, err = assess.TakenOver{}.Held(l.ctx, q, county, l.b.desk.Today())
			return err
		})
		if err != nil {
			return err
		}
		for _, h := range held {
			if h.Programme == "dibao" {
				if err := l.takeOver(county, h); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (l *demoLife) takeOver(county string, h assess.Held) error {
	person := register.Ref{County: county, ID: h.Person}
	homes, err := l.b.register.MembershipsOf(l.ctx, person, register.On(l.b.desk.Today()))
	if err != nil || len(homes) == 0 {
		return err
	}
	// The family that was declared stands before the household register, as it does
	// when everybody is judged.
	at := slices.IndexFunc(homes, func(m *register.Member) bool { return m.Kind == register.Declared && m.County == county })
	if at < 0 {
		at = max(0, slices.IndexFunc(homes, func(m *register.Member) bool { return m.County == county }))
	}
	f, err := l.b.family(l.ctx, register.Ref{County: homes[at].County, ID: homes[at].Household}, l.b.desk.Today())
	if err != nil || len(f.people) == 0 {
		return err
	}
	head := journal.Header{County: county, Kind: "pay.take_over", Actor: "system:demo", Purpose: "payment", Durable: true}
	_, err = l.b.journal.Do(l.ctx, head, func(w *journal.Write) error {
		return l.b.pay.Decided(l.ctx, w, l.taken(f, person, h))
	})
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.Conflict {
		return nil // two members of one household are on the list
	}
	if err == nil && l.places.town.Contains(f.division) {
		l.drop(f)
	}
	return err
}

func (l *demoLife) taken(f demoFamily, payee register.Ref, h assess.Held) pay.Decision {
	paid, _ := civil.NewMonth(2025, 6)
	from, _ := civil.NewMonth(2024, 7)
	d := pay.Decision{
		ID: "takeover-" + h.Person, County: f.household.County, Programme: h.Programme, Household: f.household.ID, Effect: pay.EffectGrant,
		Amount: h.Amount, From: from, PaidThrough: paid, Division: f.division, Payee: payee, Reason: "从原系统转入",
		Account: &pay.Account{Person: payee, Holder: f.people[0].name, Number: access.NewPrivate(access.Account, demoAccount(payee)), BankName: "江苏农商银行", Capacity: pay.Own},
	}
	for _, p := range f.people {
		d.Covered = append(d.Covered, p.ref)
		if p.ref == payee {
			d.Account.Holder = p.name
		}
	}
	return d
}

// drop takes a family out of those that have nothing yet.
func (l *demoLife) drop(f demoFamily) {
	l.families = slices.DeleteFunc(l.families, func(o demoFamily) bool { return o.household == f.household })
}

// grantedFamilies brings families before the county. One of them will earn more.
func (l *demoLife) grantedFamilies(n int) (refs []register.Ref) {
	for range n {
		f := l.family()
		refs = append(refs, l.noticed(f, "家里有人生病，没有固定收入。"))
		if len(refs) == 1 {
			l.resident("已批准、已发放，可以看信件和发放", f)
		} else if l.better == nil && len(f.people) > 2 {
			l.better = f
		}
	}
	return refs
}

// resident notes somebody whose code is printed.
func (l *demoLife) resident(title string, f *demoFamily) {
	if l.err != nil {
		return
	}
	p := f.people[0]
	l.people.Residents = append(l.people.Residents, demoCode{Title: title, Name: p.name, Phone: demoPhone(p.ref)})
	l.people.Persons = append(l.people.Persons, p.ref.String())
}

func (l *demoLife) approve(refs []register.Ref) {
	for _, ref := range refs {
		l.do("xiangzhen", ref, "close_notice")
		l.do("quxian", ref, "approve", "reason", "经审核，家庭情况属实，同意乡镇意见。")
	}
	l.work()
}

// work does what decisions have put down.
func (l *demoLife) work() {
	l.must(func() error {
		_, err := l.b.worker.Drain(l.ctx)
		return err
	})
}

// underWay leaves cases in every state.
func (l *demoLife) underWay() {
	draft := l.family()
	l.begin(draft, draft.resident(), "phone", "孩子上学，只靠一个人打零工。")
	l.resident("有一份没填完的申请", draft)
	fresh := l.family()
	l.resident("还没有申请过，可以从头申请", fresh)
	l.submitted(l.family(), "刚失去工作，家里还有老人。")
	elsewhere := l.family()
	ref := l.begin(elsewhere, l.who("linzhen"), "window", "住在外镇，回不去办。")
	l.do("linzhen", ref, "submit")
	lacking := l.family()
	ref = l.submitted(lacking, "租房住，房租负担重。")
	l.do("xiangzhen", ref, "ask_papers", "reason", "请补充租房合同，以便核实居住情况。")
	l.resident("要补材料", lacking)
	ref = l.submitted(l.family(), "丈夫残疾，需要人照顾。")
	l.do("xiangzhen", ref, "accept")
	near := l.family()
	ref = l.surveyed(near, "母亲瘫痪在床。")
	l.do("xiangzhen", ref, "mark_near_kin", "kin_name", "顾红", "kin_relation", "姐妹")
	preview := l.family()
	l.opined(preview, "一人户，常年吃药。")
	l.resident("公示前请看内容", preview)
	objected := l.family()
	ref = l.noticed(objected, "没有收入来源。")
	l.object(ref, "听说他家儿子在外面做生意，请再了解。")
	withdrawn := l.family()
	ref = l.submitted(withdrawn, "打算去外地投靠子女。")
	l.act(withdrawn.resident(), ref, "withdraw")
}

func (l *demoLife) object(ref register.Ref, words string) {
	l.must(func() error {
		f, err := l.b.desk.Read(l.ctx, ref)
		if err != nil {
			return err
		}
		n := f.Notice("opinion")
		_, err = l.b.desk.Object(l.ctx, casework.Public(), ref.County, n.ID, map[string]string{"words": words}, "")
		return err
	})
}

// finish decides what was begun, and opens what a recheck proposes.
func (l *demoLife) finish() {
	l.on("2025-08-07")
	review := l.noticed(l.family(), "夫妻都有慢性病。")
	refused := l.family()
	refusedRef := l.noticed(refused, "收入不稳定。")
	appealed := l.family()
	appealedRef := l.noticed(appealed, "家里人口多。")
	l.on("2025-08-18")
	for _, ref := range []register.Ref{review, refusedRef, appealedRef} {
		l.do("xiangzhen", ref, "close_notice")
	}
	for _, ref := range []register.Ref{refusedRef, appealedRef} {
		l.do("quxian", ref, "refuse", "reason", "入户发现家庭有未申报的稳定收入，人均超过标准。")
		l.do("xiangzhen", ref, "send_refusal")
	}
	l.resident("没有同意，可以申请复议", refused)
	l.on("2025-08-20")
	l.act(appealed.resident(), appealedRef, "appeal", "words", "那笔钱是亲戚借的，不是收入，请再核实。")
	l.work()
}
