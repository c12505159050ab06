package pricelink

import (
	"cmp"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// Struck says why somebody on the joint list is not paid there.
type Struck string

// The reasons, see [Struck]. The empty one means that he is paid.
const (
	DeadStruck   Struck = "dead"   // 登记为死亡
	GroupStruck  Struck = "group"  // 已按更优先的类别发
	CountyStruck Struck = "county" // 已在其他县（市、区）发
	TwiceStruck  Struck = "twice"  // 同一类别里重复
)

var struckTitles = map[Struck]string{
	DeadStruck: "登记为死亡", GroupStruck: "已按更优先的类别列入", CountyStruck: "已在其他县（市、区）列入", TwiceStruck: "同一类别里重复",
}

// Title is the reason in words.
func (s Struck) Title() string { return struckTitles[s] }

// StruckReasons are all reasons, in the order in which they are shown.
var StruckReasons = []Struck{GroupStruck, CountyStruck, TwiceStruck, DeadStruck}

// Claim is a place of somebody on the joint list.
type Claim struct {
	County      string
	ID          string
	Opened      int64
	Launch      string
	Group       string
	Entitlement string // empty: from a list of a department
	RollPerson  string // empty: from an entitlement
	Household   string
	Person      register.Ref // zero for somebody on a list
	Payee       register.Ref
	Division    civil.Area
	Amount      civil.Fen
	Struck      Struck
	ByCounty    string // of one struck out: where he is paid
	ByGroup     string

	rank int
	who  string // by which he is told from others
	dead bool
}

// key is what a claim is in its county, before it has an id.
func (c *Claim) key() string {
	return c.Group + " " + c.Entitlement + " " + c.RollPerson + " " + c.Person.String()
}

func (c *Claim) compare(o *Claim) int {
	return cmp.Or(cmp.Compare(c.who, o.who), cmp.Compare(c.rank, o.rank), cmp.Compare(c.County, o.County), cmp.Compare(c.key(), o.key()))
}

// join strikes out whoever claims more than one place: he keeps the one of the group
// that goes before, of two counties the one with the smaller code. The dead keep
// none. Whatever order the claims come in, the outcome is the same.
func join(claims []*Claim) {
	slices.SortFunc(claims, (*Claim).compare)
	var first *Claim
	for _, c := range claims {
		c.Struck, c.ByCounty, c.ByGroup = "", "", ""
		switch {
		case c.dead:
			c.Struck, c.Amount = DeadStruck, 0
			continue
		case first == nil || first.who != c.who:
			first = c
			continue
		case first.Group != c.Group:
			c.Struck = GroupStruck
		case first.County != c.County:
			c.Struck = CountyStruck
		default:
			c.Struck = TwiceStruck
		}
		c.ByCounty, c.ByGroup, c.Amount = first.County, first.Group, 0
	}
}
