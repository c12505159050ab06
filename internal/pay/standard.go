package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Standard is the value of a parameter in a region from a day on, as an office
// decided it in this store. The packs bring others.
type Standard struct {
	ID        string
	Opened    int64
	Parameter string
	Region    string // of a city or a county, six digits
	Since     civil.Date
	Value     string // as packs write it: “770.00”; of town and country the urban one
	Rural     string // empty: the same in the country
	Source    string // number of the document
	Decider   string // actor
	Name      string // what the officer is called
	DecidedAt civil.Instant
	Note      string
	Withdrawn string // why it was withdrawn; empty: it stands
}

// StandardState is how a decided standard stands on a day.
type StandardState string

// The states, see [StandardState].
const (
	StandardAwaited   StandardState = "awaited"    // 未到生效日
	StandardInForce   StandardState = "in_force"   // 现行
	StandardReplaced  StandardState = "superseded" // 已有更新的标准
	StandardWithdrawn StandardState = "withdrawn"  // 已撤回
)

var standardTitles = map[StandardState]string{
	StandardAwaited: "未到生效日", StandardInForce: "现行", StandardReplaced: "已被新标准取代", StandardWithdrawn: "已撤回",
}

// Title is the state in words.
func (s StandardState) Title() string { return standardTitles[s] }

// Text is the value as people read it: “770.00”, or of town and country
// “城市770.00，农村650.00”.
func (s *Standard) Text() string {
	if s.Rural == "" {
		return s.Value
	}
	return "城市" + s.Value + "，农村" + s.Rural
}

// like says whether two standards say the same thing about the same people from
// the same day on, so that only one of them can hold.
func (s *Standard) like(o *Standard) bool {
	return s.Parameter == o.Parameter && s.Region == o.Region && s.Since == o.Since
}

// State is how the standard stands on a day, beside all those decided.
func (s *Standard) State(day civil.Date, all []*Standard) StandardState {
	switch {
	case s.Withdrawn != "":
		return StandardWithdrawn
	case s.Since > day:
		return StandardAwaited
	}
	for _, o := range all {
		if o.Withdrawn == "" && o.Parameter == s.Parameter && o.Region == s.Region && o.Since > s.Since && o.Since <= day {
			return StandardReplaced
		}
	}
	return StandardInForce
}

var standardTable = journal.NewTable("decided_standard",
	journal.Text("parameter"), journal.Text("region"), journal.Text("since"), journal.Text("value"), journal.Text("rural"), journal.Text("source"),
	journal.Text("decider"), journal.Text("name"), journal.Int("decided_at"), journal.Text("note"), journal.Text("withdrawn"))

const (
	standardColumns = `v.id, v.opened, v.parameter, v.region, v.since, v.value, v.rural, v.source, v.decider, v.name, v.decided_at, v.note, v.withdrawn`
	selectStandards = `SELECT ` + standardColumns + ` FROM decided_standard v WHERE v.county = $1 AND ` + journal.HeldAt + `
		ORDER BY v.parameter, v.region, v.since, v.decided_at, v.id`
	selectStandardAct = `SELECT CAST(COALESCE(max(v.opened), 0) AS BIGINT) FROM decided_standard v WHERE v.county = $1`
)

func scanStandard(row db.Row) (*Standard, error) {
	var s Standard
	var since string
	err := row.Scan(&s.ID, &s.Opened, &s.Parameter, &s.Region, &since, &s.Value, &s.Rural, &s.Source, &s.Decider, &s.Name, &s.DecidedAt, &s.Note, &s.Withdrawn)
	if err != nil {
		return nil, err
	}
	s.Since, err = civil.ParseDate(since)
	return &s, err
}

func (s *Standard) row() []any {
	return []any{s.Parameter, s.Region, s.Since.String(), s.Value, s.Rural, s.Source, s.Decider, s.Name, int64(s.DecidedAt), s.Note, s.Withdrawn}
}

// DecidedStandards are all standards decided in the store, withdrawn ones too, by
// parameter, region and day.
func DecidedStandards(ctx context.Context, q db.Query) ([]*Standard, error) {
	return db.Many(ctx, q, scanStandard, selectStandards, journal.Nowhere, journal.Latest)
}

// StandardAct is the number of the last act that changed a decided standard; 0 when
// there is none. Whoever keeps what follows from the standards asks it whether he
// is behind.
func StandardAct(ctx context.Context, q db.Query) (int64, error) {
	return db.Int(q.QueryRow(ctx, selectStandardAct, journal.Nowhere))
}
