package pricelink

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// byteOrderMark tells office programs that a file is UTF-8.
const byteOrderMark = "\ufeff"

const selectExport = `SELECT ` + claimColumns + ` FROM price_claim v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL AND v.group_name = $3
	AND v.roll_person <> '' ORDER BY CASE WHEN v.struck = '' THEN 0 ELSE 1 END, v.id`

// Export is the list of a group for the department that pays it: whom it pays how
// much, and whom it does not and why. That it left is kept.
func (d *Desk) Export(ctx context.Context, who casework.Who, region string, month civil.Month, group string) (name string, raw []byte, err error) {
	counties := d.RollPlaces(who, region)
	if len(counties) == 0 {
		return "", nil, civil.NotFound.Refuse("pricelink_county", "没有找到，或不在您的管辖范围。")
	}
	var l *Decided
	var out bytes.Buffer
	n := 0
	err = d.read(ctx, func(q db.Query) (err error) {
		if l, err = getLaunch(ctx, q, region, month); err != nil {
			return err
		}
		if err := l.in(Listed, Handed); err != nil {
			return err
		}
		n, err = d.writeExport(ctx, q, &out, l, group, counties)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	if n == 0 {
		return "", nil, civil.NotFound.Refuse("pricelink_export_empty", "这类对象没有部门名册，没有可以导出的名单。")
	}
	h := header(journal.Nowhere, "export", who)
	h.Note = fmt.Sprintf("%s %s：导出%d人（含身份证号）", l.ID, group, n)
	if _, err = d.Journal.Do(ctx, h, func(*journal.Write) error { return nil }); err != nil {
		return "", nil, err
	}
	title := group
	if p := d.Profile(l); p != nil && p.Group(group) != nil {
		title = p.Group(group).Title
	}
	return l.Title() + "_" + title + ".csv", out.Bytes(), nil
}

func (d *Desk) writeExport(ctx context.Context, q db.Query, out *bytes.Buffer, l *Decided, group string, counties []string) (n int, err error) {
	out.WriteString(byteOrderMark)
	w := csv.NewWriter(out)
	if err := w.Write([]string{"序号", "姓名", "身份证号", "县（市、区）", "是否发放", "金额（元）", "不发的原因"}); err != nil {
		return 0, err
	}
	for _, county := range counties {
		if county == "" {
			continue
		}
		claims, err := db.Many(ctx, q, scanClaim, selectExport, county, l.ID, group)
		if err != nil {
			return 0, err
		}
		people, err := d.named(ctx, q, claims, true)
		if err != nil {
			return 0, err
		}
		for i := range people {
			n++
			if err := w.Write(d.exported(l, n, &people[i])); err != nil {
				return 0, err
			}
		}
	}
	w.Flush()
	return n, w.Error()
}

func (d *Desk) exported(l *Decided, n int, p *Shown) []string {
	pays, why := "发", ""
	if p.Struck != "" {
		pays, why = "不发", d.Why(l, &p.Claim)
	}
	// A tab before the number keeps office programs from rounding its last digits.
	return []string{count(n), civil.PlainCell(p.Name), "\t" + p.number, d.countyName(p.County), pays, p.Amount.String(), why}
}

func (d *Desk) countyName(county string) string {
	area, err := civil.ParseArea(county)
	if err != nil {
		return county
	}
	return d.place(area)
}

// Why says in words why somebody is struck out; empty for one who is paid.
func (d *Desk) Why(l *Decided, c *Claim) string {
	if c.Struck == "" || c.Struck == DeadStruck {
		return c.Struck.Title()
	}
	title := c.ByGroup
	if p := d.Profile(l); p != nil && p.Group(c.ByGroup) != nil {
		title = p.Group(c.ByGroup).Title
	}
	return strings.Join([]string{c.Struck.Title(), "：在", d.countyName(c.ByCounty), "按“", title, "”列入"}, "")
}
