package spdci

import (
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/query"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

// record is what another system is told of somebody or of a household.
type record map[string]any

// known is somebody or a household that was read, with all a record is made of.
type known struct {
	entry
	ref      register.Ref
	person   *register.Person
	member   *register.Member // of the household; nil when he was found by a number and is in none
	home     *register.Household
	people   []*known // of a household
	size     int
	facts    map[string]any // by attribute, in outside words
	programs []benefit
	gone     bool // no longer there, or not in the scope
}

// benefit is something in pay.
type benefit struct {
	name, title string
	amount      civil.Fen
}

// identifier is a number as SPDCI writes it.
func identifier(kind, value string) record {
	return record{"identifier_type": kind, "identifier_value": value}
}

// shows says which attributes a sender is told in an answer: those of its entry, and
// of what needs consent only when the request brought one.
type shows struct {
	sender  *Sender
	consent bool
	of      *pack.Exchange
}

func (v shows) core(core string) bool {
	for i := range v.of.Attributes {
		if a := &v.of.Attributes[i]; a.Core == core && v.open(a) {
			return true
		}
	}
	return false
}

func (v shows) open(a *pack.ExchangeAttribute) bool {
	return v.sender.may(a.Name) && (!a.Consent || v.consent)
}

// names are all attributes that are open, for the look, and those among them that
// are shown in clear although they have a mask.
func (v shows) names() (all, clear []string) {
	for i := range v.of.Attributes {
		a := &v.of.Attributes[i]
		if !v.open(a) {
			continue
		}
		all = append(all, a.Name)
		if a.Core == "identifier" || a.Core == "phone" {
			clear = append(clear, a.Name)
		}
	}
	return all, clear
}

// member is somebody's record.
func (v shows) member(k *known) record {
	p := k.person
	ids := []record{identifier("MEMBER_ID", k.ref.String())}
	person := record{}
	if v.core("identifier") && !p.IDNumber.Empty() {
		ids = append(ids, identifier("UIN", p.IDNumber.Reveal()))
	}
	person["identifier"] = ids
	if v.core("name") {
		person["name"] = nameOf(p.Name)
	}
	if v.core("sex") && p.Sex != "" {
		person["sex"] = map[string]string{"M": "male", "F": "female"}[p.Sex]
	}
	if v.core("phone") && !p.Phone.Empty() {
		person["phone_number"] = []string{p.Phone.Reveal()}
	}
	if v.core("address") && p.Address != "" {
		person["address"] = []record{{"address_line1": p.Address, "country_code": "CHN"}}
	}
	if v.core("nation") && p.Nation != "" {
		person["nationality"] = p.Nation
	}
	if v.core("death_date") && p.Death != nil {
		person["death_date"] = p.Death.String()
	}
	out := record{"@type": "Member", "member_identifier": ids, "demographic_info": person}
	if v.core("relation") && k.member != nil {
		out["relationship_to_head"] = relationOf(k.member)
	}
	if place := v.place("Member"); place && p.Division != 0 {
		out["place"] = record{"identifier_type": "GB/T 2260", "identifier_value": p.Division.String()}
	}
	if v.core("benefits") {
		out["enrolments"] = enrolments(k.programs)
	}
	v.putFacts(k, out, person)
	return out
}

// place says whether the place of a record is told.
func (v shows) place(of string) bool {
	for i := range v.of.Attributes {
		if a := &v.of.Attributes[i]; a.Core == "division" && a.Record == of && v.open(a) {
			return true
		}
	}
	return false
}

// putFacts puts the facts where the standard has a place for them, and the others
// among the additional attributes.
func (v shows) putFacts(k *known, out, person record) {
	more := []record{}
	for i := range v.of.Attributes {
		a := &v.of.Attributes[i]
		value, there := k.facts[a.Name]
		switch {
		case !there:
		case a.Name == "birth_date" && person != nil:
			person["birth_date"] = value
		default:
			more = append(more, record{"name": a.Name, "value": value})
		}
	}
	out["additional_attributes"] = more
}

// group is a household's record.
func (v shows) group(k *known) record {
	out := record{
		"@type": "Group", "group_type": "household",
		"group_identifier": []record{identifier("GROUP_ID", k.county+"/"+k.entry.home)},
	}
	if v.place("Group") && k.home != nil && k.home.Division != 0 {
		out["place"] = record{"identifier_type": "GB/T 2260", "identifier_value": k.home.Division.String()}
	}
	if v.core("size") {
		out["group_size"] = k.size
	}
	if v.core("members") {
		members := []record{}
		for _, m := range k.people {
			one := v.member(m)
			if m.member != nil && m.member.Head {
				out["group_head_info"] = one
			}
			members = append(members, one)
		}
		out["member_list"] = members
	}
	v.putFacts(k, out, nil)
	return out
}

// relationOf is somebody's relation to the head of his household.
func relationOf(m *register.Member) string {
	if m.Head {
		return "head"
	}
	return m.Relation
}

// nameOf takes a name apart as far as it can be: a foreign one stays whole.
func nameOf(name string) record {
	surname := strings.TrimSuffix(access.MaskName(name), "*")
	if surname == "" || strings.Contains(name, "·") {
		return record{"surname": "", "given_name": name, "full_name": name}
	}
	return record{"surname": surname, "given_name": strings.TrimPrefix(name, surname), "full_name": name}
}

// beneficiary is somebody's record in the registry of those in pay.
func (v shows) beneficiary(k *known) record {
	return record{"@type": "Beneficiary", "assistance_unit": "member", "member": v.member(k), "programme_identifier": enrolments(k.programs)}
}

func enrolments(list []benefit) []record {
	out := []record{}
	for _, b := range list {
		out = append(out, record{
			"programme":        record{"programme_identifier": b.name, "programme_name": b.title},
			"enrolment_status": "Active",
			"benefits":         []record{{"benefit_type": "Cash", "benefit_value": "CNY " + b.amount.String(), "benefit_frequency": "Monthly"}},
		})
	}
	return out
}

// factsOf are the facts of a row that a sender is told, in outside words. What is
// not known is left out.
func (v shows) factsOf(city *fact.City, level rule.Level, row int) map[string]any {
	out := map[string]any{}
	for i := range v.of.Attributes {
		a := &v.of.Attributes[i]
		if a.Fact == nil || a.Fact.Level != level || !v.open(a) {
			continue
		}
		value, there := query.Value(&a.Fact.Fact, city.Table.Columns[a.Fact.FullName()], row)
		if there {
			out[a.Name] = outside(a, value)
		}
	}
	return out
}

// outside is a value of a fact in outside words.
func outside(a *pack.ExchangeAttribute, value int64) any {
	switch a.Fact.Kind {
	case rule.Bool:
		return value != 0
	case rule.Money:
		return civil.Fen(value).String()
	case rule.Date:
		return civil.Date(value).String()
	case rule.Code:
		return a.Word(a.Fact.Codes[value].Name)
	}
	return value
}
