package register

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// kinRow is one version of something, as little of it as facts need. Whole
// counties are read row by row, so its columns are few, and whether an act
// counts is not asked of the store for every row.
type kinRow struct {
	ref    Ref
	opened int64
	struck bool // another act has closed it, as far as is known
	valid  Span
	whose  string // the household of a membership, the subject of a record
	kind   Relation
	texts  [kinTexts]string
}

// kinTexts is how many texts of its own a row has at most.
const kinTexts = 7

// kinVersion are the first columns of every statement; what is NULL reads empty.
const kinVersion = `SELECT v.id, v.opened, COALESCE(v.closed, 0), COALESCE(v.valid_from, ''), COALESCE(v.valid_to, ''), `

// The columns that follow: whose it is, its kind, and texts of its own. Where
// the county is written as a list, SQLite would otherwise look through all of it.
const (
	kinHousehold = kinVersion + `'', v.kind, COALESCE(v.division, ''), COALESCE(v.payload, '') FROM household v WHERE v.county = $1 AND v.kind <> 'residence' AND `
	kinMember    = kinVersion + `v.household, v.kind, v.person_county, v.person FROM member v WHERE v.county IN ($1, $1) AND v.kind <> 'residence' AND `
	kinPerson    = kinVersion + `'', '', COALESCE(v.sex, ''), COALESCE(v.birth_date, ''), COALESCE(v.id_type, ''), COALESCE(v.nation, ''),
		COALESCE(v.former_name, ''), COALESCE(v.hukou_division, ''), COALESCE(v.payload, '') FROM person v WHERE v.county = $1 AND `
	kinPlace  = kinVersion + `'', '', '', '', '', '', '', COALESCE(v.hukou_division, ''), '' FROM person v WHERE v.county = $1 AND `
	kinRecord = kinVersion + `v.subject, '', COALESCE(v.payload, '') FROM record v WHERE v.county = $1 AND v.register = $2 AND `
)

// asked are the two statements that read rows by some key, of a list of 64, and
// of all from one to another; and how many texts of their own the rows have.
type asked struct {
	list, run string
	texts     int
}

var (
	kinHouseholds = asked{kinHousehold + `v.id IN ` + in64from2, kinHousehold + `v.id >= $2 AND v.id <= $3`, 2}
	kinMembers    = asked{kinMember + `v.household IN ` + in64from2, kinMember + `v.household >= $2 AND v.household <= $3`, 2}
	kinPersons    = asked{kinPerson + `v.id IN ` + in64from2, kinPerson + `v.id >= $2 AND v.id <= $3`, kinTexts}
	kinPlaces     = asked{kinPlace + `v.id IN ` + in64from2, kinPlace + `v.id >= $2 AND v.id <= $3`, kinTexts}
	kinRecords    = asked{kinRecord + `v.subject IN ` + in64from3, kinRecord + `v.subject >= $3 AND v.subject <= $4`, 1}
	// Where people of a county belong to, only in lists, and all who were declared.
	kinBelongs  = asked{kinMember + `v.person_county = $2 AND v.person IN ` + in64from3, ``, 2}
	kinDeclared = asked{``, kinMember + `v.kind = $2`, 2}
)

// batch is how many ids one statement asks for.
const batch = 64

// The placeholders of a list of 64 ids after one, two or three others.
const (
	in64 = `($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
	$36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67)`
	in64from2 = `($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33,
	$34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65)`
	in64from3 = `($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
	$35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66)`
)

// fill pads ids to a whole list; an id that is asked for twice comes once.
func fill(lead []any, ids []string) []any {
	args := append(make([]any, 0, len(lead)+batch), lead...)
	for i := range batch {
		args = append(args, ids[min(i, len(ids)-1)])
	}
	return args
}

// A run of ids is read from one to another when it is so long and lacks at most
// so many between two of them; the others are asked for in lists.
const (
	runLeast = 16
	runGap   = 8
)

// read reads the rows of some keys, in order and each once. whole are all keys
// there are, as far as somebody knows them: where nearly all of a stretch are
// wanted it is read from end to end, and rows nobody asked for come along.
func (k *kindred) read(ctx context.Context, p *sight, statements asked, lead []any, ids, whole []string, f func(*kinRow) error) error {
	return k.readInto(ctx, &reading{sight: p, day: k.as.Day}, statements, lead, ids, whole, f)
}

func (k *kindred) readInto(ctx context.Context, rows *reading, statements asked, lead []any, ids, whole []string, f func(*kinRow) error) error {
	var single []string
	for len(ids) > 0 {
		n := runOf(ids, whole)
		if n < runLeast || statements.run == "" {
			single = append(single, ids[:n]...)
		} else if err := rows.add(ctx, k.q, statements.run, statements.texts, append(slices.Clone(lead), ids[0], ids[n-1])); err != nil {
			return err
		}
		ids = ids[n:]
	}
	for part := range slices.Chunk(single, batch) {
		if err := rows.add(ctx, k.q, statements.list, statements.texts, fill(lead, part)); err != nil {
			return err
		}
	}
	return rows.each(f)
}

// runOf is how many ids from the first on are nearly neighbours among all.
func runOf(ids, whole []string) int {
	at, found := slices.BinarySearch(whole, ids[0])
	if !found {
		return 1
	}
	n := 1
	for n < len(ids) {
		next := at + 1
		for next < len(whole) && next-at <= runGap && whole[next] != ids[n] {
			next++
		}
		if next == len(whole) || next-at > runGap || whole[next] != ids[n] {
			break
		}
		at, n = next, n+1
	}
	return n
}

// reading gathers rows and gives of each thing the version that speaks for the day.
type reading struct {
	sight *sight
	day   civil.Date
	ended bool // what has ended speaks too
	list  []kinRow
	watch func(versions []*kinRow) // called for every thing that is there, with all its versions; nil: nobody asks
}

func (r *reading) add(ctx context.Context, q db.Query, statement string, texts int, args []any) error {
	cells := make([]any, 7+texts)
	into := make([]any, len(cells))
	for i := range into {
		into[i] = &cells[i]
	}
	return db.Each(ctx, q, func(row db.Row) error {
		if err := row.Scan(into...); err != nil {
			return err
		}
		return r.take(cells)
	}, statement, args...)
}

// take keeps a version that is known.
func (r *reading) take(cells []any) (err error) {
	opened, closed := cellNumber(cells[1]), cellNumber(cells[2])
	if !r.sight.Knows(opened) {
		return nil
	}
	row := kinRow{
		ref: Ref{r.sight.county, cellText(cells[0])}, opened: opened, struck: closed != 0 && r.sight.Knows(closed),
		valid: Always, whose: cellText(cells[5]), kind: Relation(cellText(cells[6])),
	}
	for i, cell := range cells[7:] {
		row.texts[i] = cellText(cell)
	}
	if from := cellText(cells[3]); from != "" {
		if row.valid.From, err = civil.ParseDate(from); err != nil {
			return err
		}
	}
	if to := cellText(cells[4]); to != "" {
		if row.valid.To, err = civil.ParseDate(to); err != nil {
			return err
		}
	}
	r.list = append(r.list, row)
	return nil
}

func cellNumber(cell any) int64 {
	n, _ := cell.(int64)
	return n
}

func cellText(cell any) string {
	s, _ := cell.(string)
	return s
}

// each calls f for every thing that is there on the day, as [pick] chooses.
func (r *reading) each(f func(*kinRow) error) error {
	order := make([]int32, len(r.list))
	for i := range order {
		order[i] = int32(i)
	}
	byThing := func(a, b int32) int {
		x, y := &r.list[a], &r.list[b]
		return cmp.Or(strings.Compare(x.ref.ID, y.ref.ID), cmp.Compare(x.opened, y.opened))
	}
	if !slices.IsSortedFunc(order, byThing) {
		slices.SortFunc(order, byThing)
	}
	for len(order) > 0 {
		n := 1
		for n < len(order) && r.list[order[n]].ref.ID == r.list[order[0]].ref.ID {
			n++
		}
		if one := r.speaking(order[:n]); one != nil {
			if r.watch != nil {
				r.watch(r.versions(order[:n]))
			}
			if err := f(one); err != nil {
				return err
			}
		}
		order = order[n:]
	}
	return nil
}

func (r *reading) versions(of []int32) []*kinRow {
	list := make([]*kinRow, len(of))
	for i, at := range of {
		list[i] = &r.list[at]
	}
	return list
}

// speaking is the version of a thing that speaks for the day; nil when none does.
func (r *reading) speaking(versions []int32) *kinRow {
	if r.list[versions[len(versions)-1]].struck {
		return nil
	}
	for _, i := range slices.Backward(versions) {
		if row := &r.list[i]; row.valid.From <= r.day {
			if r.ended || r.day <= row.valid.To {
				return row
			}
			return nil
		}
	}
	return nil
}
