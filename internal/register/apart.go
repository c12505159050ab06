package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// apartTable keeps pairs that somebody looked into and found to be two people,
// so that nobody is asked again. The first of a pair is in the row's county.
var apartTable = journal.NewTable("apart",
	journal.Text("first"), journal.Text("other_county"), journal.Text("other"), journal.Text("reason").Personal())

const selectApart = `SELECT v.first, v.other_county, v.other FROM apart v WHERE v.county = $1 AND ` + journal.Holds

// KeepApart writes down that two records mean two people. The act is in the
// county of one of them; it refuses records that are merged (Conflict).
func (r *Register) KeepApart(ctx context.Context, w *journal.Write, a, b Ref, reason string) error {
	if b.compare(a) < 0 {
		a, b = b, a
	}
	if reason == "" || a == b {
		return civil.Refuse("apart_reason", "请选择两条不同的记录，并写明为什么认为它们不是同一个人。")
	}
	if err := exists(ctx, w, PersonKind, b); err != nil {
		return err
	}
	if err := exists(ctx, w, PersonKind, a); err != nil {
		return err
	}
	if same, err := merged(ctx, w, a, b); err != nil || same {
		return orConflict(err, "apart_merged", "这两条记录已经合并：请先撤销合并，再标记为不同的人。")
	}
	part, err := w.In(ctx, a.County)
	if err != nil {
		return err
	}
	_, err = put(ctx, part, apartTable, Always, func(Ref) ([]any, error) {
		return []any{a.ID, b.County, b.ID, reason}, nil
	})
	return err
}

// merged says whether two records are read as one.
func merged(ctx context.Context, q db.Query, a, b Ref) (bool, error) {
	first, err := follow(ctx, q, a, On(civil.LastDate))
	if err != nil {
		return false, err
	}
	second, err := follow(ctx, q, b, On(civil.LastDate))
	return first == second, err
}

// keptApart are the decided pairs of a county.
func keptApart(ctx context.Context, q db.Query, county string) (map[[2]Ref]bool, error) {
	pairs := map[[2]Ref]bool{}
	err := db.Each(ctx, q, func(row db.Row) error {
		a, b := Ref{County: county}, Ref{}
		err := row.Scan(&a.ID, &b.County, &b.ID)
		pairs[[2]Ref{a, b}] = true
		return err
	}, selectApart, county)
	return pairs, err
}
