package staff

import (
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/screen/part"
)

func memberAt(i int) string { return strconv.Itoa(i) }

// faults puts what is wrong beside its fields, and all of it above the form.
func (v *actView) faults(list casework.Faults) {
	v.Frame.Faults = true
	for _, f := range list {
		v.Summary = append(v.Summary, part.Fault{Field: orText(f.Field, "main"), Text: f.Message})
		for i := range v.Fields {
			if v.Fields[i].Name == f.Field {
				v.Fields[i].Fault = f.Message
				v.Summary[len(v.Summary)-1] = part.Faults(v.Fields[i].Field)[0]
			}
		}
		if v.Danger == nil {
			continue
		}
		if v.Danger.Reason.Name == f.Field {
			v.Danger.Reason.Fault = f.Message
		}
		for i := range v.Danger.Extra {
			if v.Danger.Extra[i].Name == f.Field {
				v.Danger.Extra[i].Fault = f.Message
			}
		}
	}
	// What needs a reason says so without naming a field.
	if v.Danger != nil && v.Danger.Reason.Fault == "" && v.Danger.Reason.Value == "" {
		v.Danger.Reason.Fault = list[0].Message
	}
}

func (v *actView) fileFaults(wrong map[string]string) {
	v.Frame.Faults = true
	for i := range v.Files {
		if text := wrong[v.Files[i].Name]; text != "" {
			v.Files[i].Fault = text
			v.Summary = append(v.Summary, part.Fault{Field: v.Files[i].Name, Text: text})
		}
	}
}

// kept is what was typed, to be copied where it can no longer be sent.
func (v actView) kept() (list []part.Pair) {
	fields := make([]part.Field, 0, len(v.Fields))
	for _, f := range v.Fields {
		fields = append(fields, f.Field)
	}
	if v.Danger != nil {
		fields = append(append(fields, v.Danger.Extra...), v.Danger.Reason)
	}
	for _, f := range fields {
		if f.Value != "" {
			list = append(list, part.Pair{Key: f.Label, Value: f.Value})
		}
	}
	return list
}
