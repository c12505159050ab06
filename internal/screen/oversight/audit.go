package oversight

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// effectWords are what a decision does.
var effectWords = []struct{ effect, word string }{
	{"grant", "给予"}, {"refuse", "不予"}, {"change", "变更"}, {"suspend", "停发待查"}, {"resume", "恢复"}, {"grace", "渐退"}, {"end", "停发"}, {"keep", "维持"}, {"terminate", "终止办理"}, {"award", "给予救助"}, {"advance", "先行救助"},
}

func effectWord(effect string) string {
	for _, e := range effectWords {
		if e.effect == effect {
			return e.word
		}
	}
	return effect
}

func effectMark(effect string) format.State {
	switch effect {
	case "refuse", "end":
		return format.Over
	case "suspend", "terminate":
		return format.Paused
	case "grace":
		return format.Soon
	}
	return format.Done
}

// Decisions lists the decisions of the visitor's divisions, the newest first.
func (p *Pages) Decisions(r *screen.Request) (screen.Answer, error) {
	county, err := p.asked(r, auditors)
	if err != nil {
		return screen.Answer{}, err
	}
	query := casework.DecisionQuery{Effect: chosen(r, "effect"), Matter: chosen(r, "matter"), Within: county, After: r.Text("after"), Size: pageSize}
	v := listView{Frame: office.Frame(r, "决定"), Head: part.Head{Title: "决定", Lead: "打开一件，用当时的规则和事实重放一遍。"}, Action: "/audit"}
	days := []part.Field{{Kind: part.DayField, Name: "from", Label: "从哪天", Value: r.Typed("from"), Optional: true}, {Kind: part.DayField, Name: "until", Label: "到哪天", Value: r.Typed("until"), Optional: true}}
	for i, into := range []*civil.Date{&query.From, &query.Until} {
		if days[i].Value == "" {
			continue
		}
		if *into, err = civil.ParseDate(r.Text(days[i].Name)); err != nil {
			days[i].Fault = "日期请写成2025-06-30这样。"
			*into = 0
		}
	}
	effects := []part.Choice{{Value: "all", Text: "全部"}}
	for _, e := range effectWords {
		effects = append(effects, part.Choice{Value: e.effect, Text: e.word})
	}
	v.Filter = append([]part.Field{
		{Kind: part.SelectField, Name: "effect", Label: "决定", Value: orAll(query.Effect), Choices: effects},
		{Kind: part.SelectField, Name: "matter", Label: "事项", Value: orAll(query.Matter), Choices: p.matterChoices()},
		{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: countyText(county), Choices: p.countyChoices(r, auditors)},
	}, days...)
	found, err := p.s.Desk.Decisions(r.Context(), r.Who(), query)
	if err != nil {
		return screen.Answer{}, err
	}
	v.List = part.Table{Caption: "决定，新的在前", Keys: true, Empty: "没有这样的决定。", Columns: []part.Column{
		{Title: "件号"}, {Title: "日期"}, {Title: "事项"}, {Title: "申请人", Clamp: true}, {Title: "村（居）"}, {Title: "决定"}, {Title: "月金额", Unit: "元", Number: true}, {Title: "决定人"}}}
	for i := range found.List {
		one := &found.List[i]
		v.List.Rows = append(v.List.Rows, part.Row{Path: "/audit/case/" + one.Case.County + "/" + one.Case.ID, Cells: cells(
			part.Text(one.Case.Number), part.Text(format.ShortDay(one.At.Date())), part.Text(p.matterWord(one.Case.Matter)), part.Text(format.Name(one.Case.Name)),
			part.Text(p.place(one.Case.Division)), part.Status(effectMark(one.Effect), effectWord(one.Effect)), part.Amount(one.Amount), part.Text(one.Decider),
		)})
	}
	if found.Next != "" {
		q := r.URL.Query()
		q.Set("after", found.Next)
		v.Next = "/audit?" + q.Encode()
	}
	return screen.Show(listPage(v))
}

// fileView is a case as an auditor sees it: decisions, judgements, acts.
type fileView struct {
	Frame     layout.Frame
	Head      part.Head
	Decisions []decisionView
	Judged    part.Table
	Acts      part.Table
}

// decisionView is one decision with the judgement it rests on.
type decisionView struct {
	Title string
	Pairs []part.Pair
	Path  string // of its replay; empty where nothing was judged
}

// File shows a case with its decisions, judgements and acts.
func (p *Pages) File(r *screen.Request) (screen.Answer, error) {
	ref := refOf(r)
	f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	trail, err := p.s.Desk.Trail(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := office.NoteLook(p.s, r, f, "case"); err != nil {
		return screen.Answer{}, err
	}
	path := "/audit/case/" + ref.County + "/" + ref.ID
	v := fileView{
		Frame: office.Frame(r, f.Case.Number),
		Head: part.Head{
			Title: f.Case.Number + " " + format.Name(f.Case.Name), Lead: f.Matter.Title + "，" + p.place(f.Case.Division), Back: part.Link{Text: "决定", Path: "/audit"},
			More: []part.Link{{Text: "谁看过申请人", Path: "/audit/looks?" + url.Values{"subject": {f.Case.Applicant.String()}}.Encode()}},
		},
	}
	for _, d := range slices.Backward(f.Decisions) {
		one := decisionView{Title: effectWord(d.Effect) + "，" + format.Moment(d.At), Pairs: []part.Pair{
			{Key: "决定人", Value: d.Decider + "，" + d.Office}, {Key: "月金额", Value: format.Yuan(d.Amount)}, {Key: "保障人数", Value: format.Count(d.Covered)}, {Key: "理由", Value: d.Words},
		}}
		if d.Judgement != "" {
			one.Path = path + "/replay/" + d.Judgement
		}
		v.Decisions = append(v.Decisions, one)
		if v.Head.Action.None() && one.Path != "" {
			v.Head.Action = part.Link{Text: "重放最近的决定", Path: one.Path}
		}
	}
	v.Judged = part.Table{Caption: "各次计算，新的在前", Empty: "还没有计算过。", Columns: []part.Column{{Title: "日期"}, {Title: "待遇"}, {Title: "结论"}, {Title: "月金额", Unit: "元", Number: true}, {Title: "业务包"}}}
	for _, j := range slices.Backward(f.Judgements) {
		v.Judged.Rows = append(v.Judged.Rows, part.Row{Path: path + "/replay/" + j.ID, Cells: cells(
			part.Text(format.ShortDay(j.Day)), part.Text(p.programme(j.Programme)), outcomeCell(j.Outcome), part.Amount(j.Amount), part.Text(short(j.Bundle)),
		)})
	}
	v.Acts = p.actTable(r, trail)
	return screen.Show(filePage(v))
}

func (p *Pages) actTable(r *screen.Request, trail []casework.Trail) part.Table {
	names := office.NamesOf(p.s)
	t := part.Table{Caption: "链上的操作，新的在前", Columns: []part.Column{{Title: "操作"}, {Title: "时间"}, {Title: "种类"}, {Title: "谁"}, {Title: "目的"}, {Title: "写了什么"}, {Title: "链上指纹"}}}
	for i := range slices.Backward(trail) {
		a := &trail[i]
		who := names.Of(r.Context(), a.Actor)
		if a.Note != "" {
			who += "（" + a.Note + "）"
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(
			part.Text(a.Ref()), part.Text(format.Moment(a.At)), part.Text(a.Kind), part.Text(who), part.Text(purposeWord(a.Purpose)), part.Text(tableWords(a.Tables)), part.Text(short(hex.EncodeToString(a.Hash))),
		)})
	}
	return t
}

// tableTitles are the tables of a case in words.
var tableTitles = map[string]string{
	"casefile": "件", "case_form": "申请表", "case_party": "成员", "case_step": "步骤", "case_paper": "材料", "case_clock": "时限", "case_survey": "调查",
	"case_judgement": "计算", "case_notice": "公示", "case_objection": "异议", "case_decision": "决定", "case_letter": "文书", "case_rating": "评价",
}

func tableWords(tables []string) string {
	var words []string
	for _, t := range tables {
		words = append(words, tableTitles[t])
	}
	return strings.Join(words, "、")
}

// short is the beginning of a fingerprint: enough to compare by eye.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// outcomes are what a judgement came to.
var outcomes = map[string]struct {
	state format.State
	word  string
}{
	"grant": {format.Done, "符合"}, "refuse": {format.Over, "不符合"}, "cannot_decide": {format.Unknown, "不能判定"},
}

// replayView is a judgement beside itself judged again.
type replayView struct {
	Frame layout.Frame
	Head  part.Head
	Same  bool
	Pairs []part.Pair
	Sides part.Table // outcome, amount, people, reasons
	Steps part.Table // the trace, step by step
}

// Replay judges a judgement again, by the packs and the facts of then.
func (p *Pages) Replay(r *screen.Request) (screen.Answer, error) {
	ref := refOf(r)
	f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	again, err := p.s.Desk.Replay(r.Context(), r.Who(), ref, r.PathValue("judgement"), p.s.Judge)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := office.NoteLook(p.s, r, f, "replay"); err != nil {
		return screen.Answer{}, err
	}
	then, now := &again.Judgement, &again.Again
	v := replayView{
		Frame: office.Frame(r, "重放"), Same: again.Same,
		Head: part.Head{Title: "重放 " + f.Case.Number, Lead: "重放的结果与当时完全一致。", Back: part.Link{Text: f.Case.Number, Path: "/audit/case/" + ref.County + "/" + ref.ID}},
		Pairs: []part.Pair{
			{Key: "待遇", Value: p.programme(then.Programme)}, {Key: "以哪天为准", Value: format.Day(then.Day)},
			{Key: "业务包", Content: code(then.Bundle)}, {Key: "当时的事实", Content: code(then.Snapshot)}, {Key: "重放用的事实", Content: code(now.Snapshot)},
		},
		Sides: p.sides(f, then, now), Steps: p.steps(f, then, now),
	}
	if !again.Same {
		v.Head.Lead = "重放的结果与当时不一致，请核查。"
	}
	return screen.Show(replayPage(v))
}

// sides put what came of both judgements beside each other.
func (p *Pages) sides(f *casework.File, then, now *casework.Judgement) part.Table {
	t := part.Table{Caption: "结论", Columns: []part.Column{{Title: "项目"}, {Title: "当时的计算"}, {Title: "现在重放"}, {Title: "相同吗"}}}
	row := func(what, a, b string) {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(what), part.Text(a), part.Text(b), sameCell(a == b))})
	}
	row("结论", outcomes[then.Outcome].word, outcomes[now.Outcome].word)
	row("月金额", format.Yuan(then.Amount), format.Yuan(now.Amount))
	row("保障人数", format.Count(then.Covered), format.Count(now.Covered))
	row("不符合的理由", orNone(p.s.Desk.Reasons(f, then)), orNone(p.s.Desk.Reasons(f, now)))
	row("还不知道的", orNone(p.s.Desk.MissingWords(f, then)), orNone(p.s.Desk.MissingWords(f, now)))
	return t
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "没有"
	}
	return strings.Join(list, "")
}

// steps put the two traces beside each other, step by step.
func (p *Pages) steps(f *casework.File, then, now *casework.Judgement) part.Table {
	t := part.Table{Caption: "每一步", Empty: "当时没有留下步骤。", Columns: []part.Column{{Title: "步骤"}, {Title: "依据"}, {Title: "代入"}, {Title: "当时"}, {Title: "重放"}, {Title: "相同吗"}}}
	a, b := trace(p.s.Desk, f, then), trace(p.s.Desk, f, now)
	for i := range max(len(a), len(b)) {
		var x, y casework.TraceLine
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		shown := x
		if i >= len(a) {
			shown = y
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(
			part.Text(shown.Label), part.Text(shown.Clause), part.Text(shown.Filled), part.Text(result(x)), part.Text(result(y)), sameCell(x == y),
		)})
	}
	return t
}

func trace(d *casework.Desk, f *casework.File, j *casework.Judgement) []casework.TraceLine {
	conditions, arithmetic := d.Trace(f, j)
	return append(conditions, arithmetic...)
}

// result is what a step came to: its mark in words, or its value.
func result(t casework.TraceLine) string {
	switch t.Mark {
	case "✓":
		return "✓ 成立"
	case "✗":
		return "✗ 不成立"
	case "？":
		return "？ 不知道"
	}
	return t.Value
}

// purposeWord is a purpose as people know it.
func purposeWord(purpose string) string {
	for _, e := range purposes {
		if string(e.Code) == purpose {
			return e.Title
		}
	}
	return purpose
}

// staffActor is the actor of a login; empty when there is no such account.
func (p *Pages) staffActor(r *screen.Request, login string) string {
	found, err := p.s.Accounts.ByLogin(r.Context(), login)
	if err != nil {
		return ""
	}
	return account.StaffActor + found.ID
}

// counted is a number of things in a sentence.
func counted(n int64, word string) string { return fmt.Sprintf("%s%s", format.Count(int(n)), word) }
