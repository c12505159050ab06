package portal

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// questionView is one question on its page.
type questionView struct {
	Frame  layout.Frame
	First  bool
	Step   int
	Of     int
	Ask    string
	Hint   string
	Taken  string
	Fields []part.Field
	Groups []memberGroup
	Kept   []kept
	Button string
}

// memberGroup are the fields about one member.
type memberGroup struct {
	Title  string
	Fields []part.Field
}

// kept is an earlier answer on its way.
type kept struct{ Name, Value string }

// valueLongest is longer than every answer.
const valueLongest = 40

// tell reads what was told so far; what no question asks for is left behind.
func (p *Pages) tell(r *screen.Request) *told {
	t := &told{questions: p.s.Catalogue().Questions(), values: url.Values{}}
	take := func(name string) {
		if value := r.Text(name); value != "" && len(value) <= valueLongest {
			t.values.Set(name, value)
		}
	}
	take(placeField)
	for i := range t.most() {
		take(memberField(ageField, i))
	}
	for _, q := range t.questions {
		for k := range q.Items {
			if q.Of != pack.OfEach {
				take(itemField(q, &q.Items[k], -1))
				continue
			}
			for i := range t.most() {
				take(itemField(q, &q.Items[k], i))
			}
		}
	}
	return t
}

// Ten shows the first question.
func (p *Pages) Ten(r *screen.Request) (screen.Answer, error) {
	t := p.tell(r)
	if len(t.questions) == 0 {
		return screen.Answer{}, missing()
	}
	return screen.Show(questionPage(p.question(r, t, 0, nil)))
}

// Told takes an answer and shows what comes next: another question, or what the
// family may get. Nothing is kept here; the form carries all of it.
func (p *Pages) Told(r *screen.Request) (screen.Answer, error) {
	t := p.tell(r)
	step, err := strconv.Atoi(r.Text(stepField))
	if err != nil || step < 0 || step > len(t.questions) {
		return screen.See("/ten")
	}
	if to, err := strconv.Atoi(r.Text("go")); err == nil && to >= 0 && to < len(t.questions) {
		return screen.Show(questionPage(p.question(r, t, to, nil)))
	}
	if r.Text(backField) != "" {
		return screen.Show(questionPage(p.question(r, t, t.before(step), nil)))
	}
	if step < len(t.questions) {
		if faults := p.faults(t, step); len(faults) > 0 {
			return screen.Again(questionPage(p.question(r, t, step, faults)))
		}
	}
	next := t.after(step)
	if next == len(t.questions) {
		if first := p.firstWrong(t); first >= 0 {
			return screen.Again(questionPage(p.question(r, t, first, p.faults(t, first))))
		}
		return p.result(r, t)
	}
	return screen.Show(questionPage(p.question(r, t, next, nil)))
}

// firstWrong is the first question whose answer cannot be used, -1 for none: a form
// may be sent without having been through its pages.
func (p *Pages) firstWrong(t *told) int {
	for i := range t.questions {
		if t.asked(t.questions[i]) && len(p.faults(t, i)) > 0 {
			return i
		}
	}
	return -1
}

// after is the next question that is put, len(questions) behind the last one.
func (t *told) after(step int) int {
	for step++; step < len(t.questions) && !t.asked(t.questions[step]); step++ {
	}
	return min(step, len(t.questions))
}

// before is the question before one.
func (t *told) before(step int) int {
	for step--; step > 0 && !t.asked(t.questions[step]); step-- {
	}
	return max(step, 0)
}

// ageOldest is older than anybody.
const ageOldest = 120

// faults are what is wrong with the answers to a question, by field.
func (p *Pages) faults(t *told, step int) map[string]string {
	q, out := t.questions[step], map[string]string{}
	switch q.Of {
	case pack.OfThePlace:
		if _, ok := p.placeOf(t); !ok && !t.away() {
			out[placeField] = "请选择户口在哪里。"
		}
	case pack.OfThePeople:
		for i := range t.most() {
			name := memberField(ageField, i)
			if n, err := strconv.Atoi(t.value(name)); t.value(name) != "" && (err != nil || n < 0 || n > ageOldest) {
				out[name] = fmt.Sprintf("年纪请填周岁，0到%d。", ageOldest)
			}
		}
		if len(out) == 0 && len(t.people()) == 0 {
			out[memberField(ageField, 0)] = "请至少写一个人的年纪。"
		}
	default:
		for i, age := range append([]int{-1}, t.people()...) {
			if (i > 0) != (q.Of == pack.OfEach) || i > 0 && !asks(q, age) {
				continue
			}
			for k := range q.Items {
				item := &q.Items[k]
				name := itemField(q, item, i-1)
				if fault := itemFault(item, t.value(name)); fault != "" {
					out[name] = fault
				}
			}
		}
	}
	return out
}

// itemFault is what is wrong with one answer, empty for nothing.
func itemFault(item *pack.QuestionItem, value string) string {
	if item.Fact == nil {
		for _, c := range item.Choices {
			if c.Name == value {
				return ""
			}
		}
		return "请选一个；不清楚的选“不清楚”。"
	}
	if value == "" {
		return ""
	}
	var n int64
	if item.Fact.Unit == "" || strings.HasPrefix(item.Fact.Unit, "yuan") {
		amount, err := civil.ParseYuan(value)
		if err != nil {
			return item.Label + "请填数字，如1200.50；没有填0，不知道就空着。"
		}
		n = int64(amount)
	} else {
		count, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return item.Label + "请填整数；没有填0，不知道就空着。"
		}
		n = count
	}
	if n < item.Fact.Min || n > item.Fact.Max {
		return item.Label + "填得太大或太小了，请核对。"
	}
	return ""
}

// placeOf is the county the family is registered in.
func (p *Pages) placeOf(t *told) (civil.Area, bool) {
	area, err := civil.ParseArea(t.value(placeField))
	return area, err == nil && area.Level() == civil.County && p.s.City.Contains(area)
}

// question is a question as its page shows it, with what was typed.
func (p *Pages) question(r *screen.Request, t *told, step int, faults map[string]string) questionView {
	q := t.questions[step]
	v := questionView{
		Frame: p.frame(r, q.Ask, "/"), First: step == 0, Step: step, Of: len(t.questions), Ask: q.Ask, Hint: q.Hint, Taken: q.Taken, Button: "下一题",
	}
	v.Frame.Faults = len(faults) > 0
	if t.after(step) == len(t.questions) {
		v.Button = "看结果"
	}
	own := map[string]bool{}
	add := func(f part.Field) part.Field {
		own[f.Name], f.Value, f.Fault = true, t.value(f.Name), faults[f.Name]
		return f
	}
	switch q.Of {
	case pack.OfThePlace:
		choices := append(p.places(r, "")[1:], part.Choice{Value: elsewhere, Text: "户口不在" + p.s.Desk.Place(p.s.City)})
		v.Fields = append(v.Fields, add(part.Field{Kind: part.SelectField, Name: placeField, Label: "户口在", Choices: choices}))
	case pack.OfThePeople:
		for i := range t.most() {
			v.Fields = append(v.Fields, add(part.Field{Kind: part.NumberField, Name: memberField(ageField, i), Label: memberName(i, -1), Unit: "岁", Optional: i > 0}))
		}
	case pack.OfTheFamily:
		for k := range q.Items {
			v.Fields = append(v.Fields, add(itemAsked(&q.Items[k], itemField(q, &q.Items[k], -1))))
		}
	default:
		for i, age := range t.people() {
			if !asks(q, age) {
				continue
			}
			g := memberGroup{Title: memberName(i, age)}
			for k := range q.Items {
				g.Fields = append(g.Fields, add(itemAsked(&q.Items[k], itemField(q, &q.Items[k], i))))
			}
			v.Groups = append(v.Groups, g)
		}
	}
	v.Kept = t.kept(own)
	return v
}

// kept are the answers other questions were given.
func (t *told) kept(but map[string]bool) (list []kept) {
	for _, name := range sortedNames(t.values) {
		if !but[name] {
			list = append(list, kept{name, t.values.Get(name)})
		}
	}
	return list
}

// memberName is what a member is called who told no name.
func memberName(i, age int) string {
	name := "第" + strconv.Itoa(i+1) + "个人"
	if age >= 0 {
		name += "（" + strconv.Itoa(age) + "岁）"
	}
	return name
}

// itemAsked is an item as a field.
func itemAsked(item *pack.QuestionItem, name string) part.Field {
	f := part.Field{Name: name, Label: item.Label, Hint: item.Hint}
	switch {
	case item.Fact == nil:
		f.Kind = part.RadioField
		if len(item.Choices) > radioMost {
			f.Kind = part.SelectField
		}
		for _, c := range item.Choices {
			f.Choices = append(f.Choices, part.Choice{Value: c.Name, Text: c.Label})
		}
	case strings.HasPrefix(item.Fact.Unit, "yuan"):
		f.Kind, f.Optional = part.MoneyField, true
	default:
		f.Kind, f.Unit, f.Optional = part.NumberField, item.Fact.Unit, true
	}
	return f
}

// radioMost is how many choices are shown at once.
const radioMost = 4
