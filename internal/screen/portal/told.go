package portal

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// told is what a family has said so far. It travels in the form, and nowhere else.
type told struct {
	questions []*pack.Question
	values    url.Values // by the names of fields, as typed
}

// The names of the fields. Those of people end in their place, from 1.
const (
	stepField  = "step"
	backField  = "back"
	placeField = "place"
	ageField   = "age"
)

func (t *told) value(name string) string { return strings.TrimSpace(t.values.Get(name)) }

// people are the ages that were given, in their order; gaps close up.
func (t *told) people() (ages []int) {
	for i := range t.most() {
		if n, err := strconv.Atoi(t.value(memberField(ageField, i))); err == nil {
			ages = append(ages, n)
		}
	}
	return ages
}

// most is how many people may be told of.
func (t *told) most() int {
	for _, q := range t.questions {
		if q.Of == pack.OfThePeople {
			return q.Most
		}
	}
	return 0
}

// memberField is the name of a field about the member at a place, from 0.
func memberField(name string, i int) string { return name + "-" + strconv.Itoa(i+1) }

// itemField is the name of the field of an item, of the family or of one of it.
func itemField(q *pack.Question, item *pack.QuestionItem, member int) string {
	name := q.Name + "." + item.Name
	if q.Of == pack.OfEach {
		return memberField(name, member)
	}
	return name
}

// asks says whether a question is put to somebody of an age.
func asks(q *pack.Question, age int) bool {
	return q.Ages == [2]int{} || q.Ages[0] <= age && age <= q.Ages[1]
}

// asked says whether a question is put at all: one to each is passed over where
// nobody is of the age.
func (t *told) asked(q *pack.Question) bool {
	if q.Of != pack.OfEach {
		return true
	}
	for _, age := range t.people() {
		if asks(q, age) {
			return true
		}
	}
	return false
}

// away says that the family is registered in no county of this city.
func (t *told) away() bool { return t.value(placeField) == elsewhere }

// elsewhere is the answer of who is registered in another city.
const elsewhere = "elsewhere"

// family is what was told as [fact.ReadFamily] reads it. choices overrides the answers
// of some choices, by field, to see what would follow.
func (t *told) family(day civil.Date, division string, choices map[string]string) (string, error) {
	home := map[string]any{}
	if division != "" {
		home["division"] = division
	}
	ages := t.people()
	members := make([]map[string]any, len(ages))
	for i, age := range ages {
		members[i] = map[string]any{}
		for _, q := range t.questions {
			if q.Born != "" {
				members[i][q.Born] = born(day, age).String()
			}
		}
	}
	for _, q := range t.questions {
		if !t.asked(q) || q.Of == pack.OfThePlace && t.away() {
			continue
		}
		for _, s := range q.Sets {
			set(home, members, -1, s)
		}
		for k := range q.Items {
			t.item(home, members, q, &q.Items[k], ages, choices)
		}
	}
	if t.away() {
		away(home, members, t.questions)
	}
	home["members"] = members
	text, err := json.Marshal(home)
	return string(text), err
}

// away says of the place what it sets, turned round: not registered here.
func away(home map[string]any, members []map[string]any, questions []*pack.Question) {
	for _, q := range questions {
		if q.Of != pack.OfThePlace {
			continue
		}
		for _, s := range q.Sets {
			if s.Value == "true" {
				s.Value = "false"
			}
			set(home, members, -1, s)
		}
	}
}

// item puts the answer of one item into the family.
func (t *told) item(home map[string]any, members []map[string]any, q *pack.Question, item *pack.QuestionItem, ages []int, choices map[string]string) {
	put := func(member int) {
		name := itemField(q, item, member)
		value := t.value(name)
		if other, given := choices[name]; given {
			value = other
		}
		switch {
		case value == "":
		case item.Fact != nil:
			set(home, members, member, pack.Setting{Fact: item.Fact, Value: value})
		default:
			for i := range item.Choices {
				if item.Choices[i].Name != value {
					continue
				}
				for _, s := range item.Choices[i].Sets {
					set(home, members, member, s)
				}
			}
		}
	}
	if q.Of != pack.OfEach {
		put(-1)
		return
	}
	for i, age := range ages {
		if asks(q, age) {
			put(i)
		}
	}
}

// set gives a fact its value: the family's, one member's, or with member -1 that of
// every one of them.
func set(home map[string]any, members []map[string]any, member int, s pack.Setting) {
	level, name, _ := strings.Cut(s.Fact.FullName(), ".")
	if level == "household" {
		home[name] = s.Value
		return
	}
	for i := range members {
		if member < 0 || i == member {
			members[i][name] = s.Value
		}
	}
}

// born is a birthday of somebody of an age: today, so that he is of that age and as
// young as can be.
func born(today civil.Date, age int) civil.Date {
	year, month, day := today.YMD()
	for ; day > 0; day-- { // a day of February that the year had not
		if d, err := civil.NewDate(year-age, month, day); err == nil {
			return d
		}
	}
	return today
}
