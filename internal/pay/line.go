package pay

import (
	"cmp"
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// LineKind says what a line pays.
type LineKind string

// The kinds of lines, see [LineKind].
const (
	Regular LineKind = "regular" // 当月: once for a subject and month
	Arrears LineKind = "arrears" // 补发: what is due for a month and was not paid
	Reissue LineKind = "reissue" // 退回重发: what the bank sent back

	Offset      LineKind = "offset"        // 抵扣: kept back for what was overpaid; it is in no bank file
	OneOff      LineKind = "one_off"       // 一次性发放: once for a subject and month by a batch
	OneOffAgain LineKind = "one_off_again" // 一次性发放退回重发
)

// Status is how a line stands.
type Status string

// The statuses, see [Status].
const (
	Ready     Status = "ready"      // 待发, or sent when its run was
	NoAccount Status = "no_account" // 缺账户: on the list, not in the file
	Withheld  Status = "withheld"   // 暂缓: taken out by somebody
	Held      Status = "held"       // 冻结: an event or an overlap waits for a decision
	Paid      Status = "paid"       // 已到账
	Returned  Status = "returned"   // 已退回
	Again     Status = "again"      // 退回待重发: somebody says it may be tried as it is
	Reissued  Status = "reissued"   // 已重发: another line stands for it
	Forgone   Status = "forgone"    // 不再发: it is no longer owed
)

// Line is one version of what a run pays for one programme, month and subject.
type Line struct {
	County   string
	ID       string
	Opened   int64
	Run      string
	RunMonth civil.Month
	Subject
	Month       civil.Month // for which it is owed
	Kind        LineKind
	Entitlement string
	Division    civil.Area
	Payee       register.Ref
	Account     string // id; empty: none was known
	Revision    int64  // of the account
	Amount      civil.Fen
	Status      Status
	Live        bool   // it stands for the month's money
	Origin      string // of a reissue: the line that came back
	Code        string // the bank's
	Reason      string // ours
	Sent        bool   // its run has left for the bank
	Batch       string // title of the batch it rests on; read for families alone
}

var lineTable = journal.NewTable("pay_line",
	journal.Text("run"), journal.Text("run_month"), journal.Text("programme"), journal.Text("household"), journal.Text("person"),
	journal.Text("month"), journal.Text("kind"), journal.Text("entitlement"), journal.Text("division"), journal.Text("payee_county"),
	journal.Text("payee"), journal.Text("account"), journal.Int("revision"), journal.Int("amount"), journal.Text("status"),
	journal.Bool("live"), journal.Text("origin"), journal.Text("code"), journal.Text("reason"))

// sentStates are the states of a run whose file has left.
const sentStates = `('sent', 'partly_returned', 'reissued', 'matched', 'closed')`

const (
	lineColumns = `v.county, v.id, v.opened, v.run, v.run_month, v.programme, v.household, v.person, v.month, v.kind, v.entitlement, v.division,
		v.payee_county, v.payee, v.account, v.revision, v.amount, v.status, v.live, v.origin, v.code, v.reason,
		CASE WHEN r.state IN ` + sentStates + ` THEN 1 ELSE 0 END`
	fromLines = ` FROM pay_line v JOIN pay_run r ON r.county = v.county AND r.id = v.run AND r.closed IS NULL
		WHERE v.county = $1 AND v.closed IS NULL`
	selectLine      = `SELECT ` + lineColumns + fromLines + ` AND v.id = $2`
	selectLinesRun  = `SELECT ` + lineColumns + fromLines + ` AND v.run = $2`
	selectLinesHome = `SELECT ` + lineColumns + fromLines + ` AND v.household = $2 ORDER BY v.run_month, v.programme, v.person, v.month, v.kind, v.id`
	selectLinesSubj = `SELECT ` + lineColumns + fromLines + ` AND v.household = $2 AND v.programme = $3 AND v.person = $4 AND v.kind NOT IN ` + onceKinds + ` ORDER BY v.month, v.id`
	selectLinesLast = `SELECT ` + lineColumns + fromLines + ` AND v.run_month = $2 AND ($3 = '' OR v.programme = $3)`
	selectReturned  = `SELECT ` + lineColumns + fromLines + ` AND v.status IN ('returned', 'again') AND ($2 = '' OR v.programme = $2)`
	selectOrigins   = `SELECT ` + lineColumns + fromLines + ` AND v.status = 'reissued'
		AND EXISTS (SELECT 1 FROM pay_line n WHERE n.county = v.county AND n.run = $2 AND n.origin = v.id AND n.closed IS NULL)`
)

func scanLine(row db.Row) (*Line, error) {
	var l Line
	var runMonth, month, division string
	var sent int64
	err := row.Scan(&l.County, &l.ID, &l.Opened, &l.Run, &runMonth, &l.Programme, &l.Household, &l.Person, &month, &l.Kind, &l.Entitlement, &division,
		&l.Payee.County, &l.Payee.ID, &l.Account, &l.Revision, &l.Amount, &l.Status, &l.Live, &l.Origin, &l.Code, &l.Reason, &sent)
	if err != nil {
		return nil, err
	}
	l.Sent = sent == 1
	if l.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	return &l, monthsOf(monthText{&runMonth, &l.RunMonth}, monthText{&month, &l.Month})
}

// out says whether the money has left and has not come back, as far as is known.
func (l *Line) out() bool { return l.Sent && (l.Status == Ready || l.Status == Paid) }

// listed says whether the line is in the file for the bank.
func (l *Line) listed() bool {
	return l.Status != NoAccount && l.Status != Withheld && l.Status != Held && l.Kind != Offset
}

func (l *Line) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, lineTable, l.ID, journal.Valid{From: l.Month.First(), To: l.Month.Last()}, l.Run, l.RunMonth.String(), l.Programme, l.Household, l.Person,
		l.Month.String(), string(l.Kind), l.Entitlement, l.Division.String(), l.Payee.County, l.Payee.ID, l.Account, l.Revision, l.Amount,
		string(l.Status), l.Live, l.Origin, l.Code, l.Reason)
}

// put closes the version that was read and opens the line as it is now.
func (l *Line) put(ctx context.Context, w *journal.Write) error {
	if err := w.Close(ctx, lineTable, l.ID, l.Opened); err != nil {
		return err
	}
	return l.open(ctx, w)
}

// key is what a line is in its run, before it has an id.
type key struct {
	Subject
	Month  civil.Month
	Kind   LineKind
	Origin string
}

func (l *Line) key() key { return key{l.Subject, l.Month, l.Kind, l.Origin} }

// Lines are the lines of a run in the order of its file.
func Lines(ctx context.Context, q db.Query, run *Run) ([]*Line, error) {
	return sorted(db.Many(ctx, q, scanLine, selectLinesRun, run.County, run.ID))
}

// sorted puts lines into the order of the file: here and not in SQL, because the
// order of texts differs from server to server and a line's place in the file is
// what the bank answers by.
func sorted(lines []*Line, err error) ([]*Line, error) {
	sortLines(lines)
	return lines, err
}

func sortLines(lines []*Line) {
	slices.SortFunc(lines, func(x, y *Line) int {
		return cmp.Or(cmp.Compare(x.Division.String(), y.Division.String()), x.Subject.compare(y.Subject),
			cmp.Compare(x.Month, y.Month), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Origin, y.Origin), cmp.Compare(x.ID, y.ID))
	})
}

// ToReissue are the lines the bank sent back and nothing stands for yet, of one
// programme or of all.
func ToReissue(ctx context.Context, q db.Query, county, programme string) ([]*Line, error) {
	return sorted(db.Many(ctx, q, scanLine, selectReturned, county, programme))
}

// GetLine reads one line (NotFound when there is none).
func GetLine(ctx context.Context, q db.Query, county, id string) (*Line, error) {
	l, ok, err := db.One(ctx, q, scanLine, selectLine, county, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, civil.NotFound.Refuse("pay_line_unknown", "没有找到这条发放记录，请重新打开清单。")
	}
	return l, nil
}
