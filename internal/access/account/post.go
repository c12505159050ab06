package account

import (
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// Span is a stretch of days, both ends included. An end that is zero is open.
type Span struct{ From, To civil.Date }

// Holds says whether a day lies in the span.
func (s Span) Holds(day civil.Date) bool { return s.From <= day && day <= s.last() }

// Covers says whether all of another span lies in this one.
func (s Span) Covers(o Span) bool { return s.From <= o.From && o.last() <= s.last() }

func (s Span) last() civil.Date {
	if s.To == 0 {
		return civil.LastDate
	}
	return s.To
}

func (s Span) journal() journal.Valid {
	var v journal.Valid
	if s.From != 0 {
		v.From = s.From
	}
	if s.last() != civil.LastDate {
		v.To = s.To
	}
	return v
}

// spanOf reads the span of a row. An open end is zero again.
func spanOf(from, to *string) (s Span, err error) {
	if from != nil {
		if s.From, err = civil.ParseDate(*from); err != nil {
			return s, err
		}
	}
	if to != nil {
		s.To, err = civil.ParseDate(*to)
	}
	return s, err
}

// Post is what somebody does where: a role, for a division with all that lies in
// it, on the days of a span.
type Post struct {
	Role     access.Role
	Division civil.Area
	Valid    Span

	// Whose names the staff whose post it is, where it is held for somebody on
	// leave; empty for an own post.
	Whose     string
	WhoseName string
}

// Own says whether the post is the holder's own.
func (p Post) Own() bool { return p.Whose == "" }

// Title is the post as a page names its role.
func (p Post) Title() string { return RoleTitle(p.Role) }

// Check refuses a post of no role, one whose division is not of the level the role
// is for, and one that ends before it begins.
func (p Post) Check() error {
	entry := roleOf(p.Role)
	switch {
	case entry.Title == "":
		return civil.Refuse("post_role", "岗位没有选择角色，或角色不在目录内，请从列出的角色中选择。")
	case p.Division == 0:
		return civil.Refuse("post_division", "“%s”岗位没有选择管辖区划，请选择。", entry.Title)
	case !slices.Contains(entry.Levels, p.Division.Level()):
		return civil.Refuse("post_level", "“%s”岗位的管辖区划应是%s一级，现在选的%s是%s，请重新选择。",
			entry.Title, entry.levelWords(), p.Division, p.Division.Level())
	case p.Valid.To != 0 && p.Valid.To < p.Valid.From:
		return civil.Refuse("post_span", "“%s”岗位的结束日期（%s）早于开始日期（%s），请核对。", entry.Title, p.Valid.To, p.Valid.From)
	}
	return nil
}

// same says whether two posts are the same, whoever holds them.
func (p Post) same(o Post) bool {
	return p.Role == o.Role && p.Division == o.Division && p.Valid.From == o.Valid.From && p.Valid.last() == o.Valid.last()
}

// covers says whether a post is not wider than this one, in place and, for a
// stretch of days, in time.
func (p Post) covers(o Post, days Span) bool {
	return p.Role == o.Role && p.Division.Contains(o.Division) && p.Valid.Covers(days)
}

// held are the posts of a list that hold on a day.
func held(posts []Post, day civil.Date) []Post {
	var list []Post
	for _, p := range posts {
		if p.Valid.Holds(day) {
			list = append(list, p)
		}
	}
	return list
}

// shared is what a taker has of a lent post on a day: the part of it that the
// giver still has.
func shared(lent Post, own []Post) []Post {
	var list []Post
	for _, p := range own {
		switch {
		case p.Role != lent.Role:
		case p.Division.Contains(lent.Division):
			return []Post{lent}
		case lent.Division.Contains(p.Division):
			part := lent
			part.Division = p.Division
			list = append(list, part)
		}
	}
	return list
}
