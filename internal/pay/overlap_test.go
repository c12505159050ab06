package pay

import (
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// table is a table of conflicts with one row of each relation.
func table(civil.Date) []pack.Conflict {
	return []pack.Conflict{
		{A: "dibao", B: "tekun", Relation: pack.Exclusive, Wins: "tekun", Source: "43号"},
		{A: "orphan", B: "tekun", Relation: pack.Choice, Source: "43号"},
		{A: "unattended", B: "dibao", Relation: pack.Difference, Wins: "dibao", Source: "62号"},
		{A: "care", B: "elder_care", Relation: pack.Higher, Source: "52号"},
		{A: "elder", B: "dibao", Relation: pack.Compatible, Source: "43号"},
	}
}

// benefit grants a person's own benefit in a county.
func (o *office) benefit(in, programme, who string, amount civil.Fen, from string) {
	o.t.Helper()
	area := hamlet
	if in != county {
		area = civil.Area(320612005001)
	}
	err := o.try(in, func(w *journal.Write) error {
		return o.Decided(o.t.Context(), w, Decision{
			ID: db.NewID(), County: in, Programme: programme, Household: "h" + who + programme, Person: person(who).ID, Effect: EffectGrant, Amount: amount,
			Covered: []register.Ref{person(who)}, From: month(o.t, from), Division: area, Payee: person(who), Reason: "准予", Account: new(o.account(who, number(who))),
		})
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestWhatGivesWayIsHeldByTheTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, a, b string
		relation   pack.Relation
		held       []string
	}{
		{"one that excludes the other", "tekun", "dibao", pack.Exclusive, []string{"dibao"}},
		{"a choice nobody made: the later one waits", "tekun", "orphan", pack.Choice, []string{"orphan"}},
		{"a difference", "dibao", "unattended", pack.Difference, []string{"unattended"}},
		{"the higher of two", "elder_care", "care", pack.Higher, []string{"elder_care"}},
		{"two that go together", "elder", "dibao", pack.Compatible, nil},
		{"two the table does not know", "dibao", "heating", pack.Compatible, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := open(t, dbtest.Open(t))
			o.names.Conflicts = table
			o.benefit(county, c.a, "11", 100_00, "2026-01")
			o.benefit(county, c.b, "11", 200_00, "2026-02")
			r := must[*Run](t)(o.Prepare(t.Context(), "staff:maker", o.order("2026-02")))
			var held []string
			for _, l := range o.lines(r) {
				if l.Status == Held && l.Month == r.Month {
					held = append(held, l.Programme)
				}
			}
			if !slices.Equal(held, c.held) {
				t.Errorf("held are %v, want %v", held, c.held)
			}
		})
	}
}

func TestSomebodyPaidInTwoCountiesIsFoundByHisNumber(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		o.names.Conflicts = table
		here, there := o.registered("320613", 320613005001), o.registered("320612", 320612005001)
		grant := func(in string, who register.Ref, from string, area civil.Area) {
			if err := o.try(in, func(w *journal.Write) error {
				_, err := o.Grant(ctx, w, Grant{Subject: Subject{Programme: "dibao", Household: "h" + in}, From: month(t, from),
					Terms: Terms{Amount: 300_00, Payee: who, Covered: []register.Ref{who}, Division: area}, Because: Because{Decision: db.NewID(), Reason: "准予"}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		grant("320612", there, "2026-01", 320612005001)
		grant(county, here, "2026-02", hamlet)
		found := must[[]*Overlap](t)(o.Screen(ctx, "staff:maker", county, month(t, "2026-02")))
		if len(found) != 1 || found[0].Other.County != "320612" || found[0].Relation != SameBenefit {
			t.Fatalf("found are %+v", found)
		}
		if older := must[[]*Overlap](t)(o.Screen(ctx, "staff:maker", "320612", month(t, "2026-02"))); len(older) != 0 {
			t.Errorf("the one that was there first is held too: %+v", older[0])
		}
		var open []*Overlap
		read := func() []*Overlap {
			o.read(func(q db.Query) (err error) {
				open, err = Overlaps(ctx, q, county, OverlapOpen)
				return err
			})
			return open
		}
		if must[[]*Overlap](t)(o.Screen(ctx, "staff:maker", county, month(t, "2026-03"))); len(read()) != 1 {
			t.Fatalf("looked again there are %d open", len(open))
		}
		if err := o.ResolveOverlap(ctx, "staff:county", county, open[0].ID, month(t, "2026-02"), "已在另一区享受"); err != nil {
			t.Fatal(err)
		}
		if must[[]*Overlap](t)(o.Screen(ctx, "staff:maker", county, month(t, "2026-03"))); len(read()) != 0 {
			t.Errorf("after the stop %d are open", len(open))
		}
	})
}

// registered puts the same man into the register of a county.
func (o *office) registered(in string, area civil.Area) (ref register.Ref) {
	o.t.Helper()
	j := journal.New(o.store, append(Tables(), register.Tables()...)...)
	r := register.New(j, o.keys, nil, nil)
	_, err := j.Do(o.t.Context(), journal.Header{County: in, Kind: "test", Actor: "staff:judge", Purpose: "review"}, func(w *journal.Write) (err error) {
		ref, err = r.PutPerson(o.t.Context(), w, register.Person{
			Version: register.Version{Valid: register.Since(civil.FirstDate)}, Name: "王小明", Division: area,
			IDNumber: access.NewPrivate(access.IDNumber, "11010519491231002X"),
		})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return ref
}

func TestBothGoOnAsLongAsNothingChangesWhenAPersonSaysSo(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.names.Conflicts = table
	o.benefit(county, "dibao", "11", 100_00, "2026-01")
	o.benefit(county, "unattended", "11", 200_00, "2026-01")
	must[*Run](t)(o.Prepare(ctx, "staff:maker", o.order("2026-01")))
	var open []*Overlap
	o.read(func(q db.Query) (err error) {
		open, err = Overlaps(ctx, q, county, OverlapOpen)
		return err
	})
	if err := o.ResolveOverlap(ctx, "staff:county", county, open[0].ID, 0, "已按差额核定"); err != nil {
		t.Fatal(err)
	}
	if r := must[*Run](t)(o.Prepare(ctx, "staff:maker", o.order("2026-01"))); r.Total != 300_00 {
		t.Errorf("both together are %s", r.Total)
	}
	o.decideOwn("unattended", "11", 250_00, "2026-01")
	if r := must[*Run](t)(o.Prepare(ctx, "staff:maker", o.order("2026-01"))); r.Total != 100_00 {
		t.Errorf("with another amount %s is listed, want the one that stands", r.Total)
	}
}

func (o *office) decideOwn(programme, who string, amount civil.Fen, from string) {
	o.t.Helper()
	o.act(func(w *journal.Write) error {
		return o.Decided(o.t.Context(), w, Decision{ID: db.NewID(), County: county, Programme: programme, Household: "h" + who + programme, Person: person(who).ID,
			Effect: EffectChange, Amount: amount, From: month(o.t, from), Reason: "调整"})
	})
}
