package api

import (
	"context"
	"net/http"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/watch/signal"
)

// Signal is a warning as it stands in a county or city.
type Signal struct {
	Name       string       `json:"name"`
	Title      string       `json:"title"`
	Kind       string       `json:"kind" doc:"entitled可能符合而没有享受，recheck在享而可能不再符合。"`
	Programmes []string     `json:"programmes"`
	Colour     string       `json:"colour"`
	Status     string       `json:"status" doc:"confirmed已核实，proposed拟定。"`
	Runs       bool         `json:"runs" doc:"启用了没有。"`
	Region     string       `json:"region,omitempty" doc:"在哪一级启用或停用的。"`
	Since      string       `json:"since,omitempty"`
	Trial      *SignalTrial `json:"trial,omitempty" doc:"最近一次试算；没有试算过的没有。"`
}

// SignalTrial is what a signal found when it was tried, held against what is known.
type SignalTrial struct {
	Day       string        `json:"day" doc:"按哪一天的数据。"`
	Current   bool          `json:"current" doc:"试算以后业务包没有改过。"`
	Precision *int          `json:"precision_permille,omitempty" doc:"已知结果里说对的，千分比；什么都不知道的没有。"`
	Tally     SignalTally   `json:"tally"`
	Towns     []SignalTally `json:"towns"`
}

// SignalTally counts families, or persons, of whom a signal speaks.
type SignalTally struct {
	Town    string `json:"town,omitempty"`
	Found   int    `json:"found" doc:"找出的。"`
	Served  int    `json:"served" doc:"其中已经在享的。"`
	Granted int    `json:"granted" doc:"走访以后给了或改了的。"`
	Wrong   int    `json:"wrong" doc:"不属实或不符合的。"`
	New     int    `json:"new" doc:"还不知道结果的。"`
}

func tallyOf(town string, t signal.Tally) SignalTally {
	return SignalTally{town, t.Found, t.Served, t.Granted, t.Wrong, t.New()}
}

func (s *Server) signalRoutes() {
	handle(s, route{method: http.MethodGet, path: "/regions/{region}/signals", id: "listSignals", summary: "预警和试算结果", tag: "统计", scope: machine.ReadReport, roles: deciders,
		about: "每条预警启用没有、最近一次试算找出多少、说对多少。启用和停用由人决定。"}, s.listSignals)
}

type signalsIn struct {
	Region string `path:"region" pattern:"^(?:[0-9]{6})$" patternDescription:"6位区划代码" maxLength:"6" doc:"市或县（市、区），在这个系统的岗位之内。"`
}

func (s *Server) listSignals(ctx context.Context, c *token.Caller, in *signalsIn) (Page[Signal], error) {
	region, err := civil.ParseArea(in.Region)
	if err != nil || !c.Scope().Covers(region) {
		return Page[Signal]{}, missing()
	}
	states, err := s.Signals.States(ctx, region)
	out := Page[Signal]{Items: []Signal{}}
	for i := range states {
		out.Items = append(out.Items, signalOf(&states[i]))
	}
	return out, err
}

func signalOf(state *signal.State) Signal {
	p := state.Signal
	out := Signal{
		Name: p.Name, Title: p.Title, Kind: string(p.Kind), Programmes: listed(p.Programmes), Colour: p.Colour, Status: string(p.Status), Runs: state.Switch.Runs,
		Region: state.Switch.Region, Since: dayText(state.Switch.Day),
	}
	if state.Trial.ID == "" {
		return out
	}
	t := &SignalTrial{Day: state.Trial.Date, Current: state.Current, Tally: tallyOf("", state.Trial.Tally), Towns: []SignalTally{}}
	if share, known := state.Trial.Precision(); known {
		t.Precision = &share
	}
	for _, town := range state.Trial.Towns {
		t.Towns = append(t.Towns, tallyOf(town.Town, town.Tally))
	}
	out.Trial = t
	return out
}
