package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// keeping collects what answers about one person are kept in registers: one
// record for each register that the questions name.
type keeping struct {
	desk     *Desk
	person   register.Ref
	division civil.Area
	since    civil.Date
	records  []*register.Record
	given    []string // REGISTER.field
}

// add takes an answer, where its question says that it is kept and it is given.
func (k *keeping) add(field *pack.FormField, text string) error {
	name, column, kept := strings.Cut(field.Keep, ".")
	reg := k.desk.catalogue().Register(name)
	if !kept || text == "" || reg == nil {
		return nil
	}
	at := slices.IndexFunc(reg.Fields, func(f pack.Field) bool { return f.Name == column })
	if at < 0 {
		return nil
	}
	value, err := Value(&reg.Fields[at], text)
	if err != nil {
		return err
	}
	k.record(reg).Values[at] = value
	k.given = append(k.given, field.Keep)
	return nil
}

// record is the record for a register, begun when it is first needed.
func (k *keeping) record(reg *pack.Register) *register.Record {
	for _, rec := range k.records {
		if rec.Register == reg.Name {
			return rec
		}
	}
	rec := &register.Record{Register: reg.Name, Subject: k.person.ID, Division: k.division, Values: make([]register.Value, len(reg.Fields))}
	rec.Valid = register.Since(k.since)
	k.records = append(k.records, rec)
	return rec
}

// save writes the records. With merge, what no answer speaks of stays as the
// register has it.
func (k *keeping) save(ctx context.Context, w *journal.Write, merge bool) error {
	part, err := w.In(ctx, k.person.County)
	if err != nil {
		return err
	}
	for _, rec := range k.records {
		if merge {
			if err := k.desk.register.Complete(ctx, part, rec, func(field string) bool { return slices.Contains(k.given, rec.Register+"."+field) }); err != nil {
				return err
			}
		}
		if _, _, err := k.desk.register.SaveRecord(ctx, part, *rec); err != nil {
			return err
		}
	}
	return nil
}

// findings keeps what an office found out about the person a case is about.
func findings(ctx context.Context, do *doing, w *journal.Write) error {
	if second := do.values["second"]; second != "" && second == do.who.Name {
		return Faults{{"second", -1, "要两个人，另一位写的是您自己：请写明另一位是谁。"}}
	}
	kept := keeping{desk: do.desk, person: do.file.Case.Applicant, division: do.file.Case.Division, since: day(w)}
	for i := range do.action.Form {
		field := &do.action.Form[i]
		if err := kept.add(field, do.values[field.Name]); err != nil {
			return err
		}
	}
	return kept.save(ctx, w, true)
}

// count works out the answers that are counted from others: how many of several
// yes-or-no questions were answered with yes.
func (do *doing) count() {
	for i := range do.action.Form {
		f := &do.action.Form[i]
		if len(f.Counts) == 0 {
			continue
		}
		n := 0
		for _, name := range f.Counts {
			if do.values[name] == "yes" {
				n++
			}
		}
		do.values[f.Name] = strconv.Itoa(n)
	}
}
