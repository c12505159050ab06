package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// PlanState is how a recovery plan stands.
type PlanState string

// The states of a plan, see [PlanState]. That everything has come back is derived.
const (
	PlanOpen       PlanState = "open"        // 执行中
	PlanReplaced   PlanState = "replaced"    // 已另行约定
	PlanWrittenOff PlanState = "written_off" // 已核销
)

// Agreement is what a family agreed about paying back what it was overpaid.
type Agreement struct {
	Subject
	Debtor     string // who agreed
	Number     string // of the paper
	Day        civil.Date
	Instalment civil.Fen   // a month
	First      civil.Month // by whose end the first one is due
	Offset     civil.Fen   // kept back from later payments a month, by consent; 0: none
	Words      string
}

// Recovery is one version of a plan.
type Recovery struct {
	County, ID string
	Opened     int64
	Agreement
	Total    civil.Fen // when it was agreed
	Permille int64     // of a month's benefit that may be kept back at most, by the rule when it was agreed
	State    PlanState
}

var recoveryTable = journal.NewTable("pay_recovery", journal.Text("programme"), journal.Text("household"), journal.Text("person"),
	journal.Text("debtor").Personal(), journal.Text("agreement"), journal.Text("day"), journal.Int("total"), journal.Int("instalment"),
	journal.Text("first_month"), journal.Int("offset_fen"), journal.Text("state"), journal.Text("words"),
	journal.Int("offset_permille"))

const (
	recoveryColumns = `v.county, v.id, v.opened, v.programme, v.household, v.person, v.debtor, v.agreement, v.day, v.total, v.instalment,
		v.first_month, v.offset_fen, v.state, v.words, v.offset_permille`
	selectRecovery   = `SELECT ` + recoveryColumns + ` FROM pay_recovery v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectRecoveries = `SELECT ` + recoveryColumns + ` FROM pay_recovery v WHERE v.county = $1 AND v.closed IS NULL ORDER BY v.id DESC`
	selectPlansOf    = `SELECT ` + recoveryColumns + ` FROM pay_recovery v WHERE v.county = $1 AND v.closed IS NULL AND v.household = $2 ORDER BY v.id`
	selectPlansOpen  = `SELECT ` + recoveryColumns + ` FROM pay_recovery v WHERE v.county = $1 AND v.closed IS NULL AND v.state = 'open' AND v.offset_fen > 0 ORDER BY v.id`
)

func scanRecovery(row db.Row) (*Recovery, error) {
	var r Recovery
	var day, first string
	var debtor *string
	err := row.Scan(&r.County, &r.ID, &r.Opened, &r.Programme, &r.Household, &r.Person, &debtor, &r.Number, &day, &r.Total, &r.Instalment,
		&first, &r.Offset, &r.State, &r.Words, &r.Permille)
	if err != nil {
		return nil, err
	}
	r.Debtor = textOf(debtor)
	if r.Day, err = civil.ParseDate(day); err != nil {
		return nil, err
	}
	return &r, monthsOf(monthText{&first, &r.First})
}

func (r *Recovery) open(ctx context.Context, w *journal.Write) error {
	r.Opened = w.Seq()
	return w.Open(ctx, recoveryTable, r.ID, journal.Valid{From: r.Day}, r.Programme, r.Household, r.Person, textOrNil(r.Debtor), r.Number, r.Day.String(),
		r.Total, r.Instalment, r.First.String(), r.Offset, string(r.State), r.Words, r.Permille)
}

// move closes the version that was read and opens the plan in another state.
func (r *Recovery) move(ctx context.Context, w *journal.Write, to PlanState, words string) error {
	if err := w.Close(ctx, recoveryTable, r.ID, r.Opened); err != nil {
		return err
	}
	r.State, r.Words = to, words
	return r.open(ctx, w)
}

// GetRecovery reads a plan (NotFound when there is none).
func GetRecovery(ctx context.Context, q db.Query, county, id string) (*Recovery, error) {
	r, ok, err := db.One(ctx, q, scanRecovery, selectRecovery, county, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, civil.NotFound.Refuse("pay_recovery_unknown", "没有找到这份追回协议，请重新打开多发列表。")
	}
	return r, nil
}

// check refuses an agreement nobody could hold a family to, or one of more months than
// most.
func (a *Agreement) check(total civil.Fen, most int64, today civil.Date) error {
	switch {
	case a.Debtor == "":
		return civil.Refuse("pay_recovery_debtor", "请写明由谁签的协议。")
	case a.Number == "":
		return civil.Refuse("pay_recovery_number", "追回要有书面协议，请填写协议编号。")
	case a.Day > today:
		return civil.Refuse("pay_recovery_day", "协议日期（%s）晚于今天，请核对。", a.Day)
	case a.Instalment <= 0 || a.Instalment > total:
		return civil.Refuse("pay_recovery_instalment", "每期%s元不合理：应大于0，不超过多发的%s元。", a.Instalment, total)
	case int64(total+a.Instalment-1)/int64(a.Instalment) > most:
		return civil.Refuse("pay_recovery_long", "按每期%s元要还%d期以上，超过最长的%d期，请提高每期金额或申请核销。", a.Instalment, most, most)
	case a.First < a.Day.Month():
		return civil.Refuse("pay_recovery_first", "第一期（%s）早于协议的月份，请核对。", spoken(a.First))
	case a.Offset < 0 || a.Offset > a.Instalment:
		return civil.Refuse("pay_recovery_offset", "每月抵扣%s元不合理：不能超过每期金额，不抵扣请留空。", a.Offset)
	}
	return nil
}

// Agree opens a plan for what a subject was overpaid. A plan that is open is replaced
// by the new one.
func (p *Pay) Agree(ctx context.Context, actor, county string, a Agreement) (r *Recovery, err error) {
	_, err = p.journal.Do(ctx, header(county, "agree", actor), func(w *journal.Write) error {
		total, err := outstanding(ctx, w, county, a.Subject)
		if err != nil {
			return err
		}
		if total == 0 {
			return civil.Conflict.Refuse("pay_recovery_nothing", "这户没有多发的钱要追回，请核对。")
		}
		today := w.At().Date()
		most, err := p.limit(county, "instalments_most", today)
		if err != nil {
			return err
		}
		share, err := p.limit(county, "offset_permille", today)
		if err != nil {
			return err
		}
		if err := a.check(total, most, today); err != nil {
			return err
		}
		plans, err := PlansOf(ctx, w, register.Ref{County: county, ID: a.Household})
		if err != nil {
			return err
		}
		for _, old := range plans {
			if old.Subject == a.Subject && old.State == PlanOpen {
				if err := old.move(ctx, w, PlanReplaced, "另签协议"+a.Number); err != nil {
					return err
				}
			}
		}
		r = &Recovery{County: county, ID: newID(), Agreement: a, Total: total, Permille: share, State: PlanOpen}
		return r.open(ctx, w)
	})
	return r, err
}

// PlansOf are the plans of a household, past ones too.
func PlansOf(ctx context.Context, q db.Query, household register.Ref) ([]*Recovery, error) {
	return db.Many(ctx, q, scanRecovery, selectPlansOf, household.County, household.ID)
}

// outstanding is what a subject was overpaid and has neither come back nor been given up.
func outstanding(ctx context.Context, q db.Query, county string, s Subject) (sum civil.Fen, err error) {
	list, err := OverpaidTo(ctx, q, register.Ref{County: county, ID: s.Household})
	for _, o := range list {
		if o.Subject == s {
			sum += o.Amount
		}
	}
	return sum, err
}
