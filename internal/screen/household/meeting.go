package household

import (
	"bytes"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/conference"
)

func meetingMark(m *conference.Meeting) templ.Component {
	state := map[conference.State]format.State{conference.Called: format.Working, conference.Held: format.Done, conference.Cancelled: format.Paused}[m.State]
	return part.Status(state, m.State.Title())
}

// Conference is one meeting with its agenda.
func (p *Pages) Conference(r *screen.Request) (screen.Answer, error) {
	m, err := p.s.Meetings.Open(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	support := p.support(r, m.Division)
	body := m.Body
	if b := support.Body(m.Body); b != nil {
		body = b.Title
	}
	main := section{ID: "meeting", Pairs: []part.Pair{
		{Key: "机制", Value: body}, {Key: "状态", Content: meetingMark(m.Meeting)}, {Key: "日期", Value: format.Day(m.Day)}, {Key: "地点", Value: m.Place},
		{Key: "主持人", Value: m.Chair}, {Key: map[bool]string{true: "到会", false: "请哪些部门参加"}[m.State == conference.Held], Value: strings.Join(m.Attending, "；")},
	}}
	at := path("conference", m.Ref)
	if m.State == conference.Called {
		main.Links = []part.Link{{Text: "登记纪要", Path: at + "/hold"}, {Text: "增加议程", Path: at + "/list"}, {Text: "取消会议", Path: at + "/cancel"}}
	}
	agenda := p.itemTable("议程", "还没有议程。")
	v := sheetView{
		Frame: office.Frame(r, m.Title), Done: map[string]string{"call": "会议已召集。", "hold": "纪要已登记，下一步逐件登记议定的意见。", "list": "已列入议程。", "cancel": "会议已取消。"}[r.Text("done")],
		Head: part.Head{Title: m.Title, Back: part.Link{Text: "会商", Path: "/conferences"}}, Sections: []section{main},
	}
	for _, i := range m.Agenda {
		agenda.Rows = append(agenda.Rows, p.itemRow(r, i))
	}
	v.Sections = append(v.Sections, section{ID: "agenda", Title: "议程", Tables: []part.Table{agenda}})
	if m.Minutes != "" {
		v.Sections = append(v.Sections, section{ID: "minutes", Title: "纪要", Words: strings.Split(m.Minutes, "\n")})
	}
	for _, i := range m.Agenda {
		if i.State == conference.Resolved {
			v.Sections = append(v.Sections, section{ID: "item-" + i.ID, Title: i.Title, Words: []string{"议定：" + i.Resolution}, Tables: []part.Table{p.taskTable(r, m.Tasks[i.ID], "没有要落实的。")}})
		}
	}
	return screen.Show(sheetPage(v))
}

// meetingTitles are what can be done about a meeting: the heading and the button.
var meetingTitles = map[string][2]string{"hold": {"登记会议纪要", "登记纪要"}, "list": {"增加议程", "列入议程"}, "cancel": {"取消会议", "取消会议"}}

// MeetingForm is one of the forms of a meeting.
func (p *Pages) MeetingForm(r *screen.Request) (screen.Answer, error) { return p.meetingForm(r, nil) }

func (p *Pages) meetingForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	m, err := p.s.Meetings.Open(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	titles, known := meetingTitles[act]
	if !known {
		return screen.Answer{}, office.Missing()
	}
	v := formView{
		Frame: office.Frame(r, titles[0]), Head: part.Head{Title: m.Title + "：" + titles[0], Back: part.Link{Text: "会议", Path: path("conference", m.Ref)}},
		Form: part.Form{Action: path("conference", m.Ref) + "/" + act, Once: screen.NewOnce(), Seen: orText(r.Seen(), version(m.Opened)), Button: titles[1]},
	}
	switch act {
	case "hold":
		v.Fields = []part.Field{
			{Kind: part.LongField, Name: "came", Label: "到会的部门和人", Value: typed(r, "came", strings.Join(m.Attending, "\n")), Rows: 7, Hint: "一行一个，没有来的删去。"},
			{Kind: part.LongField, Name: "minutes", Label: "会议纪要", Value: r.Typed("minutes"), Rows: 8, Hint: "各部门说了什么。每件事议定的意见在下一步分别登记。"},
		}
	case "list":
		waiting, err := p.s.Meetings.Waiting(r.Context(), r.Viewer())
		if err != nil {
			return screen.Answer{}, err
		}
		var items []part.Choice
		for _, i := range waiting {
			items = append(items, part.Choice{Value: i.Ref.String(), Text: i.Title, Hint: i.Why.Title()})
		}
		v.Fields = []part.Field{{Kind: part.SelectField, Name: "item", Label: "哪件事", Value: r.Typed("item"), Choices: items, Hint: "列出的是等待上会的。"}}
	case "cancel":
		v.Words = []string{"取消后，议程上的事项回到等待上会。"}
		v.Fields = []part.Field{{Name: "why", Label: "取消的原因", Value: r.Typed("why")}}
	}
	return v.answer(fault)
}

// Meeting does what a form of a meeting says.
func (p *Pages) Meeting(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, act := refOf(r), r.PathValue("act")
	seen := conference.Seen{Ref: ref, Opened: seenOf(r), Once: once}
	switch act {
	case "hold":
		_, err = p.s.Meetings.Hold(r.Context(), who(r), seen, r.Typed("came"), r.Typed("minutes"))
	case "list":
		item, ok := named(r.Text("item"))
		if !ok {
			return p.meetingForm(r, civil.Refuse("meeting_item", "请选择要列入议程的事项。"))
		}
		_, err = p.s.Meetings.List(r.Context(), who(r), seen, item)
	case "cancel":
		_, err = p.s.Meetings.Cancel(r.Context(), who(r), seen, r.Text("why"))
	default:
		err = office.Missing()
	}
	if refused := told(err); refused != nil {
		return p.meetingForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=%s", path("conference", ref), act)
}

// Record is the record of what a meeting resolved about one thing, to be printed.
func (p *Pages) Record(r *screen.Request) (screen.Answer, error) {
	i, tasks, err := p.s.Meetings.OpenItem(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if i.State != conference.Resolved {
		return screen.Answer{}, office.Missing()
	}
	m, err := p.s.Meetings.MeetingOf(r.Context(), i)
	if err != nil {
		return screen.Answer{}, err
	}
	support := p.support(r, i.Division)
	body := m.Body
	if b := support.Body(m.Body); b != nil {
		body = b.Title
	}
	sheet := letter.Sheet{
		Number: i.Number, Title: "会商议定记录", Office: p.s.Desk.Place(m.Division) + "民政局", Date: format.Day(i.ResolvedOn),
		Blocks: []letter.Block{
			letter.KeyValues{Pairs: []letter.Pair{
				{Key: "会商机制", Value: body}, {Key: "会议", Value: m.Title}, {Key: "时间地点", Value: format.Day(m.Day) + "，" + m.Place}, {Key: "主持人", Value: m.Chair},
				{Key: "到会", Value: strings.Join(m.Attending, "；")}, {Key: "事项", Value: i.Title}, {Key: "原因", Value: i.Why.Title()},
			}},
			letter.Heading{Text: "情况和问题"}, letter.Paragraph{Text: i.Words}, letter.Heading{Text: "议定的意见"}, letter.Paragraph{Text: i.Resolution},
		},
	}
	if len(tasks) > 0 {
		t := letter.Table{Head: []string{"落实事项", "责任单位", "期限"}}
		for n := range tasks {
			t.Rows = append(t.Rows, []string{tasks[n].Words, tasks[n].Unit, format.Day(tasks[n].Due)})
		}
		sheet.Blocks = append(sheet.Blocks, letter.Heading{Text: "落实"}, t)
	}
	sheet.Blocks = append(sheet.Blocks, letter.Signature{Label: "主持人签名"}, letter.Signature{Label: "记录人签名", Name: i.ByName})
	if i.Kind == conference.FileItem {
		if err := p.noteFamily(r, i.About); err != nil {
			return screen.Answer{}, err
		}
	}
	var page bytes.Buffer
	if err := letter.HTML(&page, sheet, ""); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "会商议定记录.html", Type: "text/html; charset=utf-8", Content: &page})
}

// noteFamily writes a look at a family down, before what names it is shown.
func (p *Pages) noteFamily(r *screen.Request, ref register.Ref) error {
	_, err := p.family(r, ref)
	return err
}
