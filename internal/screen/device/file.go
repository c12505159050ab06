package device

import (
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/station"
)

// File shows somebody's file at a station.
func (p *Pages) File(r *screen.Request) (screen.Answer, error) {
	v, _, err := p.file(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page(v))
}

func (p *Pages) file(r *screen.Request) (view, *station.File, error) {
	f, err := p.s.Stations.File(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return view{}, nil, err
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{f.Person}, "station"); err != nil {
		return view{}, nil, err
	}
	work := p.s.Catalogue().StationWork()
	consent := "本人"
	if f.Consent == station.ByGuardian {
		consent = "监护人" + format.Name(f.Guardian)
	}
	v := view{
		Frame: office.Frame(r, format.Name(f.Name)),
		Head:  part.Head{Title: format.Name(f.Name) + "的康复档案", Back: part.Link{Text: "站点", Path: "/stations/" + f.County + "/" + f.Station}},
		Done:  map[string]string{"session": "已登记活动。", "assessment": "已登记评估。", "end": "已登记结束。"}[r.FormValue("done")],
		Pairs: []part.Pair{{Key: "参加", Value: format.Day(f.Since) + "起"}, {Key: "同意", Value: consent + "，" + format.Day(f.Signed)}, {Key: "需要", Value: f.Needs}},
	}
	if !f.Active {
		v.Pairs = append(v.Pairs, part.Pair{Key: "结束", Value: format.Day(f.Until) + "，" + pack.TitleIn(work.Ends, f.Ending)})
	}
	for _, e := range f.Entries {
		v.Events = append(v.Events, event(work, e))
	}
	if f.Active {
		v.Forms = fileForms(r, work, f)
	}
	return v, f, nil
}

// event is a day or an assessment among what happened.
func event(work *pack.StationWork, e station.Entry) part.Event {
	out := part.Event{When: format.Day(e.Day), Who: e.Who, Why: e.Words, State: format.Done, What: "活动：" + pack.TitleIn(work.Activities, e.Activity)}
	switch {
	case e.Kind == station.Assessment:
		most := 0
		for _, item := range work.Scale {
			most += item.Most
		}
		out.What = fmt.Sprintf("评估：%d分，满分%d分", e.Points, most)
	case e.Absent:
		out.What, out.State = "没有来", format.Soon
	}
	return out
}

func fileForms(r *screen.Request, work *pack.StationWork, f *station.File) []form {
	post := func(button string) part.Form {
		return part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Seen: version(f.Opened), Button: button}
	}
	day := part.Field{Kind: part.DayField, Name: "day", Label: "哪天", Value: orDay(r)}
	words := part.Field{Kind: part.LongField, Name: "words", Label: "情况", Value: r.Typed("words"), Optional: true}
	assess := form{Name: "assessment", Title: "登记评估", Form: post("登记评估"), Fields: []part.Field{day}}
	for _, item := range work.Scale {
		name := "points-" + item.Name
		assess.Fields = append(assess.Fields, part.Field{Kind: part.NumberField, Name: name, Label: item.Title, Value: r.Typed(name), Unit: "分", Hint: fmt.Sprintf("0到%d，越高越好。", item.Most)})
	}
	assess.Fields = append(assess.Fields, words)
	return []form{
		{Name: "session", Title: "登记活动", Open: true, Form: post("登记活动"), Fields: []part.Field{
			day, {Kind: part.SelectField, Name: "activity", Label: "做了什么", Value: r.Text("activity"), Choices: append([]part.Choice{{Value: absent, Text: "没有来"}}, named(work.Activities)...)}, words,
		}},
		assess,
		{Name: "end", Title: "结束", Form: post("登记结束"), Fields: []part.Field{{Kind: part.SelectField, Name: "ending", Label: "为什么结束", Value: r.Text("ending"), Choices: named(work.Ends)}}},
	}
}

// absent is the choice of who did not come.
const absent = "absent"

// orDay is the day that was typed, else today.
func orDay(r *screen.Request) string {
	if typed := r.Typed("day"); typed != "" {
		return typed
	}
	return r.Today().String()
}

// Write notes a day or an assessment, or ends somebody's part.
func (p *Pages) Write(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	name, ref := r.Text("form"), refOf(r)
	day, _ := civil.ParseDate(r.Text("day")) // what is no day is refused by the desk
	note := station.Note{Words: r.Text("words")}
	switch name {
	case station.Session:
		note.Activity, note.Absent = r.Text("activity"), r.Text("activity") == absent
		err = p.s.Stations.Write(r.Context(), r.Who(), ref, name, day, note, once)
	case station.Assessment:
		note.Points = map[string]int{}
		for _, item := range p.s.Catalogue().StationWork().Scale {
			note.Points[item.Name] = int(number(r.Text("points-" + item.Name)))
		}
		err = p.s.Stations.Write(r.Context(), r.Who(), ref, name, day, note, once)
	case "end":
		err = p.s.Stations.End(r.Context(), r.Who(), ref, seenOf(r), r.Text("ending"))
	default:
		return screen.Answer{}, office.Missing()
	}
	if err == nil {
		return screen.Answer{Next: r.URL.Path + "?done=" + name}, nil
	}
	v, _, again := p.file(r)
	if again != nil {
		return screen.Answer{}, again
	}
	return refused(v, name, err)
}
