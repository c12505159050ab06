package plan

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// File is one version of what is known at a glance of a family that is helped.
type File struct {
	register.Ref // the household
	Opened       int64
	Name         string // of whoever stands for the family
	Division     civil.Area
	Circle       string   // empty: in none
	Classes      []string // names, in the order of the packs
	Unclear      []string // classes of which it is not known whether it is in them
	Programmes   []string // in pay or recognised
	Members      int64
	Since        civil.Date
	Ended        bool
	Origin       Origin
	once         string
}

// Origin says why there is a file.
type Origin string

// The origins of files.
const (
	Held  Origin = "held"  // the family is in pay or recognised
	Staff Origin = "staff" // somebody opened it for a family that is not
)

const (
	fileColumns    = `v.county, v.id, v.opened, v.name, v.division, v.circle, v.classes, v.unclear, v.programmes, v.members, v.since, v.state, v.origin, v.once`
	selectFile     = `SELECT ` + fileColumns + ` FROM household_file v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectFilePast = `SELECT ` + fileColumns + ` FROM household_file v WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC LIMIT 50`
	selectFiled    = `SELECT v.id FROM household_file v WHERE v.county = $1 AND v.closed IS NULL AND v.state = 'open' AND v.id > $2 ORDER BY v.id LIMIT $3`
)

// The states of a file in its column.
const (
	openFile  = "open"
	endedFile = "ended"
)

// scan reads the columns of a file, and what stands behind them in the row.
func (f *File) scan(row db.Row, more ...any) error {
	var name *string
	var division, classes, unclear, programmes, since, state string
	into := []any{&f.County, &f.ID, &f.Opened, &name, &division, &f.Circle, &classes, &unclear, &programmes, &f.Members, &since, &state, &f.Origin, &f.once}
	if err := row.Scan(append(into, more...)...); err != nil {
		return err
	}
	f.Name, f.Ended = textOf(name), state == endedFile
	f.Classes, f.Unclear, f.Programmes = strings.Fields(classes), strings.Fields(unclear), strings.Fields(programmes)
	var err error
	if f.Division, err = civil.ParseArea(division); err != nil {
		return err
	}
	f.Since, err = civil.ParseDate(since)
	return err
}

func scanFile(row db.Row) (*File, error) {
	var f File
	return &f, f.scan(row)
}

// spaced writes names with a blank around each, so that one can be looked for.
func spaced(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " " + strings.Join(names, " ") + " "
}

func (f *File) open(ctx context.Context, w *journal.Write) error {
	f.Opened = w.Seq()
	state := openFile
	if f.Ended {
		state = endedFile
	}
	return w.Open(ctx, fileTable, f.ID, journal.Always, orNull(f.Name), officer.Code(f.Division), f.Circle, spaced(f.Classes), spaced(f.Unclear),
		spaced(f.Programmes), f.Members, f.Since.String(), state, string(f.Origin), f.once)
}

// next closes the version that was read and opens the file as it is now.
func (f *File) next(ctx context.Context, w *journal.Write) error {
	if err := w.Close(ctx, fileTable, f.ID, f.Opened); err != nil {
		return err
	}
	return f.open(ctx, w)
}

// Start opens the file of a family that is not in pay: somebody found that it needs help.
type Start struct {
	Household register.Ref
	Name      string
	Division  civil.Area
	Members   int64
	Once      string
}

// Begin opens a file. One that is open already is given back as it is.
func (d *Desk) Begin(ctx context.Context, who officer.Officer, s Start) (*File, error) {
	if err := who.Covers(s.Division); err != nil {
		return nil, err
	}
	var out *File
	_, err := d.journal.Do(ctx, who.Header(s.Household.County, "file.open"), func(w *journal.Write) error {
		known, there, err := db.One(ctx, w, scanFile, selectFile, s.Household.County, s.Household.ID)
		if err != nil {
			return err
		}
		if there && !known.Ended {
			out = known
			return nil
		}
		out = &File{
			Ref: s.Household, Name: s.Name, Division: s.Division, Members: s.Members, Since: w.At().Date(), Origin: Staff, once: who.Once(s.Once),
		}
		if there {
			out.Opened = known.Opened
			return out.next(ctx, w)
		}
		return out.open(ctx, w)
	})
	return out, err
}

// Open reads the file of a family for a viewer; nil when it has none.
func (d *Desk) Open(ctx context.Context, viewer access.Viewer, household register.Ref) (f *File, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, scanFile, selectFile, household.County, household.ID)
		if err == nil && there && viewer.Scope().Covers(found.Division) {
			f = found
		}
		return err
	})
	return f, err
}

// Past are the versions of a file, the newest first: how it moved between circles.
func (d *Desk) Past(ctx context.Context, household register.Ref) (list []*File, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanFile, selectFilePast, household.County, household.ID)
		return err
	})
	return list, err
}

// CircleOf is the circle a family stands in by its file; empty for none.
func CircleOf(ctx context.Context, q db.Query, household register.Ref) (string, error) {
	f, there, err := db.One(ctx, q, scanFile, selectFile, household.County, household.ID)
	if err != nil || !there || f.Ended {
		return "", err
	}
	return f.Circle, nil
}
