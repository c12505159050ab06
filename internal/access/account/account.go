package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Account is somebody of the staff who may sign in.
type Account struct {
	ID       string
	Opened   int64  // the act that opened the version; 0 before it is written
	Login    string // folded; the account keeps it for life
	Name     string
	Posts    []Post // past and future ones too
	Disabled bool

	// These come from the credential and are not written with the account.
	MustChange    bool
	Authenticator bool
}

// Actor is the account's name in acts.
func (a *Account) Actor() string { return StaffActor + a.ID }

// FoldLogin is the form in which logins are compared: small letters, full-width
// signs as ordinary ones, no blanks at the ends.
func FoldLogin(login string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFKC.String(login)))
}

// check refuses an account that could not be used or found again.
func (a *Account) check() error {
	a.Login, a.Name = FoldLogin(a.Login), strings.TrimSpace(a.Name)
	length := utf8.RuneCountInString(a.Name)
	switch {
	case len(a.Login) < loginMin || len(a.Login) > loginMax || strings.ContainsFunc(a.Login, notLogin):
		return civil.Refuse("login_form", "登录名应为%d到%d个字母、数字、点、横线或下划线，请修改。", loginMin, loginMax)
	case length == 0 || length > nameMax:
		return civil.Refuse("account_name", "请填写姓名，最多%d个字。", nameMax)
	case len(a.Posts) == 0 || len(a.Posts) > postsMax:
		return civil.Refuse("account_posts", "请为账号设置1到%d个岗位。", postsMax)
	}
	for i, p := range a.Posts {
		if err := p.Check(); err != nil {
			return err
		}
		if !p.Own() {
			return civil.Refuse("account_lent", "代理的岗位不能设成本人的岗位，请用“委托代理”办理。")
		}
		if slices.ContainsFunc(a.Posts[:i], p.same) {
			return civil.Refuse("account_post_twice", "“%s”岗位（%s）设置了两次，请删去一个。", p.Title(), p.Division)
		}
	}
	return nil
}

func notLogin(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
}

const (
	staffColumns   = `v.id, v.opened, v.login, v.name, v.disabled`
	selectStaff    = `SELECT ` + staffColumns + ` FROM staff v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectLogin    = `SELECT ` + staffColumns + ` FROM staff v WHERE v.county = $1 AND v.login = $2 AND ` + journal.Holds
	selectEveryone = `SELECT ` + staffColumns + ` FROM staff v WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.login`

	postColumns    = `v.id, v.opened, v.valid_from, v.valid_to, v.staff, v.role, v.division`
	selectPosts    = `SELECT ` + postColumns + ` FROM post v WHERE v.county = $1 AND v.staff = $2 AND ` + journal.Holds + ` ORDER BY v.id`
	selectAllPosts = `SELECT ` + postColumns + ` FROM post v WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.id`
	selectRole     = `SELECT ` + postColumns + ` FROM post v WHERE v.county = $1 AND v.role = $2 AND ` + journal.Holds + ` ORDER BY v.staff, v.id`

	selectProven = `SELECT v.id, v.must, v.confirmed FROM credential v WHERE v.county = $1 AND ` + journal.Holds
)

func scanAccount(row db.Row) (*Account, error) {
	var a Account
	var name *string
	err := row.Scan(&a.ID, &a.Opened, &a.Login, &name, &a.Disabled)
	a.Name = plain(name)
	return &a, err
}

// postRow is a post with the name of its row.
type postRow struct {
	Post
	id, staff string
	opened    int64
}

func scanPost(row db.Row) (p postRow, err error) {
	var from, to *string
	var role, division string
	if err := row.Scan(&p.id, &p.opened, &from, &to, &p.staff, &role, &division); err != nil {
		return p, err
	}
	p.Role = access.Role(role)
	if p.Division, err = civil.ParseArea(division); err != nil {
		return p, err
	}
	p.Valid, err = spanOf(from, to)
	return p, err
}

// accountOf reads an account with its posts.
func accountOf(ctx context.Context, q db.Query, id string) (*Account, error) {
	return oneAccount(ctx, q, selectStaff, id)
}

func oneAccount(ctx context.Context, q db.Query, statement, by string) (*Account, error) {
	a, found, err := db.One(ctx, q, scanAccount, statement, home, by)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errNoAccount()
	}
	rows, err := db.Many(ctx, q, scanPost, selectPosts, home, a.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range rows {
		a.Posts = append(a.Posts, p.Post)
	}
	c, err := credentialOf(ctx, q, a.ID)
	a.MustChange, a.Authenticator = c.must, c.confirmed
	return a, err
}

func errNoAccount() error {
	return &civil.Error{Kind: civil.NotFound, Code: "account_not_found", Message: "没有找到这个账号，或者它不归您管理，请核对后重试。"}
}

// ByID reads an account.
func (a *Accounts) ByID(ctx context.Context, id string) (found *Account, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		found, err = accountOf(ctx, q, id)
		return err
	})
	return found, err
}

// ByLogin reads an account by its login, however it is typed.
func (a *Accounts) ByLogin(ctx context.Context, login string) (found *Account, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		found, err = oneAccount(ctx, q, selectLogin, FoldLogin(login))
		return err
	})
	return found, err
}

// List is the accounts with a post in a scope, by login.
func (a *Accounts) List(ctx context.Context, scope access.Scope) ([]*Account, error) {
	all, err := a.everyone(ctx)
	return slices.DeleteFunc(all, func(one *Account) bool {
		return !slices.ContainsFunc(one.Posts, func(p Post) bool { return scope.Covers(p.Division) })
	}), err
}

// everyone reads all accounts.
func (a *Accounts) everyone(ctx context.Context) (all []*Account, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		if all, err = db.Many(ctx, q, scanAccount, selectEveryone, home); err != nil {
			return err
		}
		byID := make(map[string]*Account, len(all))
		for _, one := range all {
			byID[one.ID] = one
		}
		err = db.Each(ctx, q, func(row db.Row) error {
			p, err := scanPost(row)
			if one := byID[p.staff]; one != nil {
				one.Posts = append(one.Posts, p.Post)
			}
			return err
		}, selectAllPosts, home)
		if err != nil {
			return err
		}
		return db.Each(ctx, q, func(row db.Row) error {
			var id string
			var must, confirmed bool
			err := row.Scan(&id, &must, &confirmed)
			if one := byID[id]; one != nil {
				one.MustChange, one.Authenticator = must, confirmed
			}
			return err
		}, selectProven, home)
	})
	return all, err
}

// Holders are the ids of the accounts that hold a role for a division on a day,
// by own posts and not disabled: whom work of that place may be given to.
func (a *Accounts) Holders(ctx context.Context, role access.Role, division civil.Area, day civil.Date) (ids []string, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		rows, err := db.Many(ctx, q, scanPost, selectRole, home, string(role))
		if err != nil {
			return err
		}
		for _, p := range rows {
			if !p.Division.Contains(division) || !p.Valid.Holds(day) || slices.Contains(ids, p.staff) {
				continue
			}
			one, found, err := db.One(ctx, q, scanAccount, selectStaff, home, p.staff)
			if err != nil {
				return err
			}
			if found && !one.Disabled {
				ids = append(ids, p.staff)
			}
		}
		return nil
	})
	return ids, err
}

// Create opens an account. Its password was given by somebody else, so that the
// owner has to change it at the first signing in.
func (a *Accounts) Create(ctx context.Context, w *journal.Write, account Account, p Password) (id string, err error) {
	if w, err = w.In(ctx, home); err != nil {
		return "", err
	}
	if err := account.check(); err != nil {
		return "", err
	}
	if p.line == "" {
		return "", civil.Refuse("password_missing", "没有新密码，请填写后重试。")
	}
	_, taken, err := db.One(ctx, w, scanAccount, selectLogin, home, account.Login)
	if err != nil {
		return "", err
	}
	if taken {
		return "", &civil.Error{Kind: civil.Conflict, Code: "login_taken", Message: fmt.Sprintf("登录名“%s”已经有人用了，请换一个。", account.Login)}
	}
	id = db.NewID()
	if err := w.Open(ctx, staffTable, id, journal.Always, account.Login, account.Name, account.Disabled); err != nil {
		return "", err
	}
	for _, post := range account.Posts {
		if err := openPost(ctx, w, id, post); err != nil {
			return "", err
		}
	}
	return id, credential{staff: id, password: p.line, must: true}.keep(ctx, w)
}

func openPost(ctx context.Context, w *journal.Write, staff string, p Post) error {
	return w.Open(ctx, postTable, db.NewID(), p.Valid.journal(), staff, string(p.Role), p.Division)
}

// Change writes name, posts and whether the account is disabled. account is the
// version that was read; when another act has changed it meanwhile the error is
// Stale. Disabling ends all sessions.
func (a *Accounts) Change(ctx context.Context, w *journal.Write, account Account) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	if err := account.check(); err != nil {
		return err
	}
	former, err := accountOf(ctx, w, account.ID)
	if err != nil {
		return err
	}
	if former.Login != account.Login {
		return civil.Refuse("login_fixed", "登录名一经开通不能更改，请另开账号。")
	}
	if err := w.Close(ctx, staffTable, account.ID, account.Opened); err != nil {
		return err
	}
	if err := w.Open(ctx, staffTable, account.ID, journal.Always, account.Login, account.Name, account.Disabled); err != nil {
		return err
	}
	if err := changePosts(ctx, w, account.ID, account.Posts); err != nil || !account.Disabled {
		return err
	}
	return a.endAll(ctx, w, account.ID)
}

// changePosts closes the posts that are no longer there and opens the new ones.
func changePosts(ctx context.Context, w *journal.Write, staff string, posts []Post) error {
	former, err := db.Many(ctx, w, scanPost, selectPosts, home, staff)
	if err != nil {
		return err
	}
	for _, p := range former {
		if slices.ContainsFunc(posts, p.same) {
			continue
		}
		if err := w.Close(ctx, postTable, p.id, p.opened); err != nil {
			return err
		}
	}
	for _, p := range posts {
		if slices.ContainsFunc(former, func(f postRow) bool { return f.same(p) }) {
			continue
		}
		if err := openPost(ctx, w, staff, p); err != nil {
			return err
		}
	}
	return nil
}

// Disable shuts an account and ends all its sessions. What was lent from it is
// lent no longer.
func (a *Accounts) Disable(ctx context.Context, w *journal.Write, id string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	account, err := accountOf(ctx, w, id)
	if err != nil || account.Disabled {
		return err
	}
	account.Disabled = true
	return a.Change(ctx, w, *account)
}
