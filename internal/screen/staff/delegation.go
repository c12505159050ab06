package staff

import (
	"slices"
	"strconv"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// delegationView is the page on which somebody lends his posts while on leave.
type delegationView struct {
	Frame        layout.Frame
	Head         part.Head
	Form         part.Form
	Fields       []part.Field
	Given, Taken []lentLine
	Summary      []part.Fault
}

// lentLine is one delegation in words.
type lentLine struct {
	ID, Who, Posts, Days, Reason string
	Live                         bool // it can still be ended
}

// Delegation shows what somebody has lent and been lent.
func (p *Pages) Delegation(r *screen.Request) (screen.Answer, error) {
	who := office.Signed(r)
	if who == nil {
		return screen.Answer{}, notThere()
	}
	v, err := p.delegationView(r, who)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(delegationPage(v))
}

func (p *Pages) delegationView(r *screen.Request, who *account.Visitor) (delegationView, error) {
	f := office.Frame(r, "委托代理")
	v := delegationView{
		Frame: f, Head: part.Head{Title: f.Title, Lead: "请假、出差时，把自己的岗位交给同事代办几天。代办人做的每件事都记明是替您办的。"},
		Form: part.Form{Action: "/delegation", Once: screen.NewOnce(), Button: "委托"},
	}
	colleagues, err := p.colleagues(r, who)
	if err != nil {
		return v, err
	}
	var posts []part.Choice
	for i, post := range ownPosts(who) {
		posts = append(posts, part.Choice{Value: strconv.Itoa(i), Text: post.Title() + " · " + p.place(post.Division)})
	}
	ticked := r.Ticked("posts")
	if ticked == nil && len(posts) == 1 {
		ticked = []string{"0"}
	}
	v.Fields = []part.Field{
		{Kind: part.SelectField, Name: "to", Label: "由谁代办", Choices: colleagues, Value: r.Text("to")},
		{Kind: part.CheckField, Name: "posts", Label: "代办哪些岗位", Choices: posts, Values: ticked},
		{Kind: part.DayField, Name: "from", Label: "从哪天起", Value: orText(r.Text("from"), r.Today().String())},
		{Kind: part.DayField, Name: "until", Label: "到哪天为止（含）", Value: r.Text("until")},
		{Name: "reason", Label: "原因", Value: r.Typed("reason")},
	}
	given, taken, err := p.s.Accounts.Delegations(r.Context(), who.ID)
	if err != nil {
		return v, err
	}
	for i := range given {
		line, err := p.lent(r, &given[i], given[i].To)
		if err != nil {
			return v, err
		}
		v.Given = append(v.Given, line)
	}
	for i := range taken {
		line, err := p.lent(r, &taken[i], taken[i].From)
		if err != nil {
			return v, err
		}
		v.Taken = append(v.Taken, line)
	}
	return v, nil
}

func ownPosts(who *account.Visitor) (list []account.Post) {
	for _, post := range who.Posts {
		if post.Own() {
			list = append(list, post)
		}
	}
	return list
}

// colleagues are who may stand in: everybody with a post in the divisions of one's
// own, those of the same role first.
func (p *Pages) colleagues(r *screen.Request, who *account.Visitor) (choices []part.Choice, err error) {
	var areas []civil.Area
	for _, post := range ownPosts(who) {
		areas = append(areas, post.Division)
	}
	scope, err := access.NewScope(areas...)
	if err != nil {
		return nil, nil // nobody lends what he does not have
	}
	list, err := p.s.Accounts.List(r.Context(), scope)
	if err != nil {
		return nil, err
	}
	var far []part.Choice
	for _, a := range list {
		if a.ID == who.ID || a.Disabled {
			continue
		}
		choice := part.Choice{Value: a.ID, Text: a.Name + "（" + a.Login + "）"}
		near := slices.ContainsFunc(a.Posts, func(post account.Post) bool { return who.Plays(post.Role) })
		if near {
			choices = append(choices, choice)
		} else {
			far = append(far, choice)
		}
	}
	return append(choices, far...), nil
}

// lent is a delegation in words, with the other side's name.
func (p *Pages) lent(r *screen.Request, d *account.Delegation, other string) (lentLine, error) {
	line := lentLine{ID: d.ID, Who: other, Days: format.Span(d.Span.From, d.Span.To), Reason: d.Reason, Live: d.Span.To >= r.Today()}
	a, err := p.s.Accounts.ByID(r.Context(), other)
	if err != nil {
		return line, err
	}
	line.Who = a.Name
	for i, post := range d.Posts {
		if i > 0 {
			line.Posts += "、"
		}
		line.Posts += account.RoleTitle(post.Role) + "（" + p.place(post.Division) + "）"
	}
	return line, nil
}

// Delegate lends posts, or takes them back.
func (p *Pages) Delegate(r *screen.Request) (screen.Answer, error) {
	who := office.Signed(r)
	if who == nil {
		return screen.Answer{}, notThere()
	}
	v, err := p.delegationView(r, who)
	if err != nil {
		return screen.Answer{}, err
	}
	if id := r.Text("end"); id != "" {
		err = p.endDelegation(r, who, v.Given, id)
	} else {
		err = p.delegate(r, who)
	}
	if message, known := told(err); known {
		v.Frame.Faults, v.Summary = true, []part.Fault{{Field: "to", Text: message}}
		return screen.Again(delegationPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/delegation")
}

func (p *Pages) delegate(r *screen.Request, who *account.Visitor) error {
	d := account.Delegation{From: who.ID, To: r.Text("to"), Reason: r.Text("reason")}
	own := ownPosts(who)
	for _, at := range r.Ticked("posts") {
		if i, err := strconv.Atoi(at); err == nil && i >= 0 && i < len(own) {
			d.Posts = append(d.Posts, own[i])
		}
	}
	// What is no day stays zero, and the accounts say that the days are lacking.
	d.Span.From, _ = civil.ParseDate(r.Text("from"))
	d.Span.To, _ = civil.ParseDate(r.Text("until"))
	_, err := p.s.Journal.Do(r.Context(), who.Header("account.delegate", security, journal.Nowhere), func(w *journal.Write) error {
		_, err := p.s.Accounts.Delegate(r.Context(), w, d)
		return err
	})
	return err
}

// endDelegation ends one of the visitor's own with yesterday.
func (p *Pages) endDelegation(r *screen.Request, who *account.Visitor, given []lentLine, id string) error {
	if !slices.ContainsFunc(given, func(l lentLine) bool { return l.ID == id }) {
		return notThere()
	}
	_, err := p.s.Journal.Do(r.Context(), who.Header("account.delegate_end", security, journal.Nowhere), func(w *journal.Write) error {
		return p.s.Accounts.EndDelegation(r.Context(), w, id, r.Today().AddDays(-1))
	})
	return err
}

// orText is a text, or another when it is empty.
func orText(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
