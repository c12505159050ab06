package casework

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Applications are the matters a family can ask for on its phone today.
func (d *Desk) Applications() (list []*pack.Matter) {
	for _, m := range d.Matters() {
		if m.Kind == pack.Applying && slices.Contains(m.Channels, phoneChannel) && m.InForce <= d.Today() {
			list = append(list, m)
		}
	}
	return list
}

// Wish is a paper a form asks for, given its answers so far.
type Wish struct {
	Paper  *pack.Paper
	Member int      // by place; -1: the family's
	Files  []string // brought already
	Asked  bool     // a register answers or a department is asked: it need not be brought
}

// Key is where the attachments of a paper stand among the answers.
func (w *Wish) Key() string { return paperKey(w.Paper.Name) }

// Wishes are the papers that a form which is being filled in asks for, and those
// that departments are asked for instead.
func (d *Desk) Wishes(ctx context.Context, f *File) (list []Wish, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for i := range f.Matter.Papers {
			paper := &f.Matter.Papers[i]
			covered, err := d.answered(ctx, q, f.Case.County, paper.AnsweredBy)
			if err != nil {
				return err
			}
			add := func(member int, values map[string]string) {
				if wantedBy(f.Matter, paper, values) {
					list = append(list, Wish{paper, member, strings.Fields(values[paperKey(paper.Name)]), covered || seekable(f.Matter, paper)})
				}
			}
			if paper.Of != "member" {
				add(-1, f.Form.Family)
				continue
			}
			for k := range f.Form.Members {
				add(k, f.Form.Members[k].Values)
			}
		}
		return nil
	})
	return list, err
}

const selectChangedBy = `SELECT DISTINCT a.actor FROM casefile v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND v.id = $2 AND v.opened > $3 ORDER BY a.actor`

// ChangedBy are the actors who have changed a case since a version. Somebody who
// goes on in his own form is not told that he was faster than himself.
func (d *Desk) ChangedBy(ctx context.Context, who Who, ref register.Ref, seen int64) (actors []string, err error) {
	if _, err := d.Open(ctx, who, ref); err != nil {
		return nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		actors, err = db.Many(ctx, q, db.Text, selectChangedBy, ref.County, ref.ID, seen)
		return err
	})
	return actors, err
}

// Signs says for which parties the signature of a resident holds: he himself, and
// where he is the applicant the children he signs for. It names those who have
// not signed yet.
func (d *Desk) Signs(f *File, person register.Ref) (mine, others []Party) {
	adult, err := int64(0), error(nil)
	if f.Matter.Authorise != nil {
		adult, err = d.number(f.Case.Division.County(), f.Matter.Authorise.From, d.Today())
	}
	if f.Matter.Authorise == nil || err != nil {
		return nil, nil
	}
	in := Input{}
	if person != f.Case.Applicant && !f.Guards(Who{Persons: []register.Ref{person}}) {
		in.Person = person
	}
	do := &doing{desk: d, file: f, in: in}
	for i := range f.Parties {
		p := &f.Parties[i]
		switch {
		case p.Signed != 0 || p.Role == proxyRole:
		case do.signsFor(p, adult, d.Today()):
			mine = append(mine, *p)
		default:
			others = append(others, *p)
		}
	}
	return mine, others
}

// OldEnough says whether somebody is of the age at which a member signs himself.
func (d *Desk) OldEnough(f *File, p *Party) bool {
	if f.Matter.Authorise == nil {
		return false
	}
	adult, err := d.number(f.Case.Division.County(), f.Matter.Authorise.From, d.Today())
	do := &doing{desk: d, file: f}
	birth, known := do.birth(p)
	return err == nil && (!known || int64(civil.Age(birth, d.Today())) >= adult)
}
