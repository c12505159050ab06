package device

import (
	"errors"
	"fmt"
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/station"
)

// fieldOf is the field a refusal is about.
func fieldOf(err error) string {
	var told *civil.Error
	if !errors.As(err, &told) {
		return ""
	}
	return map[string]string{
		"station_name": "name", "station_level": "level", "station_division": "division", "station_capacity": "capacity", "station_opened": "opened_on",
		"enrol_consent": "consent", "enrol_guardian": "guardian", "enrol_signed": "signed", "enrol_needs": "needs", "person_number": "id_number",
		"entry_activity": "activity", "entry_day": "day", "station_end": "ending", "item_device": "device", "item_serial": "serial", "item_twice": "serial",
		"rental_point": "division", "rental_device": "device", "rental_need": "need", "rental_words": "words", "rental_group": "group", "rental_months": "months",
		"rental_item": "item", "rental_taken": "item", "rental_damage": "damage", "rental_phone": "phone", "enrol_twice": "id_number",
	}[told.Code]
}

var levelTitles = map[string]string{station.Centre: "指导中心", station.Point: "服务点"}

// Stations lists the stations of a county, and how many towns have one.
func (p *Pages) Stations(r *screen.Request) (screen.Answer, error) {
	v, err := p.stations(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page(v))
}

func (p *Pages) stations(r *screen.Request) (view, error) {
	county, err := p.county(r)
	if err != nil {
		return view{}, err
	}
	list, err := p.s.Stations.Stations(r.Context(), office.Code(county))
	if err != nil {
		return view{}, err
	}
	c, err := p.s.Stations.Coverage(r.Context(), county)
	if err != nil {
		return view{}, err
	}
	v := view{
		Frame: office.Frame(r, "康复站点"),
		Head: part.Head{Title: p.s.Desk.Place(county) + "精神障碍社区康复站点", Lead: fmt.Sprintf("%s个乡镇（街道），%s个有服务点，其中%s个达到标准；%s。",
			format.Count(c.Towns), format.Count(c.With), format.Count(c.Meeting), map[bool]string{true: "有指导中心", false: "还没有指导中心"}[c.Centre])},
		Done: map[string]string{"save": "已登记站点。"}[r.FormValue("done")],
	}
	v.Frame.Path = "/stations"
	if choices := p.counties(r); len(choices) > 1 {
		v.Choose = []part.Field{{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: office.Code(county), Choices: choices}}
	}
	t := part.Table{Caption: "站点", Keys: true, Empty: "还没有登记站点。", Columns: []part.Column{
		{Title: "名称", Clamp: true}, {Title: "哪一级"}, {Title: "在哪里", Clamp: true}, {Title: "达标"}, {Title: "参加", Unit: "人", Number: true}, {Title: "名额", Unit: "人", Number: true},
	}}
	for _, s := range list {
		row := part.Row{Cells: cells(part.Text(s.Name), part.Text(levelTitles[s.Level]), part.Text(p.s.Desk.Place(s.Division)+" "+s.Address), part.Text(yes(s.Meets)),
			part.Text(format.Count(s.Active)), part.Text(format.Count(int(s.Capacity))))}
		if r.Visitor.Plays(workers...) && r.Visitor.Scope.Covers(s.Division) {
			row.Path = "/stations/" + s.County + "/" + s.ID
		}
		t.Rows = append(t.Rows, row)
	}
	v.Tables = []part.Table{t}
	if r.Visitor.Plays(casework.County) {
		v.Forms = []form{p.stationForm(r, county)}
	}
	return v, nil
}

func yes(b bool) string { return map[bool]string{true: "是", false: "否"}[b] }

func (p *Pages) stationForm(r *screen.Request, county civil.Area) form {
	levels := []part.Choice{{Value: station.Point, Text: "服务点（康复驿站）"}, {Value: station.Centre, Text: "县（市、区）康复指导中心"}}
	return form{
		Name: "save", Title: "登记站点", Form: part.Form{Action: "/stations?county=" + office.Code(county), Once: screen.NewOnce(), Button: "登记"},
		Fields: []part.Field{
			{Name: "name", Label: "站点名称", Value: r.Typed("name"), Hint: "同名的就是更改。"},
			{Kind: part.RadioField, Name: "level", Label: "哪一级", Value: r.Text("level"), Choices: levels},
			{Kind: part.SelectField, Name: "division", Label: "在哪个乡镇（街道）", Value: r.Text("division"), Choices: p.towns(r, county)},
			{Name: "address", Label: "地址", Value: r.Typed("address"), Optional: true},
			{Kind: part.NumberField, Name: "capacity", Label: "能同时服务", Unit: "人", Value: r.Typed("capacity")},
			{Name: "run_by", Label: "运营单位", Value: r.Typed("run_by"), Optional: true},
			{Kind: part.NumberField, Name: "telephone", Label: "站点电话", Value: r.Typed("telephone"), Optional: true},
			{Kind: part.DayField, Name: "opened_on", Label: "启用日期", Value: r.Typed("opened_on"), Optional: true},
			{Kind: part.RadioField, Name: "meets", Label: "达到建设标准", Value: r.Text("meets"), Choices: []part.Choice{{Value: "yes", Text: "是"}, {Value: "no", Text: "还没有"}}},
		},
	}
}

// SaveStation enters a station.
func (p *Pages) SaveStation(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	s := station.Station{
		Name: r.Text("name"), Level: r.Text("level"), Address: r.Text("address"), Capacity: number(r.Text("capacity")), RunBy: r.Text("run_by"),
		Telephone: r.Text("telephone"), Meets: r.Text("meets") == "yes", Division: county,
	}
	if at, err := civil.ParseArea(r.Text("division")); err == nil {
		s.Division = at
	}
	if day, err := civil.ParseDate(r.Text("opened_on")); err == nil {
		s.OpenedOn = day
	}
	if _, err = p.s.Stations.Save(r.Context(), r.Who(), s); err == nil {
		return screen.See("/stations?county=%s&done=save", office.Code(county))
	}
	v, again := p.stations(r)
	if again != nil {
		return screen.Answer{}, again
	}
	return refused(v, "save", err)
}

// Station shows a station with who takes part.
func (p *Pages) Station(r *screen.Request) (screen.Answer, error) {
	v, err := p.station(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page(v))
}

func (p *Pages) station(r *screen.Request) (view, error) {
	s, err := p.s.Stations.Get(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return view{}, err
	}
	list, err := p.s.Stations.At(r.Context(), r.Who(), s.Ref)
	if err != nil {
		return view{}, err
	}
	v := view{
		Frame: office.Frame(r, s.Name), Head: part.Head{Title: s.Name, Lead: p.place(s.Division) + " " + s.Address, Back: part.Link{Text: "康复站点", Path: "/stations?county=" + s.County}},
		Done: map[string]string{"enrol": "已登记参加。", "end": "已登记结束。"}[r.FormValue("done")],
		Pairs: []part.Pair{{Key: "哪一级", Value: levelTitles[s.Level]}, {Key: "运营单位", Value: s.RunBy, Unknown: s.RunBy == ""}, {Key: "达到建设标准", Value: yes(s.Meets)},
			{Key: "参加 / 名额", Value: format.Count(s.Active) + " / " + format.Count(int(s.Capacity)) + "人"}},
	}
	t := part.Table{Caption: "参加的人", Keys: true, Empty: "还没有人参加。", Columns: []part.Column{{Title: "姓名", Clamp: true}, {Title: "从"}, {Title: "到"}, {Title: "状态"}}}
	var people []register.Ref
	for _, e := range list {
		people = append(people, e.Person)
		state, until := part.Status(format.Working, "参加中"), "—"
		if !e.Active {
			state, until = part.Status(format.Done, pack.TitleIn(p.s.Catalogue().StationWork().Ends, e.Ending)), format.ShortDay(e.Until)
		}
		t.Rows = append(t.Rows, part.Row{Path: "/stations/people/" + e.County + "/" + e.ID, Cells: cells(part.Text(format.Name(e.Name)), part.Text(format.ShortDay(e.Since)), part.Text(until), state)})
	}
	v.Tables = []part.Table{t}
	v.Forms = []form{{
		Name: "enrol", Title: "登记参加", Open: len(list) == 0, Form: part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Button: "登记参加"},
		Fields: append(whom(r),
			part.Field{Kind: part.RadioField, Name: "consent", Label: "谁签了同意书", Value: r.Text("consent"), Choices: []part.Choice{{Value: station.ByHimself, Text: "本人"}, {Value: station.ByGuardian, Text: "监护人"}}},
			part.Field{Name: "guardian", Label: "监护人姓名", Value: r.Typed("guardian"), Optional: true},
			part.Field{Kind: part.DayField, Name: "signed", Label: "签同意书的日期", Value: r.Typed("signed")},
			part.Field{Kind: part.LongField, Name: "needs", Label: "需要什么帮助", Value: r.Typed("needs")}),
	}}
	return v, p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "station")
}

// Enrol lets somebody take part.
func (p *Pages) Enrol(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	one, err := p.identified(r)
	if err == nil {
		body := station.Body{Consent: r.Text("consent"), Guardian: r.Text("guardian"), Needs: r.Text("needs")}
		if day, err := civil.ParseDate(r.Text("signed")); err == nil {
			body.Signed = day
		}
		if _, err = p.s.Stations.Enrol(r.Context(), r.Who(), refOf(r), one.Ref, one.Name, body, once); err == nil {
			return screen.Answer{Next: r.URL.Path + "?done=enrol"}, nil
		}
		return p.stationAgain(r, err)
	}
	return p.stationAgain(r, err)
}

func (p *Pages) stationAgain(r *screen.Request, why error) (screen.Answer, error) {
	v, err := p.station(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return refused(v, "enrol", why)
}

// version is a version as a form carries it.
func version(opened int64) string { return strconv.FormatInt(opened, 10) }
