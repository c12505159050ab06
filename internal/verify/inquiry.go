package verify

import (
	"context"
	"slices"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Cause is why somebody is asked about.
type Cause string

// The causes of an inquiry.
const (
	ForCase  Cause = "case"     // somebody has applied
	Periodic Cause = "periodic" // somebody is in pay: every month
	OnFeed   Cause = "feed"     // somebody is in pay, and a department has delivered
	Ordered  Cause = "order"    // another department, such as that of public housing
	Recheck  Cause = "recheck"  // the family has objected, or an officer wants to know again
)

var causeTitles = map[Cause]string{ForCase: "申请核对", Periodic: "每月复核", OnFeed: "数据更新复核", Ordered: "其他部门委托", Recheck: "复核"}

// Title is the cause in words.
func (c Cause) Title() string { return causeTitles[c] }

// State is how far an inquiry has come.
type State string

// The states of an inquiry.
const (
	Asking   State = "asking"   // departments have not all answered
	Reported State = "reported" // there is a report
	Objected State = "objected" // the family says that it is wrong
	Replaced State = "replaced" // a later one checks the same again
)

var stateTitles = map[State]string{Asking: "等部门答复", Reported: "已出报告", Objected: "有异议，待复核", Replaced: "已由复核代替"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Conclusion is what a report comes to.
type Conclusion string

// The conclusions of a report.
const (
	Clear   Conclusion = "clear"
	Over    Conclusion = "over"
	Pending Conclusion = "pending"
)

var conclusionTitles = map[Conclusion]string{Clear: "未发现超标", Over: "疑似超标", Pending: "待核实"}

// Title is the conclusion in words.
func (c Conclusion) Title() string { return conclusionTitles[c] }

// Inquiry is one round of questions about some people.
type Inquiry struct {
	County     string
	ID         string
	Opened     int64
	Number     string
	Business   string
	Cause      Cause
	Origin     string
	Orderer    string
	Division   civil.Area
	Household  string
	Reference  civil.Date
	State      State
	Conclusion Conclusion
	Due        civil.Date
	Until      civil.Date
	Previous   string
	Asker      string
	Applicant  string
	At         civil.Instant // of its last version
}

func (i *Inquiry) row() []any {
	return []any{
		i.Number, i.Business, string(i.Cause), i.Origin, i.Orderer, areaText(i.Division), i.Household, i.Reference.String(), string(i.State),
		string(i.Conclusion), i.Due.String(), dayWord(i.Until), i.Previous, text(i.Asker), text(i.Applicant),
	}
}

// Fresh says whether the inquiry has a report that holds on a day.
func (i *Inquiry) Fresh(day civil.Date) bool {
	return (i.State == Reported || i.State == Objected) && day <= i.Until
}

const (
	inquiryColumns = `v.county, v.id, v.opened, v.number, v.business, v.cause, v.origin, v.orderer, v.division, v.household, v.reference,
		v.state, v.conclusion, v.due, v.until, v.previous, v.asker, v.applicant, a.at`
	fromInquiry    = ` FROM inquiry v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectInquiry  = `SELECT ` + inquiryColumns + fromInquiry + `WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectOfOrigin = `SELECT ` + inquiryColumns + fromInquiry + `WHERE v.county = $1 AND v.origin = $2 AND ` + journal.Holds + ` ORDER BY v.number DESC`
	selectOfHouse  = `SELECT ` + inquiryColumns + fromInquiry + `WHERE v.county = $1 AND v.household = $2 AND ` + journal.Holds + ` ORDER BY v.number DESC`
)

func scanInquiry(row db.Row) (*Inquiry, error) {
	var i Inquiry
	var division, reference, due, until string
	var asker, applicant *string
	err := row.Scan(&i.County, &i.ID, &i.Opened, &i.Number, &i.Business, &i.Cause, &i.Origin, &i.Orderer, &division, &i.Household, &reference,
		&i.State, &i.Conclusion, &due, &until, &i.Previous, &asker, &applicant, &i.At)
	if err != nil {
		return nil, err
	}
	i.Asker, i.Applicant = textOf(asker), textOf(applicant)
	if i.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	for _, day := range []struct {
		text string
		into *civil.Date
	}{{reference, &i.Reference}, {due, &i.Due}, {until, &i.Until}} {
		if *day.into, err = dayFrom(day.text); err != nil {
			return nil, err
		}
	}
	return &i, nil
}

// change writes the next version of an inquiry.
func (i *Inquiry) change(ctx context.Context, w *journal.Write) error {
	if i.Opened != w.Seq() {
		if err := w.Close(ctx, inquiryTable, i.ID, i.Opened); err != nil {
			return err
		}
	}
	i.Opened, i.At = w.Seq(), w.At()
	return w.Open(ctx, inquiryTable, i.ID, journal.Always, i.row()...)
}

// Member is somebody an inquiry is about.
type Member struct {
	ID     string
	Person register.Ref
	Name   string
}

const selectMembers = `SELECT v.id, v.person_county, v.person, v.name FROM inquiry_member v
	WHERE v.county = $1 AND v.inquiry = $2 AND ` + journal.Holds + ` ORDER BY v.n`

func scanMember(row db.Row) (m Member, err error) {
	var name *string
	err = row.Scan(&m.ID, &m.Person.County, &m.Person.ID, &name)
	m.Name = textOf(name)
	return m, err
}

// Source is one department of an inquiry.
type Source struct {
	ID         string
	Opened     int64
	Inquiry    string
	Department string
	Deadline   civil.Date
	Asked      civil.Instant
	Answered   civil.Instant
	Result     Result
	Attempts   int64
	Fault      string // code of the last failure
	Aside      string // what of its answer was set aside, and why
	Paper      string // number of the letter it last answered by; empty when it answered over a line
}

// Result is what a department has said of all it was asked.
type Result string

// The results of a department.
const (
	Waiting Result = "waiting" // it has not been asked, or has not answered
	None    Result = "none"    // it has nothing about anybody
	Some    Result = "some"
	Silent  Result = "silent" // it did not answer in time
	Barred  Result = "barred" // nothing could be asked: no authorisation
)

var resultTitles = map[Result]string{Waiting: "等答复", None: "无信息", Some: "有信息", Silent: "未反馈", Barred: "无授权，未查询"}

// Title is the result in words.
func (r Result) Title() string { return resultTitles[r] }

func (s *Source) row() []any {
	return []any{s.Inquiry, s.Department, s.Deadline.String(), int64(s.Asked), int64(s.Answered), string(s.Result), s.Attempts, s.Fault, text(s.Aside)}
}

const selectSources = `SELECT v.id, v.opened, v.inquiry, v.department, v.deadline, v.asked, v.answered, v.result, v.attempts, v.fault, v.aside,
		CASE WHEN a.kind = '` + answerAct + `' THEN a.note ELSE '' END
	FROM inquiry_source v JOIN act a ON a.county = v.county AND a.seq = v.opened WHERE v.county = $1 AND v.inquiry = $2 AND ` + journal.Holds + ` ORDER BY v.id`

func scanSource(row db.Row) (s Source, err error) {
	var deadline string
	var aside *string
	err = row.Scan(&s.ID, &s.Opened, &s.Inquiry, &s.Department, &deadline, &s.Asked, &s.Answered, &s.Result, &s.Attempts, &s.Fault, &aside, &s.Paper)
	if err != nil {
		return s, err
	}
	s.Aside = textOf(aside)
	s.Deadline, err = civil.ParseDate(deadline)
	return s, err
}

func (s *Source) change(ctx context.Context, w *journal.Write) error {
	if s.Opened != w.Seq() {
		if err := w.Close(ctx, sourceTable, s.ID, s.Opened); err != nil {
			return err
		}
	}
	s.Opened = w.Seq()
	return w.Open(ctx, sourceTable, s.ID, journal.Always, s.row()...)
}

// File is an inquiry with all that belongs to it.
type File struct {
	*Inquiry
	Members    []Member
	Sources    []Source
	Items      []Item
	Reports    []Report
	Objections []Objection

	// Answers that come at once are written down one after the other: they are acts
	// of one chain, and would only make each other begin anew.
	turn sync.Mutex
}

// read reads an inquiry whole, or says that there is none (NotFound).
func (o *Office) read(ctx context.Context, q db.Query, county, id string) (*File, error) {
	found, known, err := db.One(ctx, q, scanInquiry, selectInquiry, county, id)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, notFound()
	}
	f := &File{Inquiry: found}
	if f.Members, err = db.Many(ctx, q, scanMember, selectMembers, county, id); err != nil {
		return nil, err
	}
	if f.Sources, err = db.Many(ctx, q, scanSource, selectSources, county, id); err != nil {
		return nil, err
	}
	if f.Items, err = db.Many(ctx, q, o.scanItem(county), selectItems, county, id); err != nil {
		return nil, err
	}
	if f.Reports, err = db.Many(ctx, q, o.scanReport(county), selectReports, county, id); err != nil {
		return nil, err
	}
	f.Objections, err = db.Many(ctx, q, o.scanObjection(county), selectObjections, county, id)
	return f, err
}

// Report is the report of the inquiry; nil while there is none.
func (f *File) Report() *Report {
	if len(f.Reports) == 0 {
		return nil
	}
	return &f.Reports[len(f.Reports)-1]
}

// Objection is the objection that has not been settled; nil for none.
func (f *File) Objection() *Objection {
	at := slices.IndexFunc(f.Objections, func(b Objection) bool { return b.State == ObjectionOpen || b.State == Rechecking })
	if at < 0 {
		return nil
	}
	return &f.Objections[at]
}

// waiting are the departments that have not been heard.
func (f *File) waiting() (list []*Source) {
	for i := range f.Sources {
		if f.Sources[i].Result == Waiting {
			list = append(list, &f.Sources[i])
		}
	}
	return list
}

func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "inquiry_not_found", Message: "没有找到这次核对，或它不在您的管辖范围。"}
}
