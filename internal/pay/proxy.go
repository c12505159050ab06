package pay

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Proxy is who may take a person's money for him (代领人): the guardian of a minor or
// of somebody who cannot act, or a keeper by a written agreement that ends.
type Proxy struct {
	County, ID string
	Opened     int64
	Person     register.Ref
	Capacity   Capacity // Guardian or Keeper
	Name       string
	Relation   string // 祖母, 村委会 …
	Agreement  string // number of the paper
	From       civil.Date
	To         civil.Date // 0: no end is known; a keeper's agreement has one
	Evidence   string
}

var (
	proxyTable = journal.NewTable("pay_proxy", journal.Text("person_county"), journal.Text("person"), journal.Text("capacity"), journal.Text("name").Personal(),
		journal.Text("relation"), journal.Text("agreement"), journal.Text("from_day"), journal.Text("to_day"), journal.Text("evidence"))
	accountChangeTable = journal.NewTable("pay_account_change", journal.Text("account"), journal.Int("revision"), journal.Text("line"),
		journal.Text("asker").Personal(), journal.Text("evidence"))
)

const (
	proxyColumns  = `v.county, v.id, v.opened, v.person_county, v.person, v.capacity, v.name, v.relation, v.agreement, v.from_day, v.to_day, v.evidence`
	selectProxy   = `SELECT ` + proxyColumns + ` FROM pay_proxy v WHERE v.county = $1 AND v.closed IS NULL AND v.person_county = $2 AND v.person = $3 ORDER BY v.id DESC`
	selectProxies = `SELECT ` + proxyColumns + ` FROM pay_proxy v WHERE v.county = $1 AND v.closed IS NULL ORDER BY v.id DESC`
	selectMoves   = `SELECT v.revision, v.opened, v.line, v.asker, v.evidence FROM pay_account_change v WHERE v.county = $1 AND v.account = $2 AND v.closed IS NULL ORDER BY v.revision`
)

func scanProxy(row db.Row) (*Proxy, error) {
	var p Proxy
	var from string
	var to, name *string
	err := row.Scan(&p.County, &p.ID, &p.Opened, &p.Person.County, &p.Person.ID, &p.Capacity, &name, &p.Relation, &p.Agreement, &from, &to, &p.Evidence)
	if err != nil {
		return nil, err
	}
	p.Name = textOf(name)
	if p.From, err = civil.ParseDate(from); err != nil || to == nil {
		return &p, err
	}
	p.To, err = civil.ParseDate(*to)
	return &p, err
}

// holds says whether the proxy may take money on a day.
func (p *Proxy) holds(day civil.Date) bool { return p.From <= day && (p.To == 0 || day <= p.To) }

func (p *Proxy) check() error {
	switch {
	case p.Person.Zero() || strings.TrimSpace(p.Name) == "":
		return civil.Refuse("pay_proxy_name", "请写明由谁代领，以及是谁的钱。")
	case p.Capacity != Guardian && p.Capacity != Keeper:
		return civil.Refuse("pay_proxy_capacity", "请写明代领人是监护人还是代保管人。")
	case p.Relation == "":
		return civil.Refuse("pay_proxy_relation", "请写明代领人与本人的关系。")
	case p.Evidence == "":
		return civil.Refuse("pay_proxy_evidence", "请写明依据的材料：监护证明，或本人签字的代领协议。")
	case p.Capacity == Keeper && (p.Agreement == "" || p.To == 0):
		return civil.Refuse("pay_proxy_agreement", "代保管要有书面协议的编号和到期日，请填写。")
	case p.To != 0 && p.To < p.From:
		return civil.Refuse("pay_proxy_days", "到期日（%s）早于开始的日期（%s），请核对。", p.To, p.From)
	}
	return nil
}

// SetProxy says who may take somebody's money from now on; who did before no longer may.
func (p *Pay) SetProxy(ctx context.Context, actor, county string, proxy Proxy) (*Proxy, error) {
	if err := proxy.check(); err != nil {
		return nil, err
	}
	_, err := p.journal.Do(ctx, header(county, "proxy", actor), func(w *journal.Write) error {
		old, err := db.Many(ctx, w, scanProxy, selectProxy, county, proxy.Person.County, proxy.Person.ID)
		if err != nil {
			return err
		}
		for _, one := range old {
			if err := w.Close(ctx, proxyTable, one.ID, one.Opened); err != nil {
				return err
			}
		}
		proxy.County, proxy.ID, proxy.Opened = county, newID(), w.Seq()
		var to any
		if proxy.To != 0 {
			to = proxy.To.String()
		}
		return w.Open(ctx, proxyTable, proxy.ID, journal.Valid{From: proxy.From}, proxy.Person.County, proxy.Person.ID, string(proxy.Capacity), proxy.Name,
			proxy.Relation, proxy.Agreement, proxy.From.String(), to, proxy.Evidence)
	})
	if err != nil {
		return nil, err
	}
	return &proxy, nil
}

// ProxyOf is who may take somebody's money in a county, also when his time has ended;
// nil when nobody ever was named.
func ProxyOf(ctx context.Context, q db.Query, county string, person register.Ref) (*Proxy, error) {
	p, ok, err := db.One(ctx, q, scanProxy, selectProxy, county, person.County, person.ID)
	if !ok {
		return nil, err
	}
	return p, err
}

// AccountRequest is that somebody asks for his money to go elsewhere.
type AccountRequest struct {
	Account
	Name     string // of the person whose money it is, as registered
	Asker    string // who asked
	Evidence string // what he showed: 存折复印件, 银行更正单 …
	Line     string // the payment that came back; empty: none did
}

// AccountMove is why a version of an account came to be.
type AccountMove struct {
	Revision int64
	Opened   int64
	Line     string
	Asker    string
	Evidence string
}

// allows holds a request against the rule of names: one's own account is in one's own
// name and asked for by oneself, another's only by who is named for it and in his name.
func (r *AccountRequest) allows(proxy *Proxy, today civil.Date) error {
	same := func(a, b string) bool { return civil.NormalName(a) == civil.NormalName(b) }
	acting := proxy != nil && proxy.holds(today)
	switch {
	case r.Person.Zero():
		return civil.Refuse("account_person", "没有写明是谁的领款账户，请选择领款人。")
	case r.Asker == "" || r.Evidence == "":
		return civil.Refuse("account_evidence", "请写明是谁要求变更的，以及出示了什么材料。")
	case !same(r.Asker, r.Name) && !(acting && same(r.Asker, proxy.Name)):
		return civil.Denied.Refuse("account_asker", "领款账户只能由本人，或在期限内的监护人、代保管人要求变更；请先登记代领人。")
	case r.Capacity == Own && !same(r.Holder, r.Name):
		return civil.Refuse("account_name", "本人账户的户名“%s”与登记的姓名不同：请核对存折，或改选账户的归属。", r.Holder)
	case (r.Capacity == Guardian || r.Capacity == Keeper) && (!acting || r.Capacity != proxy.Capacity || !same(r.Holder, proxy.Name)):
		return civil.Refuse("account_proxy", "户名应是登记在册、没有到期的代领人，请先登记代领人再变更账户。")
	}
	return nil
}

// ChangeAccount sends somebody's money elsewhere, with who asked and what was shown.
// What came back from the old account is sent again by the next run.
func (p *Pay) ChangeAccount(ctx context.Context, actor, county string, r AccountRequest) (a *Account, err error) {
	_, err = p.journal.Do(ctx, header(county, "account", actor), func(w *journal.Write) error {
		proxy, err := ProxyOf(ctx, w, county, r.Person)
		if err != nil {
			return err
		}
		if err := r.allows(proxy, w.At().Date()); err != nil {
			return err
		}
		if proxy != nil && r.Capacity == Keeper {
			r.Agreement = proxy.Agreement
		}
		before, known, err := AccountOf(ctx, w, county, r.Person)
		if err != nil {
			return err
		}
		if a, err = p.SetAccount(ctx, w, r.Account); err != nil {
			return err
		}
		if known && a.Revision == before.Revision {
			return civil.Conflict.Refuse("account_same", "账户和现在登记的一样，没有变更：请核对账号。")
		}
		return w.Open(ctx, accountChangeTable, newID(), journal.Always, a.ID, a.Revision, r.Line, r.Asker, r.Evidence)
	})
	return a, err
}

// AccountMoves are the reasons of an account's versions.
func AccountMoves(ctx context.Context, q db.Query, county, account string) ([]AccountMove, error) {
	return db.Many(ctx, q, func(row db.Row) (m AccountMove, err error) {
		var asker *string
		err = row.Scan(&m.Revision, &m.Opened, &m.Line, &asker, &m.Evidence)
		m.Asker = textOf(asker)
		return m, err
	}, selectMoves, county, account)
}

// lapsed holds the money of those whose proxy's time has ended before the month.
func (b *book) lapsed(ctx context.Context, q db.Query) error {
	list, err := db.Many(ctx, q, scanProxy, selectProxies, b.order.County)
	for _, p := range list {
		a := b.payees[p.Person]
		if a != nil && (a.Capacity == Guardian || a.Capacity == Keeper) && !p.holds(max(b.order.Month.First(), p.From)) {
			b.ice.people[p.Person] = "代领人的期限已于" + p.To.String() + "到期，请重新登记代领人或变更账户"
		}
	}
	return err
}
