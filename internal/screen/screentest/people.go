package screentest

import (
	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
)

// Act does something in an act of the county.
func (o *Office) Act(f func(w *journal.Write) error) {
	o.T.Helper()
	h := journal.Header{County: County, Kind: "test", Actor: "system:test", Purpose: "application"}
	if _, err := o.Stages.Journal.Do(o.T.Context(), h, f); err != nil {
		o.T.Fatal(err)
	}
}

// Password is the one of everybody who was hired.
const Password = "Zheng-que-2025"

// Hire opens an account with one post and lets its owner in by his login.
func (o *Office) Hire(login, name string, role access.Role, division civil.Area) *account.Account {
	o.T.Helper()
	password, err := o.Stages.Accounts.NewPassword(o.T.Context(), login, Password)
	if err != nil {
		o.T.Fatal(err)
	}
	var id string
	o.Act(func(w *journal.Write) (err error) {
		id, err = o.Stages.Accounts.Create(o.T.Context(), w, account.Account{Login: login, Name: name, Posts: []account.Post{{Role: role, Division: division}}}, password)
		return err
	})
	found, err := o.Stages.Accounts.ByID(o.T.Context(), id)
	if err != nil {
		o.T.Fatal(err)
	}
	scope, err := access.NewScope(division)
	if err != nil {
		o.T.Fatal(err)
	}
	o.People[login] = &screen.Visitor{
		Side: screen.Staff, Actor: found.Actor(), Name: name, Roles: []access.Role{role}, Scope: scope, Staff: id,
		Posts:   []casework.Post{{Role: role, Division: division}},
		Session: &account.Visitor{Kind: account.Staff, Actor: found.Actor(), ID: id, Login: login, Name: name, Posts: found.Posts},
	}
	return found
}

// Family is a registered family.
type Family struct {
	Household register.Ref
	People    []register.Ref
}

// Settle registers a family in the village.
func (o *Office) Settle(names ...string) (f Family) {
	o.T.Helper()
	o.Act(func(w *journal.Write) (err error) {
		f = Family{}
		f.Household, err = o.Stages.Register.PutHousehold(o.T.Context(), w, register.Household{
			Kind: register.Registered, Number: "H" + names[0], Division: Village, Address: "和兴街道1号",
		})
		for i := 0; i < len(names) && err == nil; i++ {
			birth, alive := Day(o.T, "1971-02-03").AddDays(i*3000), true
			var ref register.Ref
			ref, err = o.Stages.Register.PutPerson(o.T.Context(), w, register.Person{
				Name: names[i], IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, civil.MakeID(civil.SampleRegion, birth, 100+i+len(names[0]))),
				Birth: &birth, Alive: &alive, Division: Village, Address: "和兴街道1号",
			})
			if err == nil {
				f.People = append(f.People, ref)
				_, err = o.Stages.Register.PutMember(o.T.Context(), w, register.Member{Household: f.Household.ID, Kind: register.Registered, Person: ref, Head: i == 0})
			}
		}
		return err
	})
	o.Families = append(o.Families, f)
	return f
}

// Grant decides that a family gets 低保 from a month on.
func (o *Office) Grant(f Family, name string, amount civil.Fen, from string, account bool) {
	o.T.Helper()
	month, err := civil.ParseMonth(from)
	if err != nil {
		o.T.Fatal(err)
	}
	d := pay.Decision{
		ID: db.NewID(), County: County, Case: db.NewID(), Programme: "dibao", Household: f.Household.ID, Effect: pay.EffectGrant, Amount: amount, From: month,
		Covered: f.People, Division: Village, Payee: f.People[0], Reason: "审核同意",
	}
	if account {
		d.Account = &pay.Account{Person: f.People[0], Holder: name, BankName: "江苏农商银行", BankCode: "102306000015", Capacity: pay.Own,
			Number: access.NewPrivate(access.Account, AccountNumber(f))}
	}
	o.Act(func(w *journal.Write) error { return o.Stages.Pay.Decided(o.T.Context(), w, d) })
}

// AccountNumber is a fictional account of a family.
func AccountNumber(f Family) string {
	digits := "62170000"
	for _, c := range f.People[0].ID {
		digits += string('0' + c%10)
	}
	return digits[:16]
}
