package pack

// Device is an assistive device that is lent.
type Device struct {
	Name    string
	Title   string
	Rent    string // the parameter of a month's rent
	Deposit string // the parameter of the deposit
	Months  int    // for how many months at most
	Fits    string // for whom it is, in plain words
	Source  string
	Status  Status
	Place   Place
}

// RentGroup are people for whom a part of the rent is paid.
type RentGroup struct {
	Name   string
	Title  string
	Share  string // the parameter of the part that is paid for them; empty: none
	Proof  string // by what it is seen that somebody belongs to them
	Source string
	Status Status
	Place  Place
}

// Devices are what is lent, in the order of the packs.
func (c *Catalogue) Devices() []*Device { return c.devices }

// Device finds a device, or returns nil.
func (c *Catalogue) Device(name string) *Device {
	for _, d := range c.devices {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// RentGroups are for whom a part of the rent is paid, in the order of the packs.
func (c *Catalogue) RentGroups() []*RentGroup { return c.rentGroups }

// RentGroup finds a group, or returns nil.
func (c *Catalogue) RentGroup(name string) *RentGroup {
	for _, g := range c.rentGroups {
		if g.Name == name {
			return g
		}
	}
	return nil
}

// rentMonthsMost is the longest a device is lent.
const rentMonthsMost = 60

// rentalFile reads rental.yaml.
func (l *loader) rentalFile(n *node, pack string) {
	f := n.fields("devices", "groups", "seed")
	l.seed(f.get("seed"), "rental", pack, pack)
	status := func(f fields) Status {
		return Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed)))
	}
	for _, item := range f.get("devices").list() {
		f := item.fields("name", "title", "rent", "deposit", "months", "fits", "source", "status")
		d := &Device{
			Name: f.need("name").name(), Title: f.need("title").words(), Rent: f.need("rent").name(), Deposit: f.need("deposit").name(),
			Months: f.need("months").between(1, rentMonthsMost), Fits: f.need("fits").words(), Source: f.need("source").words(), Status: status(f), Place: item.place(),
		}
		if d.Name != "" && l.claim("device", "辅具", d.Name, item.place()) {
			l.catalogue.devices = append(l.catalogue.devices, d)
		}
	}
	for _, item := range f.get("groups").list() {
		f := item.fields("name", "title", "share", "proof", "source", "status")
		g := &RentGroup{
			Name: f.need("name").name(), Title: f.need("title").words(), Share: f.get("share").name(), Proof: f.need("proof").words(),
			Source: f.need("source").words(), Status: status(f), Place: item.place(),
		}
		if g.Name != "" && l.claim("rent group", "租赁补贴对象", g.Name, item.place()) {
			l.catalogue.rentGroups = append(l.catalogue.rentGroups, g)
		}
	}
}

// checkRentals holds devices and groups against the parameters.
func (l *loader) checkRentals() {
	for _, d := range l.catalogue.devices {
		l.askedParameter(d.Rent, d.Place)
		l.askedParameter(d.Deposit, d.Place)
	}
	for _, g := range l.catalogue.rentGroups {
		if g.Share != "" {
			l.askedParameter(g.Share, g.Place)
		}
	}
}
