package screentest

import (
	"context"

	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/verify"
)

// Everything says that all registers answer for everybody.
type Everything struct{ Catalogue *pack.Catalogue }

func (Everything) PermitsOf(ctx context.Context, q db.Query, county, business string, classes, people []string) (map[string][]fact.Permit, error) {
	return verify.PermitsOf(ctx, q, county, journal.Latest, verify.Wanted{Business: business, Classes: classes, People: people})
}

func (Everything) Since(context.Context, db.Query, string, int64) ([]string, error) { return nil, nil }

func (e Everything) Coverage(context.Context, db.Query, string) ([]assess.Coverage, error) {
	var list []assess.Coverage
	for _, r := range e.Catalogue.Registers() {
		if r.Class != "declared" {
			list = append(list, assess.Coverage{Register: r.Name, Covers: pack.CoversRegistered, From: civil.FirstDate, To: civil.LastDate})
		}
	}
	return list, nil
}

// money tells cases what pay knows.
type money struct{}

func (money) HasAccount(ctx context.Context, q db.Query, c *casework.Case) (bool, error) {
	_, known, err := pay.AccountOf(ctx, q, c.County, c.Applicant)
	return known, err
}

func (money) Entitled(ctx context.Context, q db.Query, county, household, person, programme string, month civil.Month) (civil.Fen, int, bool, error) {
	list, err := pay.OfHousehold(ctx, q, register.Ref{County: county, ID: household})
	for _, e := range list {
		if s := e.At(month); e.Programme == programme && s != nil {
			return s.Amount, len(s.Covered), true, err
		}
	}
	return 0, 0, false, err
}
