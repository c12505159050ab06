package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// asksFor says whether a matter asks for a benefit that goes on, of which nobody has
// two. Relief is for another emergency each time.
func asksFor(m *pack.Matter) bool {
	return m.Kind == pack.Applying && m.Programme != "" && m.Pays == ""
}

// notAsked refuses to begin what the applicant has asked for already, before anybody
// fills a form in for nothing.
func (d *Desk) notAsked(ctx context.Context, q db.Query, m *pack.Matter, applicant register.Ref) error {
	if !asksFor(m) || applicant.Zero() {
		return nil
	}
	refs, err := db.Many(ctx, q, scanRef, selectPersonHas, applicant.ID, applicant.County)
	for _, ref := range refs {
		c, known, err := db.One(ctx, q, scanCase, selectCase, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if known && c.Matter == m.Name && c.Applicant == applicant && c.running() {
			return twice(m, c)
		}
	}
	return err
}

// notTwice refuses to submit what the family, or of a person's benefit the person, is
// asking for already: of two cases both would go through all steps, and only one
// could be paid.
func (do *doing) notTwice(ctx context.Context, w *journal.Write) error {
	f := do.file
	if !asksFor(f.Matter) {
		return nil
	}
	others, err := db.Many(ctx, w, scanCase, selectOfFamily, f.Case.County, f.Case.Household)
	if err != nil {
		return err
	}
	for _, c := range others {
		same := c.Matter == f.Case.Matter && (f.Matter.Subject == pack.OfHousehold || c.Applicant == f.Case.Applicant)
		if same && c.ID != f.Case.ID && c.running() {
			return twice(f.Matter, c)
		}
	}
	return nil
}

// running says whether a case was submitted and has not ended.
func (c *Case) running() bool { return c.Submitted != 0 && c.Awaits != nobody }

func twice(m *pack.Matter, c *Case) error {
	return civil.Conflict.Refuse("case_twice", "“%s”已经在办（编号%s），不用再申请一次：要补交材料或者改正的，请在原来那一件里办。", m.Title, c.Number)
}

// notHeld refuses to grant what is paid already.
func (do *doing) notHeld(ctx context.Context, w *journal.Write, from civil.Month) error {
	f := do.file
	if !asksFor(f.Matter) {
		return nil
	}
	amount, _, held, err := do.desk.pays.Entitled(ctx, w, f.Case.County, f.Case.Household, f.beneficiary(), f.Matter.Programme, from)
	if err != nil || !held {
		return err
	}
	return civil.Conflict.Refuse("decision_twice", "同一项待遇正在发（%s每月%s），不能再批准一次：情况有变化的请在原来的待遇上办理变更，这一件请撤回。", from.Words(), amount.Words())
}

// PaidAlready says in one sentence that somebody, or his family, is paid already what he
// asks for, and what may be asked instead; empty where he is not, and where the law lets
// him ask again. Who begins a case learns it before he fills anything in.
func (d *Desk) PaidAlready(ctx context.Context, m *pack.Matter, applicant register.Ref) (string, error) {
	if !asksFor(m) {
		return "", nil
	}
	amount, held, err := d.entitled(ctx, m, applicant)
	if err != nil || !held {
		return "", err
	}
	paid := m.Short + "正在发，每月" + amount.Words()
	if amount == 0 {
		paid = m.Short + "已经认定，还没有到期"
	}
	switch change := d.changeOf(m); {
	case m.Lasts != "":
		return paid + "：快到期的可以现在申请，批准后从到期的次月接着算。", nil
	case change != nil:
		return paid + "，不用再申请：家里人口、收入、身体情况有变化，或者到了复核的时候，请办“" + change.Title + "”。", nil
	}
	return paid + "，不用再申请：情况有变化的，请告诉乡镇（街道）窗口。", nil
}

// Beforehand is what whoever begins a case is told in one sentence before he fills
// anything in: that it is paid already, or where somebody registered elsewhere may ask.
// It refuses nothing.
func (d *Desk) Beforehand(ctx context.Context, m *pack.Matter, applicant register.Ref) (string, error) {
	paid, err := d.PaidAlready(ctx, m, applicant)
	if err != nil || paid != "" || m.Permits == "" || applicant.Zero() {
		return paid, err
	}
	var who register.Asked
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		who, err = d.register.AskedAbout(ctx, q, applicant)
		return err
	})
	if err != nil || !who.Elsewhere() {
		return "", err
	}
	from := "户籍不在本县（市、区）"
	if place, known := d.divisions.Latest(who.Hukou.County()); known {
		from = "户籍在" + place.Name
	}
	county := who.Division.County()
	if d.word(county, m.Permits, d.Today()) == "yes" {
		return from + "：" + d.Place(county) + "已经开办，持本地居住证可以在这里申办" + m.Short + "，请把全家的居住证带到窗口看一看。", nil
	}
	return from + "：" + d.Place(county) + "还没有开办持居住证申办" + m.Short + "，请到户籍地的乡镇（街道）申请；遇到急难的，可以在这里申请临时救助。", nil
}

// entitled says what somebody, or his family, is paid from next month on by the benefit
// of a matter: what ends with this month may be asked for again now.
func (d *Desk) entitled(ctx context.Context, m *pack.Matter, who register.Ref) (amount civil.Fen, held bool, err error) {
	if who.Zero() || d.pays == nil {
		return 0, false, nil
	}
	home, err := d.homeOf(ctx, who)
	if err != nil || home == "" {
		return 0, false, err
	}
	person := ""
	if m.Subject == pack.OfPerson {
		person = who.ID
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		amount, _, held, err = d.pays.Entitled(ctx, q, who.County, home, person, m.Programme, d.Today().Month().Add(1))
		return err
	})
	return amount, held, err
}

// Reports are the matters by which somebody says on his phone what has changed for a
// benefit that he or his family is paid.
func (d *Desk) Reports(ctx context.Context, who register.Ref) (list []*pack.Matter, err error) {
	for _, m := range d.Matters() {
		if m.Kind != pack.Changing || m.Programme == "" || !slices.Contains(m.Channels, phoneChannel) || m.InForce > d.Today() {
			continue
		}
		_, held, err := d.entitled(ctx, m, who)
		if err != nil {
			return nil, err
		}
		if held {
			list = append(list, m)
		}
	}
	return list, nil
}

// changeOf is the matter by which a benefit in pay is changed or looked at again; nil
// for none.
func (d *Desk) changeOf(m *pack.Matter) *pack.Matter {
	for _, other := range d.catalogue().Matters() {
		if other.Kind == pack.Changing && other.Programme == m.Programme && other.InForce <= d.Today() {
			return other
		}
	}
	return nil
}
