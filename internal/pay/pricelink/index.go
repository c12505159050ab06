package pricelink

import (
	"context"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Index is one version of the yearly change of a price index.
type Index struct {
	ID     string
	Opened int64
	Point
	Region    string // six digits
	Rise      int64  // permille
	Published civil.Date
	Source    string
	Note      string // why it was corrected
	Name      string // of the officer
	Standing  bool   // no correction has closed it
}

var indexTable = journal.NewTable("price_index", journal.Text("region"), journal.Text("month"), journal.Text("kind"), journal.Int("rise"),
	journal.Text("published"), journal.Text("source"), journal.Text("note"), journal.Text("name"))

const (
	indexColumns = `v.id, v.opened, v.region, v.month, v.kind, v.rise, v.published, v.source, v.note, v.name, CASE WHEN v.closed IS NULL THEN 1 ELSE 0 END`
	selectIndex  = `SELECT ` + indexColumns + ` FROM price_index v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectSeries = `SELECT ` + indexColumns + ` FROM price_index v WHERE v.county = $1 AND v.region = $2 ORDER BY v.month, v.kind, v.opened`
)

func scanIndex(row db.Row) (*Index, error) {
	var x Index
	var month, published string
	var standing int64
	err := row.Scan(&x.ID, &x.Opened, &x.Region, &month, &x.Kind, &x.Rise, &published, &x.Source, &x.Note, &x.Name, &standing)
	if err != nil {
		return nil, err
	}
	x.Standing = standing == 1
	if x.Month, err = civil.ParseMonth(month); err == nil {
		x.Published, err = civil.ParseDate(published)
	}
	return &x, err
}

// The limits of a rise that is believed, in permille.
const (
	riseLeast = -500
	riseMost  = 1000
)

// check refuses an index nobody could have published.
func (x *Index) check(today civil.Date) error {
	switch {
	case x.Kind.Title() == "":
		return civil.Refuse("pricelink_kind", "请选择是哪个指数。")
	case x.Month <= 0:
		return civil.Refuse("pricelink_month", "请选择是哪个月的指数。")
	case x.Rise < riseLeast || x.Rise > riseMost:
		return civil.Refuse("pricelink_rise", "%s%s的同比涨幅%s不合理，请填写如4.4或-0.3。", spoken(x.Month), x.Kind.Title(), Percent(x.Rise))
	case x.Published > today:
		return civil.Refuse("pricelink_published", "公布日期%s还没有到，请核对。", x.Published.Words())
	case x.Published <= x.Month.Last():
		return civil.Refuse("pricelink_published_early", "%s的指数要到月后才公布，公布日期%s太早，请核对。", spoken(x.Month), x.Published.Words())
	case strings.TrimSpace(x.Source) == "":
		return civil.Refuse("pricelink_source", "请写明指数的出处，如国家统计局南通调查队。")
	}
	return nil
}

func (x *Index) same(o *Index) bool {
	return x.Rise == o.Rise && x.Published == o.Published && x.Source == o.Source
}

// Enter puts indices of a region down, all of them or none. One that is there
// already changes nothing; one that says something else is a correction and needs a
// reason. It gives how many rows are new.
func (d *Desk) Enter(ctx context.Context, who casework.Who, region string, list []Index) (fresh int, err error) {
	if err := decider(who, region); err != nil {
		return 0, err
	}
	if len(list) == 0 {
		return 0, civil.Refuse("pricelink_nothing", "没有要登记的指数，请填写后再提交。")
	}
	seen := map[Point]bool{}
	for i := range list {
		if err := list[i].check(d.Today()); err != nil {
			return 0, err
		}
		if seen[list[i].Point] {
			return 0, civil.Refuse("pricelink_twice", "%s的%s写了两次，请只留一个。", spoken(list[i].Month), list[i].Kind.Title())
		}
		seen[list[i].Point] = true
	}
	_, err = d.Journal.Do(ctx, header(journal.Nowhere, "index", who), func(w *journal.Write) error {
		fresh = 0
		for i := range list {
			x := list[i]
			x.Region, x.Name = region, who.Name
			written, err := x.put(ctx, w)
			if err != nil {
				return err
			}
			if written {
				fresh++
			}
		}
		return nil
	})
	return fresh, err
}

// put writes an index, or the correction of one.
func (x *Index) put(ctx context.Context, w *journal.Write) (bool, error) {
	x.ID = x.Region + "." + x.Month.String() + "." + string(x.Kind)
	old, known, err := db.One(ctx, w, scanIndex, selectIndex, journal.Nowhere, x.ID)
	switch {
	case err != nil:
		return false, err
	case known && old.same(x):
		return false, nil
	case known && strings.TrimSpace(x.Note) == "":
		return false, civil.Conflict.Refuse("pricelink_correction", "%s的%s已登记为%s：要更正请写明原因。", spoken(x.Month), x.Kind.Title(), Percent(old.Rise))
	case known:
		if err := w.Close(ctx, indexTable, old.ID, old.Opened); err != nil {
			return false, err
		}
	}
	return true, w.Open(ctx, indexTable, x.ID, journal.Valid{From: x.Month.First(), To: x.Month.Last()}, x.Region, x.Month.String(), string(x.Kind), x.Rise,
		x.Published.String(), x.Source, x.Note, x.Name)
}

// Indices are all versions of the indices of a region, by month and kind, the
// corrected ones too.
func (d *Desk) Indices(ctx context.Context, region string) (list []*Index, err error) {
	err = d.read(ctx, func(q db.Query) error {
		list, err = indices(ctx, q, region)
		return err
	})
	return list, err
}

func indices(ctx context.Context, q db.Query, region string) ([]*Index, error) {
	return db.Many(ctx, q, scanIndex, selectSeries, journal.Nowhere, region)
}

// seriesOf are the rises that stand.
func seriesOf(list []*Index) Series {
	s := Series{}
	for _, x := range list {
		if x.Standing {
			s[x.Point] = x.Rise
		}
	}
	return s
}

// publishedOn is the day on which the last of the indices a test rests on was
// published.
func publishedOn(list []*Index, p *pack.PriceLink, month civil.Month) (day civil.Date) {
	for _, x := range list {
		if x.Standing && x.Month == month && asks(p, x.Kind) {
			day = max(day, x.Published)
		}
	}
	return day
}
