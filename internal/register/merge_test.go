package register

import (
	"testing"

	"lianxin/internal/journal"
)

func TestAMergeLeadsReadersOnAndCanBeUndone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		a := w.person(Person{Name: "张伟", Division: wenfeng})
		b := w.person(Person{Name: "張偉", Division: jinsha})
		c := w.person(Person{Name: "张卫", Division: hexing})
		city, today, show := clerk(320600000000), On(day(t, "2025-01-01")), Show{Fields: []string{"name"}}
		reads := func(when string, ref, want Ref) {
			t.Helper()
			p, err := w.Person(t.Context(), city, ref, today, show)
			if err != nil || p.Ref != want {
				t.Errorf("%s: %v is read as %v, want %v (%v)", when, ref, p, want, err)
			}
		}
		merge := func(county string, merged, survivor Ref, reason string) error {
			_, err := w.try(county, "", func(act *journal.Write) error {
				return w.Merge(t.Context(), act, PersonKind, merged, survivor, reason)
			})
			return err
		}
		if err := merge(tongzhou, b, a, "证件号码相同"); err != nil {
			t.Fatal(err)
		}
		before := w.act(chongchuan, func(act *journal.Write) error {
			return w.Merge(t.Context(), act, PersonKind, a, c, "本人确认")
		})
		reads("two merges in a row", b, c)
		reads("one merge", a, c)
		for _, refused := range []struct {
			want, county, reason string
			merged, survivor     Ref
		}{
			{"merge_circle", chongchuan, "x", c, b},
			{"merge_twice", tongzhou, "x", b, c},
			{"merge_circle", chongchuan, "x", c, c},
			{"merge_reason", chongchuan, "", c, b},
			{"register_version", tongzhou, "x", c, b},
			{"register_not_found", chongchuan, "x", Ref{chongchuan, "0000000000000000"}, c},
		} {
			if err := merge(refused.county, refused.merged, refused.survivor, refused.reason); code(err) != refused.want {
				t.Errorf("want %s, got %v", refused.want, err)
			}
		}
		w.act(chongchuan, func(act *journal.Write) error { return w.Unmerge(t.Context(), act, a) })
		reads("the second merge undone", a, a)
		reads("the first merge stands", b, a)
		if p, err := w.Person(t.Context(), city, b, AsOf{today.Day, before.At}, show); err != nil || p.Ref != c {
			t.Errorf("as known before the undoing it is still %v (%v)", p, err)
		}
		if _, err := w.try(chongchuan, "", func(act *journal.Write) error { return w.Unmerge(t.Context(), act, a) }); code(err) != "merge_none" {
			t.Errorf("undone twice: %v", err)
		}
		if list, err := w.Origins(t.Context(), a); err != nil || len(list) != 1 || list[0].Merged != b.ID {
			t.Errorf("the origins of the first are %v (%v)", list, err)
		}
		w.verify()
	})
}

func TestATransferEndsHereAndBeginsThere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		id := number(t, "1980-01-02", 1)
		here := w.person(Person{Name: "张伟", IDNumber: id, Division: wenfeng, Version: Version{Valid: Since(day(t, "2020-01-01"))}})
		var there Ref
		w.act(chongchuan, func(act *journal.Write) (err error) {
			there, err = w.TransferPerson(t.Context(), act, w.newest(here), jinsha, day(t, "2024-06-01"))
			return err
		})
		city, show := clerk(320600000000), Show{Fields: []string{"name", IDNumberField}}
		for _, c := range []struct {
			on   string
			ask  Ref
			want Ref
		}{
			{"2024-05-31", here, here}, {"2024-06-01", here, there}, {"2024-05-31", there, here}, {"2024-06-01", there, there},
		} {
			p, err := w.Person(t.Context(), city, c.ask, On(day(t, c.on)), show)
			if err != nil || p.Ref != c.want || !p.IDNumber.Equal(id) {
				t.Errorf("on %s %v is %v, want %v (%v)", c.on, c.ask, p, c.want, err)
			}
		}
		if _, err := w.Person(t.Context(), clerk(wenfeng), here, On(day(t, "2024-01-01")), show); code(err) != "register_not_found" {
			t.Errorf("the county that was left still sees the person: %v", err)
		}
		if _, err := w.Person(t.Context(), clerk(jinsha), here, On(day(t, "2024-01-01")), show); err != nil {
			t.Errorf("the county that took over does not see the past: %v", err)
		}
		for want, f := range map[string]func(act *journal.Write) error{
			"transfer_day": func(act *journal.Write) error {
				_, err := w.TransferPerson(t.Context(), act, w.newest(here), jinsha, day(t, "2020-01-01"))
				return err
			},
			"transfer_division": func(act *journal.Write) error {
				_, err := w.TransferPerson(t.Context(), act, w.newest(here), hexing, day(t, "2024-01-01"))
				return err
			},
			"merge_none": func(act *journal.Write) error { return w.Unmerge(t.Context(), act, here) },
		} {
			if _, err := w.try(chongchuan, "", f); code(err) != want {
				t.Errorf("want %s, got %v", want, err)
			}
		}
		w.verify()
	})
}
