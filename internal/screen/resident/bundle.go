package resident

import (
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// phone is the channel of these pages.
const phone = "phone"

// bundleRoutes are those of several matters asked for at once.
func (p *Pages) bundleRoutes() []screen.Route {
	const at = "/bundles/{county}/{id}"
	return []screen.Route{
		p.get("/bundles/{bundle}", casePurpose, p.Bundle),
		p.post("/bundles/{bundle}", casePurpose, "case.bundle", p.BeginBundle),
		p.get(at, casePurpose, p.Together),
		p.post(at+"/submit", casePurpose, "case.submit", p.SubmitTogether),
		p.post(at+"/continue", casePurpose, "case.bundle", p.ContinueTogether),
	}
}

// bundlePath is the address of a bundle that was begun.
func bundlePath(ref register.Ref) string { return "/bundles/" + ref.County + "/" + ref.ID }

// bundleView is a bundle before it is begun.
type bundleView struct {
	Frame   layout.Frame
	Plain   string
	Law     string
	Running []caseLine // parts that are asked for already
	Later   []string   // parts whose turn comes if another is not granted
	Field   part.Field
	Form    part.Form
}

// bundleOf is the bundle an address names.
func (p *Pages) bundleOf(r *screen.Request) (*pack.Bundle, error) {
	list := p.s.Desk.Bundles(phone)
	at := slices.IndexFunc(list, func(b *pack.Bundle) bool { return b.Name == r.PathValue("bundle") })
	if at < 0 {
		return nil, missing()
	}
	return list[at], nil
}

// Bundle says what can be asked for together, and lets the family choose.
func (p *Pages) Bundle(r *screen.Request) (screen.Answer, error) {
	v, err := p.bundle(r, "")
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(bundlePage(v))
}

func (p *Pages) bundle(r *screen.Request, fault string) (v bundleView, err error) {
	b, err := p.bundleOf(r)
	if err != nil {
		return v, err
	}
	person, err := self(r)
	if err != nil {
		return v, err
	}
	v = bundleView{
		Frame: p.frame(r, b.Title, "/apply"), Plain: b.Plain, Law: b.Law,
		Form:  part.Form{Action: "/bundles/" + b.Name, Once: screen.NewOnce(), Button: "开始填写"},
		Field: part.Field{Kind: part.CheckField, Name: "matter", Label: "要申请哪些？", Hint: "说不准的也可以选上，由各个单位分别审核。", Fault: fault, Values: r.Ticked("matter")},
	}
	v.Frame.Faults = fault != ""
	for _, one := range b.Parts {
		c, err := p.s.Desk.OpenCase(r.Context(), r.Who(), person, one.Matter)
		if err != nil {
			return v, err
		}
		switch {
		case c != nil:
			f, err := p.s.Desk.Open(r.Context(), r.Who(), c.Ref)
			if err != nil {
				return v, err
			}
			v.Running = append(v.Running, lineOf(f))
		case one.After != "":
			v.Later = append(v.Later, one.Words)
		default:
			v.Field.Choices = append(v.Field.Choices, part.Choice{Value: one.Matter, Text: one.Words})
		}
	}
	return v, nil
}

// BeginBundle opens a draft for each of what was chosen.
func (p *Pages) BeginBundle(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	b, err := p.bundleOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	k, err := p.know(r, person)
	if err != nil {
		return screen.Answer{}, err
	}
	ref, err := p.s.Desk.BeginBundle(r.Context(), r.Who(), casework.BundleBegin{
		Bundle: b.Name, Matters: r.Ticked("matter"), Fill: k.answers,
		Begin: casework.Begin{Channel: phone, County: k.person.County, Home: k.place, Intake: k.place, Once: once},
	})
	if refused, ok := told(err); ok && (refused.Kind == civil.Invalid || refused.Kind == civil.Conflict) {
		v, wrong := p.bundle(r, refused.Message)
		if wrong != nil {
			return screen.Answer{}, wrong
		}
		return screen.Again(bundlePage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s", bundlePath(ref))
}
