package pack

import (
	"strings"
	"text/template"

	"lianxin/internal/civil"
)

// Matter is something people ask an office for, or that an office starts by
// itself: what is asked, which papers, who does what in which order, within
// which time, and what comes of it. The kernel has the verbs (see Needs and
// Does of an [Action]); a matter is their arrangement and needs no Go.
type Matter struct {
	Name      string // "dibao"
	Title     string // 最低生活保障申请
	Short     string // 低保: on chips and in lists
	Kind      MatterKind
	Subject   Subject  // OfHousehold or OfPerson: whom it is about
	Family    bool     // of a matter about one person: his whole family fills in the form
	Standard  string   // parameter that letters call the standard; empty: none
	Programme string   // judges the case and is granted; empty when nothing is judged
	Pays      string   // payment that its awards are; empty: it awards nothing
	Number    string   // letters before the numbers of its cases: DB
	Plain     string   // for residents: who may ask, in a sentence or two
	Channels  []string // window, phone, village
	Guardians []string // who may ask for somebody else on his own phone, see Guardian; empty: nobody
	Starts    []string // recheck, recertification, report, death: what opens a case besides a person asking; see MatterKind
	Law       string
	InForce   civil.Date
	Routing   string            // home: the town where the applicant is registered; intake: where it was asked
	Opens     string            // stage in which a case begins that nobody asked for; empty: the first
	Delegated string            // parameter no or yes: whether the town decides; empty: it never does
	Permits   string            // parameter no or yes: whether who lives here by a residence permit may ask; empty: only who is registered here
	Visits    string            // parameter: the share of cases drawn by lot for a visit of the county; empty: none
	Begins    string            // next: what is granted is paid from the month after the decision; asked: from the month in which it was asked for; else a parameter, reached or next, for those who reached an age
	Again     string            // parameter: months in which a second award of the matter asks for a reason of its own; empty: none
	AgainFor  []string          // questions whose answers tell one cause from another, as applicant.cause: Again counts awards of the same cause alone; empty: all
	Expires   *Expiry           // a paper on which the benefit rests and which runs out; nil: none
	Ages      []string          // parameters: ages in years that open a case when somebody reaches them
	Ahead     string            // parameter: days by which a case is opened before a paper, a term or an age
	Warns     map[string]string // what opened a case → the letter it sends by itself, to say so
	Lasts     string            // parameter: months for which what is granted holds; empty: until something changes
	Grace     string            // parameter: months a grace period may last at most; empty: there is none
	Taper     string            // parameter ratio: what is paid of the amount after the months in full; empty: all of it
	Review    *Review
	Remedy    *Remedy
	Authorise *MatterAuthorisation
	Sections  []Section
	Papers    []Paper
	Stages    []Stage
	Actions   []*Action
	Clocks    []Clock
	Notice    *Notice
	Letters   []Letter
	Source    string
	Status    Status
	Note      string
	Pack      string
	Place     Place
}

// MatterKind says what a matter does to an entitlement.
type MatterKind string

// The kinds of matters.
const (
	Applying MatterKind = "apply"  // nobody has the benefit yet
	Changing MatterKind = "change" // an entitlement in force is looked at again: changed, suspended, put on grace, ended, or left
)

// MatterAuthorisation says what members sign so that departments may be asked.
type MatterAuthorisation struct {
	Business []string // codes of the register authorisation
	Classes  []string // names of authorised registers
	From     string   // parameter with the age in years from which a member signs himself; guardians sign for younger ones
	Months   string   // parameter with the validity in months; empty: until the benefit ends
}

// Expiry is a paper that runs out: the field of a register that says when.
type Expiry struct{ Register, Field string }

// Review says how often what was granted is looked at again.
type Review struct {
	Months   string // parameter: where little changes
	Unstable string // parameter: where the income is unstable and somebody is able to work
	// UnstableWhen are questions about a member with the answer that makes the income
	// count as unstable, as in labour_ability=full. Without any, all do.
	UnstableWhen []string
	Source       string
}

// Remedy says how to object to what the matter decides.
type Remedy struct {
	Days   string // parameter: calendar days from receipt
	Body   string // who hears it, in words; see [Remedy.In]
	Source string
}

// ownCounty is how a pack says the county of the family in words.
const ownCounty = "本县（市、区）"

// In is who hears it in a county, by its name.
func (r *Remedy) In(county string) string { return strings.ReplaceAll(r.Body, ownCounty, county) }

// Section is a part of a form.
type Section struct {
	Name   string
	Title  string
	Of     string // household (asked once), member (asked for each), payee (the account to be paid to)
	Fields []FormField
}

// FormField is one question.
type FormField struct {
	Field
	Ask     string // the question as a resident is asked it, one on a page
	Hint    string
	Example string
	Prefill string   // where the registers answer it: person.name, or REGISTER.field; empty: nobody knows but the family
	Keep    string   // of a member: where the answer is kept when the case is submitted, REGISTER.field of a declared register; empty: in the case alone
	When    string   // a bool asked before in the section, or a code and its value, as in_school or marital=married; empty: always asked
	Private bool     // not shown to village workers
	Counts  []string // of a count in the form of an action: the yes-or-no questions before it whose yes are counted; it is not asked
	// What is kept when the question was not asked, because of When: "0" of a
	// wage, when there is no income. Empty: nothing, it stays unknown.
	Otherwise string
}

// Paper is something to bring, or that the registers answer.
type Paper struct {
	Name       string
	Title      string
	Why        string
	Of         string   // household, member
	When       string   // as in FormField, on questions about the member; of a household's paper, about the household or the account; empty: always
	AnsweredBy []string // registers which make it superfluous for whom they cover
	Example    string   // words about a good picture
	Late       bool     // 容缺: the case is accepted without it, it may come later
}

// Stage is where a case stands. A case has one, and only actions change it.
type Stage struct {
	Name     string
	Title    string // 调查核对中
	With     string // who has to do something: family, village, town, county, decider, finance, nobody
	Resident string // what the family is told, in a sentence
	Mark     string // working, waiting, paused, done, refused: shape and colour of the chip
	End      bool   // nothing runs any more; what may still be done is an action from here
	Place    Place
}

// Action is something somebody may do to a case.
type Action struct {
	Name                           string
	Title                          string   // on the button: 受理
	From                           []string // stages; "*": every one that is not an end
	To                             string   // stage; empty: it stays where it is
	Roles                          []string // applicant, member, public, village, town, county, city, decider (county, or the town where it is delegated), machine
	Where                          string   // home, intake, either: which unit's town may; empty: home
	Form                           []FormField
	Needs                          []string       // verbs of the kernel that must hold, see NeedWords
	Does                           []string       // verbs of the kernel that it does, see EffectWords
	Starts, Stops, Pauses, Resumes []string       // clocks; "*": every one, except of Starts
	Letter                         string         // of Letters: made by it
	Ceilings                       []AwardCeiling // of an award: the most it may come to by what was found; the first that applies
	Limit                          string         // parameter: the most that it and the awards before it may come to; of an award, empty: no limit
	Bulk                           bool           // may be done for many cases at once
	Danger                         bool           // irreversible or against the family: a page of its own, a reason, never in bulk
	Primary                        bool           // the one coloured button of its stage
	Source                         string
	Place                          Place
}

// Clock is a time limit.
type Clock struct {
	Name      string // DB-04
	Title     string
	Unit      string // workdays, days, months
	Limit     string // parameter that says how many
	Delegated string // parameter instead, where the decision is delegated to the town; empty: the same
	Extended  string // parameter instead, when the case is marked hard; empty: none
	Warn      int    // so many units before the end it is shown as running out
	Source    string
	Place     Place
}

// Notice is a public notice.
type Notice struct {
	Days     string            // parameter: calendar days
	Shows    []string          // closed list: name, members, amount, opinion, village
	Where    string            // in words: 村（居）务公开栏
	Standing []string          // what is published as long as the benefit is paid; empty: nothing
	Says     map[string]string // the opinion an action shows, where it is not whether to grant
	Source   string
}

// Letter is a text that a case sends. Its paragraphs are text/template over the
// values of [LetterValues]; amounts and dates come formatted. [Letter.Write]
// fills them.
type Letter struct {
	Name   string
	Title  string // 最低生活保障不予确认通知书
	Number string // letters of its number
	Body   []string
	Remedy bool // says how and until when to object
	Source string
	Place  Place
	parsed []*template.Template
}

// NeedWords are what an action may need, and EffectWords what it may do. The
// stage casework implements each; a matter cannot invent one.
var (
	NeedWords = map[string]string{
		"form":          "必填的内容已填齐",
		"declared":      "申请人已签字承诺",
		"papers":        "材料已齐、已容缺或不用交",
		"authorised":    "应当授权的成员都已签署授权",
		"surveyed":      "两人入户调查已完成",
		"checked":       "家庭经济状况核对已有结果",
		"judged":        "已按当前事实和政策计算过",
		"verified":      "有在有效期内的核对报告、没有未办结的核对异议，或写明了不核对的理由",
		"granting":      "计算结果为符合条件，或写明了不按计算结果办理的理由",
		"previewed":     "公示内容已由家庭看过，或写明了未能看过的原因",
		"notice_over":   "公示期已满",
		"no_objection":  "没有未办结的异议",
		"visited":       "备案、投诉或抽中的家庭，县级已入户",
		"reason":        "已写明理由和依据",
		"second_person": "由另一人办理，不是上一步的经办人",
		"within_remedy": "还在申请复议的期限内",
		"not_lately":    "近几个月没有得到过同一项救助，或在 `again` 一题写明了新的情况",
		"account":       "已登记领款账户",
		"in_grace":      "这件是因为渐退期将满立的；别的件里不显示这个动作",
		"countersigned": "查明的情况已由另一人签字",
		"heard":         "家庭已陈述意见，或告知的期限已过",
		"resolved":      "会商会议对这一件已有议定的意见",
	}
	EffectWords = map[string]string{
		"route":            "转到户籍所在的乡镇（街道）",
		"declare":          "登记共同生活的家庭成员和申报内容",
		"authorise":        "登记授权书",
		"list_papers":      "一次性列出所缺材料",
		"survey":           "登记一次入户调查",
		"check":            "按授权核对并列出差异",
		"waive_check":      "登记不经核对的理由",
		"judge":            "按事实和政策计算",
		"findings":         "把查明的情况登记入册",
		"preview":          "生成公示内容供家庭预览",
		"confirm_preview":  "登记家庭已看过公示内容，或未能看过的原因",
		"post_notice":      "发布公示",
		"take_down":        "撤下公示",
		"object":           "登记异议",
		"settle_objection": "办结异议",
		"visit":            "登记县级入户",
		"mark_near_kin":    "登记近亲属备案",
		"mark_hard":        "登记为疑难、延长期限",
		"award":            "一次性给予，当月发给",
		"advance":          "先行救助，从备用金当场付给",
		"refuse":           "不予确认",
		"terminate":        "终止办理",
		"grant":            "从次月起发给待遇",
		"change":           "从次月起改变金额",
		"suspend":          "停发待查",
		"resume":           "恢复发放",
		"grace":            "进入渐退期",
		"end":              "停发",
		"keep":             "维持不变",
		"correct":          "更正笔误",
		"appeal":           "登记复议申请",
		"reopen":           "撤销原决定，重新办理",
		"transfer":         "转到另一县（市、区），待遇不断档",
		"rate":             "登记评价",
		"account":          "登记领款账户",
		"inform":           "把拟作出的不利决定和理由告知家庭",
		"hear":             "登记家庭的陈述意见，或未能听取的原因",
		"countersign":      "由另一人签字确认查明的情况",
		"taken_elsewhere":  "登记在别处窗口收件的日期，从那天起算申请",
		"follow":           "为本人另起一件申请，等窗口联系他填写",
	}
)

// Alone says whether only the one person whom it is about fills in the form.
func (m *Matter) Alone() bool { return m.Subject == OfPerson && !m.Family }

// Matters are all matters, in the order of the packs.
func (c *Catalogue) Matters() []*Matter { return c.matters }

// Matter finds a matter by name, or returns nil.
func (c *Catalogue) Matter(name string) *Matter {
	for _, m := range c.matters {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// Action finds an action by name, or returns nil.
func (m *Matter) Action(name string) *Action {
	for _, a := range m.Actions {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Stage finds a stage by name, or returns nil.
func (m *Matter) Stage(name string) *Stage {
	for i := range m.Stages {
		if m.Stages[i].Name == name {
			return &m.Stages[i]
		}
	}
	return nil
}

// Clock finds a time limit by name, or returns nil.
func (m *Matter) Clock(name string) *Clock {
	for i := range m.Clocks {
		if m.Clocks[i].Name == name {
			return &m.Clocks[i]
		}
	}
	return nil
}

// Letter finds a letter by name, or returns nil.
func (m *Matter) Letter(name string) *Letter {
	for i := range m.Letters {
		if m.Letters[i].Name == name {
			return &m.Letters[i]
		}
	}
	return nil
}
