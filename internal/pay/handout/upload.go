package handout

import (
	"context"
	"fmt"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay/sheet"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

var heads = map[string][]string{
	"name":    {"姓名", "name"},
	"number":  {"身份证号", "身份证号码", "公民身份号码", "证件号码"},
	"office":  {"单位", "所在单位", "组织", "工作单位"},
	"town":    {"乡镇（街道）", "乡镇(街道)", "乡镇", "街道", "镇街"},
	"village": {"社区（村）", "社区(村)", "村（居）", "村(居)", "社区", "村", "村居"},
	"account": {"银行账号", "账号", "银行卡号", "卡号"},
	"bank":    {"开户银行", "开户行", "银行"},
	"phone":   {"电话", "手机", "手机号", "联系电话"},
}

// rowsMost is how many people one file may bring.
const rowsMost = 20_000

// Took says what became of a file.
type Took struct{ Listed, Bad, Again int }

// Upload takes a list of people in. A row that is wrong is set aside with what is wrong,
// to be mended; a row that is on the list already, word for word, changes nothing.
func (d *Desk) Upload(ctx context.Context, who officer.Officer, ref register.Ref, raw []byte) (took Took, err error) {
	s, err := sheet.Read("handout", raw, heads)
	if err != nil {
		return took, err
	}
	for _, column := range []string{"name", "number"} {
		if _, there := s.At[column]; !there {
			return took, civil.Refuse("handout_file", "名单里没有“%s”这一列，没有读入：请补上后重试。", heads[column][0])
		}
	}
	if len(s.Rows) > rowsMost {
		return took, civil.Refuse("handout_file", "名单超过%d行，请按乡镇（街道）分开上传。", rowsMost)
	}
	_, err = d.Journal.Do(ctx, header(who, ref.County, "upload"), func(w *journal.Write) error {
		took = Took{}
		b, err := d.newBringing(ctx, w, who, ref)
		if err != nil {
			return err
		}
		for i, row := range s.Rows {
			if sheet.Blank(row) {
				continue
			}
			if err := b.take(int64(s.First+i), broughtOf(s, row), &took); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && took == (Took{}) {
		err = civil.Refuse("handout_file", "名单里没有一行有内容，没有读入。")
	}
	return took, err
}

func broughtOf(s *sheet.Sheet, row []string) Brought {
	return Brought{
		Name: s.Cell(row, "name"), Number: s.Cell(row, "number"), Office: s.Cell(row, "office"), Town: s.Cell(row, "town"), Village: s.Cell(row, "village"),
		Account: s.Cell(row, "account"), Bank: s.Cell(row, "bank"), Phone: s.Cell(row, "phone"),
	}
}

// bringing puts rows that were brought on a list, within an act.
type bringing struct {
	d     *Desk
	ctx   context.Context
	w     *journal.Write
	who   officer.Officer
	h     *Handout
	known known
	bad   map[Brought]bool
	place map[string][]civil.Area // towns and villages of the county by their names
}

func (d *Desk) newBringing(ctx context.Context, w *journal.Write, who officer.Officer, ref register.Ref) (*bringing, error) {
	h, err := d.drafted(ctx, w, who, ref)
	if err != nil {
		return nil, err
	}
	all, err := db.Many(ctx, w, d.scanPerson, selectPeople, h.County, h.ID)
	if err != nil {
		return nil, err
	}
	b := &bringing{d: d, ctx: ctx, w: w, who: who, h: h, bad: map[Brought]bool{}, place: d.places(h)}
	for _, p := range all {
		if p.State == Bad {
			b.bad[p.Brought] = true
		}
	}
	b.known, err = d.knownOf(all, h.Unit == perHousehold)
	return b, err
}

// take puts one row on the list, or sets it aside.
func (b *bringing) take(n int64, brought Brought, took *Took) error {
	p := &Person{
		Ref: register.Ref{County: b.h.County, ID: db.NewID()}, Handout: b.h.ID, N: n, Division: b.h.Division, State: Listed, Brought: brought, ByName: b.who.Name,
	}
	same, err := b.judge(p)
	switch {
	case err != nil:
		return err
	case same != nil && same.Brought == p.Brought, p.State == Bad && b.bad[p.Brought]:
		took.Again++
		return nil
	case p.State == Bad:
		took.Bad++
		b.bad[p.Brought] = true
	default:
		took.Listed++
	}
	return b.d.openPerson(b.ctx, b.w, p)
}

// judge fills somebody in from what was brought, and says in Fault what is wrong with it;
// same is who is on the list already.
func (b *bringing) judge(p *Person) (same *Person, err error) {
	p.Name, p.Office, p.Amount, p.State, p.Fault = civil.NormalName(p.Brought.Name), p.Brought.Office, b.h.Each(""), Listed, ""
	if p.Fault = b.fault(p); p.Fault == "" {
		if p.Index, err = b.d.Keys.AppendIndex(nil, access.IDNumber, p.Brought.Number); err != nil {
			return nil, err
		}
		found, err := b.d.Register.ByNumber(b.ctx, b.w, access.NewPrivate(access.IDNumber, p.Brought.Number))
		if err != nil {
			return nil, err
		}
		if p.Fault, err = b.met(p, found); err != nil {
			return nil, err
		}
		homes := b.h.Unit == perHousehold
		if same, err = b.d.find(b.known, p, homes); err != nil {
			return nil, err
		}
		if same != nil && p.Fault == "" {
			p.Fault = fmt.Sprintf("和名单上第%d行的%s是同一人（一户），只列一次", same.N, same.Name)
		}
		if p.Fault == "" {
			return nil, b.d.add(b.known, p, homes)
		}
	}
	p.State = Bad
	return same, nil
}

// met takes in what the register knows of somebody who was brought.
func (b *bringing) met(p *Person, found []*register.Person) (fault string, err error) {
	for _, one := range found {
		if civil.NormalName(one.Name) != p.Name {
			return "这个身份证号登记的是另一个姓名，请照证件核对", nil
		}
		if one.Alive != nil && !*one.Alive {
			return "登记数据里这个人已经去世，请核实", nil
		}
		p.Person, p.Payee = one.Ref, one.Ref
		homes, err := b.d.Register.HomesOf(b.ctx, one.Ref, b.w.At().Date())
		if err != nil {
			return "", err
		}
		if len(homes) > 0 && homes[0].County == b.h.County {
			p.Household = homes[0].ID
		}
	}
	return "", nil
}

// fault says what is wrong with a row by itself.
func (b *bringing) fault(p *Person) string {
	r := &p.Brought
	if p.Name == "" || len([]rune(p.Name)) > nameMost {
		return "没有姓名，请补上"
	}
	check := civil.CheckID(r.Number, nil, civil.IDOptions{AsOf: b.w.At().Date(), Sample: true})
	if check.Verdict == civil.Bad || check.Canonical == "" {
		return "身份证号不对，请照证件核对"
	}
	r.Number = check.Canonical
	if p.Amount == 0 {
		return "这一批没有给报送名单上的人写发多少，请改这一批或者去掉这一行"
	}
	if fault := b.located(p); fault != "" {
		return fault
	}
	if !b.h.Goods() {
		number, err := access.AppendNormal(nil, access.Account, r.Account)
		switch {
		case r.Account == "" || r.Bank == "":
			return "没有写银行账号或者开户银行，请补上"
		case err != nil || len(number) < 8:
			return "银行账号不对，请照银行卡核对"
		}
		r.Account = string(number)
	}
	if r.Phone != "" {
		if _, err := access.AppendNormal(nil, access.Phone, r.Phone); err != nil {
			return "电话号码不对，请核对或者空着"
		}
	}
	return ""
}

// located finds where a row belongs.
func (b *bringing) located(p *Person) string {
	r := &p.Brought
	var town, found []civil.Area
	for _, a := range b.place[bare(r.Town)] {
		if a.Level() == civil.Township {
			town = append(town, a)
		}
	}
	if r.Town != "" && len(town) != 1 {
		return "没有找到乡镇（街道）“" + r.Town + "”，请写全称"
	}
	for _, a := range b.place[bare(r.Village)] {
		if r.Village != "" && a.Level() == civil.Village && (r.Town == "" || town[0].Contains(a)) {
			found = append(found, a)
		}
	}
	switch {
	case r.Town == "" && r.Village == "":
		return "没有写乡镇（街道）或者社区（村），请补上"
	case r.Village == "":
		p.Division = town[0]
	case len(found) == 0:
		return "没有找到社区（村）“" + r.Village + "”，请写全称"
	case len(found) > 1:
		return fmt.Sprintf("有%d个“%s”，请写明是哪个乡镇（街道）的", len(found), r.Village)
	default:
		p.Division = found[0]
	}
	for _, a := range b.h.Areas {
		if a.Contains(p.Division) || a == p.Division {
			return ""
		}
	}
	if len(b.h.Areas) > 0 {
		return "不在这一批的乡镇（街道）范围里"
	}
	return ""
}

// endings are what people leave out of the names of communities and villages.
var endings = []string{"社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "居委会", "村委会", "社区", "街道办事处", "街道", "村"}

func bare(name string) string {
	name = strings.Join(strings.Fields(name), "")
	for _, end := range endings {
		if short := strings.TrimSuffix(name, end); short != name && short != "" {
			return short
		}
	}
	return name
}

// places are the towns and villages of a county by their bare names.
func (d *Desk) places(h *Handout) map[string][]civil.Area {
	list := map[string][]civil.Area{}
	for _, level := range []civil.Level{civil.Township, civil.Village} {
		for _, one := range d.Divisions.Under(h.Division, level, h.Began) {
			list[bare(one.Name)] = append(list[bare(one.Name)], one.Code)
		}
	}
	return list
}

// Add puts somebody on a list by hand.
func (d *Desk) Add(ctx context.Context, who officer.Officer, seen Seen, brought Brought, why string) error {
	why, err := officer.Words("handout_why", "理由", why, wordsLeast, wordsMost)
	if err != nil {
		return err
	}
	_, err = d.Journal.Do(ctx, header(who, seen.County, "add"), func(w *journal.Write) error {
		b, err := d.newBringing(ctx, w, who, seen.Ref)
		if err != nil {
			return err
		}
		n, err := db.Int(w.QueryRow(ctx, lastPlace, b.h.County, b.h.ID))
		if err != nil {
			return err
		}
		p := &Person{
			Ref: register.Ref{County: b.h.County, ID: db.NewID()}, Handout: b.h.ID, N: n + 1, Division: b.h.Division, Brought: brought, Note: "补充：" + why, ByName: who.Name,
		}
		if _, err := b.judge(p); err != nil {
			return err
		}
		if p.State == Bad {
			return civil.Refuse("handout_row", "%s。", p.Fault)
		}
		return d.openPerson(ctx, w, p)
	})
	return err
}

// Mend puts a row right that was set aside.
func (d *Desk) Mend(ctx context.Context, who officer.Officer, seen Seen, brought Brought) (*Person, error) {
	return d.row(ctx, who, seen, "mend", func(w *journal.Write, h *Handout, p *Person) error {
		if p.State != Bad {
			return civil.Conflict.Refuse("handout_row", "这一行没有错，不用改。")
		}
		b, err := d.newBringing(ctx, w, who, h.Ref)
		if err != nil {
			return err
		}
		p.Brought = brought
		if _, err := b.judge(p); err != nil {
			return err
		}
		if p.State == Bad {
			return civil.Refuse("handout_row", "%s。", p.Fault)
		}
		return nil
	})
}

// Strike takes somebody off a list, or gives a bad row up.
func (d *Desk) Strike(ctx context.Context, who officer.Officer, seen Seen, why string) (*Person, error) {
	why, err := officer.Words("handout_why", "理由", why, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	return d.row(ctx, who, seen, "strike", func(w *journal.Write, h *Handout, p *Person) error {
		if _, err := d.drafted(ctx, w, who, h.Ref); err != nil {
			return err
		}
		if p.State == Struck {
			return civil.Conflict.Refuse("handout_row", "这一行已经去掉了。")
		}
		p.State, p.Note = Struck, why
		return nil
	})
}

// row makes the next version of somebody on a list.
func (d *Desk) row(ctx context.Context, who officer.Officer, seen Seen, kind string, f func(w *journal.Write, h *Handout, p *Person) error) (*Person, error) {
	var out *Person
	_, err := d.Journal.Do(ctx, header(who, seen.County, kind), func(w *journal.Write) error {
		p, h, err := d.load(ctx, w, seen.Ref)
		if err != nil {
			return err
		}
		if err := who.Covers(p.Division); err != nil {
			return err
		}
		out = p
		once := who.Once(seen.Once)
		if once != "" && once == p.once {
			return nil
		}
		if seen.Opened != 0 && seen.Opened != p.Opened {
			return officer.Stale()
		}
		p.once, p.ByName = once, who.Name
		if err := f(w, h, p); err != nil {
			return err
		}
		return d.put(ctx, w, p)
	})
	return out, err
}
