package verify

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Query says which inquiries are wanted.
type Query struct {
	Tab     string // open: departments or an officer have something to do; order: those of other departments; all
	Orderer string
	After   string // number of the last one of the page before
	Size    int
}

const listMost = 100

const (
	listAll = `SELECT ` + inquiryColumns + fromInquiry + `WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND v.number < $4 AND ` + journal.Holds + `
		ORDER BY v.number DESC LIMIT $5`
	listOpen = `SELECT ` + inquiryColumns + fromInquiry + `WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND v.number < $4
		AND (v.state = 'asking' OR v.state = 'objected') AND ` + journal.Holds + ` ORDER BY v.number DESC LIMIT $5`
	listOrders = `SELECT ` + inquiryColumns + fromInquiry + `WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND v.number < $4
		AND v.orderer <> '' AND ` + journal.Holds + ` ORDER BY v.number DESC LIMIT $5`
	countOpen = `SELECT count(1) FROM inquiry v WHERE v.county = $1 AND v.division BETWEEN $2 AND $3
		AND (v.state = 'asking' OR v.state = 'objected') AND ` + journal.Holds
)

// lastNumber sorts behind every number.
const lastNumber = "~"

// List lists inquiries of a county that a viewer may see, the newest first.
func (o *Office) List(ctx context.Context, viewer access.Viewer, county string, q Query) (list []*Inquiry, more bool, err error) {
	if err := viewer.Check(); err != nil {
		return nil, false, err
	}
	size := min(max(q.Size, 1), listMost)
	if q.After == "" {
		q.After = lastNumber
	}
	statement := map[string]string{"open": listOpen, "order": listOrders}[q.Tab]
	if statement == "" {
		statement = listAll
	}
	err = o.journal.DB().Read(ctx, func(r db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			part, err := db.Many(ctx, r, scanInquiry, statement, county, span.First, span.Last, q.After, int64(size+1))
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b *Inquiry) int { return -compareText(a.Number, b.Number) })
	if len(list) > size {
		list, more = list[:size], true
	}
	return list, more, err
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Open opens an inquiry for a viewer, or says that there is none (NotFound). That
// he looked at these people is written down first.
func (o *Office) Open(ctx context.Context, viewer access.Viewer, county, id string) (*File, error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	f, err := o.File(ctx, county, id)
	if err != nil {
		return nil, err
	}
	if !viewer.Scope().Covers(f.Division) {
		return nil, notFound()
	}
	return f, o.register.NoteLook(ctx, viewer, f.people(), "inquiry")
}

func (f *File) people() (list []register.Ref) {
	for i := range f.Members {
		list = append(list, f.Members[i].Person)
	}
	return list
}

// OpenOwn opens an inquiry for somebody it is about.
func (o *Office) OpenOwn(ctx context.Context, person register.Ref, county, id string) (*File, error) {
	f, err := o.File(ctx, county, id)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(f.people(), person) {
		return nil, notFound()
	}
	return f, nil
}

// File reads an inquiry for a stage that acts on it. It is for no eyes.
func (o *Office) File(ctx context.Context, county, id string) (f *File, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		f, err = o.read(ctx, q, county, id)
		return err
	})
	return f, err
}

// OfOrigin are the inquiries made for a case or a paper, the newest first.
func (o *Office) OfOrigin(ctx context.Context, q db.Query, county, origin string) ([]*Inquiry, error) {
	return db.Many(ctx, q, scanInquiry, selectOfOrigin, county, origin)
}

const selectOfPerson = `-- across counties
	SELECT DISTINCT v.county, v.inquiry FROM inquiry_member v WHERE v.person_county = $1 AND v.person = $2 AND v.closed IS NULL`

// OfPerson are the inquiries somebody is in, the newest first, for himself.
func (o *Office) OfPerson(ctx context.Context, person register.Ref) (list []*Inquiry, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		refs, err := db.Many(ctx, q, func(row db.Row) (r register.Ref, err error) { return r, row.Scan(&r.County, &r.ID) }, selectOfPerson, person.County, person.ID)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			i, known, err := db.One(ctx, q, scanInquiry, selectInquiry, ref.County, ref.ID)
			if err != nil {
				return err
			}
			if known {
				list = append(list, i)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b *Inquiry) int { return -compareText(a.Number, b.Number) })
	return list, err
}

// Looked is one sending of questions about somebody: who asked about whom, when,
// why and by which letter.
type Looked struct {
	At       civil.Instant
	Actor    string
	Inquiry  string
	Number   string
	Cause    Cause
	Business string
	Orderer  string
	Person   register.Ref
	Name     string
	Letters  string
	Classes  int64
	Refused  int64 // questions that were not sent, for want of a letter
}

const looked = `SELECT MIN(a.at), MIN(a.actor), i.id, i.number, i.cause, i.business, i.orderer, v.person_county, v.person, MIN(m.name),
		MIN(v.letter), SUM(CASE WHEN v.state = 'asked' THEN 1 ELSE 0 END), SUM(CASE WHEN v.state = 'asked' THEN 0 ELSE 1 END)
	FROM inquiry_item v
	JOIN inquiry i ON i.county = v.county AND i.id = v.inquiry AND i.closed IS NULL
	JOIN inquiry_member m ON m.county = v.county AND m.inquiry = v.inquiry AND m.person_county = v.person_county AND m.person = v.person
	JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND (v.state = 'asked' OR v.state = 'barred') AND i.division BETWEEN $2 AND $3 AND a.at >= $4
	GROUP BY i.id, i.number, i.cause, i.business, i.orderer, v.person_county, v.person, v.opened
	ORDER BY 1 DESC, i.number DESC, v.person LIMIT 200`

// Looks are the questions that were sent since an instant, the newest first, for
// whoever supervises those who ask.
func (o *Office) Looks(ctx context.Context, viewer access.Viewer, county string, since civil.Instant) (list []Looked, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			part, err := db.Many(ctx, q, func(row db.Row) (l Looked, err error) {
				var name *string
				err = row.Scan(&l.At, &l.Actor, &l.Inquiry, &l.Number, &l.Cause, &l.Business, &l.Orderer, &l.Person.County, &l.Person.ID, &name, &l.Letters, &l.Classes, &l.Refused)
				l.Name = textOf(name)
				return l, err
			}, looked, county, span.First, span.Last, int64(since))
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	return list, err
}

// Findings are what repeated checks have found and nobody has looked into, the
// weightiest first.
func (o *Office) Findings(ctx context.Context, viewer access.Viewer, county string) (list []*Finding, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			part, err := db.Many(ctx, q, o.scanFinding, findingsOpen, county, span.First, span.Last)
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	return list, err
}

// Finding is one of them, for a viewer.
func (o *Office) Finding(ctx context.Context, viewer access.Viewer, county, id string) (f *Finding, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		found, known, err := db.One(ctx, q, o.scanFinding, findingOne, county, id)
		if err == nil && (!known || !viewer.Scope().Covers(found.Division)) {
			err = notFound()
		}
		f = found
		return err
	})
	return f, err
}

// Classes are the data classes departments are asked for.
func (o *Office) Classes() []string { return o.catalogue().Inquiry().Classes() }

// Waiting are the departments of an inquiry that have not been heard, in words.
func (o *Office) Waiting(ctx context.Context, q db.Query, county, id string) (list []string, err error) {
	sources, err := db.Many(ctx, q, scanSource, selectSources, county, id)
	for i := range sources {
		if sources[i].Result == Waiting {
			list = append(list, o.DepartmentTitle(sources[i].Department))
		}
	}
	return list, err
}
