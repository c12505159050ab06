package casework

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Wanted cases of a list.
type Query struct {
	Tab      string     // mine: a role of mine has to act; others: somebody else; ended
	Matter   string     // empty: all
	Stage    string     // empty: all
	Within   civil.Area // 0: all that the visitor may see
	Assignee string     // empty: anybody's
	Overdue  bool       // only those whose time has run out
	After    string     // Next of the page before
	Size     int        // 1 to 100; 0: 20
}

// Listed is a page of cases, those first that run out first.
type Listed struct {
	Cases []*Case
	Next  string
}

// Tally is how many cases of each sort there are, for the same visitor and
// filters as the list.
type Tally struct {
	Mine, Others, Ended, Overdue int
}

const (
	pageUsual = 20
	pageMax   = 100
	// noDue sorts what runs out never behind everything else.
	noDue = "9999-12-31"
)

// Both lists give a case whose division or whose place of intake lies in a span: the same
// predicate as Who.sees, in two statements, because one with "or" reads every case there
// is. Cases are not written in batches: the version that holds is the one not closed.
const (
	byDivision = `v.division BETWEEN $1 AND $2`
	byIntake   = `v.intake BETWEEN $1 AND $2 AND v.division NOT BETWEEN $1 AND $2`
	inList     = ` AND v.number <> '' AND v.closed IS NULL AND (COALESCE(v.due, '9999-12-31'), v.id) > ($3, $4)
		AND ($5 = '' OR v.matter = $5) AND ($6 = '' OR v.stage = $6) AND ($7 = '' OR v.assignee = $7)
		AND ($8 = '' OR v.awaits IN ($8, $12, $13)) AND ($9 = '' OR v.awaits NOT IN ($9, $12, $13, 'nobody')) AND ($10 = '' OR v.due < $10)
		ORDER BY COALESCE(v.due, '9999-12-31'), v.id LIMIT $11`
	tallyCases = `-- across counties
		SELECT v.awaits, CASE WHEN v.due < $3 THEN 1 ELSE 0 END, count(1) FROM casefile v WHERE `
	inTally   = ` AND v.number <> '' AND v.closed IS NULL AND ($4 = '' OR v.matter = $4) GROUP BY v.awaits, CASE WHEN v.due < $3 THEN 1 ELSE 0 END`
	listCases = `-- across counties
		SELECT ` + caseColumns + ` FROM casefile v WHERE `
)

// listing and counting are the statements of the lists.
var (
	listing  = [...]string{listCases + byDivision + inList, listCases + byIntake + inList}
	counting = [...]string{tallyCases + byDivision + inTally, tallyCases + byIntake + inTally}
)

// nobody awaits a case that has ended.
const nobody = "nobody"

// List is a page of the cases a visitor may see.
func (d *Desk) List(ctx context.Context, who Who, query Query) (Listed, error) {
	size := query.Size
	if size == 0 {
		size = pageUsual
	}
	if size < 1 || size > pageMax {
		return Listed{}, civil.Refuse("page_size", "每页应为1到%d条。", pageMax)
	}
	due, id, _ := strings.Cut(query.After, "_")
	overdue := ""
	if query.Overdue {
		overdue = d.Today().String()
	}
	awaits, not := who.tab(query.Tab)
	others := who.otherRoles()
	scope := who.scope()
	if query.Within != 0 {
		scope = scope.Within(query.Within)
	}
	seen := map[string]bool{}
	var out Listed
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			for _, statement := range listing {
				found, err := db.Many(ctx, q, scanCase, statement, span.First, span.Last, due, id,
					query.Matter, query.Stage, query.Assignee, awaits, not, overdue, int64(size+1), others[0], others[1])
				if err != nil {
					return err
				}
				for _, c := range found {
					if !seen[c.ID] {
						seen[c.ID] = true
						out.Cases = append(out.Cases, c)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return Listed{}, err
	}
	slices.SortFunc(out.Cases, func(a, b *Case) int { return strings.Compare(position(a), position(b)) })
	if len(out.Cases) > size {
		out.Cases = out.Cases[:size]
		out.Next = position(out.Cases[size-1])
	}
	return out, nil
}

// position is where a case stands in a list.
func position(c *Case) string {
	due := noDue
	if c.Due != 0 {
		due = c.Due.String()
	}
	return due + "_" + c.ID
}

// tab says which cases a tab shows: those that await a role, or that do not.
func (w Who) tab(name string) (awaits, not string) {
	mine := ""
	if len(w.Posts) > 0 {
		mine = string(w.Posts[0].Role)
	}
	switch name {
	case "mine":
		return mine, ""
	case "others":
		return "", mine
	case "ended":
		return nobody, ""
	}
	return "", ""
}

// otherRoles are the second and the third role of a visitor; where there is none,
// the first again.
func (w Who) otherRoles() [2]string {
	list := [2]string{}
	roles := w.roles()
	for i := range list {
		if len(roles) > 0 {
			list[i] = roles[min(i+1, len(roles)-1)]
		}
	}
	return list
}

// roles are the visitor's, each once.
func (w Who) roles() (roles []string) {
	for _, p := range w.Posts {
		if !slices.Contains(roles, string(p.Role)) {
			roles = append(roles, string(p.Role))
		}
	}
	return roles
}

// Count counts what the list shows, tab by tab.
func (d *Desk) Count(ctx context.Context, who Who, matter string) (t Tally, err error) {
	mine := who.roles()
	add := func(row db.Row) error {
		var awaits string
		var late, n int
		if err := row.Scan(&awaits, &late, &n); err != nil {
			return err
		}
		switch {
		case awaits == nobody:
			t.Ended += n
		case slices.Contains(mine, awaits):
			t.Mine += n
		default:
			t.Others += n
		}
		if late == 1 && awaits != nobody {
			t.Overdue += n
		}
		return nil
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range who.scope().Spans() {
			for _, statement := range counting {
				if err := db.Each(ctx, q, add, statement, span.First, span.Last, d.Today().String(), matter); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return t, err
}
