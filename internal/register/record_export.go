package register

import (
	"context"
	"encoding/csv"
	"io"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
)

// ExportRecords writes the records of a declared register in a viewer's scope
// as of a day as CSV: what a spreadsheet would take for a formula is made plain,
// protected numbers are masked, and of an authorised register nothing is written.
//
// Looks are written down before the rows leave.
func (r *Register) ExportRecords(ctx context.Context, viewer access.Viewer, register string, counties []string, as AsOf, into io.Writer) (int, error) {
	reg, err := r.declared(register)
	if err == nil {
		err = viewer.Check()
	}
	if err != nil {
		return 0, err
	}
	if reg.Class == "authorised" {
		return 0, &civil.Error{Kind: civil.Denied, Code: "export_authorised", Message: "“" + reg.Title + "”是凭授权查询的数据，不能整体导出。"}
	}
	e := export{r: r, reg: reg, viewer: viewer, table: csv.NewWriter(into)}
	if err := e.table.Write(exportHeader(reg, viewer)); err != nil {
		return 0, err
	}
	for _, county := range counties {
		err := r.EachRecord(ctx, county, register, as, func(rec *Record) error {
			if e.rows = append(e.rows, rec); len(e.rows) < exportAtOnce {
				return nil
			}
			return e.flush(ctx)
		})
		if err == nil {
			err = e.flush(ctx)
		}
		if err != nil {
			return e.written, err
		}
	}
	e.table.Flush()
	return e.written, e.table.Error()
}

// exportAtOnce is how many rows are held back until their looks are written.
const exportAtOnce = 500

// export is a file being written.
type export struct {
	r       *Register
	reg     *pack.Register
	viewer  access.Viewer
	table   *csv.Writer
	rows    []*Record
	written int
}

// flush writes the rows the viewer may see.
func (e *export) flush(ctx context.Context) error {
	var list []*Record
	scope := e.viewer.Scope()
	err := e.r.db.Read(ctx, func(q db.Query) error {
		for _, rec := range e.rows {
			var err error
			if rec.seen, err = recordDivision(ctx, q, e.reg, rec); err != nil && !absent(err) {
				return err
			}
			if err == nil && scope.Covers(rec.seen) {
				list = append(list, rec)
			}
		}
		return nil
	})
	e.rows = e.rows[:0]
	if err == nil {
		err = e.r.prepare(e.reg, e.viewer, list)
	}
	if err == nil {
		err = e.r.write(ctx, e.viewer, Show{Fields: shownFields(e.reg, e.viewer)}, subjectsOf(list)...)
	}
	for _, rec := range list {
		if err != nil {
			return err
		}
		e.written++
		err = e.table.Write(exportLine(e.reg, e.viewer, rec))
	}
	return err
}

func exportHeader(reg *pack.Register, viewer access.Viewer) []string {
	header := []string{"登记编号", "对象编号", "行政区划", "生效日期", "截止日期"}
	for i := range reg.Fields {
		if visible(&reg.Fields[i], viewer) {
			header = append(header, civil.PlainCell(reg.Fields[i].Label))
		}
	}
	return header
}

func exportLine(reg *pack.Register, viewer access.Viewer, rec *Record) []string {
	row := []string{rec.Ref.String(), rec.Subject, "", openDay(rec.Valid.From, civil.FirstDate), openDay(rec.Valid.To, civil.LastDate)}
	if rec.Division != 0 {
		row[2] = fullCode(rec.Division)
	}
	for i := range reg.Fields {
		f := &reg.Fields[i]
		if !visible(f, viewer) {
			continue
		}
		text := plainText(f, rec.Values[i])
		if f.Protected() {
			text = access.Mask(protectedKind(f), text)
		}
		if f.Type == pack.TextField || f.Protected() {
			text = civil.PlainCell(text)
		}
		row = append(row, text)
	}
	return row
}
