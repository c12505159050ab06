package tier

import (
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Person is one version of what the register says of somebody.
type Person struct {
	register.Ref
	Opened    int64
	Since     civil.Date // since when he belongs to this tier
	Household string     // in the same county
	Tier      string
	Basis     string // programme, or list, that says so
	Division  civil.Area
	Name      string
}

var table = journal.NewTable("low_income", journal.Text("household"), journal.Text("tier"), journal.Text("basis"), journal.Text("division"),
	journal.Text("name").Personal())

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{table} }

const columns = `v.county, v.id, v.opened, v.valid_from, v.household, v.tier, v.basis, v.division, v.name`

func scan(row db.Row) (p Person, err error) {
	var since, name *string
	var division string
	if err := row.Scan(&p.County, &p.ID, &p.Opened, &since, &p.Household, &p.Tier, &p.Basis, &division, &name); err != nil {
		return p, err
	}
	if name != nil {
		p.Name = *name
	}
	if since != nil {
		if p.Since, err = civil.ParseDate(*since); err != nil {
			return p, err
		}
	}
	p.Division, err = civil.ParseArea(division)
	return p, err
}

// same says whether two versions say the same.
func (p *Person) same(o *Person) bool {
	return p.Household == o.Household && p.Tier == o.Tier && p.Basis == o.Basis && p.Division == o.Division
}

// codeDigits is how many digits a division has in the store.
const codeDigits = 12

func areaText(area civil.Area) string {
	text := area.String()
	for len(text) < codeDigits {
		text += "0"
	}
	return text
}
