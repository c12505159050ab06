package staff

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/file"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
)

// membersMost is how many people one form may name.
const membersMost = 30

// typed are the answers of a form that was sent, over those there were. What is
// not of its kind is kept as it was typed, and refused when the form is submitted.
func typed(r *screen.Request, m *pack.Matter, before casework.Answers) casework.Answers {
	a := casework.Answers{Family: maps.Clone(before.Family), Agreed: r.Text("agreed") == "yes"}
	if a.Family == nil {
		a.Family = map[string]string{}
	}
	count, err := strconv.Atoi(r.Text("members"))
	if err != nil {
		count = len(before.Members)
	}
	for i := range min(max(count, 0), membersMost) {
		one := casework.MemberAnswers{}
		if i < len(before.Members) {
			one = before.Members[i]
		}
		one.Values, one.Source = maps.Clone(one.Values), maps.Clone(one.Source)
		if one.Values == nil {
			one.Values = map[string]string{}
		}
		a.Members = append(a.Members, one)
	}
	for i := range m.Sections {
		s := &m.Sections[i]
		if s.Of != "member" {
			typedSection(r, s, a.Family, familySource(a), familyName)
			continue
		}
		for k := range a.Members {
			one := &a.Members[k]
			before := one.Values[identityKey(s)]
			typedSection(r, s, one.Values, one.Source, func(key string) string { return memberName(k, key) })
			if k > 0 && before != "" && one.Values[identityKey(s)] != before {
				one.Person = register.Ref{} // the column is now about somebody else
			}
		}
	}
	return a
}

// identityKey is the answer that says which person a member is.
func identityKey(s *pack.Section) string {
	for i := range s.Fields {
		if s.Fields[i].Type == pack.IDNumberField {
			return s.Name + "." + s.Fields[i].Name
		}
	}
	return ""
}

// familySource is where the answers about the family came from; it stands with the
// applicant.
func familySource(a casework.Answers) map[string]string {
	if len(a.Members) == 0 {
		return nil
	}
	return a.Members[0].Source
}

func typedSection(r *screen.Request, s *pack.Section, values, source map[string]string, name func(string) string) {
	for i := range s.Fields {
		f := &s.Fields[i]
		key := s.Name + "." + f.Name
		sent, there := r.Form[name(key)]
		if !there || len(sent) == 0 {
			continue // it was not on the page
		}
		text := strings.TrimSpace(sent[0])
		if canonical, err := casework.Read(&f.Field, text); err == nil && text != "" {
			text = canonical
		}
		if text != values[key] {
			delete(source, key) // no longer what the register says
		}
		values[key] = text
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.When == "" {
			continue
		}
		other, want := condition(f.When)
		if said := values[s.Name+"."+other]; said != "" && said != want {
			delete(values, s.Name+"."+f.Name)
		}
	}
}

// Attach takes the pictures and papers that came with a form, and gives for each
// name of a field the ids, those of a first sending included, see [Kept]. A file
// that cannot be kept is a fault of its field.
func Attach(desk *casework.Desk, r *screen.Request, ref register.Ref, kindOf func(field string) string) (ids map[string][]string, faults map[string]string, err error) {
	ids, faults = map[string][]string{}, map[string]string{}
	if r.MultipartForm == nil {
		return ids, faults, nil
	}
	for _, one := range r.Ticked(keptField) {
		if field, id, ok := strings.Cut(one, ":"); ok && kindOf(field) != "" {
			ids[field] = append(ids[field], id)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(r.MultipartForm.File)) {
		note := kindOf(field)
		if note == "" {
			continue
		}
		for _, header := range r.MultipartForm.File[field] {
			if header.Size == 0 {
				continue
			}
			content, err := header.Open()
			if err != nil {
				return nil, nil, err
			}
			id, err := desk.Attach(r.Context(), r.Who(), ref, content, file.Note{Kind: note, Name: header.Filename})
			_ = content.Close() // it was read, or refused
			if message, known := told(err); known {
				faults[field] = message
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			ids[field] = append(ids[field], id)
		}
	}
	return ids, faults, nil
}

// keptField carries the files of a form that was refused into its next sending.
const keptField = "kept"

// Kept are the files of a form as hidden fields carry them: nobody takes a
// photograph twice because a word was missing.
func Kept(ids map[string][]string) (list []string) {
	for _, field := range slices.Sorted(maps.Keys(ids)) {
		for _, id := range ids[field] {
			list = append(list, field+":"+id)
		}
	}
	return list
}

// AllOf are all ids of a form's files, in an order that does not depend on chance.
func AllOf(ids map[string][]string) (all []string) {
	for _, field := range slices.Sorted(maps.Keys(ids)) {
		all = append(all, ids[field]...)
	}
	return all
}

// putPapers notes the attachments of a form among its answers.
func putPapers(a *casework.Answers, ids map[string][]string) {
	add := func(values map[string]string, paper string, list []string) {
		key := "paper." + paper
		values[key] = strings.TrimSpace(values[key] + " " + strings.Join(list, " "))
	}
	for field, list := range ids {
		if paper, ok := strings.CutPrefix(field, "p."); ok {
			add(a.Family, paper, list)
			continue
		}
		rest, _ := strings.CutPrefix(field, "m.")
		at, paper, _ := strings.Cut(rest, ".p.")
		if i, err := strconv.Atoi(at); err == nil && i >= 0 && i < len(a.Members) {
			add(a.Members[i].Values, paper, list)
		}
	}
}

// paperField says that a field of the form holds a paper.
func paperField(field string) string {
	if strings.HasPrefix(field, "p.") || strings.HasPrefix(field, "m.") && strings.Contains(field, ".p.") {
		return "paper"
	}
	return ""
}
