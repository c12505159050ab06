package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Limits of an answer. More than this is no answer about one person.
const (
	recordsMost = 500
	cellMost    = 2000               // bytes
	moneyMost   = 10_000_000_000_000 // fen: a hundred thousand million yuan
	asideMost   = 20
)

// reading is what was understood of one reply.
type reading struct {
	entries []Entry
	values  [][]register.Value
	aside   []string // what was set aside, and why
}

// normaliser understands the records of one register, whatever names and forms a
// department uses.
type normaliser struct {
	reg    *pack.Register
	fields map[string]int
	today  civil.Date
}

// numberNames are the names under which an answer repeats whose it is.
var numberNames = []string{"身份证号", "身份证号码", "证件号码", "公民身份号码", "idnumber", "idcard", "certno"}

func newNormaliser(c *pack.Catalogue, reg *pack.Register, today civil.Date) *normaliser {
	n := &normaliser{reg: reg, fields: map[string]int{}, today: today}
	for _, feed := range c.Feeds() {
		if feed.Register != reg {
			continue
		}
		for _, column := range feed.Columns {
			for _, alias := range column.Aliases {
				n.name(alias, column.Field.Name)
			}
		}
	}
	for i := range reg.Fields {
		n.name(reg.Fields[i].Name, reg.Fields[i].Name)
		n.name(reg.Fields[i].Label, reg.Fields[i].Name)
	}
	return n
}

// name remembers a name under which a field may come; the register's own win.
func (n *normaliser) name(as, field string) {
	for i := range n.reg.Fields {
		if n.reg.Fields[i].Name == field {
			bare, _ := pack.NormalHeader(as)
			n.fields[bare] = i
		}
	}
}

// read understands the records about one person. What cannot be true is set aside;
// what is said twice counts once; of what is said twice and differently nothing
// is believed.
func (n *normaliser) read(records []Raw, number access.Private) (r reading) {
	if len(records) > recordsMost {
		r.set(n, "一次答了%d条，超过%d条，全部搁置", len(records), recordsMost)
		return r
	}
	at := map[string]int{} // by key
	spoiled := map[string]bool{}
	for i, raw := range records {
		entry, values, err := n.record(raw, number)
		if err != nil {
			r.set(n, "第%d条：%s", i+1, err.Message)
			continue
		}
		key := n.key(entry, i)
		if spoiled[key] {
			continue
		}
		before, twice := at[key]
		switch {
		case !twice:
			at[key] = len(r.entries)
			r.entries, r.values = append(r.entries, entry), append(r.values, values)
		case !same(r.entries[before], entry):
			spoiled[key] = true
			r.set(n, "第%d条与前面的同一条说法不一，两条都搁置", i+1)
		}
	}
	for key := range spoiled {
		r.entries[at[key]] = nil
	}
	for i := len(r.entries) - 1; i >= 0; i-- {
		if r.entries[i] == nil {
			r.entries, r.values = slices.Delete(r.entries, i, i+1), slices.Delete(r.values, i, i+1)
		}
	}
	return r
}

func (r *reading) set(n *normaliser, format string, args ...any) {
	if len(r.aside) < asideMost {
		r.aside = append(r.aside, n.reg.Title+fmt.Sprintf(format, args...))
	}
}

func same(a, b Entry) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// key is what tells records of one person apart; of a register that does not say,
// all that is said.
func (n *normaliser) key(e Entry, i int) string {
	var b strings.Builder
	for _, name := range n.reg.Key {
		b.WriteString(strconv.Itoa(len(e[name])) + ":" + e[name])
	}
	if len(n.reg.Key) == 0 {
		return strconv.Itoa(i)
	}
	return b.String()
}

// record understands one record.
func (n *normaliser) record(raw Raw, number access.Private) (Entry, []register.Value, *civil.Error) {
	entry, values := Entry{}, make([]register.Value, len(n.reg.Fields))
	names := make([]string, 0, len(raw))
	for name := range raw {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text := strings.TrimSpace(raw[name])
		if len(text) > cellMost || len(name) > cellMost {
			return nil, nil, civil.Refuse("answer_long", "有一项太长")
		}
		bare, unit := pack.NormalHeader(name)
		if slices.Contains(numberNames, strings.ReplaceAll(bare, "_", "")) && text != "" {
			if !strings.EqualFold(text, number.Reveal()) {
				return nil, nil, civil.Refuse("answer_other", "写的证件号不是所问的人")
			}
			continue
		}
		i, known := n.fields[bare]
		if !known || text == "" || n.reg.Fields[i].Protected() {
			continue
		}
		v, err := n.value(&n.reg.Fields[i], text, unit)
		if err != nil {
			return nil, nil, err
		}
		if values[i].Known && said(&n.reg.Fields[i], values[i]) != said(&n.reg.Fields[i], v) {
			return nil, nil, civil.Refuse("answer_twice", "“%s”写了两个不同的值", n.reg.Fields[i].Label)
		}
		values[i] = v
	}
	for i := range n.reg.Fields {
		f := &n.reg.Fields[i]
		switch {
		case values[i].Known:
			entry[f.Name] = said(f, values[i])
		case f.Required:
			return nil, nil, civil.Refuse("answer_required", "缺少“%s”", f.Label)
		}
	}
	return entry, values, nil
}

// value understands one value.
func (n *normaliser) value(f *pack.Field, text string, unit pack.MoneyUnit) (v register.Value, refused *civil.Error) {
	v.Known = true
	bad := civil.Refuse("answer_value", "“%s”看不懂，应写成%s", f.Label, written(f))
	switch f.Type {
	case pack.MoneyField:
		amount, ok := money(text, unit)
		v.Int, refused = amount, pick(ok, bad)
		if ok && amount < 0 && !(f.Ranged && f.Min < 0) {
			refused = civil.Refuse("answer_negative", "“%s”是负数", f.Label)
		}
	case pack.CountField:
		whole, err := strconv.ParseInt(narrow(text), 10, 64)
		v.Int, refused = whole, pick(err == nil && whole >= 0, bad)
	case pack.QuantityField:
		units, ok := decimal(narrow(text), f.Scale)
		v.Int, refused = units, pick(ok, bad)
	case pack.DateField:
		day, ok := dayOf(text)
		v.Int, refused = int64(day), pick(ok, bad)
		if ok && n.past(f) && day > n.today {
			refused = civil.Refuse("answer_future", "“%s”在今天以后", f.Label)
		}
	case pack.MonthField:
		month, ok := monthOf(text)
		v.Int, refused = int64(month), pick(ok, bad)
		if ok && n.past(f) && month > n.today.Month() {
			refused = civil.Refuse("answer_future", "“%s”在本月以后", f.Label)
		}
	case pack.BoolField:
		yes := slices.Contains([]string{"是", "1", "true", "yes", "y", "有"}, strings.ToLower(text))
		no := slices.Contains([]string{"否", "0", "false", "no", "n", "无"}, strings.ToLower(text))
		v.Int, refused = map[bool]int64{true: 1}[yes], pick(yes != no, bad)
	case pack.CodeField:
		at, known := f.Code(text)
		v.Int, refused = int64(at), pick(known && !f.Several, civil.Refuse("answer_code", "“%s”的取值不在代码表里", f.Label))
	case pack.TailField:
		v.Text = tail(text)
		refused = pick(v.Text != "", bad)
	case pack.TextField, pack.USCCField:
		v.Text = strings.Join(strings.Fields(text), " ")
		refused = pick(!f.TooLong(v.Text), civil.Refuse("answer_long", "“%s”太长", f.Label))
	default:
		return register.Value{}, nil // not of answers: sealed numbers, divisions
	}
	if refused == nil && f.Ranged && (v.Int < f.Min || v.Int > f.Max) {
		refused = civil.Refuse("answer_range", "“%s”超出了可能的范围", f.Label)
	}
	return v, refused
}

// written says in words how a value of a field is written.
func written(f *pack.Field) string {
	switch f.Type {
	case pack.MoneyField:
		return "到分的数字，如1200.50"
	case pack.CountField:
		return "整数，如2"
	case pack.QuantityField:
		return "数字，最多" + strconv.Itoa(f.Scale) + "位小数"
	case pack.DateField:
		return "日期，如2025-06-30"
	case pack.MonthField:
		return "月份，如2025-06"
	case pack.BoolField:
		return "“是”或“否”"
	case pack.TailField:
		return "号码的末尾几位"
	}
	return "" // every text and every code is understood, or refused in other words
}

func pick(ok bool, refused *civil.Error) *civil.Error {
	if ok {
		return nil
	}
	return refused
}

// past says whether a day of this field lies behind: that of a record that is in
// force, or of a period that has ended.
func (n *normaliser) past(f *pack.Field) bool { return f.Name == n.reg.From || f.Name == n.reg.Period }

// narrow makes full-width digits and marks half-width and drops blanks.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == ' ' || r == '　' || r == '\u00a0':
			return -1
		}
		return r
	}, text)
}

// money reads an amount: 12,000.50, ¥35000元, 3.5万元, 120分. Without a unit it is
// in yuan, or in what the header says.
func money(text string, unit pack.MoneyUnit) (int64, bool) {
	text = strings.NewReplacer(",", "", "¥", "", "￥", "", "人民币", "", "RMB", "").Replace(narrow(text))
	places := map[pack.MoneyUnit]int{pack.InWan: 6, pack.InFen: 0}
	shift, known := places[unit]
	if !known {
		shift = 2
	}
	for _, word := range []struct {
		end   string
		shift int
	}{{"万元", 6}, {"万", 6}, {"亿元", 10}, {"元", 2}, {"分", 0}} {
		if rest, found := strings.CutSuffix(text, word.end); found {
			text, shift = rest, word.shift
			break
		}
	}
	amount, ok := decimal(text, shift)
	return amount, ok && amount >= -moneyMost && amount <= moneyMost
}

// decimal reads a decimal number as whole units of 10^-scale. Decimals beyond that
// must be nought: nothing is rounded.
func decimal(text string, scale int) (int64, bool) {
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimPrefix(text, "-")
	whole, part, point := strings.Cut(text, ".")
	if whole == "" || point && part == "" {
		return 0, false
	}
	part = strings.TrimRight(part, "0")
	if len(part) > scale {
		return 0, false
	}
	digits := whole + part + strings.Repeat("0", scale-len(part))
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	units, err := strconv.ParseInt(digits, 10, 64)
	if negative {
		units = -units
	}
	return units, err == nil
}

// withoutClock is a day without the time of the day behind it.
func withoutClock(text string) string {
	text = strings.TrimSpace(text)
	if at := strings.IndexAny(text, " T"); at >= len("2020-1-2") {
		return text[:at]
	}
	return text
}

// dayOf reads 2020-01-02, 20200102, 2020/1/2, 2020.1.2, 2020年1月2日, with or
// without a time of the day behind it.
func dayOf(text string) (civil.Date, bool) {
	parts := numbers(withoutClock(text))
	switch {
	case len(parts) == 1 && len(parts[0]) == len("20200102"):
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:]}
	case len(parts) == 1 && len(parts[0]) == len("20200102150405"):
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:8]}
	case len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2:
		return 0, false
	}
	day, err := civil.NewDate(whole(parts[0]), whole(parts[1]), whole(parts[2]))
	return day, err == nil && whole(parts[0]) >= 1900
}

// monthOf reads 2025-06, 202506, 2025年6月 and a day of it.
func monthOf(text string) (civil.Month, bool) {
	parts := numbers(text)
	if len(parts) == 1 && (len(parts[0]) == len("202506") || len(parts[0]) == len("20250601")) {
		parts = []string{parts[0][:4], parts[0][4:6]}
	}
	if len(parts) < 2 || len(parts[0]) != 4 || len(parts[1]) > 2 {
		return 0, false
	}
	month, err := civil.NewMonth(whole(parts[0]), whole(parts[1]))
	return month, err == nil && whole(parts[0]) >= 1900
}

// numbers are the runs of digits of a text.
func numbers(text string) []string {
	return strings.FieldsFunc(narrow(text), func(r rune) bool { return r < '0' || r > '9' })
}

func whole(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// tailLength is how much of a number is kept.
const tailLength = 4

// tail is the end of a number: the rest is not kept.
func tail(text string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, narrow(text))
	return kept[max(0, len(kept)-tailLength):]
}

// said is a value as entries keep it: amounts in yuan, codes by name.
func said(f *pack.Field, v register.Value) string {
	if !v.Known {
		return ""
	}
	switch f.Type {
	case pack.MoneyField:
		return civil.Fen(v.Int).String()
	case pack.CountField:
		return strconv.FormatInt(v.Int, 10)
	case pack.QuantityField:
		return quantity(v.Int, f.Scale)
	case pack.BoolField:
		return map[int64]string{0: "no", 1: "yes"}[v.Int]
	case pack.DateField:
		return civil.Date(v.Int).String()
	case pack.MonthField:
		return civil.Month(v.Int).String()
	case pack.CodeField:
		if !f.Several && v.Int >= 0 && int(v.Int) < len(f.Codes) {
			return f.Codes[v.Int].Name
		}
		return ""
	}
	return v.Text
}

// quantity writes whole units of 10^-scale.
func quantity(units int64, scale int) string {
	sign := ""
	if units < 0 {
		sign, units = "-", -units
	}
	text := strconv.FormatInt(units, 10)
	if scale == 0 {
		return sign + text
	}
	text = strings.Repeat("0", max(0, scale+1-len(text))) + text
	return sign + text[:len(text)-scale] + "." + text[len(text)-scale:]
}

// entryOf is a record of a register as an entry.
func entryOf(reg *pack.Register, rec *register.Record) Entry {
	entry := Entry{}
	for i := range reg.Fields {
		f := &reg.Fields[i]
		if !f.Protected() && i < len(rec.Values) && rec.Values[i].Known {
			entry[f.Name] = said(f, rec.Values[i])
		}
	}
	return entry
}

// span is when a record holds, by the fields the register names.
func (n *normaliser) span(values []register.Value) register.Span {
	span := register.Always
	for i := range n.reg.Fields {
		f, v := &n.reg.Fields[i], values[i]
		if !v.Known {
			continue
		}
		switch {
		case f.Name == n.reg.From && f.Type == pack.DateField:
			span.From = civil.Date(v.Int)
		case f.Name == n.reg.From && f.Type == pack.MonthField:
			span.From = civil.Month(v.Int).First()
		case f.Name == n.reg.To && f.Type == pack.DateField:
			span.To = civil.Date(v.Int)
		case f.Name == n.reg.To && f.Type == pack.MonthField:
			span.To = civil.Month(v.Int).Last()
		}
	}
	if span.To < span.From {
		span.To = cmp.Or(span.From, span.To)
	}
	return span
}
