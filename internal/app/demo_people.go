package app

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// demoPassword is that of every account of a demonstration. The city is made up
// and listens on this machine alone.
const demoPassword = "Lianxin-2025"

// demoLogin is somebody who may sign in to a demonstration.
type demoLogin struct {
	Role     string `json:"role"`
	Title    string `json:"title"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Name     string `json:"name"`
	Division string `json:"division"`
	ID       string `json:"id"`
}

// demoCode is a resident's printed code.
type demoCode struct {
	Title string `json:"title"` // what waits for him
	Name  string `json:"name"`
	Code  string `json:"code"`
	Phone string `json:"phone"`
	Case  string `json:"case,omitempty"`
}

// demoPeople are who may sign in, and where the cases of the demonstration are.
type demoPeople struct {
	Logins    []demoLogin `json:"logins"`
	Residents []demoCode  `json:"residents"` // whose codes are drawn anew at every start
	Persons   []string    `json:"persons"`   // of the residents: county/id
	County    string      `json:"county"`
	Town      string      `json:"town"`
	Codes     []demoCode  `json:"-"`
}

// demoStaff are the accounts of a demonstration: role, login, name. The second
// town is where families from elsewhere are taken in.
var demoStaff = []struct {
	role        access.Role
	login, name string
	second      bool // in the second town
}{
	{casework.City, "shiju", "陈立", false},
	{casework.County, "quxian", "李敏", false},
	{casework.County, "quxian2", "孙伟", false},
	{casework.Town, "xiangzhen", "张明", false},
	{casework.Town, "xiangzhen2", "周敏", false},
	{casework.Town, "linzhen", "王霞", true},
	{casework.Village, "cunju", "顾红", false},
	{account.Finance, "caiwu", "钱静", false},
	{account.Finance, "caiwu2", "沈涛", false},
	{account.Finance, "caiwu3", "吴芳", false},
	{account.Auditor, "shenji", "郑刚", false},
	{account.Administrator, "guanli", "冯磊", false},
	{account.Department, "bumen", "朱琳", false},
	{account.Hotline, "rexian", "徐慧", false},
}

// hire opens the accounts of a demonstration.
func (b *bureau) hire(ctx context.Context, p *demoPeople, places demoPlaces) error {
	for _, s := range demoStaff {
		division := places.of(s.role, s.second)
		password, err := b.accounts.NewPassword(ctx, s.login, demoPassword)
		if err != nil {
			return err
		}
		var id string
		h := journal.Header{County: journal.Nowhere, Kind: "account.create", Actor: "system:demo", Purpose: "security"}
		_, err = b.journal.Do(ctx, h, func(w *journal.Write) (err error) {
			id, err = b.accounts.Create(ctx, w, account.Account{Login: s.login, Name: s.name, Posts: []account.Post{{Role: s.role, Division: division}}}, password)
			return err
		})
		if err == nil {
			_, err = b.journal.Do(ctx, h, func(w *journal.Write) error { return b.accounts.SetPassword(ctx, w, id, password, false) })
		}
		if err != nil {
			return err
		}
		p.Logins = append(p.Logins, demoLogin{string(s.role), account.RoleTitle(s.role), s.login, demoPassword, s.name, b.desk.Place(division), id})
	}
	return nil
}

// demoPlaces are the divisions in which a demonstration takes place.
type demoPlaces struct {
	city, county, town, second, village civil.Area
}

func (p demoPlaces) of(role access.Role, second bool) civil.Area {
	switch role {
	case casework.City, account.Administrator, account.Hotline:
		return p.city
	case casework.Town:
		if second {
			return p.second
		}
		return p.town
	case casework.Village:
		return p.village
	}
	return p.county
}

// who is an account at work.
func (p *demoPeople) who(b *bureau, login string, places demoPlaces) casework.Who {
	for i, s := range demoStaff {
		if s.login == login {
			return casework.Who{
				Actor: account.StaffActor + p.Logins[i].ID, Staff: p.Logins[i].ID, Name: s.name, Purpose: "application",
				Posts: []casework.Post{{Role: s.role, Division: places.of(s.role, s.second)}},
			}
		}
	}
	return casework.Who{}
}

// draw prints a fresh code for every resident of the demonstration.
func (b *bureau) drawCodes(ctx context.Context, p *demoPeople) error {
	p.Codes = nil
	for i, one := range p.Residents {
		county, id, _ := strings.Cut(p.Persons[i], "/")
		h := journal.Header{County: journal.Nowhere, Kind: "account.slip", Actor: "system:demo", Purpose: "self"}
		_, err := b.journal.Do(ctx, h, func(w *journal.Write) (err error) {
			one.Code, err = b.accounts.Slip(ctx, w, account.Person{County: county, ID: id}, "system:demo")
			return err
		})
		if err != nil {
			return err
		}
		p.Codes = append(p.Codes, one)
	}
	return nil
}

// readPeople reads what a demonstration wrote when it was whole.
func readPeople(path string) (*demoPeople, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var p demoPeople
	return &p, json.Unmarshal(text, &p)
}

func (p *demoPeople) keep(path string) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// tell prints the address and who may sign in; with --json as one line.
func (p *demoPeople) tell(s *session, address string, now civil.Instant) error {
	if s.json {
		return s.print(map[string]any{"address": address, "logins": p.Logins, "codes": p.Codes, "county": p.County, "town": p.Town, "now": int64(now)})
	}
	fmt.Fprintf(s.Out, "\n连心已打开：%s\n人物都是虚构的，只在这台电脑上能看到。密码都是 %s\n\n", address, demoPassword)
	t := &columns{header: []string{"角色", "登录名", "姓名", "辖区"}, words: true}
	for _, l := range p.Logins {
		t.row(l.Title, l.Login, l.Name, l.Division)
	}
	if err := t.write(s.Out); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "\n居民在 %s/sign-in 用登录码进入（一次有效，重新打开会换新的）：\n\n", address)
	codes := &columns{header: []string{"登录码", "居民", "可以看"}, words: true}
	for _, c := range p.Codes {
		codes.row(c.Code, c.Name, c.Title)
	}
	if err := codes.write(s.Out); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "\n演示的日期可以在 %s/demo 往后拨。按 Ctrl-C 结束。\n", address)
	return nil
}
