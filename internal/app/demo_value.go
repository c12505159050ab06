package app

import (
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// more are fields of a core register beyond its columns.
func (b *bureau) more(name string, given map[string]any) register.Extra {
	return register.Extra{Values: b.values(b.catalogue.Register(name), given)}
}

// values are the fields of a register, by name; what is not given is unknown.
func (b *bureau) values(reg *pack.Register, given map[string]any) []register.Value {
	list := make([]register.Value, len(reg.Fields))
	for i := range reg.Fields {
		f := &reg.Fields[i]
		switch v := given[f.Name].(type) {
		case civil.Area:
			list[i] = register.Value{Known: true, Int: int64(v)}
		case civil.Month:
			list[i] = register.Value{Known: true, Int: int64(v)}
		case civil.Fen:
			list[i] = register.Value{Known: true, Int: int64(v)}
		case string:
			list[i] = register.Value{Known: true, Text: v}
			if at, isCode := f.Code(v); f.Type == pack.CodeField && isCode {
				list[i] = register.Value{Known: true, Int: int64(at)}
			}
		}
	}
	return list
}
