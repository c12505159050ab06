package casework

import (
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Party is somebody a case is about.
type Party struct {
	ID     string
	Opened int64
	Person register.Ref
	Role   string // applicant, member, proxy
	Name   string
	Signed civil.Date // when he authorised departments to be asked; 0: not yet
}

const (
	applicantRole = "applicant"
	memberRole    = "member"
	proxyRole     = "proxy"
)

const selectParties = `SELECT v.id, v.opened, v.person_county, v.person, v.role, v.name, v.signed
	FROM case_party v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened, v.id`

func scanParty(row db.Row) (p Party, err error) {
	var name, signed *string
	if err = row.Scan(&p.ID, &p.Opened, &p.Person.County, &p.Person.ID, &p.Role, &name, &signed); err != nil {
		return p, err
	}
	p.Name = textOf(name)
	p.Signed, err = dayOf(signed)
	return p, err
}

func (p *Party) row(c string) []any {
	return []any{c, p.Person.County, p.Person.ID, p.Role, orNull(p.Name), dayText(p.Signed)}
}
