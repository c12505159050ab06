package pack

import (
	"slices"
	"strings"
)

// Payment is money that no rule judges: a person decides each amount, or a list
// does, and it is paid like everything else.
type Payment struct {
	Name   string
	Title  string // as families and banks read it: 临时救助
	Law    string
	Source string
	Status Status
	Pack   string
	Place  Place
}

// paymentsFile reads payments.yaml. A payment shares its names with programmes,
// because both are what an entitlement is for.
func (l *loader) paymentsFile(n *node, pack string) {
	for _, item := range n.fields("payments").need("payments").list() {
		f := item.fields("name", "title", "law", "source", "status")
		p := &Payment{
			Name: f.need("name").name(), Title: f.need("title").words(), Law: f.need("law").words(), Source: f.need("source").words(),
			Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Pack: pack, Place: item.place(),
		}
		if p.Name != "" && l.claim("programme", "待遇", p.Name, f.get("name").place()) {
			l.catalogue.payments = append(l.catalogue.payments, p)
		}
	}
}

// Payments are the payments no rule judges, in the order of the packs.
func (c *Catalogue) Payments() []*Payment { return c.payments }

// BenefitTitle is what people call a programme or a payment; its name where no pack
// has it. Of a payment that is told apart by what it is for, as "handout.7", the part
// before the dot has the title.
func (c *Catalogue) BenefitTitle(name string) string {
	name, _, _ = strings.Cut(name, ".")
	if p := c.Programme(name); p != nil {
		return p.Title
	}
	for _, p := range c.payments {
		if p.Name == name {
			return p.Title
		}
	}
	return name
}

// Pays says whether money is paid for a programme or payment of this name.
func (c *Catalogue) Pays(name string) bool {
	p := c.Programme(name)
	return p != nil && p.Amount != nil || slices.Contains(c.paymentNames(), name)
}

func (c *Catalogue) paymentNames() (names []string) {
	for _, p := range c.payments {
		names = append(names, p.Name)
	}
	return names
}
