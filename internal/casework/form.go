package casework

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Answers are what stands in a case's form: by “section.field”, in canonical
// text: 1200.50, 2025-06-30, yes, a code's name.
type Answers struct {
	Family  map[string]string `json:"family"` // sections of the household and of the payee
	Members []MemberAnswers   `json:"members"`
	Agreed  bool              `json:"agreed"` // the applicant has signed that it is true
}

// MemberAnswers are those about one member; the applicant is the first.
type MemberAnswers struct {
	Person register.Ref      `json:"person"` // zero: not yet found in the register
	Values map[string]string `json:"values"`
	Source map[string]string `json:"source,omitempty"` // where a prefilled value came from
}

const selectForm = `SELECT v.opened, v.answers FROM case_form v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds

func formPlace(ref register.Ref) access.Place {
	return place("case_form", "answers", ref.County, ref.ID)
}

// answers reads the form of a case.
func (d *Desk) answers(ctx context.Context, q db.Query, ref register.Ref) (Answers, error) {
	form, _, err := d.form(ctx, q, ref)
	return form, err
}

// form reads the form with its version.
func (d *Desk) form(ctx context.Context, q db.Query, ref register.Ref) (a Answers, opened int64, err error) {
	var sealed []byte
	_, _, err = db.One(ctx, q, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&opened, &sealed) }, selectForm, ref.County, ref.ID)
	if err == nil {
		err = d.unseal(formPlace(ref), sealed, &a)
	}
	if a.Family == nil {
		a.Family = map[string]string{}
	}
	return a, opened, err
}

// writeForm opens the next version of a form.
func (d *Desk) writeForm(ctx context.Context, w *journal.Write, ref register.Ref, a *Answers) error {
	_, opened, err := d.form(ctx, w, ref)
	if err != nil {
		return err
	}
	if opened == w.Seq() {
		return nil
	}
	if opened != 0 {
		if err := w.Close(ctx, formTable, ref.ID, opened); err != nil {
			return err
		}
	}
	sealed, err := d.seal(formPlace(ref), a)
	if err != nil {
		return err
	}
	return w.Open(ctx, formTable, ref.ID, journal.Always, sealed)
}

// Asked says whether a question is asked, given the other answers of its section.
func Asked(section *pack.Section, f *pack.FormField, values map[string]string) bool {
	return holds(f.When, section.Name, values)
}

// holds reads a condition of a matter: “field”, or “field=value”.
func holds(when, section string, values map[string]string) bool {
	if when == "" {
		return true
	}
	name, want := cut(when)
	return values[section+"."+name] == want
}

func cut(when string) (name, want string) {
	for i := range len(when) {
		if when[i] == '=' {
			return when[:i], when[i+1:]
		}
	}
	return when, "yes"
}

// Check finds everything that is wrong or lacking in a form: all of it, so that
// nobody is sent home twice.
func Check(m *pack.Matter, a *Answers) Faults {
	var faults Faults
	for i := range m.Sections {
		s := &m.Sections[i]
		if s.Of != "member" {
			faults = append(faults, checkSection(s, a.Family, -1)...)
			continue
		}
		for k := range a.Members {
			faults = append(faults, checkSection(s, a.Members[k].Values, k)...)
		}
	}
	if m.Alone() && len(a.Members) > 1 {
		faults = append(faults, Fault{Message: "这件事只问本人：家里别的人请去掉，他们要办的另外申请。"})
	}
	if len(a.Members) == 0 {
		faults = append(faults, Fault{Message: "请填写家庭成员，至少有申请人本人。"})
	}
	return faults
}

func checkSection(s *pack.Section, values map[string]string, member int) (faults Faults) {
	for i := range s.Fields {
		f := &s.Fields[i]
		value := values[s.Name+"."+f.Name]
		switch {
		case !Asked(s, f, values):
		case value == "" && f.Required:
			faults = append(faults, Fault{s.Name + "." + f.Name, member, "请填写" + f.Label + "。"})
		case value != "":
			if _, err := Read(&f.Field, value); err != nil {
				faults = append(faults, Fault{s.Name + "." + f.Name, member, messageOf(err)})
			}
		}
	}
	return faults
}
