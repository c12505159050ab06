package app

import (
	"context"
	"fmt"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// demoFamily is a registered family of the sample city.
type demoFamily struct {
	household register.Ref
	division  civil.Area
	hukou     civil.Area // where it is registered
	kind      string     // urban or rural
	address   string
	people    []demoPerson
}

type demoPerson struct {
	ref    register.Ref
	name   string
	number string
	birth  civil.Date
}

func (b *bureau) family(ctx context.Context, ref register.Ref, day civil.Date) (f demoFamily, err error) {
	var members []register.Relative
	err = b.db.Read(ctx, func(q db.Query) error {
		h, list, err := b.register.FamilyNow(ctx, q, ref, day)
		if err == nil {
			f.household, f.division, f.address, members = h.Ref, h.Division, h.Address, list
		}
		return err
	})
	if err != nil {
		return f, err
	}
	slices.SortStableFunc(members, func(x, y register.Relative) int { return rank(y.Head) - rank(x.Head) })
	viewer := access.Viewer{Actor: "system:demo", Roles: []access.Role{casework.Town}, Divisions: []civil.Area{f.division.County()}, Purpose: "application"}
	for _, m := range members {
		p, err := b.register.Person(ctx, viewer, m.Person, register.On(day), register.Show{Fields: []string{register.IDNumberField}})
		if err != nil || p.Birth == nil {
			return demoFamily{household: ref}, nil // somebody who moved away or died: not a family for a demonstration
		}
		f.people = append(f.people, demoPerson{m.Person, m.Name, p.IDNumber.Reveal(), *p.Birth})
	}
	return f, nil
}

func rank(head bool) int {
	if head {
		return 1
	}
	return 0
}

// resident is the head of a family on his phone.
func (f *demoFamily) resident() casework.Who {
	p := f.people[0]
	return casework.Who{Actor: "resident:" + p.ref.String(), Name: p.name, Purpose: "self", Persons: []register.Ref{p.ref}}
}

// account is a made-up account of somebody, the same each time.
func demoAccount(person register.Ref) string {
	n := uint64(0)
	for _, c := range person.County + person.ID {
		n = n*131 + uint64(c)
	}
	return fmt.Sprintf("6230%012d", n%1_000_000_000_000)
}

// answers are the form of a family that has what hardship says, and no more.
func (f *demoFamily) answers(hardship string, day civil.Date) casework.Answers {
	head := f.people[0]
	a := casework.Answers{Agreed: true, Family: map[string]string{
		"applicant.name": head.name, "applicant.id_number": head.number, "applicant.phone": demoPhone(head.ref),
		"applicant.registered_address": f.address, "applicant.lives_elsewhere": "no", "applicant.by_proxy": "no",
		"household.hardship": hardship, "household.hukou_kind": f.kind, "household.housing": "own", "household.apart": "no", "household.supported": "no", "household.near_kin": "no",
		"payee.bank": "江苏农商银行", "payee.account": demoAccount(head.ref), "payee.holder": head.name, "payee.capacity": "own",
	}}
	if f.address == "" {
		a.Family["applicant.registered_address"] = "户籍地址"
	}
	for i, p := range f.people {
		a.Members = append(a.Members, casework.MemberAnswers{Person: p.ref, Values: f.member(i, p, day)})
	}
	return a
}

func (f *demoFamily) member(i int, p demoPerson, day civil.Date) map[string]string {
	age := civil.Age(p.birth, day)
	values := map[string]string{
		"member.name": p.name, "member.id_number": p.number, "member.relation": "other", "member.labour_ability": "full",
		"member.in_school": "no", "member.severe_illness": "no", "member.has_work": "no", "member.has_pension": "no",
		"member.has_property": "no", "member.has_spending": "no",
	}
	switch {
	case i == 0:
		values["member.relation"] = "self"
	case age < civil.Age(f.people[0].birth, day)-15:
		values["member.relation"] = "son"
	case age > civil.Age(f.people[0].birth, day)+15:
		values["member.relation"] = "parent"
	default:
		values["member.relation"] = "spouse"
	}
	if age < 16 || age > 60 {
		values["member.labour_ability"] = "none"
	}
	if age >= 7 && age < 18 {
		values["member.in_school"], values["member.school"] = "yes", "平潮小学"
	}
	return values
}

// demoPhone is a made-up telephone of somebody, the same each time.
func demoPhone(person register.Ref) string {
	return "139" + demoAccount(person)[8:]
}
