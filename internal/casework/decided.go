package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// DecisionQuery says which decisions are wanted, the newest first.
type DecisionQuery struct {
	Effect string     // grant, refuse, …; empty: all
	Matter string     // empty: all
	Within civil.Area // 0: all that the visitor may see
	From   civil.Date // 0: from the beginning
	Until  civil.Date // 0: until today
	After  string     // Next of the page before
	Size   int        // 1 to 100; 0: 20
}

// DecidedCase is a decision with its case.
type DecidedCase struct {
	Decision
	Case *Case
}

// DecidedPage is a page of decisions.
type DecidedPage struct {
	List []DecidedCase
	Next string
}

// listDecided gives the decisions of cases whose division or place of intake lies in
// a span: the same predicate as that of cases.
const listDecided = `-- across counties
	SELECT v.id, v.opened, v.effect, v.judgement, v.amount, v.covered, v.from_month, v.until_month, v.words, v.decider,
		v.office, v.remedy_until, a.at, v.county, v.casefile
	FROM case_decision v JOIN act a ON a.county = v.county AND a.seq = v.opened
		JOIN casefile c ON c.county = v.county AND c.id = v.casefile AND c.closed IS NULL
	WHERE (c.division BETWEEN $1 AND $2 OR c.intake BETWEEN $1 AND $2) AND ($3 = '' OR v.effect = $3) AND ($4 = '' OR c.matter = $4)
		AND a.at >= $5 AND a.at < $6 AND (a.at < $7 OR a.at = $7 AND v.id > $8) AND ` + journal.Holds + `
	ORDER BY a.at DESC, v.id LIMIT $9`

// always is an instant after every other one.
const always = int64(1) << 62

// Decisions is a page of the decisions of the cases a visitor may see.
func (d *Desk) Decisions(ctx context.Context, who Who, query DecisionQuery) (DecidedPage, error) {
	size := query.Size
	if size == 0 {
		size = pageUsual
	}
	if size < 1 || size > pageMax {
		return DecidedPage{}, civil.Refuse("page_size", "每页应为1到%d条。", pageMax)
	}
	scope := who.scope()
	if query.Within != 0 {
		scope = scope.Within(query.Within)
	}
	from, until := int64(0), always
	if query.From != 0 {
		from = startOf(query.From)
	}
	if query.Until != 0 {
		until = startOf(query.Until.AddDays(1))
	}
	behind, id := always, ""
	if at, rest, ok := strings.Cut(query.After, "_"); ok {
		n, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return DecidedPage{}, civil.Refuse("page_after", "这个分页地址不对，请回到第一页。")
		}
		behind, id = n, rest
	}
	var out DecidedPage
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			part, err := db.Many(ctx, q, scanDecided, listDecided, span.First, span.Last, query.Effect, query.Matter, from, until, behind, id, int64(size+1))
			if err != nil {
				return err
			}
			out.List = append(out.List, part...)
		}
		out.cut(size)
		for i := range out.List {
			one := &out.List[i]
			known, _, err := db.One(ctx, q, scanCase, selectCase, one.Case.County, one.Case.ID)
			if err != nil {
				return err
			}
			one.Case = known
		}
		return nil
	})
	return out, err
}

// startOf is the instant at which a day begins in China.
func startOf(day civil.Date) int64 {
	const dayLength, ahead = 24 * 60 * 60 * 1000, 8 * 60 * 60 * 1000
	return int64(day)*dayLength - ahead
}

// cut sorts what several spans gave and keeps one page of it.
func (p *DecidedPage) cut(size int) {
	slices.SortFunc(p.List, func(a, b DecidedCase) int {
		if a.At != b.At {
			return int(max(-1, min(1, int64(b.At)-int64(a.At))))
		}
		return strings.Compare(a.ID, b.ID)
	})
	p.List = slices.CompactFunc(p.List, func(a, b DecidedCase) bool { return a.ID == b.ID })
	if len(p.List) > size {
		p.List = p.List[:size]
		last := p.List[size-1]
		p.Next = strconv.FormatInt(int64(last.At), 10) + "_" + last.ID
	}
}

func scanDecided(row db.Row) (out DecidedCase, err error) {
	out.Case = &Case{}
	out.Decision, err = scanDecision(more{row, []any{&out.Case.County, &out.Case.ID}})
	return out, err
}

// more scans columns that stand behind those of a known row.
type more struct {
	db.Row
	into []any
}

// Scan implements db.Row.
func (m more) Scan(into ...any) error { return m.Row.Scan(append(into, m.into...)...) }
