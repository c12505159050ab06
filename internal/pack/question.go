package pack

import (
	"slices"

	"lianxin/internal/rule"
)

// QuestionOf says of whom a question asks.
type QuestionOf string

// Whom questions ask about.
const (
	OfThePlace  QuestionOf = "place"     // where the family is registered
	OfThePeople QuestionOf = "people"    // who they are, a line each with an age
	OfTheFamily QuestionOf = "household" // all of them together
	OfEach      QuestionOf = "person"    // each of them
)

// Question is one of the few a family is asked to see what it may get. Everybody may
// answer without an account, so nothing is looked up and nothing is kept.
type Question struct {
	Name  string
	Of    QuestionOf
	Ask   string
	Hint  string
	Ages  [2]int // of each: asked only of those from the first to the second age; 0, 0: of all
	Most  int    // of the people: how many lines there are
	Born  string // of the people: the fact an age gives
	Sets  []Setting
	Taken string // what Sets takes for granted, in words, so that the family may object
	Items []QuestionItem
	Pack  string
	Place Place
}

// QuestionItem is one thing on the page of a question: an amount or a number that is
// a fact, or a choice that sets some.
type QuestionItem struct {
	Name    string
	Label   string
	Hint    string
	Fact    *Fact // of a number; nil for a choice
	Choices []QuestionChoice
}

// QuestionChoice is an answer with the facts it stands for. One without any leaves
// them unknown.
type QuestionChoice struct {
	Name  string
	Label string
	Sets  []Setting
}

// Setting is a fact with a value, as files of families carry it.
type Setting struct {
	Fact  *Fact
	Value string
}

// questionsMost is how many questions a family has patience for.
const questionsMost = 10

// Questions are those a family is asked, in their order.
func (c *Catalogue) Questions() []*Question { return c.questions }

// questionsFile puts questions.yaml aside: it names facts of all packs.
func (l *loader) questionsFile(n *node, pack string) {
	f := n.fields("questions", "seed")
	l.seed(f.get("seed"), "questions", pack, pack)
	for _, item := range f.need("questions").list() {
		l.asking = append(l.asking, waiting{item, pack})
	}
}

// readQuestions reads the questions once all facts are known.
func (l *loader) readQuestions() {
	for _, w := range l.asking {
		q := l.question(w.node, w.pack)
		if l.claim("question", "问题", q.Name, q.Place) {
			l.catalogue.questions = append(l.catalogue.questions, q)
		}
		if len(l.catalogue.questions) == questionsMost+1 {
			w.node.refuse("questions_many", "最多%d个问题，请合并或删去一些。", questionsMost)
		}
	}
	if list := l.catalogue.questions; len(list) > 0 && (list[0].Of != OfThePlace || len(list) > 1 && list[1].Of != OfThePeople) {
		l.refuseAt(list[0].Place, "questions_order", "第一个问题应问在哪里（of: place），第二个问有哪些人（of: people）。")
	}
}

func (l *loader) question(n *node, pack string) *Question {
	f := n.fields("name", "of", "ask", "hint", "ages", "most", "born", "sets", "taken", "items")
	q := &Question{
		Name: f.need("name").name(), Ask: f.need("ask").words(), Hint: f.get("hint").words(), Taken: f.get("taken").words(), Pack: pack, Place: n.place(),
		Of: QuestionOf(f.need("of").oneOf("of", string(OfThePlace), string(OfThePeople), string(OfTheFamily), string(OfEach))),
	}
	q.Sets = l.settings(f.get("sets"))
	if len(q.Sets) > 0 && q.Of == OfThePeople && q.Taken == "" {
		f.need("taken")
	}
	if q.Of == OfThePeople {
		q.Most = f.need("most").between(1, peopleMost)
		if born := l.factOf(f.need("born")); born != nil && (born.Kind != rule.Date || born.Level != rule.Person) {
			f.get("born").refuse("question_born", "born 应是个人的日期，如 person.birth_date。")
		} else if born != nil {
			q.Born = born.Name
		}
	} else {
		f.forbid("只有问有哪些人的才写", "most", "born")
	}
	if ages := f.get("ages"); ages != nil {
		q.ages(ages)
	}
	if q.Of == OfThePlace || q.Of == OfThePeople {
		f.forbid("这种问题的样子是固定的", "items", "ages")
		return q
	}
	for _, item := range f.need("items").some() {
		q.Items = append(q.Items, l.questionItem(item, q))
	}
	return q
}

// peopleMost is how many people a question may ask about.
const peopleMost = 12

// ages reads from which to which age somebody is asked.
func (q *Question) ages(n *node) {
	list := n.list()
	if q.Of != OfEach || len(list) != len(q.Ages) {
		n.refuse("question_ages", "ages 写成 [0, 17] 的样子，只用在问每个人的问题里。")
		return
	}
	for i := range q.Ages {
		q.Ages[i] = list[i].between(0, ageMost)
	}
	if q.Ages[1] < q.Ages[0] {
		n.refuse("question_ages", "ages 的后一个不能小于前一个。")
	}
}

// ageMost is older than anybody.
const ageMost = 150

func (l *loader) questionItem(n *node, q *Question) QuestionItem {
	f := n.fields("name", "label", "hint", "fact", "choices")
	item := QuestionItem{Name: f.need("name").name(), Label: f.need("label").words(), Hint: f.get("hint").words()}
	if slices.ContainsFunc(q.Items, func(i QuestionItem) bool { return i.Name == item.Name }) {
		n.refuse("duplicate_name", "“%s”写了两次，请换一个名字。", item.Name)
	}
	if f.has("fact") {
		f.forbid("已写 fact 的直接填数", "choices")
		item.Fact = l.factOf(f.get("fact"))
		if item.Fact != nil && (item.Fact.Kind != rule.Money && item.Fact.Kind != rule.Count || (item.Fact.Level == rule.Person) != (q.Of == OfEach)) {
			f.get("fact").refuse("question_fact", "直接填的应是金额或计数，并且和 of 问的是同一个对象。")
		}
		return item
	}
	for _, c := range f.need("choices").some() {
		cf := c.fields("name", "label", "sets")
		choice := QuestionChoice{Name: cf.need("name").name(), Label: cf.need("label").words(), Sets: l.settings(cf.get("sets"))}
		for _, s := range choice.Sets {
			if q.Of == OfEach && s.Fact.Level != rule.Person {
				cf.get("sets").refuse("question_level", "问每个人的问题只能写个人的事实，“%s”是家庭的。", s.Fact.FullName())
			}
		}
		item.Choices = append(item.Choices, choice)
	}
	return item
}

// settings reads facts with their values.
func (l *loader) settings(n *node) (list []Setting) {
	if n == nil {
		return nil
	}
	if n.form != mappingForm {
		n.refuse("wrong_type", "这里应是“事实: 值”的形式。")
		return nil
	}
	for _, p := range n.pairs {
		fact := l.catalogue.Fact(p.key.text)
		if fact == nil || fact.Class == "" {
			p.key.unknown("unknown_fact", "事实", p.key.text, l.factNames())
			continue
		}
		text := p.value.words()
		value, ok := factValue(p.value, fact, text)
		if ok && (fact.Kind == rule.Money || fact.Kind == rule.Count) && (value < fact.Min || value > fact.Max) {
			p.value.refuse("setting_range", "“%s”不在“%s”的范围里。", shorten(text), fact.FullName())
		}
		list = append(list, Setting{fact, text})
	}
	return list
}

func (l *loader) factOf(n *node) *Fact {
	if n == nil {
		return nil
	}
	fact := l.catalogue.Fact(n.words())
	if fact == nil {
		n.unknown("unknown_fact", "事实", n.text, l.factNames())
	}
	return fact
}

func (l *loader) factNames() (names []string) {
	for i := range l.catalogue.facts {
		names = append(names, l.catalogue.facts[i].FullName())
	}
	return names
}
