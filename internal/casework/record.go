package casework

import (
	"encoding/json"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Paper is one paper a case needs.
type Paper struct {
	ID     string
	Opened int64
	Paper  string // of the matter
	Person string // id of whose; empty: the family's
	State  string // see the states below
	Files  []string
	Note   string
}

// States of a paper.
const (
	Wanted = "wanted" // 缺
	Late   = "late"   // 容缺: may come later
	Sought = "sought" // a department is asked in the check; what it holds stands for the paper
	Here   = "here"
	Waived = "waived" // an officer says it is not needed, and why
)

const selectPapers = `SELECT v.id, v.opened, v.paper, v.person, v.state, v.files, v.note
	FROM case_paper v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.paper, v.person, v.id`

func scanPaper(row db.Row) (p Paper, err error) {
	var files string
	var note *string
	err = row.Scan(&p.ID, &p.Opened, &p.Paper, &p.Person, &p.State, &files, &note)
	p.Files, p.Note = strings.Fields(files), textOf(note)
	return p, err
}

func (p *Paper) row(c string) []any {
	return []any{c, p.Paper, p.Person, p.State, strings.Join(p.Files, " "), orNull(p.Note)}
}

// Survey is a visit to the family, of two people.
type Survey struct {
	ID        string
	Opened    int64
	Kind      string // survey, or visit: the county's own
	Day       civil.Date
	Findings  map[string]string
	Surveyors []string
	Files     []string
}

const selectSurveys = `SELECT v.id, v.opened, v.kind, v.day, v.findings, v.surveyors, v.files
	FROM case_survey v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened`

func (d *Desk) scanSurvey(county string) func(row db.Row) (Survey, error) {
	return func(row db.Row) (s Survey, err error) {
		var day, files string
		var surveyors *string
		var findings []byte
		if err = row.Scan(&s.ID, &s.Opened, &s.Kind, &day, &findings, &surveyors, &files); err != nil {
			return s, err
		}
		s.Surveyors, s.Files = strings.Split(textOf(surveyors), "、"), strings.Fields(files)
		if s.Day, err = civil.ParseDate(day); err != nil {
			return s, err
		}
		return s, d.unseal(place("case_survey", "findings", county, s.ID), findings, &s.Findings)
	}
}

// Notice is a public notice.
type Notice struct {
	ID          string
	Opened      int64
	Case        string
	Kind        string // opinion, result
	State       string // preview, posted, down
	Village     civil.Area
	Body        NoticeBody
	Digest      []byte
	First, Last civil.Date
}

// States of a notice.
const (
	Preview = "preview"
	Posted  = "posted"
	Down    = "down"
)

// NoticeBody is all that is shown of a family, and nothing else.
type NoticeBody struct {
	Title   string    `json:"title"`
	Name    string    `json:"name,omitempty"`
	Members int       `json:"members,omitempty"`
	Amount  civil.Fen `json:"amount,omitempty"`
	Opinion string    `json:"opinion,omitempty"`
	Village string    `json:"village,omitempty"`
	Office  string    `json:"office"`
	Phone   string    `json:"phone,omitempty"`
	Where   string    `json:"where,omitempty"`
}

const (
	noticeColumns = `v.id, v.opened, v.casefile, v.kind, v.state, v.village, v.body, v.digest, v.first_day, v.last_day`
	selectNotices = `SELECT ` + noticeColumns + ` FROM case_notice v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened`
	selectNotice  = `SELECT ` + noticeColumns + ` FROM case_notice v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectPosted  = `SELECT ` + noticeColumns + ` FROM case_notice v WHERE v.county = $1 AND v.village BETWEEN $2 AND $3 AND v.state = 'posted'
		AND ` + journal.Holds + ` ORDER BY v.first_day DESC, v.id LIMIT 200`
)

func scanNotice(row db.Row) (n Notice, err error) {
	var village string
	var body, first, last *string
	if err = row.Scan(&n.ID, &n.Opened, &n.Case, &n.Kind, &n.State, &village, &body, &n.Digest, &first, &last); err != nil {
		return n, err
	}
	if n.Village, err = civil.ParseArea(village); err != nil {
		return n, err
	}
	if n.First, err = dayOf(first); err != nil {
		return n, err
	}
	if n.Last, err = dayOf(last); err != nil || body == nil {
		return n, err
	}
	return n, json.Unmarshal([]byte(*body), &n.Body)
}

// Objection is what somebody has against a notice or a decision.
type Objection struct {
	ID     string
	Opened int64
	Kind   string // notice, decision
	State  string // open, upheld, rejected
	Said   ObjectionWords
	Result string
}

// ObjectionWords is who objects, to what, and how to reach him.
type ObjectionWords struct {
	Who     string `json:"who,omitempty"`
	Words   string `json:"words"`
	Contact string `json:"contact,omitempty"`
}

const selectObjections = `SELECT v.id, v.opened, v.kind, v.state, v.words, v.result
	FROM case_objection v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.id`

func (d *Desk) scanObjection(county string) func(row db.Row) (Objection, error) {
	return func(row db.Row) (o Objection, err error) {
		var words []byte
		var result *string
		if err = row.Scan(&o.ID, &o.Opened, &o.Kind, &o.State, &words, &result); err != nil {
			return o, err
		}
		o.Result = textOf(result)
		return o, d.unseal(place("case_objection", "words", county, o.ID), words, &o.Said)
	}
}

// Decision is what was decided, by whom and why.
type Decision struct {
	ID          string
	Opened      int64
	Effect      string // grant, refuse, change, suspend, resume, grace, end, keep, terminate
	Judgement   string
	Amount      civil.Fen
	Covered     int
	From, Until civil.Month // 0: none
	Taper                   // of a grace
	Words       string
	Decider     string
	Office      string
	RemedyUntil civil.Date
	At          civil.Instant
}

const selectDecisions = `SELECT v.id, v.opened, v.effect, v.judgement, v.amount, v.covered, v.from_month, v.until_month, v.words, v.decider,
	v.office, v.remedy_until, a.at FROM case_decision v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened`

func scanDecision(row db.Row) (d Decision, err error) {
	var from, until, remedy string
	var words, decider *string
	err = row.Scan(&d.ID, &d.Opened, &d.Effect, &d.Judgement, &d.Amount, &d.Covered, &from, &until, &words, &decider, &d.Office, &remedy, &d.At)
	if err != nil {
		return d, err
	}
	d.Words, d.Decider = textOf(words), textOf(decider)
	if d.From, err = monthOf(from); err != nil {
		return d, err
	}
	if d.Until, err = monthOf(until); err != nil || remedy == "" {
		return d, err
	}
	d.RemedyUntil, err = civil.ParseDate(remedy)
	return d, err
}

func (d *Decision) row(c string) []any {
	remedy := ""
	if d.RemedyUntil != 0 {
		remedy = d.RemedyUntil.String()
	}
	return []any{c, d.Effect, d.Judgement, int64(d.Amount), int64(d.Covered), monthText(d.From), monthText(d.Until),
		orNull(d.Words), orNull(d.Decider), d.Office, remedy}
}

func monthOf(text string) (civil.Month, error) {
	if text == "" {
		return 0, nil
	}
	return civil.ParseMonth(text)
}

func monthText(m civil.Month) string {
	if m == 0 {
		return ""
	}
	return m.String()
}

// Rating is what somebody thought of it (好差评).
type Rating struct {
	Grade int
	Words string
	At    civil.Instant
}

const selectRatings = `SELECT v.grade, v.words, a.at FROM case_rating v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened`

func scanRating(row db.Row) (r Rating, err error) {
	var words *string
	err = row.Scan(&r.Grade, &words, &r.At)
	r.Words = textOf(words)
	return r, err
}

// RatedTopic is the topic under which casework tells that somebody has rated a case.
const RatedTopic = "casework.rated"

// Rated is what it tells. It names rows, not people.
type Rated struct {
	Case  string `json:"case"`
	Step  string `json:"step"`
	Grade int64  `json:"grade"`
}
