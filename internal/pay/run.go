package pay

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// RunKind says what a run is for.
type RunKind string

// The kinds of runs, see [RunKind].
const (
	Monthly       RunKind = "regular"       // 月度发放: one for a programme and month
	Supplementary RunKind = "supplementary" // 补发批次: what is due up to the month and was not paid, and what came back
	OneOffRun     RunKind = "one_off"       // 一次性发放: the list of a batch
)

// RunState is how far a run is.
type RunState string

// The states of a run, see [RunState] and transitions.
const (
	Draft          RunState = "draft"           // 编制中
	Frozen         RunState = "frozen"          // 已冻结: the list has a fingerprint
	Reviewed       RunState = "reviewed"        // 已复核
	Approved       RunState = "approved"        // 已批准: two have signed
	Sent           RunState = "sent"            // 已报送: the bank file is made
	PartlyReturned RunState = "partly_returned" // 部分退回
	MadeGood       RunState = "reissued"        // 退回已处理: every returned line is sent again or no longer owed
	Matched        RunState = "matched"         // 全部到账
	Closed         RunState = "closed"          // 已结清
	Discarded      RunState = "discarded"       // 已作废: never frozen
)

// transitions are all ways from one state to another. What stands in none of them
// happens to no run.
var transitions = map[RunState][]RunState{
	Draft:          {Draft, Frozen, Discarded},
	Frozen:         {Draft, Frozen, Reviewed},
	Reviewed:       {Draft, Frozen, Reviewed, Approved},
	Approved:       {Draft, Frozen, Sent},
	Sent:           {Sent, PartlyReturned, Matched, Frozen}, // frozen again by a recall
	PartlyReturned: {PartlyReturned, MadeGood},
	MadeGood:       {MadeGood, PartlyReturned, Closed},
	Matched:        {Matched, PartlyReturned, Closed},
}

// Run is one version of a run.
type Run struct {
	County    string
	ID        string
	Opened    int64
	Programme string // empty: all
	Month     civil.Month
	Kind      RunKind
	State     RunState
	Makers    []string // who prepared or changed the list
	Lines     int64    // that are in the file
	Total     civil.Fen
	Hash      string // SM3 over the lines; empty in a draft
	Reviewer  string
	First     string // who signed first
	Second    string
	Note      string // why it was sent back or changed
	Format    string
	FileHash  string
}

var runTable = journal.NewTable("pay_run",
	journal.Text("programme"), journal.Text("month"), journal.Text("kind"), journal.Text("state"), journal.Text("makers"),
	journal.Int("lines"), journal.Int("total"), journal.Text("hash"), journal.Text("reviewer"), journal.Text("first_signer"),
	journal.Text("second_signer"), journal.Text("note"), journal.Text("format"), journal.Text("file_hash"))

const (
	runColumns = `v.county, v.id, v.opened, v.programme, v.month, v.kind, v.state, v.makers, v.lines, v.total, v.hash, v.reviewer,
		v.first_signer, v.second_signer, v.note, v.format, v.file_hash`
	selectRun     = `SELECT ` + runColumns + ` FROM pay_run v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectRuns    = `SELECT ` + runColumns + ` FROM pay_run v WHERE v.county = $1 AND v.closed IS NULL AND v.month >= $2 ORDER BY v.month DESC, v.id DESC`
	selectRunPast = `SELECT ` + runColumns + ` FROM pay_run v WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened`
	selectRunLike = `SELECT ` + runColumns + ` FROM pay_run v WHERE v.county = $1 AND v.closed IS NULL AND v.programme = $2 AND v.month = $3 AND v.kind = $4
		AND v.state <> 'discarded' ORDER BY v.id`
)

func scanRun(row db.Row) (*Run, error) {
	var r Run
	var month, makers string
	err := row.Scan(&r.County, &r.ID, &r.Opened, &r.Programme, &month, &r.Kind, &r.State, &makers, &r.Lines, &r.Total, &r.Hash, &r.Reviewer,
		&r.First, &r.Second, &r.Note, &r.Format, &r.FileHash)
	if err != nil {
		return nil, err
	}
	r.Makers = strings.Fields(makers)
	return &r, monthsOf(monthText{&month, &r.Month})
}

// GetRun reads a run (NotFound when there is none).
func GetRun(ctx context.Context, q db.Query, county, id string) (*Run, error) {
	r, ok, err := db.One(ctx, q, scanRun, selectRun, county, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, civil.NotFound.Refuse("pay_run_unknown", "没有找到这个发放批次，请重新打开批次列表。")
	}
	return r, nil
}

// Runs are the runs of a county from a month on, the newest first.
func Runs(ctx context.Context, q db.Query, county string, since civil.Month) ([]*Run, error) {
	return db.Many(ctx, q, scanRun, selectRuns, county, since.String())
}

// RunHistory are all versions of a run, the oldest first: who did what to it stands
// in the acts that opened them.
func RunHistory(ctx context.Context, q db.Query, county, id string) ([]*Run, error) {
	return db.Many(ctx, q, scanRun, selectRunPast, county, id)
}

func (r *Run) open(ctx context.Context, w *journal.Write) error {
	r.Opened = w.Seq()
	return w.Open(ctx, runTable, r.ID, journal.Valid{From: r.Month.First(), To: r.Month.Last()}, r.Programme, r.Month.String(), string(r.Kind), string(r.State),
		strings.Join(r.Makers, " "), r.Lines, r.Total, r.Hash, r.Reviewer, r.First, r.Second, r.Note, r.Format, r.FileHash)
}

// move closes the version that was read and opens the run in its next state, which
// must be one that follows.
func (r *Run) move(ctx context.Context, w *journal.Write, to RunState) error {
	if !slices.Contains(transitions[r.State], to) {
		return r.wrongState()
	}
	if err := w.Close(ctx, runTable, r.ID, r.Opened); err != nil {
		return err
	}
	if r.State.released() && !to.released() {
		if err := r.unrelease(ctx, w); err != nil {
			return err
		}
	}
	r.State = to
	return r.open(ctx, w)
}

// stateTitles are the states in words.
var stateTitles = map[RunState]string{
	Draft: "编制中", Frozen: "已冻结", Reviewed: "已复核", Approved: "已批准", Sent: "已报送银行",
	PartlyReturned: "部分退回", MadeGood: "退回已处理", Matched: "全部到账", Closed: "已结清", Discarded: "已作废",
}

// Title is the state in words.
func (s RunState) Title() string { return stateTitles[s] }

func (r *Run) wrongState() error {
	return civil.Conflict.Refuse("pay_run_state", "这个批次现在是“%s”，不能这样办理：请重新打开后再看下一步。", r.State.Title())
}

// in refuses a run that is in none of the states.
func (r *Run) in(states ...RunState) error {
	if !slices.Contains(states, r.State) {
		return r.wrongState()
	}
	return nil
}

// made notes who worked on the list: he may neither review nor sign it.
func (r *Run) made(actor string) {
	if !slices.Contains(r.Makers, actor) {
		r.Makers = append(r.Makers, actor)
	}
}

// unsign takes away everything that was said about a list that changes.
func (r *Run) unsign() { r.Reviewer, r.First, r.Second = "", "", "" }

// Seen is which list somebody was shown: the run and its fingerprint.
type Seen struct {
	County, Run string
	Hash        string
}

// step runs one step of a run as an act of its own: the run is read inside it, so
// that whoever comes second is told.
func (p *Pay) step(ctx context.Context, kind, actor, county, id string, f func(w *journal.Write, r *Run) error) (*Run, error) {
	var run *Run
	_, err := p.journal.Do(ctx, header(county, kind, actor), func(w *journal.Write) (err error) {
		if run, err = GetRun(ctx, w, county, id); err != nil {
			return err
		}
		return f(w, run)
	})
	if err != nil {
		return nil, err
	}
	return run, nil
}
