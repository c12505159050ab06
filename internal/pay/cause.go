package pay

import (
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// CauseKind is why a month brings more or less than the one before.
type CauseKind string

// The kinds of causes, see [CauseKind].
const (
	CauseNew         CauseKind = "new"          // 新增
	CauseChanged     CauseKind = "changed"      // 调整
	CauseSuspended   CauseKind = "suspended"    // 暂停
	CauseResumed     CauseKind = "resumed"      // 恢复
	CauseGrace       CauseKind = "grace"        // 渐退
	CauseEnded       CauseKind = "ended"        // 停发
	CauseNoAccount   CauseKind = "no_account"   // 缺账户
	CauseWithheld    CauseKind = "withheld"     // 暂缓
	CauseNotYetLast  CauseKind = "not_last"     // 上月没有列入
	CauseArrears     CauseKind = "arrears"      // 补发
	CauseReissue     CauseKind = "reissue"      // 退回重发
	CauseArrearsLast CauseKind = "last_arrears" // 上月含补发
	CauseReissueLast CauseKind = "last_reissue" // 上月含退回重发
	CauseElsewhere   CauseKind = "elsewhere"    // 本月已由其他批次列入
	CauseStandard    CauseKind = "standard"     // 调标
	CauseFamily      CauseKind = "family"       // 享受人数变化
	CauseFrozen      CauseKind = "frozen"       // 冻结
	CauseOffset      CauseKind = "offset"       // 抵扣多发的
	CauseOneOff      CauseKind = "one_off"      // 一次性发放
	CauseOneOffLast  CauseKind = "last_one_off" // 上月含一次性发放
)

// Cause is one reason of a difference. The amounts of all causes of a difference
// add up to it.
type Cause struct {
	Kind     CauseKind
	Amount   civil.Fen   // how much more this month brings by it
	From     civil.Month // of arrears: for which months
	To       civil.Month
	Decision string // what it rests on; empty where nobody decided anything
	Act      string // the act that put it down
	Reason   string // as decided
}

// Difference is what a month brings against the one before.
type Difference struct {
	Last, This civil.Fen
	Causes     []Cause
}

// Words say a cause as a family reads it.
func (c *Cause) Words() string {
	var text string
	switch c.Kind {
	case CauseNew:
		text = "新享受"
	case CauseChanged:
		text = "金额调整"
	case CauseSuspended:
		text = "暂停发放"
	case CauseResumed:
		text = "恢复发放"
	case CauseGrace:
		text = "渐退期"
	case CauseEnded:
		text = "停止发放"
	case CauseNoAccount:
		text = "没有领款账户，暂未发放"
	case CauseWithheld:
		text = "暂缓发放"
	case CauseNotYetLast:
		text = "上月没有列入发放"
	case CauseArrears:
		text = "补发" + months(c.From, c.To)
	case CauseReissue:
		text = "重发银行退回的" + months(c.From, c.To)
	case CauseArrearsLast:
		text = "上月含补发"
	case CauseReissueLast:
		text = "上月含退回重发"
	case CauseElsewhere:
		text = "本月已由其他批次列入"
	case CauseStandard:
		text = "标准调整"
	case CauseFamily:
		text = "享受人数变化"
	case CauseFrozen:
		text = "冻结，暂不发放"
	case CauseOffset:
		text = "按协议抵扣以前多发的"
		if c.Amount > 0 {
			text = "抵扣减少"
		}
	case CauseOneOff:
		text = "一次性发放" + months(c.From, c.To)
	case CauseOneOffLast:
		text = "上月含一次性发放"
	}
	if c.Reason != "" {
		text += "：" + c.Reason
	}
	return text
}

func months(from, to civil.Month) string {
	if from == to {
		return spoken(from)
	}
	return spoken(from) + "至" + spoken(to)
}

// Words say a difference in one sentence.
func (d *Difference) Words() string {
	gap := d.This - d.Last
	switch {
	case gap == 0 && len(d.Causes) == 0:
		return "与上月相同。"
	case gap == 0:
		return "与上月总额相同。"
	case gap < 0:
		return fmt.Sprintf("比上月少%s元。", -gap)
	}
	return fmt.Sprintf("比上月多%s元。", gap)
}

// changes finds a change by its id and what ended an entitlement.
type changes struct {
	byID map[string]*Change
	last func(entitlement string) *Change // the last one that has taken effect
}

// compare explains what the lines of a month bring against those of the month
// before. a has the stretches of the subject.
func compare(a *account, m civil.Month, last, this []*Line, known changes) Difference {
	var d Difference
	parts := map[LineKind][2]civil.Fen{}
	var kept [2]civil.Fen
	for i, list := range [][]*Line{last, this} {
		for _, l := range list {
			if l.Kind == Offset && l.Live {
				kept[i] += l.Amount
			}
			if !l.listed() {
				continue
			}
			sums := parts[l.Kind]
			sums[i] += l.Amount
			parts[l.Kind] = sums
		}
	}
	for _, sums := range parts {
		d.Last += sums[0]
		d.This += sums[1]
	}
	if more := kept[0] - kept[1]; more != 0 {
		d.Causes = append(d.Causes, Cause{Kind: CauseOffset, Amount: more, From: m, To: m})
	}
	if gap := parts[Regular][1] + kept[1] - parts[Regular][0] - kept[0]; gap != 0 {
		c := regularCause(a, m, last, this, known)
		c.Amount, c.From, c.To = gap, m, m
		d.Causes = append(d.Causes, c)
	}
	d.Causes = append(d.Causes, backCauses(a, this, known)...)
	for kind, cause := range map[LineKind]CauseKind{Arrears: CauseArrearsLast, Reissue: CauseReissueLast, OneOff: CauseOneOffLast, OneOffAgain: CauseReissueLast} {
		if was := parts[kind][0]; was != 0 {
			d.Causes = append(d.Causes, Cause{Kind: cause, Amount: -was})
		}
	}
	slices.SortStableFunc(d.Causes, func(a, b Cause) int { return rank(a.Kind) - rank(b.Kind) })
	return d
}

// rank puts what lies in last month behind what this month says.
func rank(k CauseKind) int {
	switch k {
	case CauseArrears:
		return 1
	case CauseReissue:
		return 2
	case CauseArrearsLast:
		return 3
	case CauseReissueLast:
		return 4
	case CauseOneOff:
		return 5
	case CauseOneOffLast:
		return 6
	}
	return 0
}

// regularCause is why the regular line of a month is another one than the month before.
func regularCause(a *account, m civil.Month, last, this []*Line, known changes) Cause {
	for _, l := range this {
		switch {
		case l.Kind == Regular && l.Status == NoAccount:
			return Cause{Kind: CauseNoAccount}
		case l.Kind == Regular && l.Status == Withheld:
			return Cause{Kind: CauseWithheld, Reason: l.Reason}
		case l.Kind == Regular && l.Status == Held:
			return Cause{Kind: CauseFrozen, Reason: l.Reason}
		}
	}
	was, is := a.stretch(m-1), a.stretch(m)
	if is == nil {
		return known.ended(a)
	}
	listedIn := func(list []*Line) bool {
		return slices.ContainsFunc(list, func(l *Line) bool { return l.Kind == Regular && l.listed() })
	}
	kind := CauseChanged
	switch {
	case is.State == Suspended:
		kind = CauseSuspended
	case is.due() > 0 && !listedIn(this):
		return Cause{Kind: CauseElsewhere}
	case was != nil && was.State == Suspended:
		kind = CauseResumed
	case was == nil || len(last) == 0 && known.granted(is.Change):
		kind = CauseNew
	case is.Change == was.Change && !listedIn(last):
		return Cause{Kind: CauseNotYetLast}
	case is.State == Grace && (was.State != Grace || is.Change == was.Change): // begun, or the lower part of it
		kind = CauseGrace
	case known.standard(is.Change):
		kind = CauseStandard
	case len(is.Covered) != len(was.Covered):
		kind = CauseFamily
	}
	return known.cause(kind, is.Change)
}

// granted says whether a change was the grant itself.
func (k changes) granted(change string) bool {
	c := k.byID[change]
	return c != nil && c.Effect == EffectGrant
}

// standard says whether a change was a raised standard, and no decision about the family.
func (k changes) standard(change string) bool {
	c := k.byID[change]
	return c != nil && strings.HasSuffix(c.Decision, "/"+c.Household)
}

// cause is a cause that a change stands behind.
func (k changes) cause(kind CauseKind, change string) Cause {
	c := k.byID[change]
	if c == nil {
		return Cause{Kind: kind}
	}
	return Cause{Kind: kind, Decision: c.Decision, Act: c.Act(), Reason: c.Reason}
}

// ended is why nothing holds in a month any more.
func (k changes) ended(a *account) Cause {
	for _, e := range slices.Backward(a.entitlements) {
		if c := k.last(e.ID); c != nil {
			return Cause{Kind: CauseEnded, Decision: c.Decision, Act: c.Act(), Reason: c.Reason}
		}
	}
	return Cause{Kind: CauseEnded}
}

// backCauses are the arrears and reissues of a list: neighbouring months of one
// change are one cause.
func backCauses(a *account, this []*Line, known changes) []Cause {
	var list []Cause
	var behind string
	for _, l := range this {
		if !l.listed() || l.Kind == Regular {
			continue
		}
		c := Cause{Kind: CauseReissue, Amount: l.Amount, From: l.Month, To: l.Month}
		change := ""
		if l.Kind == OneOff {
			c.Kind = CauseOneOff
		}
		if l.Kind == Arrears {
			if s := a.stretch(l.Month); s != nil {
				change = s.Change
			}
			c = known.cause(CauseArrears, change)
			c.Amount, c.From, c.To = l.Amount, l.Month, l.Month
		}
		if n := len(list); n > 0 && behind == change && list[n-1].Kind == c.Kind && list[n-1].To+1 >= l.Month {
			list[n-1].To = l.Month
			list[n-1].Amount += l.Amount
			continue
		}
		behind = change
		list = append(list, c)
	}
	return list
}

// stretch is what holds for a subject in a month.
func (a *account) stretch(m civil.Month) *Stretch {
	for _, e := range a.entitlements {
		if s := e.At(m); s != nil {
			return s
		}
	}
	return nil
}
