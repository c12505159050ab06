package register

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Member is one version of somebody's belonging to a household. Its span is the
// days of belonging; the person may be of another county.
type Member struct {
	Version
	Household string // id, in the same county
	Kind      Relation
	Person    Ref
	Relation  string // to the head, by the pack's code list (GB/T 4761)
	Head      bool
}

var memberTable = journal.NewTable("member",
	journal.Text("household"), journal.Text("kind"), journal.Text("person_county"), journal.Text("person"),
	journal.Text("relation").Personal(), journal.Bool("head").Personal())

const (
	memberColumns = versionColumns + `, v.household, v.kind, v.person_county, v.person, v.relation, v.head`
	selectMembers = `SELECT ` + memberColumns + ` FROM member v WHERE v.county = $1 AND v.household = $3 AND ` + seen + ` ORDER BY v.id, v.opened`
	selectEvery   = `SELECT ` + memberColumns + ` FROM member v WHERE v.county = $1 AND ` + seen + ` ORDER BY v.household, v.id, v.opened`
	// Where a person belongs to may be in any county; which they are is asked
	// first, and then each on its own.
	selectWhere = `-- across counties
		SELECT DISTINCT v.county FROM member v WHERE v.person_county = $1 AND v.person = $2`
	selectOfPerson = `SELECT ` + memberColumns + ` FROM member v
		WHERE v.county = $1 AND v.person_county = $3 AND v.person = $4 AND ` + seen + ` ORDER BY v.id, v.opened`
)

func scanMember(row db.Row) (*Member, error) {
	var m Member
	var s versionScan
	var relation *string
	var head *bool
	err := row.Scan(append(s.into(), &m.Household, &m.Kind, &m.Person.County, &m.Person.ID, &relation, &head)...)
	if err != nil {
		return nil, err
	}
	m.Relation, m.Head = textOf(relation), head != nil && *head
	m.Version, err = s.version()
	return &m, err
}

// PutMember opens somebody's belonging to a household of the act's county.
func (r *Register) PutMember(ctx context.Context, w *journal.Write, m Member) (Ref, error) {
	return put(ctx, w, memberTable, m.Valid, m.row)
}

// ChangeMember opens the next version: a last day when somebody left, another
// relation, another head. Household and person stay what they are.
func (r *Register) ChangeMember(ctx context.Context, w *journal.Write, m Member) error {
	return change(ctx, w, memberTable, m.Version, m.Valid, m.row)
}

// StrikeMember closes a belonging that was a mistake.
func (r *Register) StrikeMember(ctx context.Context, w *journal.Write, seen Version) error {
	return strike(ctx, w, memberTable, seen)
}

func (m *Member) row(Ref) ([]any, error) {
	switch {
	case m.Household == "" || m.Person.Zero():
		return nil, civil.Refuse("member_who", "家庭成员没有写明是谁、属于哪个家庭，请补填。")
	case m.Kind != Registered && m.Kind != Residence && m.Kind != Declared:
		return nil, civil.Refuse("household_kind", "家庭类别应为registered（户籍）、residence（同住）或declared（申报）。")
	}
	return []any{m.Household, string(m.Kind), m.Person.County, m.Person.ID, nothing(m.Relation), m.Head}, nil
}

// Members are who belonged to a household on a day.
func (r *Register) Members(ctx context.Context, household Ref, as AsOf) (list []*Member, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, household.County)
		if err != nil {
			return err
		}
		all, err := db.Many(ctx, q, scanMember, selectMembers, household.County, seq, household.ID)
		list = chosen(all, as.Day)
		return err
	})
	return list, err
}

// EachMember calls f for everybody's belonging in a county as of a day, one
// household after the other.
func (r *Register) EachMember(ctx context.Context, county string, as AsOf, f func(*Member) error) error {
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return err
		}
		return eachThing(ctx, q, scanMember, as.Day, f, selectEvery, county, seq)
	})
}

// MembershipsOf are the households a person belonged to on a day, in whatever
// county they are.
func (r *Register) MembershipsOf(ctx context.Context, person Ref, as AsOf) (list []*Member, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		counties, err := db.Many(ctx, q, db.Text, selectWhere, person.County, person.ID)
		if err != nil {
			return err
		}
		for _, county := range sortedTexts(counties) {
			seq, err := as.seq(ctx, q, county)
			if err != nil {
				return err
			}
			all, err := db.Many(ctx, q, scanMember, selectOfPerson, county, seq, person.County, person.ID)
			if err != nil {
				return err
			}
			list = append(list, chosen(all, as.Day)...)
		}
		return nil
	})
	return list, err
}

// sortedTexts sorts a small list in place.
func sortedTexts(list []string) []string {
	slices.Sort(list)
	return list
}
