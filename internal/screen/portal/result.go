package portal

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
)

// resultView is what a family may get, by what it told.
type resultView struct {
	Frame  layout.Frame
	Over   string
	Yes    []benefit
	Maybe  []benefit
	Not    []benefit
	Taken  []string
	Said   []said
	Kept   []kept
	Step   int
	Window string
}

// benefit is one of them in plain words.
type benefit struct {
	Title  string
	Who    string
	Amount string
	Lines  []string // how the amount came
	Words  []string // why not, or on what it depends
	If     []string // what each answer would give, where only one is open
	Asks   []said   // questions whose answer would decide
	Guide  string
	Apply  string
}

// said is a question that was answered, to go back to.
type said struct {
	Step int
	Ask  string
}

// result judges the family as it was told and shows what comes of it.
func (p *Pages) result(r *screen.Request, t *told) (screen.Answer, error) {
	place, day := p.s.City, r.Today()
	if county, ok := p.placeOf(t); ok {
		place = county
	}
	list, err := p.imagine(t, place, day, nil)
	if err != nil {
		return screen.Answer{}, err
	}
	v := resultView{
		Frame: p.frame(r, "您家可能享受的", "/"), Over: p.s.Desk.Place(place) + " · " + day.Words() + "的标准", Kept: t.kept(nil), Step: len(t.questions),
	}
	for _, q := range t.questions {
		if q.Taken != "" && t.asked(q) {
			v.Taken = append(v.Taken, q.Taken)
		}
	}
	for i, q := range t.questions {
		if t.asked(q) {
			v.Said = append(v.Said, said{i, q.Ask})
		}
	}
	others, err := p.alternatives(t, place, day)
	if err != nil {
		return screen.Answer{}, err
	}
	for i := range list {
		v.sort(p.benefit(t, &list[i], others), list[i].Outcome)
	}
	return screen.Show(resultPage(v))
}

func (v *resultView) sort(b benefit, outcome string) {
	switch outcome {
	case "grant":
		v.Yes = append(v.Yes, b)
	case "refuse":
		v.Not = append(v.Not, b)
	default:
		v.Maybe = append(v.Maybe, b)
	}
}

// imagine lets the engine judge what was told.
func (p *Pages) imagine(t *told, place civil.Area, day civil.Date, choices map[string]string) ([]casework.Imagined, error) {
	division := ""
	if place.Level() == civil.County {
		division = place.String() + strings.Repeat("0", len("000000"))
	}
	text, err := t.family(day, division, choices)
	if err != nil {
		return nil, err
	}
	judged, err := p.s.Judge.Imagine(place, day, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	var names []string
	for i, age := range t.people() {
		names = append(names, memberName(i, age))
	}
	return p.s.Desk.Imagined(judged, names), nil
}

// alternative is what would come of one answer to the one choice that is open.
type alternative struct {
	label string
	list  []casework.Imagined
}

// alternatives are what would come of each answer to the question about the family
// that was answered with “not sure”, where it is a single one: more would be guessing.
func (p *Pages) alternatives(t *told, place civil.Area, day civil.Date) (list []alternative, err error) {
	name, item := t.open()
	if item == nil {
		return nil, nil
	}
	for _, c := range item.Choices {
		if len(c.Sets) == 0 {
			continue
		}
		found, err := p.imagine(t, place, day, map[string]string{name: c.Name})
		if err != nil {
			return nil, err
		}
		list = append(list, alternative{c.Label, found})
	}
	return list, nil
}

// open is the one choice about the family that was left open; nil for none and for
// several.
func (t *told) open() (name string, item *pack.QuestionItem) {
	for _, q := range t.questions {
		if q.Of != pack.OfTheFamily || !t.asked(q) {
			continue
		}
		for k := range q.Items {
			one := &q.Items[k]
			for _, c := range one.Choices {
				if len(c.Sets) > 0 || c.Name != t.value(itemField(q, one, -1)) {
					continue
				}
				if item != nil {
					return "", nil
				}
				name, item = itemField(q, one, -1), one
			}
		}
	}
	return name, item
}

// benefit puts one judgement into words.
func (p *Pages) benefit(t *told, one *casework.Imagined, others []alternative) benefit {
	b := benefit{Title: one.Title, Who: one.Name, Words: one.Reasons, Lines: one.Arithmetic}
	if one.Outcome == "grant" {
		b.Amount = amountWords(one)
	}
	if one.Matter != "" {
		b.Apply = "/apply/" + one.Matter
	}
	for _, m := range p.s.Desk.Matters() {
		if m.Programme == one.Programme && m.Kind == pack.Applying && b.Guide == "" {
			b.Guide = "/guides/" + m.Name + "?" + url.Values{"place": {cmp.Or(t.value(placeField), p.s.City.String())}}.Encode()
		}
	}
	for _, gap := range one.Gaps {
		b.Words = append(b.Words, gap.Words)
		if at := t.asksFor(gap.Fact); at >= 0 && !slices.ContainsFunc(b.Asks, func(s said) bool { return s.Step == at }) {
			b.Asks = append(b.Asks, said{at, t.questions[at].Ask})
		}
	}
	if one.Outcome != "grant" && one.Outcome != "refuse" {
		b.If = ifWords(one, others)
	}
	return b
}

// amountWords is what a benefit brings.
func amountWords(one *casework.Imagined) string {
	if one.Amount == 0 {
		return "认定以后按规定享受相应的救助，不直接发钱"
	}
	return "大约每月" + format.Yuan(one.Amount)
}

// ifWords say what each answer to the open question would give.
func ifWords(one *casework.Imagined, others []alternative) (list []string) {
	for _, other := range others {
		for i := range other.list {
			o := &other.list[i]
			if o.Programme != one.Programme || o.Member != one.Member {
				continue
			}
			switch o.Outcome {
			case "grant":
				list = append(list, "如果是“"+other.label+"”：可能可以，"+amountWords(o))
			case "refuse":
				list = append(list, "如果是“"+other.label+"”：不符合")
			}
		}
	}
	return list
}

// asksFor is the question by which a fact becomes known, -1 for none.
func (t *told) asksFor(fact string) int {
	return slices.IndexFunc(t.questions, func(q *pack.Question) bool {
		for i := range q.Items {
			if f := q.Items[i].Fact; f != nil && f.FullName() == fact {
				return true
			}
			for _, c := range q.Items[i].Choices {
				if slices.ContainsFunc(c.Sets, func(s pack.Setting) bool { return s.Fact.FullName() == fact }) {
					return true
				}
			}
		}
		return false
	})
}

// sortedNames are the names of fields, in a fixed order.
func sortedNames(values url.Values) []string { return slices.Sorted(maps.Keys(values)) }
