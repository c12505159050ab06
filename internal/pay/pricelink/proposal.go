package pricelink

import (
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Point is an index of a month.
type Point struct {
	Month civil.Month
	Kind  pack.IndexKind
}

// Series are the rises of a region that are known, in permille.
type Series map[Point]int64

// Verdict is what the test of a month came to.
type Verdict string

// The verdicts, see [Verdict].
const (
	Launch   Verdict = "launch"    // 达到启动条件
	NoLaunch Verdict = "no_launch" // 未达到
	Open     Verdict = "open"      // 指数不全，不能判定
	NoRule   Verdict = "no_rule"   // 没有适用的办法
)

var verdictTitles = map[Verdict]string{Launch: "达到启动条件", NoLaunch: "没有达到启动条件", Open: "指数不全，还不能判定", NoRule: "没有适用的办法"}

// Title is the verdict in words.
func (v Verdict) Title() string { return verdictTitles[v] }

// Test is the test of a month: whether the subsidy is launched, for which months and
// by which rises, and how that was found.
type Test struct {
	Region  string
	Month   civil.Month // of the index
	Pay     civil.Month
	Profile *pack.PriceLink // nil where there is none
	Verdict Verdict
	Ended   bool // the month before was paid and this one is not: 自然中止
	Paid    []PaidMonth
	Words   []string // step by step
}

// PaidMonth is a month of the indices that is paid, and by which rise.
type PaidMonth struct {
	Month civil.Month
	Rise  int64 // permille
}

// Links finds the profile by which a month of payment is paid.
type Links func(region string, pay civil.Month) *pack.PriceLink

// delayMost is how many months after its index a payment may come.
const delayMost = 12

// profile finds the profile that looks at the index of a month.
func (links Links) profile(region string, month civil.Month) *pack.PriceLink {
	for delay := range delayMost + 1 {
		if p := links(region, month.Add(delay)); p != nil && p.Delay == delay {
			return p
		}
	}
	return nil
}

// Try tests a month.
func Try(links Links, s Series, region string, month civil.Month) *Test {
	t := &Test{Region: region, Month: month, Profile: links.profile(region, month), Verdict: NoRule}
	p := t.Profile
	if p == nil {
		t.Words = []string{spoken(month) + "没有适用的联动办法，不能启动。"}
		return t
	}
	t.Pay = month.Add(p.Delay)
	started := false
	t.Verdict, started = run(p, s, month)
	t.Words = append(t.Words, "适用“"+p.Title+"”。", s.told(p, month), reachedWords(p, s, month))
	if before := links.profile(region, month-1); before != nil && t.Verdict == NoLaunch {
		last, _ := run(before, s, month-1)
		t.Ended = last == Launch
	}
	t.span(s, started)
	t.conclude()
	return t
}

// span finds the months that are paid; a rise that is not known yet leaves the test
// open, because the amount would be.
func (t *Test) span(s Series, started bool) {
	if t.Verdict != Launch {
		return
	}
	first := t.Month
	if started {
		first = t.Month.Add(1 - t.Profile.BackPay)
	}
	for m := first; m <= t.Month; m++ {
		rise, known := riseOf(t.Profile, s, m)
		if !known {
			t.Verdict, t.Paid = Open, nil
			t.Words = append(t.Words, spoken(m)+"的涨幅按“"+kindWords(t.Profile.RiseOf, "、")+"”计算，还缺数，补齐以后才知道发多少。")
			return
		}
		t.Paid = append(t.Paid, PaidMonth{m, rise})
	}
}

func (t *Test) conclude() {
	p := t.Profile
	switch t.Verdict {
	case Open:
		t.Words = append(t.Words, "指数不全，现在不能判定：缺的不当作没有涨。")
	case NoLaunch:
		if t.Ended {
			t.Words = append(t.Words, "上月已启动，本月不再达到，自然中止，不发价格临时补贴。")
			return
		}
		t.Words = append(t.Words, "本月不发价格临时补贴。")
	case Launch:
		for _, m := range t.Paid {
			t.Words = append(t.Words, spoken(m.Month)+"按涨幅"+Percent(m.Rise)+"计算，"+bandWords(p, m.Rise)+"，"+roundWords(p)+"。")
		}
		t.Words = append(t.Words, "在"+spoken(t.Pay)+"发放。")
	}
}

// run follows the mechanism month by month: whether it pays in a month, and whether
// that month is the first.
func run(p *pack.PriceLink, s Series, month civil.Month) (v Verdict, started bool) {
	running, row, out := false, 0, 0
	for m := min(s.first(), month); m <= month; m++ {
		now := reached(p, s, m)
		if now == Open && m == month && (!running || p.StopAfter == 1) {
			return Open, false
		}
		row, out = next(now == Launch, row), next(now == NoLaunch, out)
		started = !running && row >= p.InRow
		running = (running || started) && out < p.StopAfter
	}
	if running {
		return Launch, started
	}
	return NoLaunch, false
}

func next(holds bool, n int) int {
	if holds {
		return n + 1
	}
	return 0
}

// first is the first month of a series; the last that can be written for an empty one.
func (s Series) first() civil.Month {
	first := civil.LastDate.Month()
	for p := range s {
		first = min(first, p.Month)
	}
	return first
}

// reached says whether a month by itself meets a condition of the launch. One that
// is met is enough; none is only certain when all indices are known.
func reached(p *pack.PriceLink, s Series, month civil.Month) Verdict {
	verdict := NoLaunch
	for _, t := range p.Launch {
		rise, known := s[Point{month, t.Index}]
		switch {
		case !known:
			verdict = Open
		case rise >= t.AtLeast:
			return Launch
		}
	}
	return verdict
}

// riseOf is the rise that decides an amount.
func riseOf(p *pack.PriceLink, s Series, month civil.Month) (rise int64, known bool) {
	missing := false
	for _, kind := range p.RiseOf {
		one, there := s[Point{month, kind}]
		switch {
		case !there:
			missing = true
		case p.Rise == pack.FirstRise:
			return one, true
		case !known || one > rise:
			rise, known = one, true
		}
	}
	// A missing index could still be the highest, unless no higher band is left.
	top := len(p.Bands) > 0 && known && rise >= p.Bands[len(p.Bands)-1].From
	return rise, known && (!missing || top)
}

// told says what the indices of a month are.
func (s Series) told(p *pack.PriceLink, month civil.Month) string {
	var list []string
	for _, kind := range pack.IndexKinds {
		if !asks(p, kind) {
			continue
		}
		rise, known := s[Point{month, kind}]
		switch {
		case !known:
			list = append(list, kind.Title()+"还不知道")
		case rise < 0:
			list = append(list, kind.Title()+"同比下降"+Percent(-rise))
		default:
			list = append(list, kind.Title()+"同比上涨"+Percent(rise))
		}
	}
	return spoken(month) + "：" + strings.Join(list, "，") + "。"
}

// asks says whether a profile looks at an index.
func asks(p *pack.PriceLink, kind pack.IndexKind) bool {
	for _, t := range p.Launch {
		if t.Index == kind {
			return true
		}
	}
	for _, k := range p.RiseOf {
		if k == kind {
			return true
		}
	}
	return false
}

// reachedWords hold each index against its condition.
func reachedWords(p *pack.PriceLink, s Series, month civil.Month) string {
	var list []string
	for _, t := range p.Launch {
		rise, known := s[Point{month, t.Index}]
		words := t.Index.Title() + "达到" + Percent(t.AtLeast)
		switch {
		case !known:
			words += "：还不知道"
		case rise >= t.AtLeast:
			words += "：" + Percent(rise) + "≥" + Percent(t.AtLeast) + "，达到"
		default:
			words += "：" + Percent(rise) + "＜" + Percent(t.AtLeast) + "，没有达到"
		}
		list = append(list, words)
	}
	text := "启动条件，有一项达到即可：" + strings.Join(list, "；") + "。"
	if p.InRow > 1 {
		text += "要连续" + count(p.InRow) + "个月达到才启动，连续" + count(p.StopAfter) + "个月没有达到才停止。"
	}
	return text
}

func kindWords(kinds []pack.IndexKind, between string) string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = k.Title()
	}
	return strings.Join(list, between)
}
