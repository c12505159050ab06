package pack

import (
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// combine reads how several parts become one value.
func (s *FactSource) combine(f fields) {
	if len(s.Parts) < 2 {
		f.forbid("只有一个来源", "combine")
		return
	}
	n := f.need("combine")
	s.Combine = Combine(n.oneOf("combine", string(CombineAdd), string(CombineFirst), string(CombineAny), string(CombineAll)))
	number := s.Fact.Kind == rule.Money || s.Fact.Kind == rule.Count
	truth := s.Fact.Kind == rule.Bool
	switch s.Combine {
	case CombineAdd:
		if !number {
			n.refuse("combine_type", "只有金额和计数能相加，“%s”是 %s。", s.Fact.FullName(), s.Fact.Kind)
		}
	case CombineAny, CombineAll:
		if !truth {
			n.refuse("combine_type", "只有是否能用 %s，“%s”是 %s。", s.Combine, s.Fact.FullName(), s.Fact.Kind)
		}
	}
	if s.Members && s.Combine == CombineFirst {
		n.refuse("combine_members", "由成员相加得出的事实，各来源只能相加。")
	}
}

// none reads the value that stands for having no record.
func (s *FactSource) none(f fields) {
	n := f.get("none")
	for i := range s.Parts {
		switch p := &s.Parts[i]; p.Take {
		case TakeCount, TakeExists, TakeAbsent:
			f.forbid("count、exists 和 absent 自己说明没有记录是什么", "none")
			return
		}
	}
	if n == nil {
		return
	}
	text := n.words()
	if text == "" {
		return
	}
	value, ok := factValue(n, s.Fact, text)
	s.HasNone, s.None, s.NoneValue = ok, text, value
	if ok && (s.Fact.Kind == rule.Money || s.Fact.Kind == rule.Count) && (value < s.Fact.Min || value > s.Fact.Max) {
		n.refuse("none_range", "“%s”不在“%s”的范围里。", shorten(text), s.Fact.FullName())
	}
}

// factValue reads a value as a file of families would carry it.
func factValue(n *node, fact *Fact, text string) (int64, bool) {
	switch fact.Kind {
	case rule.Money:
		fen, err := civil.ParseYuan(text)
		if err != nil {
			n.fail(err)
		}
		return int64(fen), err == nil
	case rule.Count:
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			n.refuse("wrong_type", "这里应是整数，现在是“%s”。", shorten(text))
		}
		return i, err == nil
	case rule.Bool:
		if text != "true" && text != "false" {
			n.refuse("wrong_type", "这里应是 true 或 false，现在是“%s”。", shorten(text))
		}
		if text == "true" {
			return 1, true
		}
		return 0, text == "false"
	case rule.Date:
		d, err := civil.ParseDate(text)
		if err != nil {
			n.fail(err)
		}
		return int64(d), err == nil
	}
	at := slices.IndexFunc(fact.Codes, func(c rule.CodeValue) bool { return c.Input == text })
	if at < 0 {
		var inputs []string
		for _, c := range fact.Codes {
			inputs = append(inputs, c.Input)
		}
		n.unknown("unknown_code", "代码", text, inputs)
	}
	return int64(at), at >= 0
}

// strictness orders the legal classes: what needs a person's leave is stricter
// than what the family declares, and that than what departments share.
var strictness = map[string]int{"shared": 1, "declared": 2, "authorised": 3}

// checkClass refuses a fact under a milder or stricter right than its records
// are known by.
func (s *FactSource) checkClass(f fields) {
	strictest := ""
	for _, p := range s.Parts {
		if strictness[p.Register.Class] > strictness[strictest] {
			strictest = p.Register.Class
		}
	}
	if strictest != "" && strictest != s.Fact.Class {
		f.get("parts").refuse("source_class", "“%s”的法律类别是 %s，来源登记中最严的是 %s；两者要一致。", s.Fact.FullName(), s.Fact.Class, strictest)
	}
}
