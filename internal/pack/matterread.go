package pack

import (
	"regexp"
	"slices"
)

// Closed lists of words in matters.
var (
	matterChannels  = []string{"phone", "window", "village"}
	matterStarts    = []string{"recheck", "recertification", "report", "death", "news", "complaint", "grace", "expiry", "age", "moved", "term"}
	applyStarts     = []string{"age", "term"} // what opens a case of a benefit nobody has yet, or whose term ends
	matterRoles     = []string{"applicant", "member", "public", "village", "town", "county", "city", "decider", "machine"}
	matterAwaits    = []string{"family", "village", "town", "county", "decider", "finance", "nobody"}
	matterMarks     = []string{"working", "waiting", "paused", "done", "refused"}
	matterPlaces    = []string{"home", "intake", "either"}
	noticeShows     = []string{"name", "members", "amount", "opinion", "village"}
	clockUnits      = []string{"workdays", "days", "months"}
	sectionSubjects = []string{"household", "member", "payee"}
)

var (
	numberLetters = regexp.MustCompile(`^[A-Z]{2,8}$`)
	clockName     = regexp.MustCompile(`^[A-Z]{2}-[0-9]{2}$`)
)

// matterFile keeps the matters of a file until registers, parameters and
// programmes of all packs are known.
func (l *loader) matterFile(n *node, pack string) {
	for _, item := range n.fields("matters").need("matters").list() {
		l.matters = append(l.matters, waiting{item, pack})
	}
}

// readMatters reads what waited, and holds it against everything else.
func (l *loader) readMatters() {
	for _, w := range l.matters {
		r := &matterReader{loader: l, m: &Matter{Pack: w.pack, Place: w.node.place()}, at: map[string]*node{}}
		before := len(l.list)
		if whole := l.whole(w.node, 0); whole != nil {
			r.read(whole)
		}
		if len(l.list) == before {
			r.check()
		}
	}
}

// matterReader is one matter on its way into the catalogue.
type matterReader struct {
	*loader
	m     *Matter
	f     fields
	names []named          // names used, held against what is declared when all is read
	at    map[string]*node // where parts of the matter stand, for problems of the whole
}

// named is a name written in a matter which something else in it declares.
type named struct {
	space string
	name  string
	node  *node
}

func (r *matterReader) read(n *node) {
	f := n.fields("name", "title", "short", "kind", "subject", "programme", "pays", "standard", "number", "plain", "channels", "starts", "law", "in_force",
		"routing", "opens", "delegated", "permits", "visits", "begins", "again", "again_for", "lasts", "grace", "taper", "review", "remedy", "authorise", "sections", "papers", "stages", "actions",
		"clocks", "notice", "letters", "source", "status", "note", "seed", "expires", "ages", "ahead", "warns", "family", "guardians")
	r.f = f
	m := r.m
	m.Name, m.Title, m.Short = f.need("name").name(), f.need("title").words(), f.need("short").words()
	m.Kind = MatterKind(f.need("kind").oneOf("kind", string(Applying), string(Changing)))
	m.Subject = Subject(f.need("subject").oneOf("subject", string(OfHousehold), string(OfPerson)))
	if m.Family = f.flag("family"); m.Family && m.Subject == OfHousehold {
		f.get("family").refuse("family_subject", "family 只用在 subject 为 person 的事项：待遇是一个人的，表单要全家填。")
	}
	m.Number = r.letters(f.need("number"), "件号")
	m.Plain, m.Law = f.need("plain").words(), f.need("law").words()
	m.Routing = f.need("routing").oneOf("routing", "home", "intake")
	m.Channels = f.need("channels").someOf("channels", matterChannels)
	m.Source, m.Note = f.need("source").words(), f.get("note").words()
	m.Status = Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed)))
	if day, ok := f.need("in_force").date(); ok {
		m.InForce = day
	}
	r.begins(f)
	if m.Programme = r.use("programme", f.get("programme")); m.Programme == "" && m.Kind == Changing {
		f.need("programme")
	}
	m.Guardians = r.uses("guardian", f.get("guardians"), false)
	m.Pays = r.use("payment", f.get("pays"))
	m.Standard = r.use("parameter money", f.get("standard"))
	m.Opens = r.use("stage", f.get("opens"))
	m.Permits = r.use("parameter code", f.get("permits"))
	m.Delegated, m.Visits, m.Grace = r.use("parameter code", f.get("delegated")), r.use("parameter ratio", f.get("visits")), r.use("parameter count", f.get("grace"))
	m.Taper = r.use("parameter ratio", f.get("taper"))
	r.firstMonth(f.get("begins"))
	m.Again = r.use("parameter count", f.get("again"))
	for _, item := range f.get("again_for").list() {
		m.AgainFor = append(m.AgainFor, item.words())
	}
	m.Lasts = r.use("parameter count", f.get("lasts"))
	r.review(f.get("review"))
	r.remedy(f.get("remedy"))
	r.authorise(f.get("authorise"))
	r.parts(f)
	r.seed(f.get("seed"), "matter", m.Name, m.Pack)
	if m.Name != "" && r.claim("matter", "事项", m.Name, f.get("name").place()) {
		r.catalogue.matters = append(r.catalogue.matters, m)
	}
	if m.Number != "" {
		r.claim("matter number", "件号", m.Number, f.get("number").place())
	}
}

// parts reads the lists of a matter, those that are named by others first.
func (r *matterReader) parts(f fields) {
	for _, item := range f.need("stages").some() {
		r.stage(item)
	}
	for _, item := range f.get("clocks").list() {
		r.clock(item)
	}
	for _, item := range f.get("letters").list() {
		r.letter(item)
	}
	for _, item := range f.get("sections").list() {
		r.section(item)
	}
	for _, item := range f.get("papers").list() {
		r.paper(item)
	}
	r.notice(f.get("notice"))
	for _, item := range f.need("actions").some() {
		r.action(item)
	}
}

// use is a name that something else declares; it is looked up when all is read.
func (r *matterReader) use(space string, n *node) string {
	if n == nil {
		return ""
	}
	name := n.words()
	if name != "" {
		r.names = append(r.names, named{space, name, n})
	}
	return name
}

// uses are several such names, each once. A star alone stands for all of them
// where that makes sense.
func (r *matterReader) uses(space string, n *node, star bool) []string {
	if star && n != nil && n.form == scalarForm && n.text == "*" {
		return []string{"*"}
	}
	var list []string
	for _, item := range n.list() {
		name := r.use(space, item)
		if name != "" && slices.Contains(list, name) {
			item.refuse("duplicate_name", "“%s”写了两次，请删去一处。", shorten(name))
			continue
		}
		list = append(list, name)
	}
	return list
}

// own claims a name inside the matter.
func (r *matterReader) own(space, what string, n *node, name string) string {
	if name == "" {
		return ""
	}
	key := space + " " + name
	if first := r.at[key]; first != nil {
		n.refuse("duplicate_name", "%s“%s”在第 %d 行已经写过，请换一个名字或删去一处。", what, name, first.line)
		return ""
	}
	r.at[key] = n
	return name
}

// letters are the capitals that stand before a number.
func (r *matterReader) letters(n *node, what string) string {
	text := n.words()
	if text != "" && !numberLetters.MatchString(text) {
		n.refuse("number_form", "%s的字头“%s”应是二至八个大写字母，如 DB。", what, shorten(text))
		return ""
	}
	return text
}

// someOf is a list, not empty, of words of a closed list, each once.
func (n *node) someOf(what string, options []string) []string {
	var list []string
	for _, item := range n.some() {
		word := item.oneOf(what, options...)
		switch {
		case word == "":
		case slices.Contains(list, word):
			item.refuse("duplicate_name", "“%s”写了两次，请删去一处。", word)
		default:
			list = append(list, word)
		}
	}
	return list
}

// some is a list that must not be empty.
func (n *node) some() []*node {
	if n != nil && n.form == listForm && len(n.items) == 0 {
		n.refuse("list_empty", "这里至少要写一项。")
	}
	return n.list()
}

// flag is true or false, false where nothing is written.
func (f fields) flag(key string) bool { return f.has(key) && f.get(key).truth() }

func (r *matterReader) review(n *node) {
	if n == nil {
		return
	}
	f := n.fields("months", "unstable", "unstable_when", "source")
	var unstable []string
	for _, item := range f.get("unstable_when").list() {
		unstable = append(unstable, item.words())
	}
	r.m.Review = &Review{
		UnstableWhen: unstable,
		Months:       r.use("parameter count", f.need("months")), Unstable: r.use("parameter count", f.need("unstable")), Source: f.need("source").words(),
	}
}

func (r *matterReader) remedy(n *node) {
	if n == nil {
		return
	}
	f := n.fields("days", "body", "source")
	r.m.Remedy = &Remedy{Days: r.use("parameter count", f.need("days")), Body: f.need("body").words(), Source: f.need("source").words()}
}

func (r *matterReader) authorise(n *node) {
	if n == nil {
		return
	}
	f := n.fields("business", "classes", "from", "months")
	a := &MatterAuthorisation{From: r.use("parameter count", f.need("from")), Months: r.use("parameter count", f.get("months"))}
	a.Business = r.uses("business", f.need("business"), false)
	a.Classes = r.uses("class", f.need("classes"), false)
	r.m.Authorise = a
}

func (r *matterReader) stage(n *node) {
	f := n.fields("name", "title", "with", "resident", "mark", "end")
	s := Stage{
		Name: f.need("name").name(), Title: f.need("title").words(), With: f.need("with").oneOf("with", matterAwaits...),
		Resident: f.need("resident").words(), Mark: f.need("mark").oneOf("mark", matterMarks...), End: f.flag("end"), Place: n.place(),
	}
	if s.End && s.With != "" && s.With != "nobody" {
		f.get("with").refuse("stage_end", "办结的状态没有人还要办什么，with 应写 nobody。")
	}
	if r.own("stage", "状态", f.get("name"), s.Name) != "" {
		r.m.Stages = append(r.m.Stages, s)
	}
}

func (r *matterReader) clock(n *node) {
	f := n.fields("name", "title", "unit", "limit", "delegated", "extended", "warn", "source")
	c := Clock{
		Name: f.need("name").words(), Title: f.need("title").words(), Unit: f.need("unit").oneOf("unit", clockUnits...),
		Limit: r.use("parameter count", f.need("limit")), Delegated: r.use("parameter count", f.get("delegated")),
		Extended: r.use("parameter count", f.get("extended")), Source: f.need("source").words(), Place: n.place(),
	}
	if warn, ok := f.get("warn").whole(); ok {
		if warn < 0 || warn > 365 {
			f.get("warn").refuse("range_form", "warn 写到期前多少天开始提醒，0 至 365。")
		}
		c.Warn = int(warn)
	}
	if c.Name != "" && !clockName.MatchString(c.Name) {
		f.get("name").refuse("clock_name", "时限“%s”应写成两个大写字母、一横、两位数字，如 DB-04。", shorten(c.Name))
		return
	}
	if r.own("clock", "时限", f.get("name"), c.Name) != "" {
		r.m.Clocks = append(r.m.Clocks, c)
	}
}

func (r *matterReader) notice(n *node) {
	if n == nil {
		return
	}
	f := n.fields("days", "shows", "where", "standing", "says", "source")
	r.m.Notice = &Notice{
		Days: r.use("parameter count", f.need("days")), Shows: f.need("shows").someOf("公示的内容", noticeShows),
		Where: f.need("where").words(), Source: f.need("source").words(),
	}
	r.m.Notice.Says = r.said("action", f.get("says"))
	if f.has("standing") {
		r.m.Notice.Standing = f.get("standing").someOf("公布的内容", noticeShows)
	}
}

// action reads one thing somebody may do.
func (r *matterReader) action(n *node) {
	f := n.fields("name", "title", "from", "to", "roles", "where", "form", "needs", "does", "starts", "stops", "pauses", "resumes",
		"letter", "limit", "ceilings", "danger", "bulk", "primary", "source")
	a := &Action{
		Name: f.need("name").name(), Title: f.need("title").words(), To: r.use("stage", f.get("to")),
		Roles: f.need("roles").someOf("roles", matterRoles), Letter: r.use("letter", f.get("letter")),
		Danger: f.flag("danger"), Bulk: f.flag("bulk"), Primary: f.flag("primary"), Source: f.get("source").words(), Place: n.place(),
	}
	if a.From = r.uses("stage", f.need("from"), true); f.has("from") && len(a.From) == 0 {
		f.get("from").some()
	}
	if a.Where = "home"; f.has("where") {
		a.Where = f.get("where").oneOf("where", matterPlaces...)
	}
	names := map[string]bool{}
	for _, item := range f.get("form").list() {
		if field, ok := r.formField(item, ofAction, a.Form); ok && claimField(item, names, field.Name) {
			a.Form = append(a.Form, field)
		}
	}
	a.Limit = r.use("parameter money", f.get("limit"))
	a.Needs, a.Does = r.uses("need", f.get("needs"), false), r.uses("effect", f.get("does"), false)
	a.Starts, a.Stops = r.uses("clock", f.get("starts"), false), r.uses("clock", f.get("stops"), true)
	r.ceilings(a, f.get("ceilings"))
	a.Pauses, a.Resumes = r.uses("clock", f.get("pauses"), true), r.uses("clock", f.get("resumes"), true)
	if r.own("action", "动作", f.get("name"), a.Name) != "" {
		r.m.Actions = append(r.m.Actions, a)
	}
}
