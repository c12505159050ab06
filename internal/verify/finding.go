package verify

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Finding is what a check of a family in pay has found, for somebody to look into.
// Nothing is stopped or reduced by it.
type Finding struct {
	County    string
	ID        string
	Opened    int64
	Inquiry   string
	Household string
	Division  civil.Area
	Business  string
	Score     int64
	State     FindingState
	Summary   FindingSummary
	Result    string // what somebody made of it
	At        civil.Instant
	print     string
}

// FindingState says whether anybody has looked into it.
type FindingState string

// The states of a finding.
const (
	FindingOpen    FindingState = "open"
	FindingSettled FindingState = "settled"
)

// FindingSummary is what was found, in words.
type FindingSummary struct {
	Applicant  string     `json:"applicant"`
	Conclusion Conclusion `json:"conclusion"`
	Lines      []string   `json:"lines"`
}

const (
	findingColumns = `v.county, v.id, v.opened, v.inquiry, v.household, v.division, v.business, v.score, v.state, v.print, v.summary, v.result, a.at`
	fromFinding    = ` FROM inquiry_finding v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	findingsOf     = `SELECT ` + findingColumns + fromFinding + `WHERE v.county = $1 AND v.household = $2 AND ` + journal.Holds + ` ORDER BY v.id DESC`
	findingsOpen   = `SELECT ` + findingColumns + fromFinding + `WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND v.state = 'open' AND ` + journal.Holds + `
		ORDER BY v.score DESC, v.id LIMIT 500`
	findingOne = `SELECT ` + findingColumns + fromFinding + `WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
)

func (o *Office) scanFinding(row db.Row) (*Finding, error) {
	var f Finding
	var division string
	var summary []byte
	var result *string
	err := row.Scan(&f.County, &f.ID, &f.Opened, &f.Inquiry, &f.Household, &division, &f.Business, &f.Score, &f.State, &f.print, &summary, &result, &f.At)
	if err != nil {
		return nil, err
	}
	f.Result = textOf(result)
	if f.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	return &f, o.unseal(place("inquiry_finding", "summary", f.County, f.ID), summary, &f.Summary)
}

func (o *Office) findingRow(f *Finding) ([]any, error) {
	sealed, err := o.seal(place("inquiry_finding", "summary", f.County, f.ID), f.Summary)
	if err != nil {
		return nil, err
	}
	return []any{f.Inquiry, f.Household, areaText(f.Division), f.Business, f.Score, string(f.State), f.print, sealed, text(f.Result)}, nil
}

// find puts what a repeated check has found before people. What was found before,
// to the letter, is not found again: somebody has looked into it, or will.
func (o *Office) find(ctx context.Context, w *journal.Write, f *File, r *Report) error {
	c := &r.Body.Compared
	summary := FindingSummary{Applicant: f.Applicant, Conclusion: c.Conclusion}
	for _, d := range c.Differences {
		if d.Points > 0 {
			summary.Lines = append(summary.Lines, f.Members[d.Member].Name+"："+d.Title+"申报"+Words(d.Declared, d.Unit)+"，核对"+Words(d.Checked, d.Unit))
		}
	}
	for _, m := range c.Measured {
		if m.Over {
			summary.Lines = append(summary.Lines, m.Title+"合计"+Words(m.Value, m.Unit)+"，限额"+Words(m.Most, m.Unit))
		}
	}
	if len(summary.Lines) == 0 {
		return nil
	}
	digest, err := json.Marshal(summary)
	if err != nil {
		return err
	}
	sum := sm3.Sum(digest)
	found := Finding{
		County: f.County, ID: db.NewID(), Inquiry: f.ID, Household: f.Household, Division: f.Division, Business: f.Business, Score: r.Score,
		State: FindingOpen, Summary: summary, print: hex.EncodeToString(sum[:]),
	}
	before, err := db.Many(ctx, w, o.scanFinding, findingsOf, f.County, f.Household)
	if err != nil {
		return err
	}
	for _, b := range before {
		if b.Business != f.Business {
			continue
		}
		if b.print == found.print {
			return nil
		}
		if b.State == FindingOpen { // the new one says what holds now
			if err := w.Close(ctx, findingTable, b.ID, b.Opened); err != nil {
				return err
			}
		}
	}
	row, err := o.findingRow(&found)
	if err != nil {
		return err
	}
	return w.Open(ctx, findingTable, found.ID, journal.Always, row...)
}

// Settle writes down what somebody made of a finding: it is looked into, a change
// is proposed, or it is nothing.
func (o *Office) Settle(ctx context.Context, county, id string, seen int64, actor, result string) error {
	result = strings.TrimSpace(result)
	if n := len([]rune(result)); n < wordsLeast || n > wordsMost {
		return civil.Refuse("finding_result", "请写明查看的情况和怎么处理，%d到%d个字。", wordsLeast, wordsMost)
	}
	h := journal.Header{County: county, Kind: "verify.settle", Actor: actor, Purpose: "review"}
	_, err := o.journal.Do(ctx, h, func(w *journal.Write) error {
		f, known, err := db.One(ctx, w, o.scanFinding, findingOne, county, id)
		switch {
		case err != nil:
			return err
		case !known:
			return notFound()
		case f.State == FindingSettled && f.Result == result:
			return nil
		case f.State == FindingSettled || seen != 0 && seen != f.Opened:
			return &civil.Error{Kind: civil.Stale, Code: "finding_changed", Message: "这一条刚刚已由别人处理，请重新打开看过再办。"}
		}
		if err := w.Close(ctx, findingTable, f.ID, f.Opened); err != nil {
			return err
		}
		f.State, f.Result = FindingSettled, result
		row, err := o.findingRow(f)
		if err != nil {
			return err
		}
		return w.Open(ctx, findingTable, f.ID, journal.Always, row...)
	})
	return err
}
