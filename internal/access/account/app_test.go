package account

import (
	"slices"
	"testing"

	"lianxin/internal/civil"
)

func proofOf(answer string, who Person, checked bool, now civil.Instant) AppProof {
	return AppProof{App: "wdnj", Answer: answer, Person: who, Checked: checked, At: now, Until: now + 15*minute}
}

// checked says whether the visitor counts as checked by his face.
func (d *door) checked(now civil.Instant, v *Visitor) bool {
	d.t.Helper()
	ok, err := d.Checked(d.t.Context(), now, v)
	if err != nil {
		d.t.Fatal(err)
	}
	return ok
}

func TestAnAppLetsSomebodyInOnceByEachAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		token, v, err := d.SignInProven(t.Context(), d.start, proofOf("a", granny, false, d.start), nil)
		if err != nil || v.Acting != granny || v.Actor != ResidentActor+granny.String() || v.Only != "" {
			t.Fatalf("the visitor is %+v (%v)", v, err)
		}
		_, _, err = d.SignInProven(t.Context(), d.start, proofOf("a", granny, true, d.start), nil)
		wantCode(t, err, "app_answered")
		other := proofOf("a", granny, false, d.start)
		other.App = "sfb"
		if _, _, err := d.SignInProven(t.Context(), d.start, other, nil); err != nil {
			t.Errorf("the answer of another app: %v", err)
		}
		d.gone(d.start+ResidentLife, token)
		_, _, err = d.SignInProven(t.Context(), d.start+ResidentLife, proofOf("a", granny, false, d.start), nil)
		wantCode(t, err, "app_answered") // it stays used
		d.sound()
	})
}

func TestACheckByFaceIsOfOnePersonOneSessionAndSomeMinutes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		_, plain, err := d.SignInProven(t.Context(), d.start, proofOf("a", granny, false, d.start), nil)
		if err != nil || d.checked(d.start, plain) {
			t.Fatalf("signing in alone is a check (%v)", err)
		}
		token, v, err := d.SignInProven(t.Context(), d.start, proofOf("b", granny, true, d.start), plain)
		if err != nil || !d.checked(d.start, v) || !d.checked(d.start+15*minute-1, v) || d.checked(d.start+15*minute, v) {
			t.Errorf("the check does not hold for its minutes (%v)", err)
		}
		if err := d.ActFor(t.Context(), v, child); err == nil {
			t.Error("it acts for somebody else")
		}
		code, at := d.slip(child)
		if err := d.AddPerson(t.Context(), at, v, code, ""); err != nil {
			t.Fatal(err)
		}
		if err := d.ActFor(t.Context(), v, child); err != nil || d.checked(d.start, v) {
			t.Errorf("who was checked passes for the other (%v)", err)
		}
		if err := d.ActFor(t.Context(), v, granny); err != nil || !d.checked(d.start, d.resolve(d.start, token)) {
			t.Errorf("the check is lost (%v)", err)
		}
		slipCode, at := d.slip(granny)
		_, bySlip, err := d.SignInResident(t.Context(), at, slipCode, "")
		if err != nil || d.checked(at, bySlip) {
			t.Errorf("another session of the same person passes for checked (%v)", err)
		}
		d.hire("lina", Post{Role: Town, Division: town})
		if _, staff := d.enter(at, "lina"); d.checked(at, staff) || d.checked(at, nil) {
			t.Error("staff passes for checked")
		}
		if err := d.SignOut(t.Context(), v); err != nil || d.checked(d.start, v) {
			t.Errorf("it outlives the session (%v)", err)
		}
		d.sound()
	})
}

func TestAStrongerSignInTakesTheSessionsPlace(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		before, v, err := d.SignInResident(t.Context(), d.start, mobile, d.ask(d.start, mobile, child, granny))
		if err != nil {
			t.Fatal(err)
		}
		after, stronger, err := d.SignInProven(t.Context(), d.start, proofOf("a", granny, true, d.start), v)
		if err != nil || after == before || stronger.Acting != granny || !slices.Equal(stronger.Persons, []Person{granny, child}) {
			t.Fatalf("the visitor is %+v (%v)", stronger, err)
		}
		d.gone(d.start, before)
		last, alone, err := d.SignInProven(t.Context(), d.start, proofOf("b", Person{"320613", "0000000000000aaa"}, true, d.start), stronger)
		if err != nil || len(alone.Persons) != 1 {
			t.Fatalf("somebody else has taken the people along: %+v (%v)", alone, err)
		}
		d.gone(d.start, after)
		d.resolve(d.start, last)
		_, _, err = d.SignInProven(t.Context(), d.start, proofOf("c", Person{}, true, d.start), nil)
		wantCode(t, err, "resident_subject")
	})
}
