package hotline

import (
	"context"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Step is something that was done about a call.
type Step struct {
	ID    string
	Kind  string
	Who   string // name
	Unit  civil.Area
	Words string
	At    civil.Instant
	once  string
}

// The kinds of steps.
const (
	stepTake     = "take"
	stepLink     = "link"
	stepAccept   = "accept"
	stepPass     = "pass"
	stepRespond  = "respond"
	stepReply    = "reply"
	stepCallBack = "call_back"
	stepReopen   = "reopen"
	stepLook     = "look"
	stepEscalate = "escalate"
)

var stepTitles = map[string]string{
	stepTake: "来电登记", stepLink: "已转入", stepAccept: "接办", stepPass: "改派", stepRespond: "到场", stepReply: "答复", stepCallBack: "回访",
	stepReopen: "重新办理", stepLook: "查看来电号码", stepEscalate: "催办",
}

// Title is what was done, in words.
func (s *Step) Title() string { return stepTitles[s.Kind] }

const (
	selectSteps = `SELECT v.id, v.kind, v.who, v.unit, v.words, v.once, a.at FROM hotline_step v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND v.call = $2 ORDER BY v.n`
	countSteps     = `SELECT count(v.id) FROM hotline_step v WHERE v.county = $1 AND v.call = $2`
	selectOnceStep = `SELECT v.call FROM hotline_step v WHERE v.county = $1 AND v.once = $2`
)

func (d *Desk) scanStep(county string) func(db.Row) (Step, error) {
	return func(row db.Row) (s Step, err error) {
		var who *string
		var unit string
		var words []byte
		if err = row.Scan(&s.ID, &s.Kind, &who, &unit, &words, &s.once, &s.At); err != nil {
			return s, err
		}
		s.Who = service.TextOf(who)
		if s.Unit, err = service.AreaOf(unit); err != nil {
			return s, err
		}
		return s, d.safe.Open("hotline_step", "words", county, s.ID, words, &s.Words)
	}
}

// note writes a step down.
func (d *Desk) note(ctx context.Context, w *journal.Write, c *Call, kind, name string, unit civil.Area, words, once string) error {
	n, _, err := db.One(ctx, w, db.Int, countSteps, c.County, c.ID)
	if err != nil {
		return err
	}
	id := db.NewID()
	sealed, err := d.safe.Seal("hotline_step", "words", c.County, id, words)
	if err != nil {
		return err
	}
	return w.Open(ctx, stepTable, id, journal.Always, c.ID, n+1, kind, service.OrNull(name), service.AreaText(unit), sealed, once)
}

// File is a call with all that was said and done.
type File struct {
	*Call
	Said
	Steps []Step
}

// Get reads a call whole (NotFound when it is not there, or not for the visitor).
func (d *Desk) Get(ctx context.Context, who casework.Who, ref register.Ref) (f *File, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		c, err := d.find(ctx, q, who, ref)
		if err != nil {
			return err
		}
		f = &File{Call: c}
		if err := d.open(c, &f.Said); err != nil {
			return err
		}
		f.Steps, err = db.Many(ctx, q, d.scanStep(c.County), selectSteps, c.County, c.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d *Desk) find(ctx context.Context, q db.Query, who casework.Who, ref register.Ref) (*Call, error) {
	c, known, err := db.One(ctx, q, scanCall, selectCall, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	if !known || !sees(who, c) {
		return nil, notFound()
	}
	return c, nil
}

// open reads what was said.
func (d *Desk) open(c *Call, into *Said) error {
	return d.safe.Open("hotline_call", "said", c.County, c.ID, c.said, into)
}

// keep seals what was said into the call.
func (d *Desk) keep(c *Call, s Said) (err error) {
	c.said, err = d.safe.Seal("hotline_call", "said", c.County, c.ID, s)
	return err
}
