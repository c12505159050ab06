package casework_test

import (
	"errors"
	"slices"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// speaks is the form for somebody another asks for.
func (f family) speaks(at int, name string) casework.Answers {
	return f.one(at, map[string]string{
		"applicant.by_proxy": "yes", "applicant.proxy_kind": "guardian", "applicant.proxy_name": name, "applicant.proxy_phone": "13800000009",
		"member.other_allowance": "no",
	})
}

// claim begins a case for somebody else, and gives the case.
func (o *office) claim(who casework.Who, by register.Ref, w casework.Ward, form casework.Answers) (register.Ref, error) {
	return o.BeginFor(o.t.Context(), who, casework.Begin{
		Matter: "disability_care", Channel: "phone", County: county, Home: village, Intake: village, Form: form, Once: by.ID + w.Person.ID,
	}, casework.Claim{By: by, Name: who.Name, Ward: w})
}

func (o *office) wards(person register.Ref) (names []string, list []casework.Ward) {
	o.t.Helper()
	list, err := o.Wards(o.t.Context(), person, o.matter("disability_care"))
	if err != nil {
		o.t.Fatal(err)
	}
	for _, w := range list {
		names = append(names, w.Kind.Name+" "+w.Name)
	}
	return names, list
}

func isKind(err error, kind civil.Kind) bool {
	var refused *civil.Error
	return errors.As(err, &refused) && refused.Kind == kind
}

func TestTheHouseholdRegisterShowsForWhomSomebodyMayAsk(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李小明", "王桂兰", "王芳"}, []string{"1980-02-03", "2012-05-01", "1950-01-01", "1982-03-04"})
		for i, want := range [][]string{{"parent 李小明", "child 王桂兰"}, nil, nil, {"parent 李小明"}} {
			if got, _ := o.wards(f.people[i]); !slices.Equal(got, want) {
				t.Errorf("%s may ask for %v, want %v", f.names[i], got, want)
			}
		}
		if list, err := o.Wards(t.Context(), f.people[0], o.matter("dibao")); err != nil || len(list) > 0 {
			t.Errorf("a matter that names no guardians: %v, %v", list, err)
		}
	})
}

func TestAParentAsksForAChildAndIsToldNothingElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李小明"}, []string{"1980-02-03", "2012-05-01"})
		mother, child := resident(f.people[0], f.names[0]), resident(f.people[1], f.names[1])
		_, wards := o.wards(f.people[0])
		ref, err := o.claim(mother, f.people[0], wards[0], f.speaks(1, f.names[0]))
		if err != nil {
			t.Fatal(err)
		}
		o.do(mother, ref, "submit", nil)
		file := o.file(ref)
		if file.Case.Applicant != f.people[1] || file.Guardian == nil || file.Guardian.State != casework.GuardianShown {
			t.Fatalf("the case is %s's, its guardian %+v", file.Case.Name, file.Guardian)
		}
		if n := o.told(casework.SpokenForTopic); n != 0 {
			t.Errorf("a child was told: %d", n)
		}
		o.do(townClerk(), ref, "accept", nil)
		other := o.ask("tekun", child, f.one(1, supported))
		if _, err := o.Open(t.Context(), mother, other); !isKind(err, civil.NotFound) {
			t.Errorf("the mother sees another case of the child: %v", err)
		}
		stranger := o.settle([]string{"张三妹"}, []string{"1985-02-03"})
		if _, err := o.Open(t.Context(), resident(stranger.people[0], "张三妹"), ref); !isKind(err, civil.NotFound) {
			t.Errorf("a stranger sees the case: %v", err)
		}
	})
}

func TestADeclaredGuardianWaitsUntilAnOfficeHasSeenHisPaper(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		old := o.settle([]string{"王桂兰"}, []string{"1950-01-01"})
		f := o.settle([]string{"李秀英"}, []string{"1980-02-03"})
		daughter := resident(f.people[0], f.names[0])
		m := o.matter("disability_care")
		for name, c := range map[string][3]string{
			"a name that does not fit": {"child", old.numbers[0], "王桂花"}, "a number nobody has": {"child", f.numbers[0][:17] + "0", "王桂兰"},
			"an age that does not fit": {"parent", old.numbers[0], "王桂兰"}, "a kind the matter has not": {"cousin", old.numbers[0], "王桂兰"},
		} {
			if _, err := o.ClaimedWard(t.Context(), m, c[0], c[1], c[2]); !isKind(err, civil.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w, err := o.ClaimedWard(t.Context(), m, "child", old.numbers[0], "王桂兰")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.claim(resident(old.people[0], "王桂兰"), f.people[0], w, old.speaks(0, "李秀英")); !isKind(err, civil.Denied) {
			t.Errorf("somebody claims in another's name: %v", err)
		}
		ref, err := o.claim(daughter, f.people[0], w, old.speaks(0, "李秀英"))
		if err != nil {
			t.Fatal(err)
		}
		o.do(daughter, ref, "submit", nil)
		if n := o.told(casework.SpokenForTopic); n != 1 {
			t.Errorf("the mother of full age is told %d times", n)
		}
		_, err = o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "accept"})
		var lacks casework.Faults
		if !errors.As(err, &lacks) || lacks[0].Message != "替他（她）申请的李秀英还没有核对监护关系，请先核对。" {
			t.Fatalf("it is accepted unseen: %v", err)
		}
		if err := o.CheckGuardian(t.Context(), daughter, ref, 0, true, "看过"); !isKind(err, civil.Denied) {
			t.Errorf("the guardian confirms himself: %v", err)
		}
		seen := o.file(ref).Guardian.Opened
		if err := o.CheckGuardian(t.Context(), townClerk(), ref, seen, true, "看了户口簿原件。"); err != nil {
			t.Fatal(err)
		}
		if err := o.CheckGuardian(t.Context(), townClerk(), ref, seen, false, "再看"); !isKind(err, civil.Stale) {
			t.Errorf("a second look at the old version: %v", err)
		}
		o.do(townClerk(), ref, "accept", nil)
	})
}

func TestWhoIsSpokenForMayObjectAndTheGuardianSeesNothingMore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "王桂兰"}, []string{"1980-02-03", "1950-01-01"})
		daughter, mother := resident(f.people[0], f.names[0]), resident(f.people[1], f.names[1])
		_, wards := o.wards(f.people[0])
		ref, err := o.claim(daughter, f.people[0], wards[0], f.speaks(1, "李秀英"))
		if err != nil {
			t.Fatal(err)
		}
		o.do(daughter, ref, "submit", nil)
		if err := o.ObjectGuardian(t.Context(), daughter, ref, ""); !isKind(err, civil.Denied) {
			t.Errorf("the guardian objects to herself: %v", err)
		}
		if err := o.ObjectGuardian(t.Context(), mother, ref, "我自己会办。"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Open(t.Context(), daughter, ref); !isKind(err, civil.NotFound) {
			t.Errorf("the guardian still sees the case: %v", err)
		}
		if list, err := o.Mine(t.Context(), daughter); err != nil || len(list) != 0 {
			t.Errorf("it is still in her list: %d, %v", len(list), err)
		}
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "accept"}); err == nil {
			t.Error("the case goes on although the mother objected")
		}
		if err := o.CheckGuardian(t.Context(), townClerk(), ref, 0, true, "电话问过，她自己接着办。"); err != nil {
			t.Fatal(err)
		}
		o.do(townClerk(), ref, "accept", nil)
		if step := o.file(ref).Steps[2]; step.Title != "本人不同意由别人代办" || step.Words != "我自己会办。" {
			t.Errorf("the step says %q %q", step.Title, step.Words)
		}
	})
}

// told is how often news of a topic was told.
func (o *office) told(topic string) (n int) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(q db.Query) error {
		list, err := journal.NewsAfter(o.t.Context(), q, county, 0)
		for _, one := range list {
			if one.Topic == topic {
				n++
			}
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}
