package finance

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// step is something that may be done to a run, on a page of its own.
type step struct {
	name, title string
	effect      string // what follows
	remedy      string // what can be done against it
	primary     bool
	roles       []access.Role
	states      []pay.RunState
	field       part.Field // what has to be typed; no name for nothing
	// bars says why this visitor may not do it although the state is right.
	bars func(actor string, run *pay.Run) string
	// did says whether this visitor has done it already, so that a form that is
	// sent twice is done once.
	did func(actor string, run *pay.Run) bool
	do  func(p *Pages, ctx context.Context, actor string, seen pay.Seen, typed string) (*pay.Run, error)
}

var reason = part.Field{Kind: part.LongField, Name: "typed", Label: "原因", Hint: "编制的人看了这句话，要知道改什么。"}

// maker refuses whoever worked on the list.
func maker(actor string, run *pay.Run) string {
	if slices.Contains(run.Makers, actor) {
		return "编制或改动过清单的人不能复核和签发，请由其他人办理。"
	}
	return ""
}

// steps are all that may be done to a run, in their order.
var steps = []step{
	{name: "freeze", title: "冻结清单，送复核", effect: "清单有了指纹，以后一改动，签字就作废。", remedy: "复核的人可以退回重新编制。", primary: true, roles: makers, states: []pay.RunState{pay.Draft},
		did: func(actor string, run *pay.Run) bool {
			return run.State == pay.Frozen && slices.Contains(run.Makers, actor)
		},
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, _ string) (*pay.Run, error) {
			return p.s.Pay.Freeze(ctx, actor, seen.County, seen.Run)
		}},
	{name: "prepare", title: "按现在的情况重新编制", effect: "清单换成现在应发的。", remedy: "冻结以前都可以再编制。", roles: makers, states: []pay.RunState{pay.Draft},
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, _ string) (*pay.Run, error) {
			d, err := p.s.Pay.RunDesk(ctx, seen.County, seen.Run)
			if err != nil {
				return nil, err
			}
			return p.s.Pay.Prepare(ctx, actor, pay.Order{County: d.County, Programme: d.Programme, Month: d.Month, Kind: d.Kind})
		}},
	{name: "discard", title: "作废", effect: "这个草稿不再使用，谁的钱都没有发。", remedy: "可以重新编制。", roles: makers, states: []pay.RunState{pay.Draft}, field: reason,
		did: func(_ string, run *pay.Run) bool { return run.State == pay.Discarded },
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, typed string) (*pay.Run, error) {
			if typed == "" {
				return nil, civil.Refuse("pay_reason_missing", "请写明作废的原因。")
			}
			return p.s.Pay.Discard(ctx, actor, seen.County, seen.Run, typed)
		}},
	{name: "approve", title: "复核通过", effect: "清单送两人签发。", remedy: "签发以前还可以退回。", primary: true, roles: signers, states: []pay.RunState{pay.Frozen}, bars: maker,
		did: func(actor string, run *pay.Run) bool { return run.State == pay.Reviewed && run.Reviewer == actor },
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, _ string) (*pay.Run, error) {
			return p.s.Pay.Approve(ctx, actor, seen)
		}},
	{name: "sign", title: "第一人签字", effect: "等另一人复签。清单一改动，签字就作废。", remedy: "复签以前可以退回。", primary: true, roles: signers, states: []pay.RunState{pay.Reviewed},
		bars: func(actor string, run *pay.Run) string {
			if run.First != "" {
				return hide
			}
			return maker(actor, run)
		},
		did: func(actor string, run *pay.Run) bool { return run.First == actor },
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, _ string) (*pay.Run, error) {
			return p.s.Pay.Sign(ctx, actor, seen)
		}},
	{name: "release", title: "第二人复签，发放", effect: "清单可以报送银行。", remedy: "生成银行文件以前可以退回；报送以后只能等银行回盘。", primary: true, roles: signers, states: []pay.RunState{pay.Reviewed},
		field: part.Field{Kind: part.MoneyField, Name: "typed", Label: "请照清单再输入一次总金额"},
		bars: func(actor string, run *pay.Run) string {
			switch run.First {
			case "":
				return hide
			case actor:
				return "您已签过字，要由另一人复签。"
			}
			return maker(actor, run)
		},
		did: func(actor string, run *pay.Run) bool { return run.Second == actor },
		do:  (*Pages).release},
	{name: "file", title: "生成银行文件", effect: "批次报送银行，清单不能再改。同一批次再下载，文件一个字都不变。", remedy: "银行退回的，回盘以后重发。", primary: true, roles: signers, states: []pay.RunState{pay.Approved}, bars: nobodyBarred},
	{name: "return", title: "读入回盘文件", effect: "每一笔登记到账或退回；对不上的逐条列出，查明以前不能结清。", remedy: "同一个文件读两次不会重复登记。", primary: true, roles: signers,
		states: []pay.RunState{pay.Sent}, field: part.Field{Kind: part.FileField, Name: "typed", Label: "回盘文件"}},
	{name: "close", title: "结清", effect: "批次办结。", remedy: "还有没回盘、没重发、没查明的，不能结清。", primary: true, roles: signers, states: []pay.RunState{pay.Matched, pay.MadeGood, pay.PartlyReturned},
		did: func(_ string, run *pay.Run) bool { return run.State == pay.Closed },
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, _ string) (*pay.Run, error) {
			return p.s.Pay.Close(ctx, actor, seen.County, seen.Run)
		}},
	{name: "hand-over", title: "登记已交银行", effect: "钱已经在路上，文件不能再召回。", remedy: "银行退回的，回盘以后重发。", roles: signers, states: []pay.RunState{pay.Sent},
		field: part.Field{Kind: part.TextField, Name: "typed", Label: "银行的受理凭证号，或者接收的人"},
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, typed string) (*pay.Run, error) {
			return p.s.Pay.HandOver(ctx, actor, seen.County, seen.Run, typed)
		}},
	{name: "recall", title: "召回银行文件", effect: "文件作废，冻结的各笔拿出来；清单要重新复核、签字，再生成新文件。", remedy: "交给银行以后不能召回。", roles: signers, states: []pay.RunState{pay.Sent},
		field: part.Field{Kind: part.LongField, Name: "typed", Label: "为什么召回，怎样确认银行没有收到"},
		did:   func(_ string, run *pay.Run) bool { return run.State == pay.Frozen },
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, typed string) (*pay.Run, error) {
			return p.s.Pay.Recall(ctx, actor, seen.County, seen.Run, typed)
		}},
	{name: "again", title: "再下载银行文件", roles: signers, states: []pay.RunState{pay.Sent, pay.PartlyReturned, pay.MadeGood, pay.Matched, pay.Closed}, effect: "和报送时一个字都不差。", remedy: "不改变任何记录。"},
	{name: "more", title: "再读入一个回盘文件", roles: signers, states: []pay.RunState{pay.PartlyReturned, pay.MadeGood, pay.Matched}, effect: "补上先前没有回盘的各笔。", remedy: "同一个文件读两次不会重复登记。",
		field: part.Field{Kind: part.FileField, Name: "typed", Label: "回盘文件"}},
	{name: "send-back", title: "退回重新编制", effect: "清单变回草稿，签过的字作废。", remedy: "编制的人改好以后再送。", roles: signers, states: []pay.RunState{pay.Frozen, pay.Reviewed, pay.Approved}, field: reason,
		did: func(_ string, run *pay.Run) bool { return run.State == pay.Draft && run.Note != "" },
		do: func(p *Pages, ctx context.Context, actor string, seen pay.Seen, typed string) (*pay.Run, error) {
			return p.s.Pay.SendBack(ctx, actor, seen, typed)
		}},
}

// hide is why something is not shown at all: its turn has not come, or has passed.
const hide = "-"

func nobodyBarred(string, *pay.Run) string { return "" }

// open says whether a visitor may do a step now; where he may not although it is its
// turn, why.
func (s *step) open(r *screen.Request, run *pay.Run) (why string, may bool) {
	if !slices.Contains(s.states, run.State) {
		return "", false
	}
	if s.bars != nil {
		if why = s.bars(r.Visitor.Actor, run); why == hide {
			return "", false
		}
	}
	if !r.Visitor.Plays(s.roles...) {
		return "由财务人员办理。", false
	}
	return why, why == ""
}

// stepView is the page of one step.
type stepView struct {
	Frame  layout.Frame
	Head   part.Head
	Sums   []part.Pair
	Form   part.Form
	Field  part.Field
	Fault  string
	Format part.Field // of a bank file
}

// Step shows the page of a step: what it is about, and what follows.
func (p *Pages) Step(s *step) screen.Handler {
	return func(r *screen.Request) (screen.Answer, error) {
		d, err := p.desk(r)
		if err != nil {
			return screen.Answer{}, err
		}
		if why, may := s.open(r, d.Run); !may {
			if why == "" {
				why = "这个批次现在是“" + d.State.Title() + "”，不能办“" + s.title + "”。"
			}
			return p.showRun(r, d, why, http.StatusConflict)
		}
		return p.showStep(r, s, d.Run, "", http.StatusOK)
	}
}

func (p *Pages) showStep(r *screen.Request, s *step, run *pay.Run, fault string, status int) (screen.Answer, error) {
	v := stepView{
		Frame: office.Frame(r, s.title), Field: s.field,
		Head: part.Head{Title: s.title, Lead: format.Month(run.Month) + " " + p.programme(run.Programme) + "，" + sumWords(run), Back: part.Link{Text: "回到批次", Path: path(run)}},
		Form: part.Form{Action: path(run) + "/do/" + s.name, Once: screen.NewOnce(), Seen: run.Hash, Button: s.title, Files: s.field.Kind == part.FileField && s.field.Name != ""},
	}
	v.Sums = append(p.sums(r, run, office.NamesOf(p.s)), part.Pair{Key: "办了以后", Value: s.effect}, part.Pair{Key: "能不能改", Value: s.remedy})
	if fault != "" {
		v.Frame.Faults = true
		v.Fault = fault
		if v.Field.Name != "" {
			v.Field.Fault, v.Fault = fault, ""
			if v.Field.Kind != part.FileField {
				v.Field.Value = r.Typed("typed")
			}
		}
	}
	if s.name == "file" {
		formats, err := pay.Formats()
		if err != nil {
			return screen.Answer{}, err
		}
		v.Format = part.Field{Kind: part.RadioField, Name: "format", Label: "银行要的格式", Value: r.Text("format")}
		for _, f := range formats {
			v.Format.Choices = append(v.Format.Choices, part.Choice{Value: f.Name, Text: f.Title})
		}
		if v.Format.Value == "" && len(formats) > 0 {
			v.Format.Value = formats[0].Name
		}
	}
	return screen.Answer{Status: status, Page: stepPage(v)}, nil
}

// Do does a step.
func (p *Pages) Do(s *step) screen.Handler {
	return func(r *screen.Request) (screen.Answer, error) {
		d, err := p.desk(r)
		if err != nil {
			return screen.Answer{}, err
		}
		switch s.name {
		case "file", "again":
			return p.file(r, s, d.Run)
		case "return", "more":
			return p.takeReturn(r, s, d.Run)
		}
		actor := r.Visitor.Actor
		if s.did != nil && s.did(actor, d.Run) {
			return screen.See("%s", path(d.Run)) // sent twice, done once
		}
		_, err = s.do(p, r.Context(), actor, pay.Seen{County: d.County, Run: d.ID, Hash: r.Seen()}, r.Text("typed"))
		if err == nil {
			return screen.See("%s", path(d.Run))
		}
		return p.refused(r, s, err)
	}
}

// refused shows the step again with what was typed and why it was not done; what
// another one has done meanwhile is shown on the run.
func (p *Pages) refused(r *screen.Request, s *step, err error) (screen.Answer, error) {
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	d, err := p.desk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if kind == civil.Stale || kind == civil.Conflict || kind == civil.Denied {
		if last := d.Steps[len(d.Steps)-1]; kind == civil.Stale {
			message = office.NamesOf(p.s).Of(r.Context(), last.Actor) + " " + format.Clock(last.At) + "办了“" + last.Title() + "”。" + message
		}
	}
	if _, may := s.open(r, d.Run); may {
		return p.showStep(r, s, d.Run, message, statusOf(kind))
	}
	return p.showRun(r, d, message, statusOf(kind))
}

// release reads the sum that was typed again.
func (p *Pages) release(ctx context.Context, actor string, seen pay.Seen, typed string) (*pay.Run, error) {
	if typed == "" {
		return nil, civil.Refuse("pay_sum_missing", "请照清单再输入一次总金额。")
	}
	sum, err := civil.ParseYuan(strings.NewReplacer(",", "", "，", "", "元", "", " ", "").Replace(typed))
	if err != nil {
		return nil, civil.Refuse("pay_sum_form", "总金额请填数字，如12345.60。")
	}
	return p.s.Pay.Release(ctx, actor, seen, sum)
}
