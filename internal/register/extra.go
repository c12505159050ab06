package register

import (
	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Extra is what packs declare of a core register beyond the columns of its
// table, such as the marital status of a person or the beds of a facility.
type Extra struct {
	// Values stand in the order of the register's fields; those that have a
	// column are empty here. Nil in a change: as in the version before.
	Values []Value

	payload *string
	sealed  []byte
}

// columnOf are the fields of core registers that have a column of their own.
var columnOf = map[string]map[string]bool{
	PersonKind: {"id_type": true, "sex": true, "birth_date": true, "nation": true, "former_name": true,
		"phone": true, "registered_division": true},
	HouseholdKind:    {},
	OrganisationKind: {"kind": true},
	FacilityKind:     {"kind": true},
}

func extraPlace(kind string, ref Ref) access.Place {
	return access.Place{Table: kind, Field: "extra", County: ref.County, ID: ref.ID}
}

// core is what the packs declare of a core register; nil when they do not.
func (r *Register) core(kind string) *pack.Register {
	if reg := r.catalogue.Register(kind); reg != nil && reg.Core {
		return reg
	}
	return nil
}

// readExtra decodes what a version holds beyond its columns.
func (r *Register) readExtra(kind string, ref Ref, e *Extra) error {
	reg := r.core(kind)
	if reg == nil {
		return nil
	}
	e.Values = make([]Value, len(reg.Fields))
	if err := decode(reg, []byte(textOf(e.payload)), e.Values); err != nil {
		return err
	}
	if e.sealed == nil {
		return nil
	}
	text, err := r.keys.Open(extraPlace(kind, ref), e.sealed)
	if err != nil {
		return err
	}
	return decode(reg, text, e.Values)
}

// extraColumns are the two columns of the next version. carry says that it is
// the next version of what was read, so that nothing given means nothing changed.
func (r *Register) extraColumns(kind string, ref Ref, e *Extra, carry bool) (payload, sealed any, err error) {
	if e.Values == nil {
		if carry {
			return pointed(e.payload), nothingBytes(e.sealed), nil
		}
		return nil, nil, nil
	}
	reg := r.core(kind)
	if reg == nil {
		return nil, nil, civil.Refuse("register_unknown", "业务包里没有声明“%s”这种登记。", kind)
	}
	for i, v := range e.Values {
		if i < len(reg.Fields) && v.Known && columnOf[kind][reg.Fields[i].Name] {
			return nil, nil, civil.Refuse("extra_column", "“%s”有专门的栏目，不能重复填写。", reg.Fields[i].Label)
		}
	}
	open, secret, err := encode(reg, e.Values, columnOf[kind])
	if err != nil {
		return nil, nil, err
	}
	if open != nil {
		payload = string(open)
	}
	if secret != nil {
		sealed, err = r.keys.Seal(extraPlace(kind, ref), string(secret))
	}
	return payload, sealed, err
}

func nothingBytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}
