package casework

import (
	"context"

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
	return conflict("case_twice", "“"+m.Title+"”已经在办（编号"+c.Number+"），不用再申请一次：要补交材料或者改正的，请在原来那一件里办。")
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
	return conflict("decision_twice", "同一项待遇正在发（"+from.Words()+"每月"+amount.Words()+"），不能再批准一次：情况有变化的请在原来的待遇上办理变更，这一件请撤回。")
}

func conflict(code, message string) error {
	return &civil.Error{Kind: civil.Conflict, Code: code, Message: message}
}
