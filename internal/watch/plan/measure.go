package plan

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/watch/officer"
)

// Measure is one thing that is done for the family.
type Measure struct {
	ID     string
	Opened int64
	Plan   string
	Need   string
	Kind   string
	Doer   string // who does it
	Due    civil.Date
	State  MeasureState
	DoneOn civil.Date
	Words  string // what is to be done
	Result string
}

// MeasureState is what became of a measure.
type MeasureState string

// The states of a measure.
const (
	Open    MeasureState = "open"
	Done    MeasureState = "done"
	Dropped MeasureState = "dropped"
)

// Late says whether a measure should have been done by a day.
func (m *Measure) Late(today civil.Date) bool { return m.State == Open && m.Due < today }

// sealedMeasure is what of a measure is sealed.
type sealedMeasure struct {
	Words  string `json:"words"`
	Result string `json:"result,omitempty"`
}

const (
	measureColumns = `v.id, v.opened, v.plan, v.need, v.kind, v.doer, v.due, v.state, v.done_on, v.body`
	selectMeasures = `SELECT ` + measureColumns + ` FROM plan_measure v WHERE v.county = $1 AND v.plan = $2 AND v.closed IS NULL ORDER BY v.due, v.id`
)

func (d *Desk) scanMeasure(county string) func(db.Row) (Measure, error) {
	return func(row db.Row) (m Measure, err error) {
		var due string
		var done *string
		var body []byte
		if err = row.Scan(&m.ID, &m.Opened, &m.Plan, &m.Need, &m.Kind, &m.Doer, &due, &m.State, &done, &body); err != nil {
			return m, err
		}
		if m.Due, err = civil.ParseDate(due); err != nil {
			return m, err
		}
		if m.DoneOn, err = officer.Day(done); err != nil {
			return m, err
		}
		var sealed sealedMeasure
		err = officer.Unseal(d.keys, place("plan_measure", county, m.ID), body, &sealed)
		m.Words, m.Result = sealed.Words, sealed.Result
		return m, err
	}
}

func (d *Desk) openMeasure(ctx context.Context, w *journal.Write, m *Measure) error {
	body, err := officer.Seal(d.keys, place("plan_measure", w.County(), m.ID), sealedMeasure{m.Words, m.Result})
	if err != nil {
		return err
	}
	m.Opened = w.Seq()
	return w.Open(ctx, measureTable, m.ID, journal.Always, m.Plan, m.Need, m.Kind, m.Doer, m.Due.String(), string(m.State), officer.DayText(m.DoneOn), body)
}

// Add puts a measure into a plan.
func (d *Desk) Add(ctx context.Context, who officer.Officer, seen Seen, m Measure) (*Plan, error) {
	return d.change(ctx, who, seen, "plan.measure", func(w *journal.Write, p *Plan) (err error) {
		support := d.Support(p.Division)
		kind := support.Measure(m.Kind)
		switch {
		case kind == nil:
			return civil.Refuse("measure_kind", "请选择帮扶措施的种类。")
		case !slices.Contains(p.Needs, m.Need):
			return civil.Refuse("measure_need", "请选择这项措施针对方案里的哪项需求。")
		case !slices.Contains(kind.Needs, m.Need):
			return civil.Refuse("measure_fits", "“%s”不针对“%s”，请另选一种措施。", kind.Title, support.Need(m.Need).Title)
		case m.Due < w.At().Date():
			return civil.Refuse("measure_due", "完成期限不能早于今天（%s）。", w.At().Date().Words())
		}
		if m.Words, err = officer.Words("measure_words", "具体做什么", m.Words, wordsLeast, wordsMost); err != nil {
			return err
		}
		if m.Doer, err = officer.Words("measure_doer", "由谁做", m.Doer, wordsLeast, nameMost); err != nil {
			return err
		}
		m.ID, m.Plan, m.State, m.Result, m.DoneOn = db.NewID(), p.ID, Open, "", 0
		p.Note = "加一项措施：" + kind.Title
		return d.openMeasure(ctx, w, &m)
	})
}

// Settle writes down what came of a measure.
func (d *Desk) Settle(ctx context.Context, who officer.Officer, seen Seen, id string, done bool, result string) (*Plan, error) {
	return d.change(ctx, who, seen, "plan.settle", func(w *journal.Write, p *Plan) (err error) {
		list, err := db.Many(ctx, w, d.scanMeasure(p.County), selectMeasures, p.County, p.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(m Measure) bool { return m.ID == id })
		if at < 0 {
			return officer.Missing()
		}
		m := list[at]
		if m.State != Open {
			return civil.Conflict.Refuse("measure_settled", "这项措施的结果已经登记过。")
		}
		if result, err = officer.Words("measure_result", "结果", result, wordsLeast, wordsMost); err != nil {
			return err
		}
		p.Note = "一项措施已完成"
		to := Done
		if !done {
			to, p.Note = Dropped, "一项措施不再做"
		}
		return d.settle(ctx, w, &m, to, result)
	})
}

func (d *Desk) settle(ctx context.Context, w *journal.Write, m *Measure, to MeasureState, result string) error {
	if err := w.Close(ctx, measureTable, m.ID, m.Opened); err != nil {
		return err
	}
	m.State, m.Result, m.DoneOn = to, result, w.At().Date()
	return d.openMeasure(ctx, w, m)
}

// dropOpen ends what was not done when a plan ends.
func (d *Desk) dropOpen(ctx context.Context, w *journal.Write, p *Plan) error {
	list, err := db.Many(ctx, w, d.scanMeasure(p.County), selectMeasures, p.County, p.ID)
	for i := range list {
		if err == nil && list[i].State == Open {
			err = d.settle(ctx, w, &list[i], Dropped, "方案结束时还没有做")
		}
	}
	return err
}
