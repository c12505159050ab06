package casework

import (
	"context"
	"slices"

	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// seekable says whether the check of a case asks a department for what a paper of
// somebody would show. Then nobody brings it before the department has answered.
func seekable(m *pack.Matter, paper *pack.Paper) bool {
	return m.Authorise != nil && paper.Of == "member" &&
		slices.ContainsFunc(paper.AnsweredBy, func(name string) bool { return slices.Contains(m.Authorise.Classes, name) })
}

// settleSought takes what departments hold in place of papers. A paper of which
// nothing is held may be brought later; while departments still answer it is sought on.
func (do *doing) settleSought(ctx context.Context, w *journal.Write) error {
	f := do.file
	waiting, err := do.desk.waits(ctx, w, f.Case)
	if err != nil {
		return err
	}
	for i := range f.Papers {
		p := &f.Papers[i]
		if p.State != Sought {
			continue
		}
		held, err := do.desk.held(ctx, w, f, p)
		switch {
		case err != nil:
			return err
		case held:
			err = do.changePaper(ctx, w, p, Waived, nil, "部门已有登记")
		case !waiting:
			err = do.changePaper(ctx, w, p, Late, nil, "部门没有查到")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// waits says whether departments that were asked have not answered yet.
func (d *Desk) waits(ctx context.Context, q db.Query, c *Case) (bool, error) {
	if d.verifies == nil {
		return false, nil
	}
	v, err := d.verifies.Verified(ctx, q, c)
	return v != nil && !v.Reported, err
}

// held says whether a register has what a paper would show.
func (d *Desk) held(ctx context.Context, q db.Query, f *File, p *Paper) (bool, error) {
	paper := slices.IndexFunc(f.Matter.Papers, func(one pack.Paper) bool { return one.Name == p.Paper })
	whose := slices.IndexFunc(f.Parties, func(one Party) bool { return one.Person.ID == p.Person })
	if paper < 0 || whose < 0 {
		return false, nil
	}
	for _, name := range f.Matter.Papers[paper].AnsweredBy {
		list, err := d.register.RecordsFor(ctx, q, name, f.Parties[whose].Person, register.On(d.Today()))
		if err != nil || len(list) > 0 {
			return len(list) > 0, err
		}
	}
	return false, nil
}

// askedLines are the papers that are called for and that nobody has to bring, because
// registers answer or departments are asked.
func (do *doing) askedLines() (lines []string) {
	f := do.file
	for i := range f.Matter.Papers {
		paper := &f.Matter.Papers[i]
		if len(paper.AnsweredBy) == 0 || !f.calls(paper) {
			continue
		}
		owed := slices.ContainsFunc(f.Papers, func(p Paper) bool { return p.Paper == paper.Name && p.State != Sought })
		if !owed {
			lines = append(lines, paper.Title)
		}
	}
	return lines
}

// calls says whether the answers of a case call for a paper.
func (f *File) calls(paper *pack.Paper) bool {
	if paper.Of != "member" {
		return wantedBy(f.Matter, paper, f.Form.Family)
	}
	return slices.ContainsFunc(f.Form.Members, func(m MemberAnswers) bool { return wantedBy(f.Matter, paper, m.Values) })
}
