package household

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/placement"
	"lianxin/internal/watch/referral"
)

// placementMark is how far a placement is; dead says that the register knows of the
// person's death.
func placementMark(p *placement.Placement, dead bool) templ.Component {
	if dead {
		return part.Status(format.Over, "登记显示已去世")
	}
	state := map[placement.State]format.State{
		placement.Waiting: format.Paused, placement.Living: format.Done, placement.Left: format.Paused, placement.Withdrawn: format.Paused,
	}
	mark, known := state[p.State]
	if !known {
		mark = format.Working
	}
	return part.Status(mark, p.State.Title())
}

// placementTabs are the tabs of the list of placements.
var placementTabs = [][2]string{{"", "办理中"}, {string(placement.Waiting), "等候床位"}, {string(placement.Living), "在住"}, {"late", "到期未办"}, {"over", "已结束"}}

// Placements are who waits for a bed, who is on his way and who lives in a home.
func (p *Pages) Placements(r *screen.Request) (screen.Answer, error) {
	q := placement.Query{Tab: r.Text("tab"), After: r.Text("after"), Size: pageSize}
	list, next, err := p.s.Placings.List(r.Context(), r.Viewer(), q)
	if err != nil {
		return screen.Answer{}, err
	}
	counts, late, err := p.s.Placings.Count(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	all := map[string]int{
		"late": late, string(placement.Waiting): counts[placement.Waiting], string(placement.Living): counts[placement.Living], "over": counts[placement.Left] + counts[placement.Withdrawn],
		"": counts[placement.Waiting] + counts[placement.Proposed] + counts[placement.Agreed] + counts[placement.Approved],
	}
	v := sheetView{
		Frame: office.Frame(r, "入住安排"), TabsLabel: "入住安排",
		Head: part.Head{
			Title: "入住养老机构", Lead: "特困人员、困难“二无”老人、特殊困境人员由政府安排住进养老机构：先留床位，本人同意，再批准入住。从一户一档、线索或者办件里提出。",
			More: []part.Link{{Text: "养老机构和床位", Path: "/homes"}, {Text: "找家庭", Path: "/households"}},
		},
	}
	for _, tab := range placementTabs {
		v.Tabs = append(v.Tabs, part.Tab{Text: tab[1], Path: placementsAt(tab[0], ""), Count: all[tab[0]], Current: tab[0] == q.Tab})
	}
	t, err := p.placementTable(r, list)
	if err != nil {
		return screen.Answer{}, err
	}
	if q.After != "" || next != "" {
		t.Paging = part.Paging{From: 1, To: len(list), All: all[q.Tab]}
		if next != "" {
			t.Paging.Next = placementsAt(q.Tab, next)
		}
		if q.After != "" {
			t.Paging.Previous = placementsAt(q.Tab, "")
		}
	}
	v.Sections = []section{{ID: "list", Tables: []part.Table{t}}}
	return screen.Show(sheetPage(v))
}

// placementsAt is where a tab of the list stands.
func placementsAt(tab, after string) string {
	values := url.Values{}
	for name, value := range map[string]string{"tab": tab, "after": after} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if len(values) == 0 {
		return "/placements"
	}
	return "/placements?" + values.Encode()
}

// placementTable lists placements; the looks are written down.
func (p *Pages) placementTable(r *screen.Request, list []*placement.Placement) (part.Table, error) {
	t := part.Table{
		Caption: "入住安排", Keys: true, Empty: "这里没有人。",
		Columns: []part.Column{{Title: "姓名", Clamp: true}, {Title: "状态"}, {Title: "到哪天"}, {Title: "机构", Clamp: true}, {Title: "对象", Clamp: true}, {Title: "照料"}},
	}
	dead, err := p.s.Placings.Dead(r.Context(), list)
	if err != nil {
		return t, err
	}
	names := map[string]string{}
	var people []register.Ref
	for _, one := range list {
		if _, known := names[one.Home]; !known {
			names[one.Home] = p.homeName(r, one)
		}
		people = append(people, one.PersonRef())
		t.Rows = append(t.Rows, part.Row{Path: path("placement", one.Ref), Cells: cells(part.Text(format.Name(one.Name)), placementMark(one, dead[one.ID]), p.due(r, one.Due),
			part.Text(names[one.Home]), part.Text(p.groundTitle(one)), part.Text(placement.CareTitle(one.Care)))})
	}
	return t, p.noteLived(r, people)
}

// noteLived writes looks at who is placed down, a county at a time.
func (p *Pages) noteLived(r *screen.Request, people []register.Ref) error {
	return p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "placement")
}

// homeName is what the home of a placement is called.
func (p *Pages) homeName(r *screen.Request, one *placement.Placement) string {
	home, err := p.s.Placings.Home(r.Context(), r.Viewer(), one.HomeRef())
	if err != nil {
		return "台账里已没有这家机构"
	}
	return home.Name
}

func (p *Pages) groundTitle(one *placement.Placement) string {
	if g := p.s.Placings.Rule(one); g != nil {
		return g.Title
	}
	return one.Ground
}

// placedOf are the placements of the people of a family, on its page.
func (p *Pages) placedOf(r *screen.Request, f *family) ([]section, error) {
	var list []*placement.Placement
	for _, one := range f.people {
		found, err := p.s.Placings.Of(r.Context(), r.Viewer(), one.Person)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	if len(list) == 0 {
		return nil, nil
	}
	t, err := p.placementTable(r, list)
	return []section{{ID: "placements", Title: "入住养老机构", Tables: []part.Table{t}}}, err
}

// Homes are the homes for the elderly with their beds.
func (p *Pages) Homes(r *screen.Request) (screen.Answer, error) {
	list, err := p.s.Placings.Homes(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "养老机构和床位"),
		Head: part.Head{
			Title: "养老机构和床位", Lead: "机构、床位数和在住人数来自民政服务设施台账；安排的人住进、离开，空床马上跟着变。", Back: part.Link{Text: "入住安排", Path: "/placements"},
		},
	}
	v.Frame.Path = "/placements"
	t := part.Table{
		Caption: "养老机构", Keys: true, Empty: "台账里还没有养老机构：请先导入民政服务设施台账。",
		Columns: []part.Column{{Title: "机构", Clamp: true}, {Title: "空床", Number: true}, {Title: "床位", Number: true}, {Title: "安排在住", Number: true},
			{Title: "已留", Number: true}, {Title: "等候", Number: true}, {Title: "最多照料到"}, {Title: "乡镇（街道）", Clamp: true}},
	}
	slices.SortStableFunc(list, func(a, b placement.Counted) int { return b.Beds.Free() - a.Beds.Free() })
	for i := range list {
		h := &list[i]
		t.Rows = append(t.Rows, part.Row{Path: path("homes", h.Ref), Cells: cells(part.Text(h.Name), freeCount(h), bedCount(h.Beds.All), part.Text(format.Count(h.Beds.Living)),
			part.Text(format.Count(h.Beds.Kept)), part.Text(format.Count(h.Beds.Waiting)), part.Text(acceptsTitle(h)), part.Text(p.s.Desk.Place(h.Division.Township())))})
	}
	v.Sections = []section{{ID: "list", Tables: []part.Table{t}}}
	return screen.Show(sheetPage(v))
}

// bedCount is a count of a filing, which may not say it.
func bedCount(n int) templ.Component {
	if n < 0 {
		return part.NoValue("台账没有写")
	}
	return part.Text(format.Count(n))
}

// freeCount is how many beds of a home can be given away.
func freeCount(h *placement.Counted) templ.Component {
	if h.Beds.All < 0 {
		return part.NoValue("")
	}
	return part.Text(format.Count(max(0, h.Beds.Free())))
}

func acceptsTitle(h *placement.Counted) string {
	if h.Accepts == "" {
		return "没有写"
	}
	return placement.CareTitle(h.Accepts)
}

// Home is one home: its filing, its beds, and who lived there on a day.
func (p *Pages) Home(r *screen.Request) (screen.Answer, error) {
	h, err := p.s.Placings.Home(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	day := dayOf(r, "on")
	if day == 0 {
		day = r.Today()
	}
	list, more, err := p.s.Placings.OfHome(r.Context(), r.Viewer(), h.Ref, day)
	if err != nil {
		return screen.Answer{}, err
	}
	at := path("homes", h.Ref)
	v := sheetView{
		Frame: office.Frame(r, h.Name), FilterAt: at,
		Head:   part.Head{Title: h.Name, Over: "养老机构", Lead: h.Address, Back: part.Link{Text: "养老机构和床位", Path: "/homes"}},
		Filter: []part.Field{{Kind: part.DayField, Name: "on", Label: "哪一天在住", Value: day.String()}},
	}
	v.Frame.Path = "/placements"
	if r.Visitor.Plays(deciders...) {
		v.Head.More = []part.Link{{Text: "上月应付", Path: at + "/month?month=" + (r.Today().Month() - 1).String()}, {Text: "本月应付", Path: at + "/month?month=" + r.Today().Month().String()}}
	}
	v.Sections = []section{{ID: "home", Title: "台账和床位", Pairs: p.homePairs(h)}}
	var living, waiting, coming []*placement.Placement
	for _, one := range list {
		switch {
		case one.On(day):
			living = append(living, one)
		case one.State == placement.Waiting:
			waiting = append(waiting, one)
		case one.State != placement.Left && one.State != placement.Living:
			coming = append(coming, one)
		}
	}
	for _, group := range []struct {
		id, title, empty string
		list             []*placement.Placement
	}{
		{"living", format.Day(day) + "在住", "这一天没有安排的人在住。", living}, {"coming", "已留床位、还没有住进", "没有留给别人的床位。", coming}, {"waiting", "等候床位", "没有人等候。", waiting},
	} {
		t, err := p.placementTable(r, group.list)
		if err != nil {
			return screen.Answer{}, err
		}
		t.Empty = group.empty
		s := section{ID: group.id, Title: group.title, Tables: []part.Table{t}}
		if group.id == "living" && more > 0 {
			s.Words = []string{"另有" + format.Count(more) + "人是别的乡镇（街道）安排的，不在您的管辖范围。"}
		}
		v.Sections = append(v.Sections, s)
	}
	return screen.Show(sheetPage(v))
}

// homePairs are what the filing of a home says, and its beds.
func (p *Pages) homePairs(h *placement.Counted) []part.Pair {
	reported := "在住人数的日期不知道，安排的人都另算"
	if h.Reported != 0 {
		reported = format.Day(h.Reported)
	}
	running := "在运营"
	if !h.Running {
		running = "不在运营"
	}
	return []part.Pair{
		{Key: "空床", Content: freeCount(h)}, {Key: "床位", Content: bedCount(h.Beds.All)}, {Key: "其中护理型", Content: bedCount(h.Beds.Nursing)},
		{Key: "安排在住", Value: format.Count(h.Beds.Living)}, {Key: "已留", Value: format.Count(h.Beds.Kept)}, {Key: "其他在住", Value: format.Count(h.Beds.Others)},
		{Key: "等候", Value: format.Count(h.Beds.Waiting)}, {Key: "台账日期", Value: reported}, {Key: "最多照料到", Value: acceptsTitle(h)}, {Key: "状态", Value: running},
		{Key: "备案编号", Value: orDash(h.Filing)}, {Key: "电话", Value: orDash(h.Phone)}, {Key: "所在地", Value: p.s.Desk.Place(h.Division)},
	}
}

// HomeMonth is what is due to a home for a month.
func (p *Pages) HomeMonth(r *screen.Request) (screen.Answer, error) {
	h, err := p.s.Placings.Home(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	month, err := civil.ParseMonth(r.Text("month"))
	if err != nil {
		month = r.Today().Month()
	}
	list, err := p.s.Placings.Month(r.Context(), r.Viewer(), h.Ref, month)
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "每月应付"),
		Head: part.Head{
			Title: h.Name + format.Month(month) + "应付", Back: part.Link{Text: h.Name, Path: path("homes", h.Ref)},
			Lead: "从入住的次月起，到离开的当月止。这是应付的清单：补助由县级民政部门另行付给机构，本系统不打款；特困人员的供养金照每月发放的名单付，不在补助里。",
		},
	}
	v.Frame.Path = "/placements"
	t := part.Table{
		Caption: "应付", Empty: "这个月没有应付的。",
		Columns: []part.Column{{Title: "姓名", Clamp: true}, {Title: "对象", Clamp: true}, {Title: "收费", Unit: "元", Number: true}, {Title: "本人", Unit: "元", Number: true},
			{Title: "补助", Unit: "元", Number: true}, {Title: "其余", Unit: "元", Number: true}},
	}
	var sum placement.Due
	var people []register.Ref
	for _, one := range list {
		sum.Fee, sum.Own, sum.Support, sum.Rest = sum.Fee+one.Fee, sum.Own+one.Own, sum.Support+one.Support, sum.Rest+one.Rest
		people = append(people, one.Placement.PersonRef())
		t.Rows = append(t.Rows, part.Row{Path: path("placement", one.Placement.Ref), Cells: cells(part.Text(format.Name(one.Placement.Name)), part.Text(p.groundTitle(one.Placement)),
			part.Amount(one.Fee), part.Amount(one.Own), part.Amount(one.Support), part.Amount(one.Rest))})
	}
	v.Sections = []section{{ID: "sum", Pairs: []part.Pair{
		{Key: "人数", Value: format.Count(len(list)) + "人"}, {Key: "补助合计", Value: format.Yuan(sum.Support)}, {Key: "收费合计", Value: format.Yuan(sum.Fee)},
	}}, {ID: "list", Tables: []part.Table{t}}}
	return screenWith(sheetPage(v), p.noteLived(r, people))
}

// screenWith shows a page unless something was wrong.
func screenWith(page templ.Component, err error) (screen.Answer, error) {
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page)
}

// placementSteps are what can be done about a placement, by whom, in the order of the page.
var placementSteps = []struct {
	act   string
	title string
	roles []access.Role
}{
	{"bed", "排到床位", senders}, {"agree", "登记本人同意", senders}, {"approve", "批准入住", senders}, {"refuse", "不予批准", senders}, {"enter", "登记入住", senders},
	{"visit", "登记探访", helpers}, {"review", "重新评估", senders}, {"leave", "登记离开", senders}, {"withdraw", "撤销安排", senders}, {"undo", "更正上一步", openers},
}

// placementDone are the words above a placement after something was done.
var placementDone = map[string]string{
	"propose": "已提出，床位已留。下一步向本人说明，登记同意。", "wait": "现在没有空床，已列入等候。有了空床再排。", "bed": "已排到床位。", "agree": "已登记同意，等批准。", "approve": "已批准，可以入住。",
	"refuse": "已登记不予批准，床位已空出。", "enter": "已登记入住。", "visit": "探访已登记。", "review": "评估已登记，从次月起按新的分担。", "leave": "已登记离开，床位已空出。", "withdraw": "已撤销，床位已空出。", "undo": "已更正。",
}

// Placement is one placement: for whom, where, who pays what, what was done.
func (p *Pages) Placement(r *screen.Request) (screen.Answer, error) {
	one, past, dead, err := p.s.Placings.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	at := path("placement", one.Ref)
	v := sheetView{
		Frame: office.Frame(r, "入住安排"), Done: placementDone[r.Text("done")],
		Head: part.Head{Title: format.Name(one.Name) + "：入住" + p.homeName(r, one), Over: one.Number, Back: part.Link{Text: "入住安排", Path: "/placements"}},
	}
	v.Frame.Path = "/placements"
	v.Head.More = p.placementLinks(r, one)
	main := section{ID: "placement", Pairs: append([]part.Pair{{Key: "状态", Content: placementMark(one, dead)}}, p.placementPairs(r, one)...)}
	if dead {
		end := "撤销安排"
		if one.State == placement.Living {
			end = "登记离开"
		}
		main.Words = []string{"户籍或者死亡登记显示本人已经去世。请核实；属实的，" + end + "，床位才空出来。"}
	}
	for _, step := range placementSteps {
		if one.Open(step.act) && r.Visitor.Plays(step.roles...) && p.mayStep(r, one, step.act) {
			main.Links = append(main.Links, part.Link{Text: step.title, Path: at + "/" + step.act})
		}
	}
	v.Sections = []section{main, {ID: "money", Title: "每月怎样分担", Words: []string{p.moneyWords(one), "本系统不打款：补助照机构每月应付的清单付，供养金照每月发放的名单付。"}, Pairs: moneyPairs(one)}}
	if g := p.s.Placings.Rule(one); g != nil {
		v.Sections = append(v.Sections, p.groundSection(r, one, g))
	}
	var events []part.Event
	for i, old := range past {
		what := placement.StepTitle(old.Step)
		if old.Words != "" {
			what += "：" + old.Words
		}
		events = append(events, part.Event{When: format.Moment(old.At), Who: old.ByName, What: what, State: format.Done, Now: i == 0})
	}
	v.Sections = append(v.Sections, section{ID: "past", Title: "经过", Events: events})
	return screenWith(sheetPage(v), p.noteLived(r, []register.Ref{one.PersonRef()}))
}

// agreed says whether there is an agreement to print: who waits has no home yet.
func agreed(one *placement.Placement) bool {
	return one.State != placement.Waiting && one.State != placement.Withdrawn
}

// placementLinks lead to the agreement and to what a placement hangs together with.
func (p *Pages) placementLinks(r *screen.Request, one *placement.Placement) (list []part.Link) {
	sends := r.Visitor.Plays(senders...)
	if sends && agreed(one) {
		list = append(list, part.Link{Text: "打印入住协议", Path: path("placement", one.Ref) + "/agreement"})
	}
	list = append(list, part.Link{Text: "一户一档", Path: "/household/" + one.County + "/" + one.Household}, part.Link{Text: "机构", Path: path("homes", one.HomeRef())})
	from := register.Ref{County: one.County, ID: one.OriginID}
	switch origin := referral.Origin(one.Origin); {
	case sends && origin == referral.FromCase:
		list = append(list, part.Link{Text: origin.Title(), Path: path("case", from)})
	case sends && origin == referral.FromLead:
		list = append(list, part.Link{Text: origin.Title(), Path: path("leads", from)})
	}
	return list
}

// mayStep says whether a step is the visitor's: who approves is in the packs.
func (p *Pages) mayStep(r *screen.Request, one *placement.Placement, act string) bool {
	if act != "approve" && act != "refuse" {
		return true
	}
	g := p.s.Placings.Rule(one)
	if g == nil || r.Visitor.Plays(casework.County) {
		return g != nil
	}
	byCounty, known := p.s.Catalogue().Parameter(g.Approves, one.County, r.Today())
	return known && byCounty.Value == "no"
}

func (p *Pages) placementPairs(r *screen.Request, one *placement.Placement) []part.Pair {
	pairs := []part.Pair{
		{Key: "对象", Value: p.groundTitle(one)}, {Key: "照料程度", Value: placement.CareTitle(one.Care)}, {Key: "村（居）", Value: p.s.Desk.Place(one.Division)},
		{Key: "提出日期", Value: format.Day(one.Began)}, {Key: "来自", Value: referral.Origin(one.Origin).Title()},
	}
	if one.State == placement.Waiting && p.s.Placings.Goes(one) {
		pairs = append(pairs, part.Pair{Key: "排队", Value: "照料需要大，优先安排"})
	}
	if one.Signed != 0 {
		pairs = append(pairs, part.Pair{Key: "同意", Value: one.By + "（" + titleOf(placement.Signers, one.Signer) + "），" + format.Day(one.Signed) + "签订协议"})
	}
	if one.Entered != 0 {
		pairs = append(pairs, part.Pair{Key: "入住日期", Value: format.Day(one.Entered)})
	}
	switch one.State {
	case placement.Proposed, placement.Agreed, placement.Approved:
		pairs = append(pairs, part.Pair{Key: "床位留到", Content: p.due(r, one.Due)})
	case placement.Living:
		pairs = append(pairs, part.Pair{Key: "下次探访", Content: p.due(r, one.VisitBy)}, part.Pair{Key: "下次评估", Content: p.due(r, one.ReviewBy)})
	case placement.Left:
		pairs = append(pairs, part.Pair{Key: "离开", Value: format.Day(one.LeftOn) + "，" + titleOf(placement.Reasons, one.Reason)})
	}
	return pairs
}

// moneyPairs are who pays what of the fee.
func moneyPairs(one *placement.Placement) []part.Pair {
	pairs := []part.Pair{{Key: "机构收费", Value: format.Yuan(one.Fee)}, {Key: "本人月收入", Value: format.Yuan(one.Income)}, {Key: "本人付", Value: format.Yuan(one.Own)}, {Key: "补助", Value: format.Yuan(one.Support)}}
	if one.Rest > 0 {
		pairs = append(pairs, part.Pair{Key: "其余", Value: format.Yuan(one.Rest) + "，" + one.RestBy + "付"})
	}
	if one.Since != 0 {
		pairs = append(pairs, part.Pair{Key: "从哪月起", Value: format.Month(one.Since)})
	}
	return pairs
}

// moneyWords say by which way the money comes.
func (p *Pages) moneyWords(one *placement.Placement) string {
	if g := p.s.Placings.Rule(one); g != nil && g.Limit == "" {
		return "由本人的供养金付给机构，不另给补助。"
	}
	return "补助由县级民政部门每月付给机构。"
}

// groundSection is what the packs say of the ground of a placement.
func (p *Pages) groundSection(r *screen.Request, one *placement.Placement, g *pack.PlacementGround) section {
	s := section{ID: "ground", Title: "按什么安排", Words: append([]string{g.Who}, g.Asks...)}
	region, day := one.Division.County().String(), r.Today()
	for _, name := range []string{g.Age, g.Income, g.Keep, g.Limit, g.Hold, g.Visit, g.Review} {
		if name != "" {
			s.Pairs = append(s.Pairs, part.Pair{Key: p.parameterTitle(name), Value: p.parameterValue(name, region, day)})
		}
	}
	source := g.Source
	if g.Status == pack.Proposed {
		source += "（建议，待本地文件确认）"
	}
	s.Pairs = append(s.Pairs, part.Pair{Key: "依据", Value: source})
	return s
}
