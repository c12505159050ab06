package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Delegation lets somebody stand in for a colleague on leave. What was lent cannot
// be lent on. Work that waits is reassigned elsewhere; this is about who may.
type Delegation struct {
	ID       string
	Opened   int64  // the act that opened the version; 0 before it is written
	From, To string // ids of the accounts that give and take
	Posts    []Post // role and division of each; narrower than the giver's own is possible
	Span     Span   // the days, the last one included
	Reason   string
}

// check refuses a delegation that is not whole.
func (d *Delegation) check() error {
	d.Reason = strings.TrimSpace(d.Reason)
	switch {
	case d.From == "" || d.To == "" || d.From == d.To:
		return civil.Refuse("delegation_to", "请选择由谁代理，不能是本人。")
	case len(d.Posts) == 0 || len(d.Posts) > postsMax:
		return civil.Refuse("delegation_posts", "请选择委托代理的岗位，最多%d个。", postsMax)
	case d.Span.From == 0 || d.Span.To == 0 || d.Span.To < d.Span.From:
		return civil.Refuse("delegation_span", "请填写代理的起止日期，结束日期不能早于开始日期。")
	case d.Span.To > d.Span.From.AddDays(delegationMax):
		return civil.Refuse("delegation_long", "代理最长一年，请缩短；长期变动请调整岗位。")
	case d.Reason == "" || utf8.RuneCountInString(d.Reason) > reasonMax:
		return civil.Refuse("delegation_reason", "请填写委托代理的原因，最多%d个字。", reasonMax)
	}
	return nil
}

const (
	delegationColumns = `v.id, v.opened, v.valid_from, v.valid_to, v.giver, v.taker, v.posts, v.reason`
	selectDelegation  = `SELECT ` + delegationColumns + ` FROM delegation v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectTaken       = `SELECT ` + delegationColumns + ` FROM delegation v WHERE v.county = $1 AND v.taker = $2 AND ` + journal.Holds + ` ORDER BY v.id`
	selectGiven       = `SELECT ` + delegationColumns + ` FROM delegation v WHERE v.county = $1 AND v.giver = $2 AND ` + journal.Holds + ` ORDER BY v.id`
)

func scanDelegation(row db.Row) (d Delegation, err error) {
	var from, to, reason *string
	var posts string
	if err := row.Scan(&d.ID, &d.Opened, &from, &to, &d.From, &d.To, &posts, &reason); err != nil {
		return d, err
	}
	d.Reason = plain(reason)
	if d.Span, err = spanOf(from, to); err != nil {
		return d, err
	}
	d.Posts, err = readPosts(posts, d.Span)
	return d, err
}

// writePosts and readPosts are how lent posts stand in a row.
func writePosts(posts []Post) string {
	words := make([]string, 0, len(posts))
	for _, p := range posts {
		words = append(words, string(p.Role)+":"+p.Division.String())
	}
	return strings.Join(words, " ")
}

func readPosts(line string, days Span) (posts []Post, err error) {
	for _, word := range strings.Fields(line) {
		role, division, _ := strings.Cut(word, ":")
		p := Post{Role: access.Role(role), Valid: days}
		if p.Division, err = civil.ParseArea(division); err != nil {
			return nil, err
		}
		posts = append(posts, p)
	}
	return posts, nil
}

// ownPosts are the posts of an account, past and future ones too; no account when
// there is none or it is disabled.
func ownPosts(ctx context.Context, q db.Query, staff string) (posts []Post, account *Account, err error) {
	account, found, err := db.One(ctx, q, scanAccount, selectStaff, home, staff)
	if err != nil || !found || account.Disabled {
		return nil, nil, err
	}
	rows, err := db.Many(ctx, q, scanPost, selectPosts, home, staff)
	for _, row := range rows {
		posts = append(posts, row.Post)
	}
	return posts, account, err
}

// postsOn are the posts somebody holds on a day: the own ones, then what of others'
// posts was lent and is still theirs.
func postsOn(ctx context.Context, q db.Query, staff string, own []Post, today civil.Date) ([]Post, error) {
	posts := held(own, today)
	taken, err := db.Many(ctx, q, scanDelegation, selectTaken, home, staff)
	if err != nil {
		return nil, err
	}
	for _, d := range taken {
		if !d.Span.Holds(today) {
			continue
		}
		theirs, giver, err := ownPosts(ctx, q, d.From)
		if err != nil {
			return nil, err
		}
		for _, lent := range d.Posts {
			for _, part := range shared(lent, held(theirs, today)) {
				part.Whose, part.WhoseName = giver.ID, giver.Name
				posts = append(posts, part)
			}
		}
	}
	return posts, nil
}

// Delegate lends posts. It refuses what is wider or longer than the giver's own
// posts. Who may decide that is for the caller to say: the giver, or whoever
// administers the giver's account.
func (a *Accounts) Delegate(ctx context.Context, w *journal.Write, d Delegation) (id string, err error) {
	if w, err = w.In(ctx, home); err != nil {
		return "", err
	}
	if err := d.check(); err != nil {
		return "", err
	}
	own, giver, err := ownPosts(ctx, w, d.From)
	if err != nil {
		return "", err
	}
	_, taker, err := ownPosts(ctx, w, d.To)
	if err != nil {
		return "", err
	}
	if giver == nil || taker == nil {
		return "", errNoAccount()
	}
	for _, lent := range d.Posts {
		if !slices.ContainsFunc(own, func(p Post) bool { return p.covers(lent, d.Span) }) {
			return "", &civil.Error{Kind: civil.Denied, Code: "delegation_wider",
				Message: fmt.Sprintf("“%s”（%s）不在委托人本人的岗位之内，或本人在这段日期内不任此岗，请重新选择。", lent.Title(), lent.Division)}
		}
	}
	id = db.NewID()
	return id, d.keep(ctx, w, id)
}

func (d *Delegation) keep(ctx context.Context, w *journal.Write, id string) error {
	return w.Open(ctx, delegationTable, id, d.Span.journal(), d.From, d.To, writePosts(d.Posts), text(d.Reason))
}

// EndDelegation lets a delegation end early, last being the last day on which it
// holds; one that would end before it begins is struck out.
func (a *Accounts) EndDelegation(ctx context.Context, w *journal.Write, id string, last civil.Date) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	d, found, err := db.One(ctx, w, scanDelegation, selectDelegation, home, id)
	if err != nil {
		return err
	}
	if !found {
		return &civil.Error{Kind: civil.NotFound, Code: "delegation_not_found", Message: "没有找到这项委托代理，可能已经结束，请刷新后再看。"}
	}
	if d.Span.To <= last {
		return nil // it ends earlier anyhow
	}
	if err := w.Close(ctx, delegationTable, d.ID, d.Opened); err != nil {
		return err
	}
	if last < d.Span.From {
		return nil
	}
	d.Span.To = last
	return d.keep(ctx, w, d.ID)
}

// Delegations are what an account has given and taken, past ones too.
func (a *Accounts) Delegations(ctx context.Context, staff string) (given, taken []Delegation, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		if given, err = db.Many(ctx, q, scanDelegation, selectGiven, home, staff); err != nil {
			return err
		}
		taken, err = db.Many(ctx, q, scanDelegation, selectTaken, home, staff)
		return err
	})
	return given, taken, err
}
