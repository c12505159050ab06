package pay

import (
	"context"
	"fmt"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// DifferenceKind is how our books and a list of the national system (金民工程) differ.
type DifferenceKind string

// The kinds of differences, see [DifferenceKind].
const (
	OnlyHere  DifferenceKind = "here"   // 只在本平台
	OnlyThere DifferenceKind = "there"  // 只在金民
	Amounts   DifferenceKind = "amount" // 金额不同
)

// Title is the kind in words.
func (k DifferenceKind) Title() string {
	switch k {
	case OnlyHere:
		return "只在本平台"
	case OnlyThere:
		return "只在金民工程"
	}
	return "金额不同"
}

// Comparison is one list of the national system held against ours.
type Comparison struct {
	County, ID string
	Opened     int64
	Month      civil.Month
	FileHash   string
	Here       int64 // benefits of ours
	There      int64 // rows of theirs
	Agreed     int64
}

// NationalDifference is one version of a difference.
type NationalDifference struct {
	County, ID string
	Opened     int64
	Comparison string
	Kind       DifferenceKind
	Programme  string
	Household  string // ours; empty: only there
	Name       string
	Tail       string // the last four of the number
	Here       civil.Fen
	There      civil.Fen
	Resolution string // empty: open
}

var (
	comparisonTable = journal.NewTable("pay_national", journal.Text("month"), journal.Text("file_hash"), journal.Int("here"), journal.Int("there"), journal.Int("agreed"))
	differenceTable = journal.NewTable("pay_national_difference", journal.Text("comparison"), journal.Text("kind"), journal.Text("programme"),
		journal.Text("household"), journal.Text("name").Personal(), journal.Text("tail").Personal(), journal.Int("here"), journal.Int("there"), journal.Text("resolution"))
)

const (
	differenceColumns = `v.county, v.id, v.opened, v.comparison, v.kind, v.programme, v.household, v.name, v.tail, v.here, v.there, v.resolution`
	selectDifferences = `SELECT ` + differenceColumns + ` FROM pay_national_difference v WHERE v.county = $1 AND v.closed IS NULL AND v.comparison = $2 ORDER BY v.id`
	selectDifference  = `SELECT ` + differenceColumns + ` FROM pay_national_difference v WHERE v.county = $1 AND v.closed IS NULL AND v.id = $2`
	selectComparisons = `SELECT v.county, v.id, v.opened, v.month, v.file_hash, v.here, v.there, v.agreed FROM pay_national v
		WHERE v.county = $1 AND v.closed IS NULL ORDER BY v.id DESC`
)

func scanDifference(row db.Row) (*NationalDifference, error) {
	var d NationalDifference
	var name, tail *string
	err := row.Scan(&d.County, &d.ID, &d.Opened, &d.Comparison, &d.Kind, &d.Programme, &d.Household, &name, &tail, &d.Here, &d.There, &d.Resolution)
	d.Name, d.Tail = textOf(name), textOf(tail)
	return &d, err
}

func scanComparison(row db.Row) (*Comparison, error) {
	var c Comparison
	var month string
	if err := row.Scan(&c.County, &c.ID, &c.Opened, &month, &c.FileHash, &c.Here, &c.There, &c.Agreed); err != nil {
		return nil, err
	}
	return &c, monthsOf(monthText{&month, &c.Month})
}

func (d *NationalDifference) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, differenceTable, d.ID, journal.Always, d.Comparison, string(d.Kind), d.Programme, d.Household, textOrNil(d.Name), textOrNil(d.Tail),
		d.Here, d.There, d.Resolution)
}

// Comparisons are those of a county, the newest first.
func Comparisons(ctx context.Context, q db.Query, county string) ([]*Comparison, error) {
	return db.Many(ctx, q, scanComparison, selectComparisons, county)
}

// Differences are those of a comparison.
func Differences(ctx context.Context, q db.Query, county, comparison string) ([]*NationalDifference, error) {
	return db.Many(ctx, q, scanDifference, selectDifferences, county, comparison)
}

// nationalHead is the head of the list that goes to the national system.
var nationalHead = []string{"身份证号", "姓名", "业务类别", "月份", "金额", "行政区划"}

// NationalList is what is in pay in a county in a month, for the national system (CSV,
// GB18030). The giving out is written down.
func (p *Pay) NationalList(ctx context.Context, actor, county string, m civil.Month) (*File, error) {
	var body []byte
	_, err := p.journal.Do(ctx, header(county, "national_list", actor), func(w *journal.Write) error {
		held, people, err := p.nationals(ctx, w, county, m)
		if err != nil {
			return err
		}
		rows := [][]string{nationalHead}
		for i := range held {
			who := people[held[i].person()]
			number, err := p.number(who)
			if err != nil {
				return err
			}
			rows = append(rows, []string{number, who.name, p.names.Programme(held[i].of.Programme), m.String(), held[i].stretch.Amount.String(), held[i].stretch.Division.String()})
		}
		body, err = sheet(rows)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &File{Name: fmt.Sprintf("金民工程-%s-%s.csv", county, m), Hash: hashOf(body), Body: body}, nil
}

// nationals are the benefits of a month and who stands for them.
func (p *Pay) nationals(ctx context.Context, q db.Query, county string, m civil.Month) ([]scanned, map[register.Ref]identity, error) {
	held, err := db.Many(ctx, q, scanStretch, selectHeld, county, journal.Latest, m.String())
	if err != nil {
		return nil, nil, err
	}
	var paid []scanned
	var refs []register.Ref
	for _, r := range held {
		if r.stretch.due() > 0 {
			paid, refs = append(paid, r), append(refs, r.person())
		}
	}
	people, err := identities(ctx, q, refs)
	return paid, people, err
}

// place of a benefit in a comparison: whose number, by which programme.
type national struct{ index, programme string }

// CompareNational holds a list of the national system against what is in pay in a
// month and puts the differences down. programme finds a programme by the name their
// list gives it; the same file again is refused.
func (p *Pay) CompareNational(ctx context.Context, actor, county string, m civil.Month, raw []byte, programme func(title string) string) (c *Comparison, err error) {
	rows, err := ParseNational(raw)
	if err != nil {
		return nil, err
	}
	c = &Comparison{County: county, ID: newID(), Month: m, FileHash: hashOf(raw), There: int64(len(rows))}
	_, err = p.journal.Do(ctx, header(county, "national", actor), func(w *journal.Write) error {
		known, err := Comparisons(ctx, w, county)
		if err != nil {
			return err
		}
		for _, old := range known {
			if old.FileHash == c.FileHash && old.Month == m {
				return civil.Conflict.Refuse("national_twice", "这个文件已经对过账，没有重复登记。")
			}
		}
		list, err := p.differ(ctx, w, c, rows, programme)
		if err != nil {
			return err
		}
		for _, d := range list {
			if err := d.open(ctx, w); err != nil {
				return err
			}
		}
		return w.Open(ctx, comparisonTable, c.ID, journal.Valid{From: m.First(), To: m.Last()}, m.String(), c.FileHash, c.Here, c.There, c.Agreed)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (p *Pay) differ(ctx context.Context, w *journal.Write, c *Comparison, rows []NationalRow, programme func(string) string) ([]*NationalDifference, error) {
	held, people, err := p.nationals(ctx, w, c.County, c.Month)
	if err != nil {
		return nil, err
	}
	c.Here = int64(len(held))
	theirs := map[national]*NationalRow{}
	var order []national
	for i := range rows {
		at := national{programme: programme(rows[i].Programme)}
		entry, err := p.keys.AppendIndex(nil, access.IDNumber, rows[i].Number)
		if err != nil {
			return nil, err
		}
		at.index = string(entry)
		if old := theirs[at]; old != nil {
			old.Amount += rows[i].Amount // one person in two rows: a month and its arrears
			continue
		}
		theirs[at] = &rows[i]
		order = append(order, at)
	}
	var list []*NationalDifference
	for i := range held {
		who := people[held[i].person()]
		at := national{string(who.index), held[i].of.Programme}
		row := theirs[at]
		d := &NationalDifference{ID: newID(), Comparison: c.ID, Programme: at.programme, Household: held[i].of.Household, Name: who.name, Here: held[i].stretch.Amount}
		delete(theirs, at)
		switch {
		case row == nil:
			d.Kind = OnlyHere
		case row.Amount == d.Here:
			c.Agreed++
			continue
		default:
			d.Kind, d.There, d.Tail = Amounts, row.Amount, tailOf(row.Number)
		}
		list = append(list, d)
	}
	for _, at := range order {
		if row := theirs[at]; row != nil {
			list = append(list, &NationalDifference{ID: newID(), Comparison: c.ID, Kind: OnlyThere, Programme: at.programme, Name: row.Name, Tail: tailOf(row.Number), There: row.Amount})
		}
	}
	return list, nil
}

func tailOf(number string) string { return number[max(0, len(number)-tailLength):] }

// ResolveNational says what somebody found out about a difference.
func (p *Pay) ResolveNational(ctx context.Context, actor, county, difference, resolution string) error {
	if resolution == "" {
		return civil.Refuse("finding_resolution", "请写明核查的结果。")
	}
	_, err := p.journal.Do(ctx, header(county, "national_resolve", actor), func(w *journal.Write) error {
		d, ok, err := db.One(ctx, w, scanDifference, selectDifference, county, difference)
		switch {
		case err != nil:
			return err
		case !ok:
			return civil.NotFound.Refuse("national_unknown", "没有找到这条差异，请重新打开对账。")
		case d.Resolution != "":
			return civil.Conflict.Refuse("finding_resolved", "这条差异已经有人处理过，请重新打开对账。")
		}
		if err := w.Close(ctx, differenceTable, d.ID, d.Opened); err != nil {
			return err
		}
		d.Resolution = resolution
		return d.open(ctx, w)
	})
	return err
}
