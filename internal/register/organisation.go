package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Organisation is one version of what the register says about a social
// organisation, an institution or a firm.
type Organisation struct {
	Version
	Name     string
	USCC     string // 统一社会信用代码
	Kind     string
	Address  string
	Division civil.Area
	More     Extra
}

var organisationTable = journal.NewTable("organisation",
	journal.Text("name").Personal(), journal.Text("uscc").Personal(), journal.Text("kind"),
	journal.Text("address").Personal(), journal.Text("division"),
	journal.Text("payload").Personal(), journal.Bytes("sealed").Personal().Sealed("extra"))

const (
	organisationColumns = versionColumns + `, v.name, v.uscc, v.kind, v.address, v.division, v.payload, v.sealed`
	selectOrganisation  = `SELECT ` + organisationColumns + ` FROM organisation v WHERE v.county = $1 AND v.id = $3 AND ` + seen + ` ORDER BY v.opened`
	selectOrganisations = `SELECT ` + organisationColumns + ` FROM organisation v WHERE v.county = $1 AND ` + seen + ` ORDER BY v.id, v.opened`
	selectByUSCC        = `SELECT ` + organisationColumns + ` FROM organisation v WHERE v.county = $1 AND v.uscc = $3 AND ` + seen + ` ORDER BY v.id, v.opened`
)

func scanOrganisation(row db.Row) (*Organisation, error) {
	var o Organisation
	var s versionScan
	var name, uscc, kind, address, division *string
	err := row.Scan(append(s.into(), &name, &uscc, &kind, &address, &division, &o.More.payload, &o.More.sealed)...)
	if err != nil {
		return nil, err
	}
	o.Name, o.USCC, o.Kind, o.Address = textOf(name), textOf(uscc), textOf(kind), textOf(address)
	if o.Division, err = areaOf(division); err != nil {
		return nil, err
	}
	o.Version, err = s.version()
	return &o, err
}

// PutOrganisation opens the record of an organisation. A credit code that
// cannot be right is refused; none at all is not.
func (r *Register) PutOrganisation(ctx context.Context, w *journal.Write, o Organisation) (Ref, error) {
	return put(ctx, w, organisationTable, o.Valid, func(ref Ref) ([]any, error) { return o.row(r, ref) })
}

// ChangeOrganisation opens the next version, as [Register.ChangePerson] does.
func (r *Register) ChangeOrganisation(ctx context.Context, w *journal.Write, o Organisation) error {
	return change(ctx, w, organisationTable, o.Version, o.Valid, func(ref Ref) ([]any, error) { return o.row(r, ref) })
}

// StrikeOrganisation closes a record that was a mistake.
func (r *Register) StrikeOrganisation(ctx context.Context, w *journal.Write, seen Version) error {
	return strike(ctx, w, organisationTable, seen)
}

func (o *Organisation) row(r *Register, ref Ref) ([]any, error) {
	if civil.NormalName(o.Name) == "" || o.Division == 0 {
		return nil, civil.Refuse("organisation_name", "单位名称或所属区划为空，没有登记：请补填。")
	}
	uscc := o.USCC
	if uscc != "" {
		check := civil.CheckUSCC(uscc)
		if check.Verdict == civil.Bad {
			return nil, civil.Refuse(check.Code, "%s", check.Reason)
		}
		uscc = check.Canonical
	}
	payload, sealed, err := r.extraColumns(OrganisationKind, ref, &o.More, ref == o.Ref)
	if err != nil {
		return nil, err
	}
	return []any{civil.NormalName(o.Name), nothing(uscc), nothing(o.Kind), nothing(o.Address), areaText(o.Division), payload, sealed}, nil
}

// EachOrganisation calls f for every organisation of a county as of a day, by id.
func (r *Register) EachOrganisation(ctx context.Context, county string, as AsOf, f func(*Organisation) error) error {
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return err
		}
		read := func(o *Organisation) error {
			if err := r.readExtra(OrganisationKind, o.Ref, &o.More); err != nil {
				return err
			}
			return f(o)
		}
		return eachThing(ctx, q, scanOrganisation, as.Day, read, selectOrganisations, county, seq)
	})
}

// OrganisationsByUSCC finds the organisations of a county with a credit code,
// in their newest versions.
func (r *Register) OrganisationsByUSCC(ctx context.Context, q db.Query, county, uscc string) ([]*Organisation, error) {
	list, err := db.Many(ctx, q, scanOrganisation, selectByUSCC, county, now, uscc)
	if err != nil {
		return nil, err
	}
	var found []*Organisation
	err = byThing(list, func(versions []*Organisation) error {
		all, err := db.Many(ctx, q, scanOrganisation, selectOrganisation, county, now, versions[0].ID)
		if newest, there := last(all); err == nil && there && newest.USCC == uscc {
			found = append(found, newest)
		}
		return err
	})
	return found, err
}
