package screen

import (
	"lianxin/internal/casework"
	"lianxin/internal/register"
)

// Who is the visitor as cases know him, with the purpose of the route.
func (r *Request) Who() casework.Who {
	v := r.Visitor
	if v.Side == Stranger {
		return casework.Public()
	}
	who := casework.Who{
		Actor: v.Actor, Staff: v.Staff, Name: v.Name, Posts: v.Posts, Only: v.Only, Purpose: r.Route.Purpose, OnBehalf: v.OnBehalf,
	}
	if p, acting := v.Acting(); acting {
		who.Persons = []register.Ref{{County: p.County, ID: p.ID}}
	}
	return who
}
