package ledger

import (
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/ledger"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// classTitles are the classes of accounts in words.
var classTitles = map[string]string{
	"source": "来源", "fund": "各级资金", "run": "发放中", "returned": "退回待处理", "paid": "已发放", "overpaid": "多发款对应账户",
	"receivable": "应收回多发款", "recovered": "已收回多发款", "writeoff": "已核销",
}

func classTitle(class string) string {
	if title := classTitles[class]; title != "" {
		return title
	}
	return class
}

// title is an account in words: one of a programme by the programme's title.
func (p *Pages) title(a *ledger.Account) string {
	if class, name, _ := strings.Cut(a.Code, "."); class == "paid" || class == "overpaid" {
		return classTitle(class) + "：" + p.programme(name)
	}
	return a.Title
}

// accountsShown is how many accounts or entries a page shows.
const accountsShown = 50

// amount is a balance in its unit.
func amount(n int64, unit string) string {
	switch unit {
	case ledger.Fen:
		return format.Money(civil.Fen(n))
	case ledger.Minutes:
		return strconv.FormatInt(n, 10) + "分钟"
	}
	return strconv.FormatInt(n, 10) + "份"
}

// Accounts shows the sums of a county's accounts, those of one class, and whether they
// stand where their transfers left them.
func (p *Pages) Accounts(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r, checkers)
	if err != nil {
		return screen.Answer{}, err
	}
	code, class := office.Code(county), r.Text("class")
	if class == "" {
		class = "fund"
	}
	checked := r.Text("check") != ""
	c, err := p.s.Ledger.Chart(r.Context(), code, class, r.Text("behind"), accountsShown, checked)
	if err != nil {
		return screen.Answer{}, err
	}
	v := formView{
		Frame: office.Frame(r, "账户"), Others: p.others(r, checkers, "/ledger", county),
		Head: part.Head{Title: p.s.Desk.Place(county) + "账户", Lead: "每笔记账都从一个账户到另一个账户，各账户余额合计为零。", Action: part.Link{Text: "核对全部余额", Path: "/ledger?county=" + code + "&check=1&class=" + class}},
	}
	if checked {
		v.Pairs = verdict(c.Findings)
	}
	sums := part.Table{Caption: "各类账户", Keys: true, Empty: "还没有账户：签发第一个批次以后就有。", Columns: []part.Column{
		{Title: "种类"}, {Title: "账户数", Number: true}, {Title: "转入", Unit: "元", Number: true}, {Title: "转出", Unit: "元", Number: true}, {Title: "余额", Unit: "元", Number: true},
	}}
	for _, s := range c.Classes {
		sums.Rows = append(sums.Rows, part.Row{Path: "/ledger?county=" + code + "&class=" + s.Class, Cells: cells(part.Text(classTitle(s.Class)),
			part.Text(format.Count(int(s.Count))), part.Text(amount(s.Came, s.Unit)), part.Text(amount(s.Went, s.Unit)), part.Text(amount(s.Balance, s.Unit)))})
	}
	list := part.Table{Caption: classTitle(class), Keys: true, Empty: "这一类还没有账户。", Columns: []part.Column{{Title: "账户"}, {Title: "编码"}, {Title: "余额", Unit: "元", Number: true}}}
	for _, a := range c.Accounts {
		list.Rows = append(list.Rows, part.Row{Path: "/ledger/account/" + code + "/" + a.Code, Cells: cells(part.Text(p.title(&a.Account)), part.Text(a.Code), part.Text(amount(a.Balance, a.Unit)))})
	}
	if n := len(c.Accounts); n == accountsShown {
		v.Head.More = []part.Link{{Text: "后面的账户", Path: "/ledger?county=" + code + "&class=" + class + "&behind=" + c.Accounts[n-1].Code}}
	}
	v.Tables = []part.Table{sums, list}
	return screen.Show(formPage(v))
}

// verdict is what the check of all balances found.
func verdict(found []ledger.Finding) []part.Pair {
	if len(found) == 0 {
		return []part.Pair{{Key: "核对结果", Content: part.Status(format.Done, "全部余额与记账一致")}}
	}
	pairs := []part.Pair{{Key: "核对结果", Content: part.Status(format.Over, format.Count(len(found))+"处与记账不一致，请停止签发并报告")}}
	for _, f := range found[:min(len(found), accountsShown)] {
		pairs = append(pairs, part.Pair{Key: f.Account, Value: f.Message})
	}
	return pairs
}

// Statement shows a page of what happened to an account.
func (p *Pages) Statement(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r, checkers)
	if err != nil {
		return screen.Answer{}, err
	}
	from, to := span(r)
	base := "/ledger/account/" + office.Code(county) + "/" + r.PathValue("account") + "?from=" + from.String() + "&to=" + to.String()
	s, err := p.s.Ledger.Page(r.Context(), office.Code(county), r.PathValue("account"), from, to, cursor(r), accountsShown)
	if err != nil {
		return screen.Answer{}, err
	}
	class, _, _ := strings.Cut(s.Account.Code, ".")
	v := formView{
		Frame: office.Frame(r, p.title(&s.Account)),
		Head: part.Head{
			Title: p.title(&s.Account), Lead: format.Day(from) + "到" + format.Day(to) + "，本页前余额" + amount(s.Before, s.Account.Unit) + "，本页后余额" + amount(s.After, s.Account.Unit) + "。",
			Back: part.Link{Text: "账户", Path: "/ledger?county=" + office.Code(county) + "&class=" + class},
		},
	}
	t := part.Table{Caption: "对账单", Empty: "这段时间没有记账。", Columns: []part.Column{
		{Title: "日期"}, {Title: "事由"}, {Title: "对方账户"}, {Title: "变动", Unit: "元", Number: true}, {Title: "余额", Unit: "元", Number: true}, {Title: "操作链"},
	}}
	for _, e := range s.Entries {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(format.Day(e.Day)), part.Text(reason(&e)), part.Text(e.Other), part.Text(amount(e.Change, e.Unit)),
			part.Text(amount(e.Balance, e.Unit)), part.Text(office.Code(county)+"/"+strconv.FormatInt(e.Opened, 10)))})
	}
	if s.Next != nil {
		n := s.Next
		v.Head.More = []part.Link{{Text: "下一页", Path: base + "&day=" + n.Day.String() + "&act=" + strconv.FormatInt(n.Opened, 10) +
			"&place=" + strconv.FormatInt(n.Place, 10) + "&balance=" + strconv.FormatInt(n.Balance, 10)}}
	}
	v.Tables = []part.Table{t}
	return screen.Show(formPage(v))
}

// kindTitles are what transfers are for, in words.
var kindTitles = map[string]string{
	"fund.allotment": "资金下达或收回", "pay.release": "签发", "pay.credited": "到账", "pay.returned": "退回", "pay.forgone": "退回的交还资金",
	"pay.overpaid": "多发", "pay.overpaid_less": "多发减少", "pay.recovered": "收回", "pay.writeoff": "核销",
}

func reason(e *ledger.Entry) string {
	title := kindTitles[e.Kind]
	if title == "" {
		title = e.Kind
	}
	if e.Reverses != "" {
		title += "（冲正）"
	}
	return title
}

// span is the time a statement is asked for: this year unless somebody says otherwise.
func span(r *screen.Request) (from, to civil.Date) {
	y, _, _ := r.Today().YMD()
	first, err := civil.NewDate(y, 1, 1)
	if err != nil {
		first = r.Today()
	}
	from, to = first, r.Today()
	if d, err := civil.ParseDate(r.Text("from")); err == nil {
		from = d
	}
	if d, err := civil.ParseDate(r.Text("to")); err == nil {
		to = d
	}
	return from, to
}

// cursor is where the page begins.
func cursor(r *screen.Request) (c ledger.Cursor) {
	day, err := civil.ParseDate(r.Text("day"))
	if err != nil {
		return c
	}
	numbers := [3]int64{}
	for i, name := range []string{"act", "place", "balance"} {
		if numbers[i], err = strconv.ParseInt(r.Text(name), 10, 64); err != nil {
			return ledger.Cursor{}
		}
	}
	return ledger.Cursor{Day: day, Opened: numbers[0], Place: numbers[1], Balance: numbers[2]}
}
