package staff

import (
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// noticeLine is a public notice of the case.
type noticeLine struct {
	Title, Days, Word, Print, Public string
	State                            format.State
	Pairs                            []part.Pair
}

// objectionLine is what somebody has against it.
type objectionLine struct {
	Kind, Words, Who, Result, Word string
	State                          format.State
}

// decisionLine is what was decided.
type decisionLine struct {
	Title string
	Pairs []part.Pair
}

// letterLine is a letter that was sent.
type letterLine struct{ Title, Number, Day, Print, PDF string }

// effectWords are what a decision does, for its heading.
var effectWords = map[string]string{
	"grant": "同意，发给待遇", "refuse": "不予同意", "change": "变更金额", "suspend": "停发待查", "resume": "恢复发放", "grace": "进入渐退", "end": "停发",
	"keep": "维持不变", "terminate": "终止办理", "award": "给予救助", "advance": "先行救助",
}

var objectionWords = map[string]struct {
	state format.State
	word  string
}{"open": {format.Soon, "还没有办结"}, "upheld": {format.Over, "成立"}, "rejected": {format.Done, "不成立"}}

var noticeWords = map[string]struct {
	state format.State
	word  string
}{casework.Preview: {format.Working, "待家庭看过"}, casework.Posted: {format.Working, "公示中"}, casework.Down: {format.Paused, "已撤下"}}

// caseOutcome is all that came of the case so far.
func (p *Pages) caseOutcome(_ *screen.Request, v *caseView, f *casework.File) {
	for i := range f.Notices {
		v.Notices = append(v.Notices, noticeOf(f, &f.Notices[i]))
	}
	for i := range f.Objections {
		o := &f.Objections[i]
		words := objectionWords[o.State]
		v.Objections = append(v.Objections, objectionLine{
			Kind: map[bool]string{true: "对公示的异议", false: "对决定的复议申请"}[o.Kind == "notice"], Words: o.Said.Words, Who: orText(o.Said.Who, "没有留名"),
			Result: o.Result, State: words.state, Word: words.word,
		})
	}
	for i := range f.Decisions {
		v.Decisions = append(v.Decisions, decisionOf(&f.Decisions[i]))
	}
	for i := len(f.Letters) - 1; i >= 0; i-- {
		v.Letters = append(v.Letters, letterOf(f, &f.Letters[i]))
	}
	for _, one := range f.Ratings {
		v.Ratings = append(v.Ratings, part.Pair{Key: format.Moment(one.At), Value: strconv.Itoa(one.Grade) + "级（共5级） " + one.Words})
	}
}

func noticeOf(f *casework.File, n *casework.Notice) noticeLine {
	words := noticeWords[n.State]
	line := noticeLine{Title: orText(n.Body.Title, f.Matter.Short+"公示"), State: words.state, Word: words.word}
	if n.First != 0 {
		line.Days = format.Span(n.First, n.Last)
	}
	if n.State == casework.Posted {
		line.Public, line.Print = "/notice/"+f.Case.County+"/"+n.ID, Path(f.Case.Ref)+"/notice"
	}
	line.Pairs = noticePairs(n)
	return line
}

// noticePairs are what a notice shows, and nothing else.
func noticePairs(n *casework.Notice) (list []part.Pair) {
	add := func(key, value string) {
		if value != "" {
			list = append(list, part.Pair{Key: key, Value: value})
		}
	}
	add("申请人", format.Name(n.Body.Name))
	if n.Body.Members > 0 {
		add("家庭人口", strconv.Itoa(n.Body.Members)+"人")
	}
	if n.Body.Amount > 0 {
		add("月金额", format.Yuan(n.Body.Amount))
	}
	add("意见", n.Body.Opinion)
	add("村（居）", n.Body.Village)
	return list
}

func decisionOf(d *casework.Decision) decisionLine {
	line := decisionLine{Title: orText(effectWords[d.Effect], d.Effect)}
	add := func(key, value string) {
		if value != "" {
			line.Pairs = append(line.Pairs, part.Pair{Key: key, Value: value})
		}
	}
	once := d.Effect == "award" || d.Effect == "advance"
	switch {
	case once:
		add("一共给", format.Yuan(d.Amount))
	case d.Amount > 0:
		add("每月", format.Yuan(d.Amount))
		add("保障人数", strconv.Itoa(d.Covered)+"人")
	}
	switch {
	case d.From != 0 && once && d.Until == 0:
		add("哪月给", format.Month(d.From))
	case d.From != 0:
		add("从哪月起", format.Month(d.From))
	}
	if d.Until != 0 {
		add("到哪月止", format.Month(d.Until))
	}
	if d.FullUntil != 0 {
		add("全额发到", format.Month(d.FullUntil))
		add("以后每月", format.Yuan(d.Reduced))
	}
	add("理由", d.Words)
	add("决定人", d.Decider+"（"+d.Office+"）")
	add("决定时间", format.Moment(d.At))
	if d.RemedyUntil != 0 {
		add("最迟申请复议", format.Day(d.RemedyUntil))
	}
	return line
}

func letterOf(f *casework.File, l *casework.Letter) letterLine {
	path := Path(f.Case.Ref) + "/letter/" + l.ID
	return letterLine{Title: l.Title, Number: l.Number, Day: format.Moment(l.At), Print: path, PDF: path + "/pdf"}
}
