package pack

import (
	"maps"
	"slices"
	"strings"

	"lianxin/internal/rule"
)

// check holds the parts of a matter against each other and against the packs.
func (r *matterReader) check() {
	before := len(r.list)
	r.checkNames()
	if len(r.list) > before {
		return // what follows looks the names up
	}
	r.checkParameters()
	r.checkSections()
	r.checkReview()
	for _, a := range r.m.Actions {
		r.checkAction(a)
	}
	r.checkClocks()
	r.checkParts()
	r.checkFlow()
}

// checkNames finds every name that was used.
func (r *matterReader) checkNames() {
	used := map[string]bool{}
	for _, n := range r.names {
		space, kind, _ := strings.Cut(n.space, " ")
		what, known := r.space(space)
		used[space+" "+n.name] = true
		if !slices.Contains(known, n.name) {
			n.node.unknown("unknown_"+space, what, n.name, known)
			continue
		}
		if d := r.catalogue.named[n.name]; space == "parameter" && d.Kind.String() != kind {
			n.node.refuse("parameter_kind", "这里要一个 %s 类的参数，“%s”是 %s。", kind, n.name, d.Kind)
		}
	}
	for _, t := range r.m.Letters {
		if !used["letter "+t.Name] {
			r.refuseAt(t.Place, "letter_unused", "没有动作发出文书“%s”，请写进动作或删去。", t.Name)
		}
	}
}

// space lists the names that may stand somewhere, and what they are.
func (r *matterReader) space(name string) (what string, known []string) {
	switch name {
	case "programme":
		return "待遇", r.catalogue.programmeNames()
	case "payment":
		return "发放项目", r.catalogue.paymentNames()
	case "guardian":
		var names []string
		for _, g := range r.catalogue.guardians {
			names = append(names, g.Name)
		}
		return "监护人", names
	case "parameter":
		return "参数", r.catalogue.declared()
	case "register":
		return "登记", r.registerNames()
	case "class":
		for _, register := range r.catalogue.registers {
			if register.Class == "authorised" {
				known = append(known, register.Name)
			}
		}
		return "须授权的登记", known
	case "business":
		return "授权书的办理事项", r.businesses()
	case "need":
		return "前提", slices.Sorted(maps.Keys(NeedWords))
	case "effect":
		return "作用", slices.Sorted(maps.Keys(EffectWords))
	}
	for key := range r.at {
		if own, found := strings.CutPrefix(key, name+" "); found {
			known = append(known, own)
		}
	}
	slices.Sort(known)
	return map[string]string{"stage": "状态", "clock": "时限", "letter": "文书"}[name], known
}

// businesses are what a letter of authorisation can be for: the codes of the
// core register authorisation, or none where no pack declares it.
func (r *matterReader) businesses() []string {
	register := r.catalogue.Register("authorisation")
	if register == nil || register.Field("business") == nil {
		return nil
	}
	var names []string
	for _, c := range register.Field("business").Codes {
		names = append(names, c.Name)
	}
	return names
}

// checkParameters refuses a parameter that some city would not have on the day
// the matter begins.
func (r *matterReader) checkParameters() {
	cities := slices.Clone(r.catalogue.cities)
	if len(cities) == 0 {
		cities = []City{{Title: "全国", Region: nation}}
	}
	for _, city := range cities {
		resolver := r.catalogue.resolver(city.Region, r.m.InForce, nil)
		for _, n := range r.names {
			if !strings.HasPrefix(n.space, "parameter ") {
				continue
			}
			found, err := resolver.resolve(r.catalogue.named[n.name])
			switch {
			case err != nil || found.Unknown:
				n.node.refuse("parameter_without_value", "参数“%s”在%s自 %s 起没有取值，请在 values 里补上。", n.name, city.Title, r.m.InForce)
			case strings.HasSuffix(n.space, " count") && !found.Split() && found.param.Value.Int < 0:
				n.node.refuse("parameter_negative", "参数“%s”在%s是负数，不能作期限。", n.name, city.Title)
			}
		}
	}
	if d := r.catalogue.named[r.m.Begins]; d != nil && !slices.Equal(slices.Sorted(slices.Values(d.Codes)), []string{"next", "reached"}) {
		r.f.get("begins").refuse("begins_codes", "参数“%s”说的是到龄的从哪个月起发，代码应是 reached（当月）和 next（次月）。", d.Name)
	}
	if d := r.catalogue.named[r.m.Delegated]; d != nil && !slices.Equal(slices.Sorted(slices.Values(d.Codes)), []string{"no", "yes"}) {
		r.f.get("delegated").refuse("delegated_codes", "参数“%s”说的是是否委托乡镇，代码应是 no 和 yes。", d.Name)
	}
}

// checkReview refuses a condition on a question that no member is asked, or on an
// answer that the question does not have.
func (r *matterReader) checkReview() {
	if r.m.Review == nil {
		return
	}
	fields := r.fieldsOf("member", nil)
	for _, condition := range r.m.Review.UnstableWhen {
		name, want, _ := strings.Cut(condition, "=")
		at := slices.IndexFunc(fields, func(f FormField) bool { return f.Name == name })
		if at < 0 {
			r.f.get("review").refuse("review_question", "unstable_when 的“%s”不是家庭成员的问题。", name)
			continue
		}
		if _, known := fields[at].Code(want); !known {
			r.f.get("review").refuse("review_answer", "unstable_when 的“%s”不是“%s”的选项。", want, name)
		}
	}
}

// checkSections looks for the answers the kernel reads itself.
func (r *matterReader) checkSections() {
	for _, of := range sectionSubjects {
		fields := r.fieldsOf(of, nil)
		if len(fields) == 0 || of == "household" && r.m.Kind != Applying {
			continue
		}
		for _, want := range kernelFields[of] {
			at := slices.IndexFunc(fields, func(f FormField) bool { return f.Name == want.Name })
			if at < 0 || fields[at].Type != want.Type {
				r.f.get("sections").refuse("section_incomplete", "of 为 %s 的表单要有 %s 类的问题“%s”，系统按它登记。", of, want.Type, want.Name)
			}
		}
	}
	if r.m.Kind == Applying && len(r.fieldsOf("household", nil)) == 0 {
		r.f.of.refuse("section_incomplete", "申请类的事项要有 of 为 household 的表单，问申请人是谁。")
	}
}

// brings says by which effects a need can come true; one of them must occur in
// the matter, or nobody could ever do the action.
var brings = map[string][]string{
	"surveyed": {"survey"}, "checked": {"check"}, "verified": {"check"}, "judged": {"judge"}, "granting": {"judge"}, "previewed": {"confirm_preview"},
	"notice_over": {"post_notice"}, "no_objection": {"object"}, "visited": {"visit"}, "declared": {"declare"}, "authorised": {"authorise"},
	"heard": {"hear"}, "countersigned": {"countersign"},
}

// decisions are the effects that decide about a family: in which kind of matter
// they stand, whether they change what is paid, and whether they go against it.
var decisions = map[string]struct {
	kind          MatterKind
	pays, against bool
}{
	"grant": {Applying, true, false}, "award": {Applying, false, false}, "advance": {Applying, false, false}, "refuse": {Applying, false, true}, "terminate": {Applying, false, true},
	"keep": {Changing, true, false}, "change": {Changing, true, false}, "resume": {Changing, true, false},
	"suspend": {Changing, true, true}, "grace": {Changing, true, true}, "end": {Changing, true, true},
}

// Decisions are the effects that decide about a family, in order; every page that
// tells one has words for it.
func Decisions() []string { return slices.Sorted(maps.Keys(decisions)) }

// checkAction refuses what nobody could do, and what nobody may do so.
func (r *matterReader) checkAction(a *Action) {
	at := func(code, format string, args ...any) { r.refuseAt(a.Place, code, format, args...) }
	if a.Danger && !slices.Contains(a.Needs, "reason") {
		at("danger_without_reason", "不能反悔或对家庭不利的动作要写明理由：请在 needs 里加上 reason。")
	}
	for _, need := range a.Needs {
		if list := brings[need]; list != nil && !r.does(list...) {
			at("need_without_effect", "“%s”永远办不到：没有动作有作用 %s。", NeedWords[need], strings.Join(list, "、"))
		}
	}
	for _, effect := range a.Does {
		r.checkEffect(a, effect)
	}
	keeps := slices.ContainsFunc(a.Form, func(f FormField) bool { return f.Keep != "" })
	if finds := slices.Contains(a.Does, "findings"); keeps != finds {
		at("findings_keep", "查明的情况要写明存进哪里：有作用 findings 的动作，表单里要有写了 keep 的问题，反过来也一样。")
	}
	if slices.Contains(a.Needs, "not_lately") && r.m.Again == "" {
		at("again_missing", "要看近几个月给过没有，先写 again：几个月的参数。")
	}
	if slices.Contains(a.Needs, "not_lately") && !slices.ContainsFunc(a.Form, func(f FormField) bool { return f.Name == "again" && f.Type == TextField }) {
		at("again_question", "要看近几个月给过没有的动作，表单里要有一题 again（text）：给过又确需再给的，写新的情况。")
	}
	if slices.Contains(a.Needs, "within_remedy") && r.m.Remedy == nil {
		at("remedy_missing", "要在期限内申请复议，先写 remedy：多少天、向谁申请。")
	}
	if a.Bulk && (a.Danger || len(a.Form) > 0 && slices.ContainsFunc(a.Form, func(f FormField) bool { return f.Required })) {
		at("bulk_form", "对家庭不利的、要逐件填写的动作不能成批办理，请删去 bulk。")
	}
	if to := r.m.Stage(a.To); to != nil && to.End && len(a.Starts) > 0 {
		at("clock_at_end", "这个动作使件办结，办结以后没有时限在走，不能写 starts。")
	}
	if slices.Contains(a.Roles, "public") && (a.Danger || a.To != "" || a.Letter != "") {
		at("public_action", "任何人都能做的动作只能登记，不能改变状态，也不能发文书。")
	}
	for _, name := range []string{"city", "county", "decider"} {
		if a.Where != "home" && slices.Contains(a.Roles, name) {
			at("where_form", "县级、市级只办辖区内的件，“%s”的动作不能写 where。", name)
			return
		}
	}
}

func (r *matterReader) checkEffect(a *Action, effect string) {
	at := func(code, format string, args ...any) { r.refuseAt(a.Place, code, format, args...) }
	for _, want := range effectFields[effect] {
		if !slices.ContainsFunc(a.Form, func(f FormField) bool { return f.Name == want.Name && f.Type == want.Type }) {
			at("effect_form", "“%s”要从表单里取 %s 类的“%s”，请写进 form。", EffectWords[effect], want.Type, want.Name)
		}
	}
	if d, decides := decisions[effect]; decides {
		switch {
		case d.kind != r.m.Kind:
			at("effect_kind", "作用“%s”只能写在 kind 为 %s 的事项里。", effect, d.kind)
		case d.pays && r.m.Programme == "":
			at("programme_missing", "作用“%s”改变待遇，事项要写明 programme。", effect)
		case slices.Contains(a.Roles, "machine") || a.Letter == "":
			at("decision_by_person", "决定要由人作出并发文书：“%s”不能写 machine，要写 letter。", a.Name)
		case d.against && !a.Danger:
			at("danger_missing", "“%s”对家庭不利，要写 danger: true。", EffectWords[effect])
		}
	}
	switch {
	case (effect == "award" || effect == "advance") && r.m.Pays == "":
		at("payment_missing", "要给钱，先写 pays：作为哪一项发放（包里的 payments.yaml）。")
	case effect == "judge" && r.m.Programme == "":
		at("programme_missing", "没有 programme，就没有规则可以计算。")
	case (effect == "post_notice" || effect == "preview") && r.m.Notice == nil:
		at("notice_missing", "要公示，先写 notice：公示什么、几天。")
	case effect == "post_notice" && !r.does("take_down"):
		at("notice_missing", "发布的公示要有动作撤下（take_down）。")
	case (effect == "authorise" || effect == "check") && r.m.Authorise == nil:
		at("authorise_missing", "要核对，先写 authorise：查什么、谁来签。")
	case effect == "object" && !r.does("settle_objection"):
		at("objection_open", "登记了异议，要有动作办结（settle_objection）。")
	case effect == "appeal" && r.m.Remedy == nil:
		at("remedy_missing", "要登记复议，先写 remedy：多少天、向谁申请。")
	case effect == "grace" && r.m.Grace == "":
		at("grace_missing", "要渐退，先写 grace：最长几个月的参数。")
	case effect == "grace" && (r.m.Taper != "") != slices.ContainsFunc(a.Form, isFullUntil):
		at("taper_missing", "渐退要减着发的，taper（比例参数）和表单里的 full_until（month，全额发到哪月）要一起写。")
	case effect == "visit" && r.m.Visits == "":
		at("visits_missing", "要由县级入户，先写 visits：按多少比例抽取的参数。")
	}
}

// isFullUntil says whether a question of a grace asks until when it is paid in full.
func isFullUntil(f FormField) bool { return f.Name == "full_until" && f.Type == MonthField }

// does says whether some action has one of the effects.
func (r *matterReader) does(effects ...string) bool {
	return slices.ContainsFunc(r.m.Actions, func(a *Action) bool {
		return slices.ContainsFunc(a.Does, func(e string) bool { return slices.Contains(effects, e) })
	})
}

// checkClocks refuses a time limit that never begins, never ends, or stands
// still for good.
func (r *matterReader) checkClocks() {
	some := func(name string, of func(*Action) []string) bool {
		return slices.ContainsFunc(r.m.Actions, func(a *Action) bool { return slices.Contains(of(a), name) || slices.Contains(of(a), "*") })
	}
	for _, c := range r.m.Clocks {
		switch {
		case !some(c.Name, func(a *Action) []string { return a.Starts }):
			r.refuseAt(c.Place, "clock_never_starts", "时限“%s”从来没有开始，请写进某个动作的 starts。", c.Name)
		case !slices.ContainsFunc(r.m.Actions, func(a *Action) bool { return slices.Contains(a.Stops, c.Name) }):
			r.refuseAt(c.Place, "clock_never_stops", "时限“%s”从来没有办到，请写进某个动作的 stops。", c.Name)
		case some(c.Name, func(a *Action) []string { return a.Pauses }) && !some(c.Name, func(a *Action) []string { return a.Resumes }):
			r.refuseAt(c.Place, "clock_stands_still", "时限“%s”暂停以后没有动作恢复，请写进某个动作的 resumes。", c.Name)
		}
		if c.Delegated != "" && r.m.Delegated == "" {
			r.refuseAt(c.Place, "delegated_missing", "时限“%s”委托乡镇时不同，事项要写 delegated：哪个参数说是否委托。", c.Name)
		}
		if c.Extended != "" && !r.does("mark_hard") {
			r.refuseAt(c.Place, "need_without_effect", "时限“%s”可以延长，却没有动作有作用 mark_hard。", c.Name)
		}
	}
}

// checkParts refuses parts of a matter which nothing uses.
func (r *matterReader) checkParts() {
	if r.m.Notice != nil && !r.does("post_notice") {
		r.f.get("notice").refuse("notice_unused", "写了公示，却没有动作发布（post_notice）。")
	}
	if r.m.Remedy == nil && slices.ContainsFunc(r.m.Letters, func(t Letter) bool { return t.Remedy }) {
		r.f.of.refuse("remedy_missing", "文书写了 remedy: true，事项要写 remedy：多少天、向谁申请。")
	}
	if r.m.Programme == "" {
		return
	}
	p := r.catalogue.Programme(r.m.Programme)
	if p.Level == rule.Household != (r.m.Subject == OfHousehold) {
		r.f.get("subject").refuse("matter_subject", "待遇“%s”按 %s 发给，事项的 subject 要一样。", p.Name, p.Level)
	}
}
