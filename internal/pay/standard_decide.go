package pay

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// StandardTopic is the news that a standard was decided or withdrawn.
const StandardTopic = "pay.standard"

// Limits of a standard. A day far off is a slip of the pen.
const (
	sourceMost    = 200 // characters
	noteMost      = 500
	standardAhead = 5 * 366 // days
)

// StandardFits refuses a standard the packs have no place for: of a parameter they
// do not declare, of another kind, or for a region and day they speak of
// themselves. It writes the value as packs do.
func StandardFits(c *pack.Catalogue, s *Standard) error {
	d := c.Declaration(s.Parameter)
	switch {
	case d == nil:
		return civil.Refuse("standard_parameter", "没有名为“%s”的参数，请从现行标准的清单里选择。", s.Parameter)
	case d.Formula != nil:
		return civil.Refuse("standard_formula", "“%s”由其他标准按公式算出，不能单独决定：请决定公式里的标准。", d.Label)
	}
	var err error
	if s.Value, err = printed(d, s.Value); err != nil {
		return err
	}
	if s.Rural != "" {
		if s.Rural, err = printed(d, s.Rural); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(c.Values(s.Parameter), func(v pack.Value) bool { return v.Region == s.Region && v.Since == s.Since }) {
		return civil.Conflict.Refuse("standard_twice", "“%s”在%s自%s起已有标准，不能再决定一次：请改用另一个生效日。", d.Label, s.Region, s.Since)
	}
	return nil
}

// printed is a value in the one form packs print it in.
func printed(d *pack.Declaration, text string) (string, error) {
	v, err := d.Parse(strings.TrimSpace(text))
	if err != nil {
		return "", err
	}
	if d.Kind == rule.Money && (v.Int < 0 || civil.Fen(v.Int) > amountMost) || d.Kind == rule.Count && v.Int < 0 {
		return "", civil.Refuse("standard_value", "“%s”写成%s不合理，请核对文件。", d.Label, text)
	}
	return d.Print(v), nil
}

// check refuses what no document could mean, or what the decider may not decide.
func (s *Standard) check(c *pack.Catalogue, within access.Scope, day civil.Date) error {
	area, err := civil.ParseArea(s.Region)
	s.Source, s.Note = strings.TrimSpace(s.Source), strings.TrimSpace(s.Note)
	switch {
	case err != nil || len(s.Region) != 6 || area.Level() != civil.City && area.Level() != civil.County:
		return civil.Refuse("standard_region", "地区“%s”应是一个市或县（市、区）的六位代码，请核对。", s.Region)
	case !within.Covers(area):
		return civil.Denied.Refuse("standard_scope", "%s不在您的辖区内，标准没有保存：请由当地或上级民政部门决定。", s.Region)
	case s.Source == "" || len([]rune(s.Source)) > sourceMost || !graphic(s.Source):
		return civil.Refuse("standard_source", "请写明依据的文件名称和文号，最多%d个字。", sourceMost)
	case len([]rune(s.Note)) > noteMost:
		return civil.Refuse("standard_note", "说明最多%d个字，请精简。", noteMost)
	case s.Since < monthFirst.First() || s.Since > day.AddDays(standardAhead):
		return civil.Refuse("standard_since", "生效日%s不合理，请核对文件。", s.Since)
	case s.Name == "" || s.Decider == "":
		return civil.Refuse("standard_decider", "没有写明由谁决定，标准没有保存：请登录后办理。")
	}
	return StandardFits(c, s)
}

// graphic says whether a text is made of characters a reader sees.
func graphic(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) || r == unicode.ReplacementChar })
}

// Decide puts a standard down, for the part of the country within. The catalogue is
// what is in force now. The act belongs to no county.
func (p *Pay) Decide(ctx context.Context, w *journal.Write, c *pack.Catalogue, within access.Scope, s Standard) (*Standard, error) {
	s.ID, s.Opened, s.DecidedAt, s.Withdrawn = newID(), w.Seq(), w.At(), ""
	if err := s.check(c, within, w.At().Date()); err != nil {
		return nil, err
	}
	// The catalogue may be older than the store.
	known, err := DecidedStandards(ctx, w)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(known, func(o *Standard) bool { return o.Withdrawn == "" && o.like(&s) }) {
		return nil, civil.Conflict.Refuse("standard_twice", "“%s”在%s自%s起已有标准，不能再决定一次：请改用另一个生效日。", c.Declaration(s.Parameter).Label, s.Region, s.Since)
	}
	if err := w.Open(ctx, standardTable, s.ID, journal.Valid{From: s.Since}, s.row()...); err != nil {
		return nil, err
	}
	return &s, w.Tell(ctx, StandardTopic, map[string]string{"standard": s.ID})
}

// Withdraw takes a standard back before it takes effect. Afterwards people have been
// judged by it: only another standard replaces it.
func (p *Pay) Withdraw(ctx context.Context, w *journal.Write, within access.Scope, id, reason string) error {
	known, err := DecidedStandards(ctx, w)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	at := slices.IndexFunc(known, func(s *Standard) bool { return s.ID == id })
	if at < 0 || !covers(within, known[at].Region) {
		return errNoStandard()
	}
	s := known[at]
	switch {
	case reason == "" || len([]rune(reason)) > noteMost:
		return civil.Refuse("standard_reason", "请写明撤回的原因，最多%d个字。", noteMost)
	case s.Withdrawn != "":
		return civil.Conflict.Refuse("standard_withdrawn", "这项标准已经撤回，不需要再撤。")
	case s.Since <= w.At().Date():
		return civil.Conflict.Refuse("standard_in_force", "这项标准自%s起已经生效，不能撤回：请决定新的标准来取代。", s.Since)
	}
	if err := w.Close(ctx, standardTable, s.ID, s.Opened); err != nil {
		return err
	}
	s.Withdrawn = reason
	if err := w.Open(ctx, standardTable, s.ID, journal.Valid{From: s.Since}, s.row()...); err != nil {
		return err
	}
	return w.Tell(ctx, StandardTopic, map[string]string{"standard": s.ID})
}

func covers(within access.Scope, region string) bool {
	area, err := civil.ParseArea(region)
	return err == nil && within.Covers(area)
}

func errNoStandard() error {
	return civil.NotFound.Refuse("standard_unknown", "没有找到这项标准，请从清单里选择。")
}
