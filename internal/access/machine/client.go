package machine

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/outward"
	"lianxin/internal/civil"
)

// Actor is the beginning of a client's name in the journal.
const Actor = "client:"

// Client is a program of another office that may call.
type Client struct {
	ID           string
	Opened       int64  // the act that opened the version; 0 before it is written
	Name         string // small letters, digits and hyphens; for life
	Title        string // what the program is called there
	Organisation string // whose it is
	Contact      string // who answers for it: a name and a telephone
	Posts        []account.Post
	Purposes     []access.Purpose
	Scopes       []Scope
	Callbacks    []string   // beginnings of addresses that may be told news
	Rate         int        // calls a minute
	Until        civil.Date // the last day
	Revoked      bool
}

// Limits of a client.
const (
	nameMin, nameMax = 3, 32
	wordsMax         = 60 // characters of title, organisation and contact
	postsMax         = 20
	callbacksMost    = 10
	addressMax       = 300 // bytes of an address
	// RateUsual is what a client may call a minute unless something else is agreed,
	// RateMost the most that can be.
	RateUsual, RateMost = 600, 60_000
	// yearsMost is how far away the last day may lie: an agreement is looked at again.
	yearsMost  = 3
	daysOfYear = 366
)

// Check refuses a client that could not be used, or that could do what no colleague
// may. today is the day it is written on.
func (c *Client) Check(today civil.Date) error {
	c.Name = strings.ToLower(strings.TrimSpace(c.Name))
	c.Title, c.Organisation, c.Contact = strings.TrimSpace(c.Title), strings.TrimSpace(c.Organisation), strings.TrimSpace(c.Contact)
	switch {
	case len(c.Name) < nameMin || len(c.Name) > nameMax || strings.ContainsFunc(c.Name, notName) || c.Name[0] == '-':
		return civil.Refuse("client_name", "系统代号应为%d到%d个小写字母、数字或横线，请修改。", nameMin, nameMax)
	case !worded(c.Title):
		return civil.Refuse("client_title", "请填写系统名称，最多%d个字。", wordsMax)
	case !worded(c.Organisation):
		return civil.Refuse("client_organisation", "请填写使用单位，最多%d个字。", wordsMax)
	case !worded(c.Contact):
		return civil.Refuse("client_contact", "请填写联系人和电话，最多%d个字。", wordsMax)
	case c.Rate < 1 || c.Rate > RateMost:
		return civil.Refuse("client_rate", "每分钟次数应为1到%d，请修改。", RateMost)
	case c.Until < today || c.Until > today.AddDays(yearsMost*daysOfYear):
		return civil.Refuse("client_until", "有效期应在今天以后、%d年以内，到期再续，请修改。", yearsMost)
	}
	if err := c.checkScopes(); err != nil {
		return err
	}
	if err := c.checkCallbacks(); err != nil {
		return err
	}
	return c.checkPosts()
}

// checkCallbacks refuses what is no beginning of an address. Whether the address may
// be called is looked at when it is.
func (c *Client) checkCallbacks() error {
	if len(c.Callbacks) > callbacksMost {
		return civil.Refuse("client_callbacks", "推送地址最多%d个，请精简。", callbacksMost)
	}
	for _, text := range c.Callbacks {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !strings.HasSuffix(u.Path, "/") || strings.Contains(u.Path, "..") ||
			len(text) > addressMax || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(text, " \t\n") {
			return civil.Refuse("client_callback", "推送地址“%s”应是https://开头、/结尾的网址，不带问号和井号，请修改。", text)
		}
	}
	return nil
}

// Calls says whether the client may have an address called: one that begins like one
// of those that were agreed, and does not climb out of it.
func (c *Client) Calls(address string) bool {
	return len(address) <= addressMax && slices.ContainsFunc(c.Callbacks, func(begin string) bool { return outward.Below(begin, address) })
}

func (c *Client) checkScopes() error {
	if len(c.Scopes) == 0 {
		return civil.Refuse("client_scopes", "请至少选择一项权限。")
	}
	for i, s := range c.Scopes {
		if s.Title() == "" || slices.Contains(c.Scopes[:i], s) {
			return civil.Refuse("client_scope", "权限“%s”不在目录内或选了两次，请从列出的权限中选择。", s)
		}
	}
	return nil
}

// checkPosts refuses posts staff could not have, and purposes for which none of the
// posts may look at anybody.
func (c *Client) checkPosts() error {
	if len(c.Posts) == 0 || len(c.Posts) > postsMax {
		return civil.Refuse("client_posts", "请设置1到%d个岗位：以什么身份、看哪个区划。", postsMax)
	}
	for _, p := range c.Posts {
		if err := p.Check(); err != nil {
			return err
		}
		if p.Role == account.Administrator || p.Role == account.Auditor {
			return civil.Refuse("client_post", "“%s”岗位只能由人担任，请改选别的岗位。", p.Title())
		}
	}
	if len(c.Purposes) == 0 {
		return civil.Refuse("client_purposes", "请至少选择一个使用目的。")
	}
	for _, p := range c.Purposes {
		if err := p.Check(); err != nil {
			return err
		}
		if c.visitor(c.Until).Viewer(p).Check() != nil {
			return civil.Refuse("client_purpose", "所选岗位都不能为“%s”查看个人信息，请改选目的或岗位。", p.Title())
		}
	}
	return nil
}

func notName(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }

func worded(text string) bool {
	n := utf8.RuneCountInString(text)
	return n > 0 && n <= wordsMax && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' })
}

// Actor is the client's name in acts.
func (c *Client) Actor() string { return Actor + c.Name }

// May says whether the client has a scope.
func (c *Client) May(s Scope) bool { return slices.Contains(c.Scopes, s) }

// Over says whether the client has ended: by hand, or by its last day.
func (c *Client) Over(today civil.Date) bool { return c.Revoked || c.Until < today }

// visitor is the client as a colleague with the same posts would be.
func (c *Client) visitor(today civil.Date) *account.Visitor {
	v := &account.Visitor{Kind: account.Staff, Actor: c.Actor(), ID: c.ID, Name: c.Title}
	for _, p := range c.Posts {
		if p.Valid.Holds(today) {
			v.Posts = append(v.Posts, p)
		}
	}
	return v
}

// Viewer is the client looking for a purpose: like a colleague, see
// [account.Visitor.Viewer].
func (c *Client) Viewer(purpose access.Purpose, today civil.Date) access.Viewer {
	return c.visitor(today).Viewer(purpose)
}

// Held are the posts the client has on a day.
func (c *Client) Held(today civil.Date) []account.Post { return c.visitor(today).Posts }

// Purpose is what a call is for: the one it names, or the only one there is. It
// refuses (Denied) a purpose that was not agreed, and none where there are several.
func (c *Client) Purpose(named string) (access.Purpose, error) {
	switch {
	case named == "" && len(c.Purposes) == 1:
		return c.Purposes[0], nil
	case named == "":
		return "", &civil.Error{Kind: civil.Denied, Code: "purpose_required", Message: "这个系统有几个使用目的，请在请求头X-Purpose里写明这一次为了什么。"}
	case !slices.Contains(c.Purposes, access.Purpose(named)):
		return "", &civil.Error{Kind: civil.Denied, Code: "purpose_denied", Message: "请求头X-Purpose写的使用目的不在这个系统的授权之内，请改用已授权的目的。"}
	}
	return access.Purpose(named), nil
}
