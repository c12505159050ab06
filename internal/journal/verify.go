package journal

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Finding is something wrong with the record, or a sign of it.
type Finding struct {
	County  string `json:"county"`
	Seq     int64  `json:"seq,omitempty"` // the act
	Table   string `json:"table,omitempty"`
	ID      string `json:"id,omitempty"` // of the row
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Report is what verifying the record found.
type Report struct {
	Counties   int       `json:"counties"`
	Acts       int64     `json:"acts"`
	Rows       int64     `json:"rows"`
	Checkpoint string    `json:"checkpoint,omitempty"` // when the newest good checkpoint was signed
	Unanchored int64     `json:"unanchored"`           // acts after it: a cut of these would not show
	Findings   []Finding `json:"findings"`
}

// maxFindings keeps a report about a ruined store readable.
const maxFindings = 1000

func (r *Report) add(f Finding) {
	if len(r.Findings) < maxFindings {
		r.Findings = append(r.Findings, f)
	}
}

// Verify reads the whole record and every version of every table, and reports
// each act and row that is not as its act left it. anchors are checkpoints
// that the caller trusts, such as one exported earlier; those in the store are
// read beside them. check verifies a checkpoint's signature.
func (j *Journal) Verify(ctx context.Context, check Verifier, anchors ...Checkpoint) (*Report, error) {
	report := &Report{Findings: []Finding{}}
	err := j.db.Read(ctx, func(q db.Query) error {
		heads, err := Heads(ctx, q)
		if err != nil {
			return err
		}
		points, err := trusted(ctx, q, check, anchors, report)
		if err != nil {
			return err
		}
		report.Counties = len(heads)
		known := map[string]bool{}
		for _, head := range heads {
			known[head.County] = true
			v := &verifier{report: report, county: head.County, acts: map[int64]*verified{}, prover: newProver()}
			if err := v.run(ctx, q, j.tables, head, points); err != nil {
				return err
			}
		}
		reportMissingChains(report, known, points)
		return j.strays(ctx, q, known, report)
	})
	return report, err
}

const actCounties = `-- across counties
	SELECT DISTINCT county FROM act`

// strays reports acts and rows of counties that have no chain.
func (j *Journal) strays(ctx context.Context, q db.Query, known map[string]bool, report *Report) error {
	places := map[string]string{"act": actCounties}
	for _, table := range j.tables {
		places[table.name] = table.counties
	}
	for _, table := range slices.Sorted(maps.Keys(places)) {
		counties, err := db.Many(ctx, q, db.Text, places[table])
		if err != nil {
			return err
		}
		for _, county := range counties {
			if !known[county] {
				report.add(Finding{County: county, Table: table, Code: "chain_missing",
					Message: "这个县（市、区）有记录，却没有操作链：链被删掉了，或者记录是绕过系统写进去的。"})
			}
		}
	}
	return nil
}

// verified is what Verify knows of one act.
type verified struct {
	act     Act
	entries []entry
}

// verifier verifies one county.
type verifier struct {
	report *Report
	county string
	acts   map[int64]*verified
	order  []*verified
	given  map[int64]bool // acts of batches that were abandoned
	prover *prover
}

func (v *verifier) find(seq int64, code, format string, args ...any) {
	v.report.add(Finding{County: v.county, Seq: seq, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (v *verifier) run(ctx context.Context, q db.Query, tables []*Table, head Head, points []Checkpoint) error {
	err := db.Each(ctx, q, func(row db.Row) error {
		act, err := scanAct(row)
		if err != nil {
			return err
		}
		one := &verified{act: act}
		v.acts[act.Seq] = one
		v.order = append(v.order, one)
		return nil
	}, selectActs, v.county, int64(-1<<63))
	if err != nil {
		return err
	}
	v.report.Acts += int64(len(v.order))
	v.chain(head)
	if err := v.batches(ctx, q); err != nil {
		return err
	}
	for _, table := range tables {
		if err := v.table(ctx, q, table); err != nil {
			return err
		}
	}
	v.contents()
	v.anchor(points)
	return nil
}

// chain holds every act against its own hash and the act before it.
func (v *verifier) chain(head Head) {
	next, previous, at := int64(1), genesis, civil.Instant(0)
	for _, one := range v.order {
		a := &one.act
		if a.Seq != next {
			v.find(next, "act_missing", "第%d号操作不见了，下一条是第%d号。", next, a.Seq)
		} else if !bytes.Equal(a.Previous, previous) {
			v.find(a.Seq, "act_moved", "第%d号操作接不上前一号：中间有操作被删除、插入或调换。", a.Seq)
		}
		if !bytes.Equal(a.sum(), a.Hash) {
			v.find(a.Seq, "act_changed", "第%d号操作的内容被改过。", a.Seq)
		}
		if a.At < at {
			v.find(a.Seq, "act_time", "第%d号操作的时间早于前一号。", a.Seq)
		}
		next, previous, at = a.Seq+1, a.Hash, a.At
	}
	if head.Seq != next-1 || !bytes.Equal(head.Hash, previous) {
		v.find(head.Seq, "chain_end", "记录应当到第%d号，实际到第%d号：末尾被截掉或改过。", head.Seq, next-1)
	}
}

const selectProvisional = `SELECT seq, batch, effective FROM provisional WHERE county = $1`

// batches holds the marks of provisional acts against the acts that settled
// or abandoned their batches.
func (v *verifier) batches(ctx context.Context, q db.Query) error {
	v.given = map[int64]bool{}
	ended := map[string]string{}
	for _, one := range v.order {
		if settles := one.act.Settles; settles != "" {
			effective := fmt.Sprint(one.act.Seq)
			if batch, gone := strings.CutPrefix(settles, abandons); gone {
				settles, effective = batch, abandoned
			}
			ended[settles] = effective
		}
	}
	marked := map[int64]bool{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var seq int64
		var batch, effective string
		if err := row.Scan(&seq, &batch, &effective); err != nil {
			return err
		}
		marked[seq] = true
		want, over := ended[batch]
		if !over {
			want = pending
		}
		one := v.acts[seq]
		if one == nil || one.act.Batch != batch || effective != want {
			v.find(seq, "batch_changed", "第%d号操作是否生效的标记被改过。", seq)
		}
		v.given[seq] = want == abandoned
		return nil
	}, selectProvisional, v.county)
	for _, one := range v.order {
		if one.act.Batch != "" && !marked[one.act.Seq] {
			v.find(one.act.Seq, "batch_changed", "第%d号操作是否生效的标记被删掉了。", one.act.Seq)
		}
	}
	return err
}

// table hashes every version of a table again.
func (v *verifier) table(ctx context.Context, q db.Query, t *Table) error {
	cells := newCells(t)
	return db.Each(ctx, q, func(row db.Row) error {
		if err := row.Scan(cells.into...); err != nil {
			return err
		}
		v.report.Rows++
		return v.version(t, cells)
	}, t.scan, v.county)
}

func (v *verifier) version(t *Table, c *cells) error {
	id, opened, proof := c.id, c.opened, c.proof
	changed := func(code, message string) {
		v.report.add(Finding{County: v.county, Seq: opened, Table: t.name, ID: id, Code: code, Message: message})
	}
	var made entry
	switch {
	case whole(proof):
		again, err := v.prover.version(proof[:saltSize], t.name, v.county, id, opened, nil, c.values())
		if err != nil {
			return err
		}
		if made = entry(proof[saltSize:wholeProof]); again != made {
			changed("row_changed", "这一版记录的内容被改过。")
		}
		made = v.origin(t, id, opened, made, proof[wholeProof:])
	case gone(proof):
		made = entry(proof[:hashSize])
		by := int64(binary.BigEndian.Uint64(proof[hashSize:]))
		v.enter(t, id, by, v.prover.erasing(t.name, v.county, id, opened, made))
		if !c.erased(t) {
			changed("row_changed", "这一版记录已经清除，却又有了内容。")
		}
		made = v.origin(t, id, opened, made, proof[erasedSize:])
	default:
		changed("row_proof", "这一版记录的校验值被删掉或改过。")
		return nil
	}
	v.enter(t, id, opened, made)
	if c.closed.Valid {
		v.enter(t, id, c.closed.Int64, v.prover.closing(t.name, v.county, id, opened, c.closed.Int64))
	}
	return nil
}

// enter counts an entry for the act that the row says made it.
func (v *verifier) enter(t *Table, id string, seq int64, e entry) {
	one := v.acts[seq]
	if one == nil {
		v.report.add(Finding{County: v.county, Seq: seq, Table: t.name, ID: id, Code: "row_without_act",
			Message: "这一版记录没有对应的操作：是绕过系统写进去的，或者操作被删掉了。"})
		return
	}
	one.entries = append(one.entries, e)
}

// contents compares what was found of each act with what the act says it did.
// What an abandoned batch closed may have been closed again by others.
func (v *verifier) contents() {
	for _, one := range v.order {
		seq := one.act.Seq
		switch found := int64(len(one.entries)); {
		case v.given[seq]:
		case found < one.act.Entries:
			v.find(seq, "row_missing", "第%d号操作写过%d处，现在只找到%d处：有记录被删除或恢复成未结束。", seq, one.act.Entries, found)
		case found > one.act.Entries:
			v.find(seq, "row_added", "第%d号操作写过%d处，现在找到%d处：有记录是后来加的。", seq, one.act.Entries, found)
		case !bytes.Equal(content(one.entries), one.act.Content):
			v.find(seq, "content_changed", "第%d号操作写过的记录与当时不一致。", seq)
		}
		one.entries = nil
	}
}

// cells are the columns of one version as they come out of the store.
type cells struct {
	id       string
	opened   int64
	closed   sql.NullInt64
	proof    []byte
	from, to sql.NullString
	own      []any // *sql.NullString, *sql.NullInt64, *sql.NullBool, *[]byte
	into     []any
	given    []any
}

func newCells(t *Table) *cells {
	c := &cells{}
	c.into = []any{&c.id, &c.opened, &c.closed, &c.from, &c.to, &c.proof}
	for _, column := range t.own {
		var cell any
		switch column.kind {
		case text:
			cell = new(sql.NullString)
		case integer:
			cell = new(sql.NullInt64)
		case boolean:
			cell = new(sql.NullBool)
		default:
			cell = new([]byte)
		}
		c.own = append(c.own, cell)
	}
	c.into = append(c.into, c.own...)
	return c
}

// values are what the proof speaks of, see proven.
func (c *cells) values() []any {
	c.given = append(c.given[:0], value(&c.from), value(&c.to))
	for _, cell := range c.own {
		c.given = append(c.given, value(cell))
	}
	return c.given
}

// erased says whether all personal columns are empty.
func (c *cells) erased(t *Table) bool {
	return !slices.ContainsFunc(t.own, func(column Column) bool {
		return column.personal && value(c.own[slices.IndexFunc(t.own, func(o Column) bool { return o.name == column.name })]) != nil
	})
}

func value(cell any) any {
	switch cell := cell.(type) {
	case *sql.NullString:
		if cell.Valid {
			return cell.String
		}
	case *sql.NullInt64:
		if cell.Valid {
			return cell.Int64
		}
	case *sql.NullBool:
		if cell.Valid {
			return cell.Bool
		}
	case *[]byte:
		if *cell != nil {
			return *cell
		}
	}
	return nil
}
