package oversight

import (
	"fmt"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// decidedView lists what was decided here.
type decidedView struct {
	Frame layout.Frame
	Rows  []decidedRow
}

// decidedRow is one decided standard, with where its adjustment is.
type decidedRow struct {
	Title, Region, Value, Since, Source, State string
	Counties                                   []decidedCounty
}

type decidedCounty struct{ Name, Path string }

// adjustView is what a standard does to the entitlements of a county.
type adjustView struct {
	Frame       layout.Frame
	Words       string
	County      string
	From        string
	Figures     []part.Pair
	Rows        []adjustRow
	Form        part.Form
	Reason      part.Field
	MayConfirm  bool
	Told        string
	HiddenCount int
}

type adjustRow struct{ Place, Programme, Before, After, Kind string }

// adjustRows is how many lines a page of an adjustment shows; the sums are of all.
const adjustRows = 200

// DecidedStandards lists the standards decided in this store.
func (p *Pages) DecidedStandards(r *screen.Request) (screen.Answer, error) {
	if p.Orders == nil {
		return screen.Answer{}, office.Missing()
	}
	list, err := p.Orders.Decided(r.Context(), "")
	if err != nil {
		return screen.Answer{}, err
	}
	v := decidedView{Frame: office.Frame(r, "本库决定的标准")}
	counties := p.counties(r, chiefs)
	for _, s := range list {
		row := decidedRow{Title: p.parameterTitle(s.Parameter), Region: s.Region, Value: s.Text(), Since: s.Since.Words(), Source: s.Source, State: s.State(r.Today(), list).Title()}
		if area, err := civil.ParseArea(s.Region); err == nil {
			row.Region = p.s.Desk.Place(area)
			for _, c := range counties {
				if area.Contains(c) {
					row.Counties = append(row.Counties, decidedCounty{p.s.Desk.Place(c), fmt.Sprintf("/standards/%s/adjust/%s", s.ID, office.Code(c))})
				}
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return screen.Show(decidedPage(v))
}

func (p *Pages) parameterTitle(name string) string {
	if d := p.s.Catalogue().Declaration(name); d != nil {
		return d.Label
	}
	return name
}

// Adjustment shows what a standard changes in a county, before anybody confirms it.
func (p *Pages) Adjustment(r *screen.Request) (screen.Answer, error) {
	v, err := p.adjustment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(adjustPage(v))
}

func (p *Pages) adjustment(r *screen.Request) (adjustView, error) {
	v := adjustView{Frame: office.Frame(r, "按新标准调整")}
	if p.Orders == nil {
		return v, office.Missing()
	}
	county, err := office.County(p.counties(r, chiefs), r.PathValue("county"))
	if err != nil {
		return v, err
	}
	plan, err := p.Orders.PreviewAdjust(r.Context(), r.Who(), r.PathValue("id"), office.Code(county))
	if err != nil {
		return v, err
	}
	v.Words, v.County, v.From = plan.Words, p.s.Desk.Place(county), plan.From.Words()
	for _, kind := range pay.AdjustKinds {
		v.Figures = append(v.Figures, part.Pair{Key: kind.Title(), Value: fmt.Sprintf("%d户", plan.Count[kind])})
	}
	v.Figures = append(v.Figures, part.Pair{Key: "其中已调整", Value: fmt.Sprintf("%d户", plan.Done)},
		part.Pair{Key: "调整的各户，现月金额", Value: plan.Before.Words()}, part.Pair{Key: "调整以后", Value: plan.After.Words()})
	for i := range plan.Lines {
		if i == adjustRows {
			v.HiddenCount = len(plan.Lines) - adjustRows
			break
		}
		l := &plan.Lines[i]
		v.Rows = append(v.Rows, adjustRow{p.s.Desk.Place(l.Division), p.programmeTitle(l.Programme), l.Before.Grouped(), l.After.Grouped(), l.Kind.Title()})
	}
	v.MayConfirm = r.Visitor.Plays(casework.County) && plan.Count[pay.AdjustRaise] > plan.Done
	if v.MayConfirm && plan.Standard.Decider == r.Visitor.Actor {
		v.MayConfirm, v.Told = false, "这项标准是您决定的，要由本县（市、区）的另一人核对后确认调整。"
	}
	v.Form = part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Seen: plan.Hash, Button: "确认，从" + v.From + "起调整"}
	v.Reason = part.Field{Kind: part.LongField, Name: "reason", Label: "理由和依据", Value: r.Typed("reason")}
	return v, nil
}

func (p *Pages) programmeTitle(name string) string {
	if found := p.s.Catalogue().Programme(name); found != nil {
		return found.Title
	}
	return name
}

// Adjust does what the preview showed. Losses and what cannot be decided are left
// to people.
func (p *Pages) Adjust(r *screen.Request) (screen.Answer, error) {
	v, err := p.adjustment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	done, err := p.Orders.Adjust(r.Context(), r.Who(), pay.AdjustOrder{
		Standard: r.PathValue("id"), County: r.PathValue("county"), Hash: r.Seen(), Reason: r.Text("reason"),
	})
	if err != nil {
		if message, _, ok := office.Told(err); ok {
			v.Reason.Fault, v.Frame.Faults = message, true
			return screen.Again(adjustPage(v))
		}
		return screen.Answer{}, err
	}
	after, err := p.adjustment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	after.Told = fmt.Sprintf("已调整%d户，此前已调整%d户；另有%d户刚被别人改动，没有动。已发过的月份会在下次发放时补发。", done.Raised, done.Earlier, done.Moved)
	return screen.Show(adjustPage(after))
}
