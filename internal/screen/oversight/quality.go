package oversight

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// qualityView is how well people are served, side by side.
type qualityView struct {
	Frame  layout.Frame
	Head   part.Head
	Filter []part.Field
	Sides  []part.Table
}

// served is how well people are served at one place.
type served struct {
	area civil.Area
	// on whole counties alone there are rechecks, drawings and looks
	county bool

	met, late, ended, days, overdue  int
	unstaffed                        int
	rated, bad, badWaiting           int
	inPay, lost                      int
	rechecked                        bool
	lateComplaints, visits, revealed int
}

// board are the places of a page, in order.
type board struct {
	list []*served
	by   map[civil.Area]*served
	far  bool // counties, not the towns of one
}

// of is the place an office belongs to; nil when it is on no line.
func (b *board) of(area civil.Area) *served {
	if b.far {
		area = area.County()
	}
	return b.by[area]
}

// qualityDays are how many days a page counts that asks for none.
const qualityDays = 90

// Quality shows how well people are served: fast, kindly, rightly and under whose eyes;
// what is beyond a line of the packs is marked and leads to what is behind it.
func (p *Pages) Quality(r *screen.Request) (screen.Answer, error) {
	from, until := r.Today().AddDays(-qualityDays), r.Today()
	if day, err := civil.ParseDate(r.FormValue("from")); err == nil {
		from = day
	}
	if day, err := civil.ParseDate(r.FormValue("until")); err == nil && day >= from {
		until = day
	}
	b := p.board(r)
	for _, count := range []func(*screen.Request, *board, civil.Date, civil.Date) error{p.countSpeed, p.countWindows, p.countWarmth, p.countPrecision, p.countSupervision} {
		if err := count(r, b, from, until); err != nil {
			return screen.Answer{}, err
		}
	}
	v := qualityView{
		Frame: office.Frame(r, "服务质量监测"),
		Filter: []part.Field{
			{Kind: part.DayField, Name: "from", Label: "从", Value: from.String()}, {Kind: part.DayField, Name: "until", Label: "到", Value: until.String()},
		},
	}
	act := 0
	for _, side := range p.s.Catalogue().Quality() {
		table, n := p.sideTable(r, b, side, from, until)
		v.Sides, act = append(v.Sides, table), act+n
	}
	v.Head = part.Head{Title: "服务质量监测", Over: format.Span(from, until), Lead: fmt.Sprintf("%s处要有人动手，已标出来，点开看是哪些。", format.Count(act)), Back: part.Link{Text: "总览", Path: "/overview"}}
	if act == 0 {
		v.Head.Lead = "没有哪一处超出界线。"
	}
	return screen.Show(qualityPage(v))
}

// board are the counties of the visitor, or one county and its towns.
func (p *Pages) board(r *screen.Request) *board {
	counties := p.counties(r, chiefs)
	b := &board{by: map[civil.Area]*served{}, far: len(counties) > 1}
	for _, county := range counties {
		b.add(&served{area: county, county: true})
		if b.far {
			continue
		}
		for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
			b.add(&served{area: d.Code})
		}
	}
	return b
}

func (b *board) add(s *served) { b.list, b.by[s.area] = append(b.list, s), s }

func (p *Pages) countSpeed(r *screen.Request, b *board, from, until civil.Date) error {
	speeds, err := p.s.Desk.Speeds(r.Context(), r.Who(), from, until)
	if err != nil {
		return err
	}
	for _, one := range speeds {
		if s := b.of(one.Town); s != nil {
			s.met, s.late, s.ended, s.days = s.met+one.Met, s.late+one.Late, s.ended+one.Ended, s.days+one.Days
		}
	}
	standings, err := p.s.Desk.Overview(r.Context(), r.Who())
	for _, one := range standings {
		if s := b.of(one.Town); s != nil {
			s.overdue += one.Overdue
		}
	}
	return err
}

// countWindows counts the towns at whose window nobody works today.
func (p *Pages) countWindows(r *screen.Request, b *board, _, _ civil.Date) error {
	accounts, err := p.s.Accounts.List(r.Context(), r.Visitor.Scope)
	if err != nil {
		return err
	}
	staffed := map[civil.Area]bool{}
	for _, a := range accounts {
		for _, post := range a.Posts {
			if !a.Disabled && post.Role == casework.Town && post.Valid.Holds(r.Today()) {
				staffed[post.Division] = true
			}
		}
	}
	for _, county := range p.counties(r, chiefs) {
		for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
			if s := b.of(d.Code); s != nil && !staffed[d.Code] {
				s.unstaffed++
			}
		}
	}
	return nil
}

func (p *Pages) countWarmth(r *screen.Request, b *board, from, until civil.Date) error {
	figures, err := p.s.Review.Figures(r.Context(), r.Who(), from, until)
	for i := range figures {
		f := &figures[i]
		if s := b.of(f.Division); s != nil {
			s.rated, s.bad, s.badWaiting = s.rated+f.All(), s.bad+f.Bad(), s.badWaiting+f.Bad()-f.Followed
		}
	}
	return err
}

func (p *Pages) countPrecision(r *screen.Request, b *board, _, _ civil.Date) error {
	for _, s := range b.list {
		if !s.county {
			continue
		}
		scope, err := access.NewScope(s.area)
		if err != nil {
			return err
		}
		m, err := p.s.Pay.MonthDesk(r.Context(), office.Code(s.area), pay.Filter{Spans: scope.Spans(), Month: r.Today().Month()})
		if err != nil {
			return err
		}
		found, err := assess.LastFound(r.Context(), p.s.Journal, office.Code(s.area))
		if err != nil {
			return err
		}
		s.rechecked = found.AsOf != 0
		for _, sum := range byProgramme(m.Towns) {
			s.inPay += int(sum.Count)
			s.lost += min(int(sum.Count), found.Lost[sum.Programme])
		}
	}
	return nil
}

func (p *Pages) countSupervision(r *screen.Request, b *board, from, _ civil.Date) error {
	waiting, err := p.s.Review.Waiting(r.Context(), r.Who())
	if err != nil {
		return err
	}
	for _, one := range waiting {
		if s := b.of(one.Office); s != nil {
			s.lateComplaints += one.Late
		}
	}
	for _, s := range b.list {
		if !s.county {
			continue
		}
		visits, err := p.s.Desk.Visits(r.Context(), r.Who(), s.area)
		if err != nil {
			return err
		}
		for _, one := range visits {
			if one.Visited == 0 && one.Awaits != "nobody" {
				s.visits++
			}
		}
		days := civil.Instant(r.Today() - from + 1)
		looks, err := p.s.Register.LookTallies(r.Context(), office.Code(s.area), r.Now-days*dayLength)
		if err != nil {
			return err
		}
		for _, one := range looks {
			s.revealed += one.Revealed
		}
	}
	return nil
}

// sideTable is one side of service, a line for each place, and how many of its figures
// are beyond their line.
func (p *Pages) sideTable(r *screen.Request, b *board, side *pack.QualitySide, from, until civil.Date) (t part.Table, act int) {
	t = part.Table{Caption: side.Title, Empty: "没有您管的地方。", Columns: []part.Column{{Title: "地方"}}}
	for _, f := range side.Figures {
		t.Columns = append(t.Columns, part.Column{Title: f.Title, Number: true})
	}
	for _, s := range b.list {
		name := p.s.Desk.Place(s.area)
		if s.county && !b.far {
			name += "本级"
		}
		row := part.Row{Cells: cells(part.Text(name))}
		for _, f := range side.Figures {
			cell, beyond := p.qualityCell(r, b, s, f, from, until)
			row.Cells = append(row.Cells, cell)
			if beyond {
				act++
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, act
}

// qualityCell is one figure of a place, and whether it is beyond its line.
func (p *Pages) qualityCell(r *screen.Request, b *board, s *served, f pack.QualityFigure, from, until civil.Date) (templ.Component, bool) {
	if !s.county && slices.Contains([]string{pack.Precise, pack.VisitsWaiting, pack.RevealedNumbers}, f.Name) {
		return part.NoValue("按县看"), false
	}
	path := qualityPath(s, f.Name, from, until)
	if good, all, share := s.share(f.Name); share {
		return p.shareCell(r, s, f, good, all, path)
	}
	n, words := s.number(f.Name)
	if words != "" {
		return part.NoValue(words), false
	}
	beyond := false
	if most, err := p.s.Catalogue().Number(f.Most, s.area.County().String(), r.Today()); err == nil && f.Most != "" {
		beyond = int64(n) > most
	}
	if path == "" && beyond {
		return part.Status(format.Over, format.Count(n)), true
	}
	if path == "" {
		return part.Text(format.Count(n)), false
	}
	return figure(format.Count(n), path, beyond), beyond
}

func (p *Pages) shareCell(r *screen.Request, s *served, f pack.QualityFigure, good, all int, path string) (templ.Component, bool) {
	have, err := civil.NewRatio(int64(good), int64(all))
	if all == 0 || err != nil {
		return part.NoValue(noShare[f.Name]), false
	}
	beyond := false
	if least, err := p.s.Catalogue().Share(f.Least, s.area.County().String(), r.Today()); err == nil && f.Least != "" {
		beyond = have.Cmp(least) < 0
	}
	const thousand = 1000
	permille := good * thousand / all
	return figure(fmt.Sprintf("%d.%d%%（%s/%s）", permille/10, permille%10, format.Count(good), format.Count(all)), path, beyond), beyond
}

// noShare says why there is no share.
var noShare = map[string]string{pack.OnTime: "没有到期的", pack.Satisfied: "没有评价", pack.Precise: "没有复核过"}

// share is a figure that is a share: of how many how many are well.
func (s *served) share(name string) (good, all int, ok bool) {
	switch name {
	case pack.OnTime:
		return s.met - s.late, s.met, true
	case pack.Satisfied:
		return s.rated - s.bad, s.rated, true
	case pack.Precise:
		if !s.rechecked {
			return 0, 0, true
		}
		return s.inPay - s.lost, s.inPay, true
	}
	return 0, 0, false
}

// number is a figure that is a number, or why there is none.
func (s *served) number(name string) (n int, none string) {
	switch name {
	case pack.EndedDays:
		if s.ended == 0 {
			return 0, "没有办结"
		}
		return s.days / s.ended, ""
	case pack.OverdueCases:
		return s.overdue, ""
	case pack.UnstaffedWindows:
		return s.unstaffed, ""
	case pack.BadWaiting:
		return s.badWaiting, ""
	case pack.LateComplaints:
		return s.lateComplaints, ""
	case pack.VisitsWaiting:
		return s.visits, ""
	}
	return s.revealed, ""
}

// qualityPath leads to what is behind a figure; empty where nothing lists it.
func qualityPath(s *served, name string, from, until civil.Date) string {
	county := url.Values{"county": {office.Code(s.area.County())}}.Encode()
	switch name {
	case pack.OnTime, pack.EndedDays:
		return "/overview/cases?tab=ended&within=" + s.area.String()
	case pack.OverdueCases:
		return "/overview/cases?overdue=yes&within=" + s.area.String()
	case pack.Satisfied:
		return "/feedback/figures?" + url.Values{"from": {from.String()}, "until": {until.String()}}.Encode()
	case pack.BadWaiting, pack.LateComplaints:
		return "/feedback"
	case pack.Precise:
		return "/proposals?" + county
	case pack.VisitsWaiting:
		return "/visits?" + county
	case pack.RevealedNumbers:
		return "/looks?" + county
	}
	return ""
}
