package pack

import (
	"maps"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"lianxin/internal/civil"
)

// LetterValue is something a letter can say.
type LetterValue struct {
	Means string
	List  bool // several sentences, for {{range}}; else one text
}

// LetterValues are everything a letter can say, by name. Amounts, dates and
// numbers come as people read them: 1,143.00 元, 2025年6月30日, 3. What does not
// apply to a case is empty.
var LetterValues = map[string]LetterValue{
	"Applicant":    {Means: "申请人姓名"},
	"Recipient":    {Means: "收件人姓名，一般就是申请人"},
	"Family":       {Means: "对家庭的称呼，如“李秀英家”"},
	"Address":      {Means: "住址"},
	"Village":      {Means: "村（居）名称"},
	"Town":         {Means: "乡镇（街道）名称"},
	"County":       {Means: "县（市、区）名称"},
	"Office":       {Means: "发文机关"},
	"Officer":      {Means: "经办人姓名"},
	"Decider":      {Means: "决定人姓名"},
	"Phone":        {Means: "咨询电话"},
	"Number":       {Means: "文书编号"},
	"Case":         {Means: "件号"},
	"Matter":       {Means: "事项名称"},
	"Programme":    {Means: "待遇名称"},
	"Date":         {Means: "文书日期"},
	"Submitted":    {Means: "提交日期"},
	"Accepted":     {Means: "受理日期"},
	"Decided":      {Means: "原决定的日期"},
	"Decision":     {Means: "原决定的文书编号"},
	"Clock":        {Means: "最迟办结日期"},
	"Days":         {Means: "办理期限，如“30个工作日”"},
	"Members":      {Means: "家庭人口数"},
	"Covered":      {Means: "列入保障的人数"},
	"Amount":       {Means: "月金额"},
	"Standard":     {Means: "每人每月的标准"},
	"Income":       {Means: "家庭月收入"},
	"PerCapita":    {Means: "月人均收入"},
	"Before":       {Means: "变更或更正以前的"},
	"After":        {Means: "变更或更正以后的"},
	"From":         {Means: "从哪个月起"},
	"Until":        {Means: "到哪个月或哪一天为止"},
	"FullUntil":    {Means: "渐退期里全额发到哪个月；不减着发的不印"},
	"Reduced":      {Means: "全额发的月份以后，每月发多少；不减着发的不印"},
	"Review":       {Means: "下次复核的月份"},
	"Bank":         {Means: "开户银行"},
	"AccountTail":  {Means: "领款账号后四位"},
	"Reason":       {Means: "办理人写的理由"},
	"NoticeFrom":   {Means: "公示开始日期"},
	"NoticeUntil":  {Means: "公示结束日期"},
	"Resolution":   {Means: "会商议定记录的编号，没有的不印"},
	"Response":     {Means: "按哪次应急响应给的，写名称和等级；不是的不印"},
	"RemedyDays":   {Means: "申请复议的期限，天数"},
	"RemedyUntil":  {Means: "按文书日期起算，最迟哪一天申请复议"},
	"RemedyBody":   {Means: "向谁申请复议"},
	"Reasons":      {Means: "不符合的各个条件，每条一句", List: true},
	"Clauses":      {Means: "依据的条款，每条一句", List: true},
	"Missing":      {Means: "还不知道的各项，每项一句", List: true},
	"Papers":       {Means: "要补的材料，每件一句：是什么、为什么要、谁的", List: true},
	"Asked":        {Means: "不用交、由我们去查的各项", List: true},
	"Lines":        {Means: "金额怎样算出，每步一句", List: true},
	"Differences":  {Means: "申报和核对不一致的各项，每项一句", List: true},
	"Changes":      {Means: "家里变化的各项，每项一句", List: true},
	"People":       {Means: "列入保障的人的姓名", List: true},
	"Replacements": {Means: "更正的各处，每处一句：原来是什么、现在是什么", List: true},
}

// paragraphMax bounds a paragraph of a letter, in bytes.
const paragraphMax = 4000

// letter reads the text of a letter and refuses what it could not say.
func (r *matterReader) letter(n *node) {
	f := n.fields("name", "title", "number", "body", "remedy", "source")
	t := Letter{
		Name: f.need("name").name(), Title: f.need("title").words(), Number: r.letters(f.need("number"), "文书编号"),
		Remedy: f.flag("remedy"), Source: f.need("source").words(), Place: n.place(),
	}
	said := map[string]bool{}
	for _, item := range f.need("body").some() {
		text := item.words()
		if text == "" {
			continue
		}
		t.Body = append(t.Body, text)
		if parsed := paragraph(item, text, said); parsed != nil {
			t.parsed = append(t.parsed, parsed)
		}
	}
	if t.Remedy {
		for _, name := range []string{"RemedyBody", "RemedyDays"} {
			if !said[name] {
				f.get("body").refuse("letter_remedy", "写了 remedy: true 的文书要告诉人怎样救济，正文里缺少 {{.%s}}。", name)
			}
		}
	}
	if r.own("letter", "文书", f.get("name"), t.Name) != "" {
		r.m.Letters = append(r.m.Letters, t)
	}
}

// paragraph parses one paragraph; nil, with a problem, when it cannot be used.
func paragraph(n *node, text string, said map[string]bool) *template.Template {
	if len(text) > paragraphMax {
		n.refuse("letter_long", "一段最多 %d 字节，请分成几段。", paragraphMax)
		return nil
	}
	parsed, err := template.New("letter").Option("missingkey=error").Parse(text)
	switch {
	case err != nil:
		n.refuse("letter_template", "这一段的 {{ }} 写得不对：括号要成对，if、range 要以 {{end}} 结束。")
		return nil
	case len(parsed.Templates()) > 1:
		n.refuse("letter_word", "文书里不能用 define、block。")
		return nil
	case parsed.Tree == nil || parsed.Root == nil:
		return parsed
	}
	w := letterWords{node: n, said: said}
	w.list(parsed.Root, false)
	if w.wrong {
		return nil
	}
	return parsed
}

// letterWords walks a parsed paragraph. What a letter may do is little: say a
// value, leave a part out, and say each of a list.
type letterWords struct {
	node  *node
	said  map[string]bool
	wrong bool
}

func (w *letterWords) refuse(code, format string, args ...any) {
	w.node.refuse(code, format, args...)
	w.wrong = true
}

// list walks nodes; inside a range the dot is one of the list.
func (w *letterWords) list(nodes *parse.ListNode, inside bool) {
	if nodes == nil {
		return
	}
	for _, n := range nodes.Nodes {
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			w.pipe(n.Pipe, inside, "say")
		case *parse.IfNode:
			w.pipe(n.Pipe, inside, "if")
			w.list(n.List, inside)
			w.list(n.ElseList, inside)
		case *parse.RangeNode:
			if inside {
				w.refuse("letter_word", "文书里 range 里面不能再有 range。")
				return
			}
			w.pipe(n.Pipe, inside, "range")
			w.list(n.List, true)
			w.list(n.ElseList, inside)
		default:
			w.refuse("letter_word", "文书里只能用 {{.值}}、{{if}}、{{range}}、{{else}}、{{end}}，不能用“%s”。", shorten(n.String()))
			return
		}
	}
}

// pipe reads what stands in the braces: one value.
func (w *letterWords) pipe(p *parse.PipeNode, inside bool, use string) {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		w.refuse("letter_word", "文书里一处只能写一个值，不能写“%s”。", shorten(p.String()))
		return
	}
	switch arg := p.Cmds[0].Args[0].(type) {
	case *parse.DotNode:
		if !inside || use == "range" {
			w.refuse("letter_word", "“{{.}}”只能写在 range 里面，指其中的一项。")
		}
	case *parse.FieldNode:
		if inside {
			w.refuse("letter_word", "range 里面“.”指其中的一项；要用整份文书的值，写“$%s”。", shorten(arg.String()))
			return
		}
		w.value(arg.Ident, use)
	case *parse.VariableNode:
		if arg.Ident[0] != "$" || len(arg.Ident) == 1 {
			w.refuse("letter_word", "文书里没有变量“%s”。", shorten(arg.String()))
			return
		}
		w.value(arg.Ident[1:], use)
	default:
		w.refuse("letter_word", "文书里一处只能写一个值，不能写“%s”。", shorten(p.String()))
	}
}

func (w *letterWords) value(path []string, use string) {
	name := strings.Join(path, ".")
	v, known := LetterValues[name]
	switch {
	case !known:
		w.node.unknown("unknown_value", "文书的值", name, slices.Sorted(maps.Keys(LetterValues)))
		w.wrong = true
	case v.List && use == "say":
		w.refuse("letter_list", "“%s”有几句，要用 {{range .%s}}{{.}}{{end}}。", name, name)
	case !v.List && use == "range":
		w.refuse("letter_list", "“%s”只有一个值，不能用 range。", name)
	default:
		w.said[name] = true
	}
}

// Write fills the letter: values by the names of [LetterValues], a text or, for
// a list, []string. Every name it uses must be given. Paragraphs that come out
// empty are left out, so that a paragraph may stand under an {{if}}.
func (t *Letter) Write(values map[string]any) ([]string, error) {
	var list []string
	for _, p := range t.parsed {
		var text strings.Builder
		if err := p.Execute(&text, values); err != nil {
			return nil, &civil.Error{Kind: civil.Invalid, Code: "letter_value", Message: "文书“" + t.Title + "”缺少要写的内容，请联系管理员核对业务包。", Err: err}
		}
		if out := strings.TrimSpace(text.String()); out != "" {
			list = append(list, out)
		}
	}
	return list, nil
}
