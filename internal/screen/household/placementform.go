package household

import (
	"bytes"
	"fmt"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/placement"
)

// homeChoices are the homes of a county, each with its free beds.
func (p *Pages) homeChoices(r *screen.Request, county string) (list []part.Choice, err error) {
	homes, err := p.s.Placings.Homes(r.Context(), r.Viewer())
	for i := range homes {
		h := &homes[i]
		if h.County != county {
			continue
		}
		text := h.Name + "：没有空床"
		switch {
		case h.Beds.All < 0:
			text = h.Name + "：台账没有写床位数"
		case h.Beds.Free() > 0:
			text = fmt.Sprintf("%s：空床%d张", h.Name, h.Beds.Free())
		}
		list = append(list, part.Choice{Value: h.ID, Text: text})
	}
	return list, err
}

// askChoices are what the grounds ask, each once for every ground that asks it.
func askChoices(grounds []pack.PlacementGround) (list []part.Choice) {
	for i := range grounds {
		for n, ask := range grounds[i].Asks {
			list = append(list, part.Choice{Value: grounds[i].Name + placement.AskName(n), Text: ask, Hint: grounds[i].Title})
		}
	}
	return list
}

// PlaceForm asks for whom, where, by which ground and at which price.
func (p *Pages) PlaceForm(r *screen.Request) (screen.Answer, error) { return p.placeForm(r, nil) }

func (p *Pages) placeForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	f, _, _, err := p.origin(r)
	if err != nil {
		return screen.Answer{}, err
	}
	grounds := p.s.Catalogue().Grounds(f.home.Division.County(), r.Today())
	var people, whys []part.Choice
	for _, one := range f.people {
		people = append(people, part.Choice{Value: one.Person.ID, Text: format.Name(one.Name)})
	}
	for i := range grounds {
		whys = append(whys, part.Choice{Value: grounds[i].Name, Text: grounds[i].Title, Hint: grounds[i].Who})
	}
	homes, err := p.homeChoices(r, f.ref.County)
	if err != nil {
		return screen.Answer{}, err
	}
	v := formView{
		Frame: office.Frame(r, "安排入住养老机构"),
		Head: part.Head{
			Title: format.Name(f.name) + "家：安排入住养老机构", Lead: "提出以后床位先留着；向本人说明、签了协议，批准了再住进去。", Back: part.Link{Text: "一户一档", Path: path("household", f.ref)},
		},
		Form: part.Form{Action: "/placements/new", Once: screen.NewOnce(), Button: "提出安排"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "person", Label: "给谁安排", Value: r.Typed("person"), Choices: people},
			{Kind: part.RadioField, Name: "ground", Label: "按哪一种对象", Value: r.Typed("ground"), Choices: whys},
			{Kind: part.CheckField, Name: "confirmed", Label: "核实过的", Values: r.Ticked("confirmed"), Choices: askChoices(grounds), Hint: "选的那一种对象下面的，都要核实过才能提出。"},
			{Kind: part.RadioField, Name: "care", Label: "需要的照料", Value: r.Typed("care"), Choices: choices(pack.Cares)},
			{Kind: part.SelectField, Name: "home", Label: "住哪一家", Value: r.Typed("home"), Choices: homes},
			{Kind: part.CheckField, Name: "wait", Label: "没有空床时", Values: r.Ticked("wait"), Choices: []part.Choice{{Value: "yes", Text: "没有空床就等候"}}, Optional: true},
			{Kind: part.MoneyField, Name: "fee", Label: "机构每月收费", Unit: "元", Value: r.Typed("fee"), Hint: "住宿、伙食、照料合计；特困人员写供养标准。"},
			{Kind: part.MoneyField, Name: "income", Label: "本人每月收入", Unit: "元", Value: r.Typed("income"), Hint: "养老金、津贴补贴都算，没有收入填0。"},
			{Name: "rest", Label: "不够的谁来出", Value: r.Typed("rest"), Optional: true, Hint: "本人收入和补助合起来还不够的，写明是谁。"},
			{Kind: part.LongField, Name: "words", Label: "为什么要住机构", Value: r.Typed("words"), Rows: 3},
		},
	}
	for _, name := range []string{"household", "case", "lead"} {
		if text := r.Text(name); text != "" {
			v.Hidden = append(v.Hidden, part.Pair{Key: name, Value: text})
		}
	}
	return v.answer(fault)
}

// yuan reads an amount of a form.
func yuan(r *screen.Request, name, label string) (civil.Fen, error) {
	amount, err := civil.ParseYuan(strings.NewReplacer(",", "", "，", "", "元", "", " ", "").Replace(r.Text(name)))
	if err != nil {
		return 0, civil.Refuse("placement_"+name, "%s请填数字，如1200.50；没有填0。", label)
	}
	return amount, nil
}

// Place makes a proposal.
func (p *Pages) Place(r *screen.Request) (screen.Answer, error) {
	f, origin, id, err := p.origin(r)
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	draft := placement.Draft{
		Household: f.ref, Person: r.Text("person"), Home: r.Text("home"), Ground: r.Text("ground"), Care: r.Text("care"), RestBy: r.Text("rest"), Words: r.Text("words"),
		Origin: string(origin), OriginID: id, Wait: r.Text("wait") == "yes", Once: once,
	}
	for _, ticked := range r.Ticked("confirmed") {
		if n, ours := strings.CutPrefix(ticked, draft.Ground); ours {
			draft.Confirmed = append(draft.Confirmed, n)
		}
	}
	if draft.Fee, err = yuan(r, "fee", "机构每月收费"); err == nil {
		draft.Income, err = yuan(r, "income", "本人每月收入")
	}
	var one *placement.Placement
	if err == nil {
		one, err = p.s.Placings.Propose(r.Context(), who(r), draft)
	}
	if refused := told(err); refused != nil {
		return p.placeForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	if one.State == placement.Waiting {
		return screen.See("%s?done=wait", path("placement", one.Ref))
	}
	return screen.See("%s?done=propose", path("placement", one.Ref))
}

// stepOf is what an act of a placement is called; only those that are open are there.
func (p *Pages) stepOf(r *screen.Request, one *placement.Placement) (title string, err error) {
	for _, step := range placementSteps {
		if step.act == r.PathValue("act") && r.Visitor.Plays(step.roles...) && p.mayStep(r, one, step.act) {
			return step.title, nil
		}
	}
	return "", office.Missing()
}

// PlacementForm is the form of one of the steps.
func (p *Pages) PlacementForm(r *screen.Request) (screen.Answer, error) {
	return p.placementForm(r, nil)
}

func (p *Pages) placementForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	one, _, _, err := p.s.Placings.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	title, err := p.stepOf(r, one)
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	if fault == nil && !one.Open(act) {
		return screen.Answer{}, office.Missing()
	}
	at := path("placement", one.Ref)
	v := formView{
		Frame: office.Frame(r, title), Head: part.Head{Title: format.Name(one.Name) + "：" + title, Over: one.Number, Back: part.Link{Text: "入住安排", Path: at}},
		Form: part.Form{Action: at + "/" + act, Once: screen.NewOnce(), Seen: orText(r.Seen(), version(one.Opened)), Button: title},
	}
	if err := p.stepFields(r, act, one, &v); err != nil {
		return screen.Answer{}, err
	}
	return v.answer(fault)
}

// stepFields are the questions of a step.
func (p *Pages) stepFields(r *screen.Request, act string, one *placement.Placement, v *formView) (err error) {
	day := func(label string) part.Field {
		return part.Field{Kind: part.DayField, Name: "day", Label: label, Value: typed(r, "day", r.Today().String())}
	}
	words := func(label, hint string) part.Field {
		return part.Field{Kind: part.LongField, Name: "words", Label: label, Hint: hint, Value: r.Typed("words"), Rows: 3}
	}
	fee := func() part.Field {
		return part.Field{Kind: part.MoneyField, Name: "fee", Label: "机构每月收费", Unit: "元", Value: typed(r, "fee", one.Fee.String())}
	}
	rest := func() part.Field {
		return part.Field{Name: "rest", Label: "不够的谁来出", Value: typed(r, "rest", one.RestBy), Optional: true}
	}
	switch act {
	case "bed":
		homes, err := p.homeChoices(r, one.County)
		v.Fields = []part.Field{{Kind: part.SelectField, Name: "home", Label: "住哪一家", Value: typed(r, "home", one.Home), Choices: homes}, fee(), rest()}
		return err
	case "agree":
		v.Words = []string{"先打印入住协议，读给本人听：住哪里、每月多少钱、谁来付、可以随时说不住。没有行为能力的，由监护人签。"}
		v.Fields = []part.Field{
			{Kind: part.RadioField, Name: "signer", Label: "谁同意的", Value: typed(r, "signer", "self"), Choices: choices(placement.Signers)},
			{Name: "by", Label: "监护人姓名", Value: r.Typed("by"), Optional: true, Hint: "监护人同意的才写。"}, day("签订日期"), words("怎样说明、怎样同意的", ""),
		}
	case "approve":
		v.Pairs = moneyPairs(one)
		v.Fields = []part.Field{words("批准的意见", "")}
	case "refuse":
		v.Words = []string{"床位马上空出来。请告诉本人为什么不同意、还能怎样帮。"}
		v.Fields = []part.Field{words("不予批准的理由", "")}
	case "withdraw":
		v.Words = []string{"床位马上空出来；以后还要住的，重新提出。"}
		v.Fields = []part.Field{words("撤销的理由", "比如本人不愿意去了、身体好转。")}
	case "enter":
		v.Fields = []part.Field{day("入住日期")}
	case "visit":
		v.Fields = []part.Field{day("探访日期"), words("看到的情况", "见到本人，问吃住、照料、钱，有什么不满意。")}
	case "review":
		v.Fields = []part.Field{
			{Kind: part.RadioField, Name: "care", Label: "需要的照料", Value: typed(r, "care", one.Care), Choices: choices(pack.Cares)},
			fee(),
			{Kind: part.MoneyField, Name: "income", Label: "本人每月收入", Unit: "元", Value: typed(r, "income", one.Income.String())},
			rest(), words("评估的情况", ""),
		}
	case "leave":
		v.Words = []string{"床位从离开那天起空出来；补助付到离开的当月。"}
		v.Fields = []part.Field{
			day("离开日期"), {Kind: part.RadioField, Name: "reason", Label: "为什么离开", Value: r.Typed("reason"), Choices: choices(placement.Reasons)}, words("离开的情况", ""),
		}
	case "undo":
		v.Words = []string{"上一步是“" + placement.StepTitle(one.Step) + "”。更正以后恢复到那一步以前，经过都留着。"}
		v.Fields = []part.Field{words("为什么更正", "")}
	}
	return nil
}

// ChangePlacement takes a step.
func (p *Pages) ChangePlacement(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref := refOf(r)
	one, _, _, err := p.s.Placings.Read(r.Context(), r.Viewer(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	if _, err := p.stepOf(r, one); err != nil {
		return screen.Answer{}, err
	}
	err = p.step(r, placement.Seen{Ref: ref, Opened: seenOf(r), Once: once})
	if refused := told(err); refused != nil {
		return p.placementForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=%s", path("placement", ref), r.PathValue("act"))
}

func (p *Pages) step(r *screen.Request, seen placement.Seen) (err error) {
	d, words, day := p.s.Placings, r.Text("words"), dayOf(r, "day")
	switch r.PathValue("act") {
	case "bed":
		offer := placement.Offer{Home: r.Text("home"), RestBy: r.Text("rest")}
		if offer.Fee, err = yuan(r, "fee", "机构每月收费"); err == nil {
			_, err = d.Bed(r.Context(), who(r), seen, offer)
		}
	case "agree":
		_, err = d.Agree(r.Context(), who(r), seen, placement.Consent{Signer: r.Text("signer"), By: r.Text("by"), Day: day, Words: words})
	case "approve":
		_, err = d.Approve(r.Context(), who(r), seen, words)
	case "refuse":
		_, err = d.Refuse(r.Context(), who(r), seen, words)
	case "withdraw":
		_, err = d.Withdraw(r.Context(), who(r), seen, words)
	case "enter":
		_, err = d.Enter(r.Context(), who(r), seen, day)
	case "visit":
		_, err = d.Visit(r.Context(), who(r), seen, day, words)
	case "review":
		renewal := placement.Renewal{Care: r.Text("care"), RestBy: r.Text("rest"), Words: words}
		if renewal.Fee, err = yuan(r, "fee", "机构每月收费"); err != nil {
			return err
		}
		if renewal.Income, err = yuan(r, "income", "本人每月收入"); err == nil {
			_, err = d.Review(r.Context(), who(r), seen, renewal)
		}
	case "leave":
		_, err = d.Leave(r.Context(), who(r), seen, placement.Parting{Day: day, Reason: r.Text("reason"), Words: words})
	case "undo":
		_, err = d.Undo(r.Context(), who(r), seen, words)
	default:
		err = office.Missing()
	}
	return err
}

// Agreement is the agreement of a placement, to be read out and signed.
func (p *Pages) Agreement(r *screen.Request) (screen.Answer, error) {
	one, _, _, err := p.s.Placings.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if !agreed(one) {
		return screen.Answer{}, office.Missing()
	}
	home := p.homeName(r, one)
	pairs := []letter.Pair{{Key: "入住人", Value: one.Name}, {Key: "机构", Value: home}, {Key: "对象", Value: p.groundTitle(one)}, {Key: "照料程度", Value: placement.CareTitle(one.Care)}}
	for _, pair := range moneyPairs(one) {
		pairs = append(pairs, letter.Pair{Key: pair.Key, Value: pair.Value})
	}
	sheet := letter.Sheet{
		Number: one.Number, Title: "入住养老机构协议", Office: p.s.Desk.Place(one.Division.Township()), Date: format.Day(r.Today()),
		Blocks: []letter.Block{
			letter.KeyValues{Pairs: pairs},
			letter.Heading{Text: "约定"},
			letter.List{Numbered: true, Items: []string{
				"住不住由本人决定。住进以后随时可以提出不住，乡镇（街道）帮助回家或者换一家。",
				"机构照上面的照料程度照料，按收费标准收费，不另外收钱；要改的，先同本人和乡镇（街道）商量，重新评估。",
				"乡镇（街道）定期探访、评估，听本人怎么说；本人的钱和证件由本人保管，委托保管的另写。", p.moneyWords(one),
			}},
			letter.Signature{Label: "入住人（监护人）"}, letter.Signature{Label: "机构"}, letter.Signature{Label: "乡镇（街道）经办人"},
		},
	}
	if err := p.noteLived(r, []register.Ref{one.PersonRef()}); err != nil {
		return screen.Answer{}, err
	}
	var page bytes.Buffer
	if err := letter.HTML(&page, sheet, ""); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "入住养老机构协议.html", Type: "text/html; charset=utf-8", Content: &page})
}
