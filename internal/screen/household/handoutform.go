package household

import (
	"io"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay/handout"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// HandoutNew asks what is given once to whom.
func (p *Pages) HandoutNew(r *screen.Request) (screen.Answer, error) { return p.handoutNew(r, nil) }

func (p *Pages) handoutNew(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	county := home(r).County()
	kinds := p.s.Catalogue().HandoutKinds(county, r.Today())
	if len(kinds) == 0 {
		return screen.Answer{}, office.Missing()
	}
	kind := p.s.Catalogue().HandoutKind(r.Text("kind"), county, r.Today())
	if kind == nil {
		kind = &kinds[0]
	}
	v := formView{
		Frame: office.Frame(r, "编制一批"), Words: kind.Words, Hidden: []part.Pair{{Key: "kind", Value: kind.Name}},
		Head: part.Head{Title: "编制一批：" + kind.Title, Lead: "先写发什么、发给谁、发多少；名单和收到的钱物在下一页登记。", Back: part.Link{Text: "批量慰问", Path: "/handouts"}},
		Form: part.Form{Action: "/handouts/new", Once: screen.NewOnce(), Button: "建好这一批"},
	}
	for i := range kinds {
		if kinds[i].Name != kind.Name {
			v.Head.More = append(v.Head.More, part.Link{Text: kinds[i].Title, Path: "/handouts/new?kind=" + kinds[i].Name})
		}
	}
	var err error
	v.Fields, err = p.handoutFields(r, county, kind)
	if err != nil {
		return screen.Answer{}, err
	}
	return v.answer(fault)
}

func (p *Pages) handoutFields(r *screen.Request, county civil.Area, kind *pack.HandoutKind) ([]part.Field, error) {
	var towns, responses []part.Choice
	for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
		towns = append(towns, part.Choice{Value: d.Code.String(), Text: d.Name})
	}
	list, err := p.s.Responses.List(r.Context(), r.Viewer())
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		if one.Division == county {
			responses = append(responses, part.Choice{Value: one.ID, Text: one.Title + "（" + one.Number + "）"})
		}
	}
	fields := []part.Field{
		{Name: "title", Label: "名称", Value: r.Typed("title"), Hint: "领到的人看到的名称，比如“疫情防控一线社区工作者慰问”。"},
		{Name: "document", Label: "文号", Value: r.Typed("document"), Optional: true},
		{Kind: part.LongField, Name: "words", Label: "事由", Value: r.Typed("words"), Rows: 2},
	}
	if len(responses) > 0 {
		fields = append(fields, part.Field{Kind: part.SelectField, Name: "response", Label: "哪次应急响应", Value: r.Typed("response"), Choices: responses, Optional: true})
	}
	fields = append(fields,
		part.Field{Name: "item", Label: "物资名称", Value: r.Typed("item"), Hint: "发钱的空着。", Optional: true},
		part.Field{Name: "measure", Label: "物资的计量单位", Value: r.Typed("measure"), Hint: "比如“袋”“件”；发钱的空着。", Optional: true},
		part.Field{Kind: part.RadioField, Name: "unit", Label: "按什么发", Value: typed(r, "unit", "person"), Choices: choices(handout.Units)},
	)
	for _, c := range kind.Classes {
		fields = append(fields, part.Field{Name: "share-" + c.Name, Label: c.Title + "：每份多少", Value: r.Typed("share-" + c.Name), Hint: "发钱写元，发物资写数量；不发的空着。", Optional: true})
	}
	return append(fields,
		part.Field{Name: "share-list", Label: "上传名单上的人：每份多少", Value: r.Typed("share-list"), Hint: "发钱写元，发物资写数量；不用上传名单的空着。", Optional: true},
		part.Field{Kind: part.CheckField, Name: "areas", Label: "哪些乡镇（街道）", Values: r.Ticked("areas"), Choices: towns, Hint: "不选是全县（市、区）。", Optional: true},
		part.Field{Kind: part.DayField, Name: "asof", Label: "名单以哪一天的在享情况为准", Value: typed(r, "asof", r.Today().String())},
		part.Field{Kind: part.DayField, Name: "ends", Label: "最后一天", Value: typed(r, "ends", r.Today().AddDays(30).String())},
	), nil
}

// amountOf is an amount of a form: yuan for money, a whole number for goods; -1 for none.
func amountOf(text string, goods bool) int64 {
	if goods {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	fen, err := civil.ParseYuan(text)
	if err != nil {
		return -1
	}
	return int64(fen)
}

// BeginHandout begins a handout.
func (p *Pages) BeginHandout(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	county := home(r).County()
	plan := handout.Plan{
		Division: county, Kind: r.Text("kind"), Title: r.Text("title"), Document: r.Text("document"), Words: r.Text("words"), Response: r.Text("response"),
		Item: r.Text("item"), Measure: r.Text("measure"), Unit: r.Text("unit"), AsOf: dayOf(r, "asof"), Ends: dayOf(r, "ends"), Once: once,
	}
	for _, text := range r.Ticked("areas") {
		area, err := civil.ParseArea(text)
		if err != nil {
			return p.handoutNew(r, civil.Refuse("handout_areas", "请从列出的乡镇（街道）里选。"))
		}
		plan.Areas = append(plan.Areas, area)
	}
	add := func(class, field string) {
		if text := r.Text("share-" + field); text != "" {
			plan.Shares = append(plan.Shares, handout.Share{Class: class, Each: amountOf(text, plan.Item != "")})
		}
	}
	if kind := p.s.Catalogue().HandoutKind(plan.Kind, county, r.Today()); kind != nil {
		for _, c := range kind.Classes {
			add(c.Name, c.Name)
		}
	}
	add("", "list")
	h, err := p.s.Handouts.Begin(r.Context(), who(r), plan)
	if refused := told(err); refused != nil {
		return p.handoutNew(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=begin", path("handout", h.Ref))
}

// handoutTitles are what can be done with a handout: the heading and the button.
var handoutTitles = map[string][2]string{
	"gather": {"按类别编名单", "编名单"}, "upload": {"上传名单", "读入名单"}, "add": {"补充一人", "加到名单上"}, "entry": {"登记收到的钱物", "登记"}, "submit": {"报审批", "报审批"},
	"approve": {"审批", "同意"}, "back": {"退回编制人", "退回"}, "pay": {"交发放", "交发放"}, "again": {"退回的再发", "编成补发批次"}, "hand": {"登记领取", "登记领取"},
	"close": {"办结", "办结"}, "rest": {"退还剩余", "登记退还"},
}

// HandoutForm is one of the forms of a handout.
func (p *Pages) HandoutForm(r *screen.Request) (screen.Answer, error) {
	return p.handoutForm(r, nil, nil)
}

func (p *Pages) handoutForm(r *screen.Request, fault *civil.Error, took *handout.Took) (screen.Answer, error) {
	h, _, err := p.s.Handouts.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	titles, known := handoutTitles[act]
	if !known {
		return screen.Answer{}, office.Missing()
	}
	at := path("handout", h.Ref)
	v := formView{
		Frame: office.Frame(r, titles[0]), Head: part.Head{Title: h.Title + "：" + titles[0], Over: h.Number, Back: part.Link{Text: "这一批", Path: at}},
		Form: part.Form{Action: at + "/" + act, Once: screen.NewOnce(), Seen: orText(r.Seen(), version(h.Opened)), Button: titles[1]},
	}
	v.Frame.Path = "/handouts"
	if took != nil {
		v.Words = append(v.Words, "已读入：列入名单"+format.Count(took.Listed)+"人，有错"+format.Count(took.Bad)+"行，以前读入过"+format.Count(took.Again)+"行。有错的在名单的“有错”里逐行改。")
	}
	if err := p.handoutAsks(r, h, act, &v); err != nil {
		return screen.Answer{}, err
	}
	return v.answer(fault)
}

// handoutAsks are the questions of one of the forms.
func (p *Pages) handoutAsks(r *screen.Request, h *handout.Handout, act string, v *formView) error {
	why := part.Field{Kind: part.LongField, Name: "why", Label: "理由", Value: r.Typed("why"), Rows: 2}
	switch act {
	case "gather":
		v.Words = []string{"按" + format.Day(h.AsOf) + "所在月份在享的待遇编名单：一人（一户）只列一次，属于几类的按排在前面的一类；去世的不列。再编一次只加新的，去掉的不会回来。"}
	case "upload":
		v.Form.Files = true
		v.Words = append(v.Words, "表头要有“姓名”“身份证号”“乡镇（街道）”“社区（村）”，发钱的还要有“银行账号”“开户银行”；可以有“单位”“电话”。有错的行不列入名单，说明原因，可以改。")
		v.Fields = []part.Field{{Kind: part.FileField, Name: "file", Label: "名单", Hint: "CSV或者XLSX。"}}
	case "add":
		v.Fields = append(broughtFields(r, handout.Brought{}, !h.Goods()), why)
	case "entry":
		return p.entryAsks(r, h, v)
	case "submit", "approve":
		return p.approvalAsks(r, h, act, v)
	case "back":
		v.Words = []string{"退回以后名单可以改，改好重新报，前面的审批作废。"}
		v.Fields = []part.Field{why}
	case "pay":
		v.Words = []string{"名单编成一个发放批次，由财务冻结、复核，两人签发，出银行文件。名单上不在登记数据里的人，只登记姓名和身份证号；已经有领款账户的，按已有的账户发。"}
	case "again":
		v.Words = []string{"银行退回、账户已经更正的，编成一个补发批次，照样复核、签发。"}
	case "hand":
		return p.handAsks(r, h, v)
	case "close":
		v.Words = []string{"办结以后不再发，剩下的可以登记退还。"}
		why.Label = "情况说明"
		v.Fields = []part.Field{why}
	case "rest":
		v.Fields = []part.Field{p.amountField(r, h, "退还多少"), {Name: "giver", Label: "退还给谁", Value: r.Typed("giver")}, {Name: "receipt", Label: "收据或文件编号", Value: r.Typed("receipt")}}
	}
	return nil
}

func (p *Pages) amountField(r *screen.Request, h *handout.Handout, label string) part.Field {
	f := part.Field{Kind: part.MoneyField, Name: "amount", Label: label, Value: r.Typed("amount")}
	if h.Goods() {
		f.Kind, f.Unit = part.NumberField, h.Measure
	}
	return f
}

func (p *Pages) entryAsks(r *screen.Request, h *handout.Handout, v *formView) error {
	var sources []part.Choice
	if rule := p.s.Handouts.Rule(h); rule != nil {
		for _, s := range rule.Sources {
			sources = append(sources, part.Choice{Value: s.Name, Text: s.Title})
		}
	}
	v.Fields = []part.Field{
		{Kind: part.RadioField, Name: "source", Label: "从哪里来", Value: r.Typed("source"), Choices: sources}, {Name: "giver", Label: "捐赠人", Value: r.Typed("giver"), Hint: "不愿留名的空着。", Optional: true},
		p.amountField(r, h, "收到多少"), {Name: "receipt", Label: "收据或文件编号", Value: r.Typed("receipt")}, {Kind: part.DayField, Name: "came", Label: "收到的日期", Value: typed(r, "came", r.Today().String())},
	}
	return nil
}

// approvalAsks shows the list in sums, and what is to be looked at twice.
func (p *Pages) approvalAsks(r *screen.Request, h *handout.Handout, act string, v *formView) error {
	f, err := p.s.Handouts.Count(r.Context(), r.Viewer(), h)
	if err != nil {
		return err
	}
	twice, err := p.s.Handouts.Twice(r.Context(), h)
	if err != nil {
		return err
	}
	s := p.handoutFigures(h, &f, len(twice))
	v.Words, v.Pairs, v.Tables = s.Words, s.Pairs, s.Tables
	if act == "approve" {
		v.Hidden = []part.Pair{{Key: "digest", Value: orText(r.Typed("digest"), f.Digest)}}
	}
	return nil
}

// handAsks are the people of the visitor's divisions who have no goods yet.
func (p *Pages) handAsks(r *screen.Request, h *handout.Handout, v *formView) error {
	list, next, err := p.s.Handouts.People(r.Context(), r.Viewer(), h, handout.Query{State: handout.Listed, Size: 200})
	if err != nil {
		return err
	}
	var people []part.Choice
	var looked []register.Ref
	for _, one := range list {
		people = append(people, part.Choice{Value: one.ID, Text: format.Name(one.Name), Hint: p.s.Desk.Place(one.Division) + "，" + spoken(h, one.Amount)})
		if !one.Person.Zero() {
			looked = append(looked, one.Person)
		}
	}
	v.Words = []string{"勾选本人当面签收的；别人代领的，在名单里点开这个人登记。签收表存档。"}
	if next != "" {
		v.Words = append(v.Words, "没领的超过200人，先登记这些，再登记下一批。")
	}
	if len(people) == 0 {
		v.Words = []string{"您管的地方没有还没领的人。"}
	}
	v.Fields = []part.Field{{Kind: part.DayField, Name: "day", Label: "发放日期", Value: typed(r, "day", r.Today().String())}}
	if len(people) > 0 {
		v.Fields = append(v.Fields, part.Field{Kind: part.CheckField, Name: "people", Label: "本人签收的", Values: r.Ticked("people"), Choices: people})
	}
	return p.s.Register.NoteLook(r.Context(), r.Viewer(), looked, "handout")
}

// listMost is the largest list that is taken in on a page.
const listMost = 8 << 20

func uploaded(r *screen.Request) ([]byte, error) {
	file, _, err := r.Upload("file")
	if err != nil {
		return nil, err
	}
	if file == nil {
		return nil, civil.Refuse("handout_file", "请选择名单的文件。")
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, listMost+1))
	if err == nil && len(raw) > listMost {
		err = civil.Refuse("handout_file", "名单超过8 MB，请按乡镇（街道）分开上传。")
	}
	return raw, err
}

// ChangeHandout does what a form of a handout says.
func (p *Pages) ChangeHandout(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, act := refOf(r), r.PathValue("act")
	h, _, err := p.s.Handouts.Read(r.Context(), r.Viewer(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	seen := handout.Seen{Ref: ref, Opened: seenOf(r), Once: once}
	if !p.mayHandout(r, act) {
		return screen.Answer{}, office.Missing()
	}
	if act == "upload" {
		raw, err := uploaded(r)
		var took handout.Took
		if err == nil {
			took, err = p.s.Handouts.Upload(r.Context(), who(r), ref, raw)
		}
		if refused := told(err); refused != nil {
			return p.handoutForm(r, refused, nil)
		}
		if err != nil {
			return screen.Answer{}, err
		}
		return p.handoutForm(r, nil, &took)
	}
	err = p.doHandout(r, h, seen, act)
	if refused := told(err); refused != nil {
		return p.handoutForm(r, refused, nil)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=%s", path("handout", ref), act)
}

// mayHandout says whether the visitor's roles may do something with a handout; the desk
// asks for his divisions, and of approvals for the very role.
func (p *Pages) mayHandout(r *screen.Request, act string) bool {
	switch act {
	case "approve", "back":
		return r.Visitor.Plays("county", "city", "finance")
	case "hand":
		return r.Visitor.Plays(helpers...)
	}
	return r.Visitor.Plays(openers...)
}

func (p *Pages) doHandout(r *screen.Request, h *handout.Handout, seen handout.Seen, act string) (err error) {
	ctx, by, desk := r.Context(), who(r), p.s.Handouts
	switch act {
	case "gather":
		_, err = desk.Gather(ctx, by, seen.Ref)
	case "add":
		err = desk.Add(ctx, by, seen, broughtOf(r), r.Text("why"))
	case "entry":
		err = desk.TakeIn(ctx, by, seen, handout.Entry{Source: r.Text("source"), Giver: r.Text("giver"), Amount: amountOf(r.Text("amount"), h.Goods()), Receipt: r.Text("receipt"), CameOn: dayOf(r, "came")})
	case "submit":
		_, err = desk.Submit(ctx, by, seen)
	case "approve":
		_, err = desk.Approve(ctx, by, seen, r.Text("digest"))
	case "back":
		_, err = desk.SendBack(ctx, by, seen, r.Text("why"))
	case "pay":
		_, err = desk.HandToPay(ctx, by, seen)
	case "again":
		_, err = desk.PayAgain(ctx, by, seen.Ref)
	case "hand":
		_, _, err = desk.HandMany(ctx, by, seen.Ref, r.Ticked("people"), dayOf(r, "day"))
	case "close":
		_, err = desk.Close(ctx, by, seen, r.Text("why"))
	case "rest":
		err = desk.PutBack(ctx, by, seen, amountOf(r.Text("amount"), h.Goods()), r.Text("giver"), r.Text("receipt"))
	default:
		err = office.Missing()
	}
	return err
}

// broughtFields ask what a row of a list says.
func broughtFields(r *screen.Request, b handout.Brought, money bool) []part.Field {
	fields := []part.Field{
		{Name: "name", Label: "姓名", Value: typed(r, "name", b.Name)}, {Name: "number", Label: "身份证号", Value: typed(r, "number", b.Number)},
		{Name: "town", Label: "乡镇（街道）", Value: typed(r, "town", b.Town), Optional: true}, {Name: "village", Label: "社区（村）", Value: typed(r, "village", b.Village), Optional: true},
		{Name: "office", Label: "单位", Value: typed(r, "office", b.Office), Optional: true},
	}
	if money {
		fields = append(fields, part.Field{Name: "account", Label: "银行账号", Value: typed(r, "account", b.Account)}, part.Field{Name: "bank", Label: "开户银行", Value: typed(r, "bank", b.Bank)})
	}
	return append(fields, part.Field{Name: "phone", Label: "电话", Value: typed(r, "phone", b.Phone), Optional: true})
}

func broughtOf(r *screen.Request) handout.Brought {
	return handout.Brought{
		Name: r.Text("name"), Number: strings.ToUpper(r.Text("number")), Office: r.Text("office"), Town: r.Text("town"), Village: r.Text("village"),
		Account: r.Text("account"), Bank: r.Text("bank"), Phone: r.Text("phone"),
	}
}
