package app

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// outbox keeps what a gateway was given to send.
type outbox []string

func (o *outbox) Send(_ context.Context, phone access.Private, text string) error {
	*o = append(*o, phone.Reveal()+" "+text)
	return nil
}

func TestWhoIsOfFullAgeIsToldThatAnotherHasAskedForHim(t *testing.T) {
	t.Parallel()
	sent := &outbox{}
	w := openWorking(t, sent)
	const village = civil.Area(320613005001)
	var people []register.Ref
	var numbers []string
	h := journal.Header{County: "320613", Kind: "test", Actor: "system:test", Purpose: "application"}
	_, err := w.journal.Do(t.Context(), h, func(j *journal.Write) error {
		people, numbers = nil, nil
		home, err := w.register.PutHousehold(t.Context(), j, register.Household{Kind: register.Registered, Number: "H1", Division: village, Address: "和兴街道1号"})
		for i, day := range []string{"1980-02-03", "1950-02-03"} {
			birth, wrong := civil.ParseDate(day)
			err = errors.Join(err, wrong)
			number, alive := civil.MakeID(civil.SampleRegion, birth, 100+i), true
			var ref register.Ref
			if err == nil {
				ref, err = w.register.PutPerson(t.Context(), j, register.Person{
					Name: []string{"李秀英", "王桂兰"}[i], IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, number), Birth: &birth, Alive: &alive,
					Phone: access.NewPrivate(access.Phone, "1380000000"+string(rune('1'+i))), Division: village, Address: "和兴街道1号",
				})
			}
			if err == nil {
				_, err = w.register.PutMember(t.Context(), j, register.Member{Household: home.ID, Kind: register.Registered, Person: ref, Head: i == 0, Relation: []string{"02", "52"}[i]})
			}
			people, numbers = append(people, ref), append(numbers, number)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.desk.Matter("disability_care")
	if err != nil {
		t.Fatal(err)
	}
	wards, err := w.desk.Wards(t.Context(), people[0], m)
	if err != nil || len(wards) != 1 {
		t.Fatalf("%v, %v", wards, err)
	}
	daughter := casework.Who{Actor: "resident:" + people[0].String(), Name: "李秀英", Purpose: "self", Persons: people[:1]}
	form := casework.Answers{Agreed: true, Family: map[string]string{
		"applicant.name": "王桂兰", "applicant.id_number": numbers[1], "applicant.phone": "13800000001", "applicant.registered_address": "和兴街道1号",
		"applicant.lives_elsewhere": "no", "applicant.by_proxy": "yes", "applicant.proxy_kind": "guardian", "applicant.proxy_name": "李秀英", "applicant.proxy_phone": "13800000001",
	}, Members: []casework.MemberAnswers{{Person: people[1], Values: map[string]string{
		"member.name": "王桂兰", "member.id_number": numbers[1], "member.relation": "self", "member.other_allowance": "no",
	}}}}
	ref, err := w.desk.BeginFor(t.Context(), daughter, casework.Begin{Matter: m.Name, Channel: "phone", County: people[1].County, Home: village, Intake: village, Form: form},
		casework.Claim{By: people[0], Name: "李秀英", Ward: wards[0]})
	if err != nil {
		t.Fatal(err)
	}
	if w.drain(t); len(*sent) != 0 {
		t.Errorf("a draft is told: %v", *sent)
	}
	if _, err := w.desk.Do(t.Context(), daughter, casework.Input{Case: ref, Action: "submit"}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		w.drain(t)
	}
	if len(*sent) != 1 || !strings.HasPrefix((*sent)[0], "13800000002 李秀英替您申请了“重度残疾人护理补贴申请”") || !strings.Contains((*sent)[0], "不同意由别人代办") {
		t.Errorf("sent: %v\n%s", *sent, w.log)
	}
}
