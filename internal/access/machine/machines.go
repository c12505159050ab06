package machine

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// home is the county under which all rows of this package stand.
const home = journal.Nowhere

var (
	clientTable = journal.NewTable("machine", journal.Text("name"), journal.Text("title"), journal.Text("organisation"), journal.Text("contact").Personal(),
		journal.Text("posts"), journal.Text("purposes"), journal.Text("scopes"), journal.Text("callbacks"), journal.Int("rate"), journal.Text("until"), journal.Bool("revoked"))
	keyTable = journal.NewTable("machine_key", journal.Text("machine"), journal.Bytes("hash"), journal.Text("until"), journal.Bool("revoked"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{clientTable, keyTable} }

// Machines reads and writes clients. It is safe for use by many goroutines.
type Machines struct{ journal *journal.Journal }

// New makes them over a journal, which must know the [Tables].
func New(j *journal.Journal) *Machines { return &Machines{journal: j} }

const (
	clientColumns = `v.id, v.opened, v.name, v.title, v.organisation, v.contact, v.posts, v.purposes, v.scopes, v.callbacks, v.rate, v.until, v.revoked`
	selectClient  = `SELECT ` + clientColumns + ` FROM machine v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectNamed   = `SELECT ` + clientColumns + ` FROM machine v WHERE v.county = $1 AND v.name = $2 AND ` + journal.Holds
	selectClients = `SELECT ` + clientColumns + ` FROM machine v WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.name`
	selectUse     = `SELECT last FROM machine_use WHERE county = $1 AND machine = $2`
	noteUse       = `INSERT INTO machine_use (county, machine, last) VALUES ($1, $2, $3)
		ON CONFLICT (county, machine) DO UPDATE SET last = excluded.last WHERE machine_use.last < excluded.last`
)

func scanClient(row db.Row) (*Client, error) {
	var c Client
	var contact *string
	var posts, purposes, scopes, callbacks, until string
	err := row.Scan(&c.ID, &c.Opened, &c.Name, &c.Title, &c.Organisation, &contact, &posts, &purposes, &scopes, &callbacks, &c.Rate, &until, &c.Revoked)
	if err != nil {
		return nil, err
	}
	if contact != nil {
		c.Contact = *contact
	}
	for _, word := range strings.Fields(posts) {
		role, division, _ := strings.Cut(word, ":")
		area, err := civil.ParseArea(division)
		if err != nil {
			return nil, err
		}
		c.Posts = append(c.Posts, account.Post{Role: access.Role(role), Division: area})
	}
	for _, word := range strings.Fields(purposes) {
		c.Purposes = append(c.Purposes, access.Purpose(word))
	}
	for _, word := range strings.Fields(scopes) {
		c.Scopes = append(c.Scopes, Scope(word))
	}
	c.Callbacks = strings.Fields(callbacks)
	c.Until, err = civil.ParseDate(until)
	return &c, err
}

// row are the columns of a client, in the order of its table.
func (c *Client) row() []any {
	var posts, purposes, scopes []string
	for _, p := range c.Posts {
		posts = append(posts, string(p.Role)+":"+p.Division.String())
	}
	for _, p := range c.Purposes {
		purposes = append(purposes, string(p))
	}
	for _, s := range c.Scopes {
		scopes = append(scopes, string(s))
	}
	return []any{c.Name, c.Title, c.Organisation, c.Contact, strings.Join(posts, " "), strings.Join(purposes, " "), strings.Join(scopes, " "), strings.Join(c.Callbacks, " "), int64(c.Rate), c.Until.String(), c.Revoked}
}

// Create writes a new client and gives its id. It refuses one that [Client.Check]
// refuses, and a name that another has or had (Conflict): the journal knows clients
// by their names.
func (m *Machines) Create(ctx context.Context, w *journal.Write, c Client) (string, error) {
	w, err := w.In(ctx, home)
	if err != nil {
		return "", err
	}
	if err := c.Check(w.At().Date()); err != nil {
		return "", err
	}
	_, taken, err := db.One(ctx, w, scanClient, selectNamed, home, c.Name)
	if err != nil {
		return "", err
	}
	if taken {
		return "", &civil.Error{Kind: civil.Conflict, Code: "client_taken", Message: "系统代号“" + c.Name + "”已经有了，请换一个。"}
	}
	c.ID, c.Revoked = db.NewID(), false
	return c.ID, w.Open(ctx, clientTable, c.ID, journal.Always, c.row()...)
}

// Change writes the next version of a client; its name stays. c is the version that
// was read, with its changes.
func (m *Machines) Change(ctx context.Context, w *journal.Write, c Client) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	old, err := byID(ctx, w, c.ID)
	if err != nil {
		return err
	}
	c.Name = old.Name
	if err := c.Check(w.At().Date()); err != nil {
		return err
	}
	return m.next(ctx, w, &c)
}

// Revoke ends a client at once, with all its keys. It may be done again.
func (m *Machines) Revoke(ctx context.Context, w *journal.Write, id string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	c, err := byID(ctx, w, id)
	if err != nil || c.Revoked {
		return err
	}
	c.Revoked = true
	return m.next(ctx, w, c)
}

func (m *Machines) next(ctx context.Context, w *journal.Write, c *Client) error {
	if err := w.Close(ctx, clientTable, c.ID, c.Opened); err != nil {
		return err
	}
	return w.Open(ctx, clientTable, c.ID, journal.Always, c.row()...)
}

// ByID reads a client (NotFound).
func (m *Machines) ByID(ctx context.Context, id string) (c *Client, err error) {
	err = m.journal.DB().Read(ctx, func(q db.Query) (err error) {
		c, err = byID(ctx, q, id)
		return err
	})
	return c, err
}

func byID(ctx context.Context, q db.Query, id string) (*Client, error) {
	c, found, err := db.One(ctx, q, scanClient, selectClient, home, id)
	if err == nil && !found {
		err = errNoClient()
	}
	return c, err
}

// Named reads a client by its name (NotFound).
func (m *Machines) Named(ctx context.Context, name string) (c *Client, err error) {
	err = m.journal.DB().Read(ctx, func(q db.Query) error {
		var found bool
		if c, found, err = db.One(ctx, q, scanClient, selectNamed, home, name); err == nil && !found {
			err = errNoClient()
		}
		return err
	})
	return c, err
}

func errNoClient() error {
	return &civil.Error{Kind: civil.NotFound, Code: "client_not_found", Message: "没有找到这个对接系统，或者它不归您管理。"}
}

// List are the clients all of whose posts lie in a scope, by name: those that an
// administrator looks after.
func (m *Machines) List(ctx context.Context, within access.Scope) ([]*Client, error) {
	var list []*Client
	err := m.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanClient, selectClients, home)
		return err
	})
	return slices.DeleteFunc(list, func(c *Client) bool { return !c.Within(within) }), err
}

// Within says whether all posts of the client lie in a scope.
func (c *Client) Within(scope access.Scope) bool {
	return !slices.ContainsFunc(c.Posts, func(p account.Post) bool { return !scope.Covers(p.Division) })
}

// LastUse is when a client called last, to five minutes; 0 for never.
func (m *Machines) LastUse(ctx context.Context, id string) (at civil.Instant, err error) {
	err = m.journal.DB().Read(ctx, func(q db.Query) error {
		n, _, err := db.One(ctx, q, db.Int, selectUse, home, id)
		at = civil.Instant(n)
		return err
	})
	return at, err
}
