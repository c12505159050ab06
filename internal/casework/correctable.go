package casework

import (
	"strconv"
	"strings"

	"lianxin/internal/pack"
)

// correctable finds the answers a key of a correction speaks of. Only what no
// register and no rule reads may be corrected.
func (f *File) correctable(key string) (values map[string]string, name string, ok bool) {
	at, name, member := strings.Cut(key, ":")
	values = f.Form.Family
	if !member {
		name = key
	} else {
		i, err := strconv.Atoi(at)
		if err != nil || i < 0 || i >= len(f.Form.Members) {
			return nil, "", false
		}
		values = f.Form.Members[i].Values
	}
	field := formField(f.Matter, name)
	return values, name, field != nil && field.Keep == ""
}

// formField finds a question by “section.field”, nil for none.
func formField(m *pack.Matter, name string) *pack.FormField {
	section, field, _ := strings.Cut(name, ".")
	for i := range m.Sections {
		if m.Sections[i].Name != section {
			continue
		}
		for k := range m.Sections[i].Fields {
			if m.Sections[i].Fields[k].Name == field {
				return &m.Sections[i].Fields[k]
			}
		}
	}
	return nil
}
