package api

import (
	"context"
	"net/http"
	"strings"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

// Determination is what one programme says of a household or a person.
type Determination struct {
	Programme string   `json:"programme"`
	Title     string   `json:"title"`
	Person    string   `json:"person,omitempty" doc:"说的是哪个成员；空着是全家。"`
	Outcome   string   `json:"outcome" enum:"grant,refuse,cannot_decide" doc:"grant符合，refuse不符合，cannot_decide缺少情况。"`
	Amount    int64    `json:"amount_fen" doc:"每月金额，分。"`
	Covered   int      `json:"covered"`
	Reasons   []string `json:"reasons,omitempty" doc:"不符合的条款代码。"`
	Words     []string `json:"reason_words,omitempty" doc:"同样的理由，用文字写。"`
	Missing   []string `json:"missing,omitempty" doc:"缺少的情况。"`
	Trace     []Reason `json:"trace,omitempty" doc:"怎样算出来的，一步一行。"`
}

// Reason is one step of how a determination came.
type Reason struct {
	Name   string `json:"name"`
	Label  string `json:"label,omitempty"`
	Person string `json:"person,omitempty"`
	Rule   string `json:"rule" doc:"规则原文。"`
	Filled string `json:"filled" doc:"代入数值。"`
	Value  string `json:"value"`
	Source string `json:"source,omitempty" doc:"在规则包的哪一行。"`
}

// Judgement is a family judged on a day.
type Judgement struct {
	Day            string          `json:"day"`
	Packs          string          `json:"packs" doc:"规则包的指纹：同样的指纹和情况，结果一定相同。"`
	Determinations []Determination `json:"determinations"`
}

func (s *Server) determinationRoutes() {
	scope := machine.ReadDetermination
	handle(s, route{method: http.MethodGet, path: "/cases/{county}/{id}/determination", id: "getCaseDetermination", summary: "一件办件最近一次计算", tag: "认定", scope: scope, roles: offices}, s.caseDetermination)
	handle(s, route{method: http.MethodGet, path: "/determinations/{determination}", id: "getDetermination", summary: "一次复核认定，连同怎样算出来的", tag: "认定", scope: scope, roles: offices,
		about: "编号是复核建议的编号，或者 批次.县.待遇.对象。按当时保存的规则和情况重算，same说明与当时是否一字不差。"}, s.getDetermination)
	handle(s, route{method: http.MethodPost, path: "/households/{county}/{id}/judgement", id: "judgeHousehold", summary: "按登记试算一户，不保存", tag: "认定", scope: scope, roles: offices}, s.judgeHousehold)
	handle(s, route{method: http.MethodPost, path: "/judgements", id: "judgeFamily", summary: "按所述情况试算一户，不保存", tag: "认定", scope: scope,
		about: "facts是一户的情况，键名与lianxin rule eval的事实文件相同；没有写的就是不知道。不碰任何登记。"}, s.judgeFamily)
}

func reasonsOf(steps []rule.Step) []Reason {
	list := make([]Reason, 0, len(steps))
	for _, t := range steps {
		list = append(list, Reason{t.Name, t.Label, t.Person, t.Rule, t.Filled, t.Value, t.Source})
	}
	return list
}

func determinationOf(c *pack.Catalogue, d *assess.Determination, person string, trace []rule.Step) Determination {
	out := Determination{
		Programme: d.Programme, Title: c.BenefitTitle(d.Programme), Person: person, Outcome: d.Outcome.String(), Amount: int64(d.Amount), Covered: d.Covered,
		Reasons: d.Reasons, Missing: d.Missing, Trace: reasonsOf(trace),
	}
	if p := c.Programme(d.Programme); p != nil {
		for _, code := range d.Reasons {
			out.Words = append(out.Words, p.Refusal(code))
		}
	}
	return out
}

func (s *Server) caseDetermination(ctx context.Context, c *token.Caller, in *RefPath) (Judgement, error) {
	f, err := s.open(ctx, c, in.ref(), "judgement")
	if err != nil {
		return Judgement{}, err
	}
	j := f.Judgement()
	if j == nil {
		return Judgement{}, missing()
	}
	one := Determination{
		Programme: j.Programme, Title: s.Catalogue().BenefitTitle(j.Programme), Outcome: j.Outcome, Amount: int64(j.Amount), Covered: j.Covered,
		Reasons: j.Result.Reasons, Words: s.Desk.Reasons(f, j), Missing: j.Result.Missing, Trace: reasonsOf(j.Result.Trace),
	}
	return Judgement{Day: j.Day.String(), Packs: j.Bundle, Determinations: []Determination{one}}, nil
}

// PastDetermination is a determination of a recheck, judged again.
type PastDetermination struct {
	Judgement
	Household Ref    `json:"household"`
	Same      bool   `json:"same" doc:"重算与当时一字不差。"`
	Then      string `json:"then" doc:"当时的结果。"`
}

type determinationIn struct {
	Determination string `path:"determination" pattern:"^(?:[0-9a-z_.]+)$" patternDescription:"认定编号" maxLength:"120"`
}

func (s *Server) getDetermination(ctx context.Context, c *token.Caller, in *determinationIn) (PastDetermination, error) {
	if strings.Count(in.Determination, ".") > 3 {
		return PastDetermination{}, missing()
	}
	r, err := assess.Replay(ctx, s.Journal, s.Folder, in.Determination)
	if err != nil {
		return PastDetermination{}, err
	}
	home := register.Ref{County: r.Run.County, ID: r.Household}
	if _, _, err := s.Register.FamilyOf(ctx, c.Viewer(), home, c.Today()); err != nil {
		return PastDetermination{}, err
	}
	d := determinationOf(s.Catalogue(), &r.Determination, r.Person, r.Trace)
	return PastDetermination{
		Judgement: Judgement{Day: r.Run.AsOf.String(), Packs: r.Run.Bundle, Determinations: []Determination{d}},
		Household: refOf(home), Same: r.Same, Then: r.Then.String(),
	}, nil
}

type judgeIn struct {
	RefPath
	Body struct {
		Day string `json:"day,omitempty" format:"date" doc:"按哪一天的规定；缺省为今天。"`
	}
}

func (s *Server) judgeHousehold(ctx context.Context, c *token.Caller, in *judgeIn) (Judgement, error) {
	day, err := (&DayQuery{in.Body.Day}).day(c.Today())
	if err != nil {
		return Judgement{}, err
	}
	if _, _, err := s.Register.FamilyOf(ctx, c.Viewer(), in.ref(), day); err != nil {
		return Judgement{}, err
	}
	county, err := countyOf(in.County)
	if err != nil {
		return Judgement{}, err
	}
	judged, err := s.Judge.Judge(ctx, county, in.ID, day, c.Actor())
	if err != nil {
		return Judgement{}, err
	}
	out := Judgement{Day: day.String(), Packs: judged.Bundle, Determinations: []Determination{}}
	for i := range judged.Determinations {
		d := &judged.Determinations[i]
		out.Determinations = append(out.Determinations, determinationOf(s.Catalogue(), d, judged.Person(d.Member), judged.Trace(d.Programme, d.Member)))
	}
	return out, nil
}

type familyIn struct {
	Body struct {
		Region string         `json:"region" pattern:"^(?:[0-9]{6})$" patternDescription:"6位区划代码" maxLength:"6" doc:"在哪个县（市、区）。"`
		Day    string         `json:"day,omitempty" format:"date"`
		Facts  map[string]any `json:"facts" doc:"一户的情况，成员列在members里。"`
	}
	RawBody []byte
}

func (s *Server) judgeFamily(_ context.Context, c *token.Caller, in *familyIn) (Judgement, error) {
	day, err := (&DayQuery{in.Body.Day}).day(c.Today())
	if err != nil {
		return Judgement{}, err
	}
	region, err := civil.ParseArea(in.Body.Region)
	if err != nil {
		return Judgement{}, err
	}
	catalogue := s.Catalogue()
	city, err := catalogue.City(region.City().String()[:len(in.Body.Region)])
	if err != nil {
		return Judgement{}, err
	}
	described, err := factsIn(in.RawBody)
	if err != nil {
		return Judgement{}, err
	}
	facts, err := fact.ReadFamily(strings.NewReader(described), fact.Options{Facts: assess.Facts(catalogue), AsOf: day, Regions: s.Regions})
	if err != nil {
		return Judgement{}, err
	}
	assessor, err := s.laws.of(catalogue, city, day)
	if err != nil {
		return Judgement{}, err
	}
	family, err := assessor.Family(facts, 0)
	if err != nil {
		return Judgement{}, err
	}
	person := func(member int) string {
		if member < 0 || member >= facts.PersonID.Len() {
			return ""
		}
		return facts.PersonID.At(member)
	}
	out := Judgement{Day: day.String(), Packs: catalogue.Hash(), Determinations: []Determination{}}
	for i := range family.Determinations {
		d := &family.Determinations[i]
		trace := family.Trace(d.Programme, d.Member)
		for k := range trace {
			trace[k].Person = person(trace[k].Member)
		}
		out.Determinations = append(out.Determinations, determinationOf(catalogue, d, person(d.Member), trace))
	}
	return out, nil
}
