package pay

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// CardStep is one step of a list through the one-card office of the finance
// department (惠民惠农“一卡通”).
type CardStep struct {
	Name  string
	Title string
	Day   civil.Date // 0: not done, or done by the run itself
	Note  string
	Done  bool
	Auto  bool // the run's own state says whether it is done
}

var cardTable = journal.NewTable("pay_card_step", journal.Text("run"), journal.Text("step"), journal.Text("day"), journal.Text("note"))

const selectCard = `SELECT v.step, v.day, v.note FROM pay_card_step v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL ORDER BY v.id`

// CardSteps are the steps of a run, in order, with those that are done.
func (p *Pay) CardSteps(ctx context.Context, q db.Query, r *Run) ([]CardStep, error) {
	marks := map[string]CardStep{}
	err := db.Each(ctx, q, func(row db.Row) (err error) {
		var s CardStep
		var day string
		if err := row.Scan(&s.Name, &day, &s.Note); err != nil {
			return err
		}
		s.Day, err = civil.ParseDate(day)
		marks[s.Name] = s
		return err
	}, selectCard, r.County, r.ID)
	var list []CardStep
	for _, rule := range p.rules(r.County, r.Month.First()).Card {
		s, marked := marks[rule.Name]
		s.Name, s.Title, s.Auto = rule.Name, rule.Title, len(rule.DoneIn) > 0
		s.Done = marked || slices.Contains(rule.DoneIn, string(r.State))
		list = append(list, s)
	}
	return list, err
}

// MarkCard says that a step is done, on a day. Steps come one after another.
func (p *Pay) MarkCard(ctx context.Context, actor, county, run, step string, day civil.Date, note string) error {
	_, err := p.journal.Do(ctx, header(county, "card", actor), func(w *journal.Write) error {
		r, err := GetRun(ctx, w, county, run)
		if err != nil {
			return err
		}
		steps, err := p.CardSteps(ctx, w, r)
		if err != nil {
			return err
		}
		for _, s := range steps {
			switch {
			case s.Name == step && s.Auto:
				return civil.Refuse("card_auto", "“%s”由批次自己的进度决定，不需要登记。", s.Title)
			case s.Name == step && s.Done:
				return nil
			case s.Name == step && day > w.At().Date():
				return civil.Refuse("card_day", "办理日期（%s）晚于今天，请核对。", day)
			case s.Name == step:
				return w.Open(ctx, cardTable, newID(), journal.Always, run, step, day.String(), note)
			case !s.Done:
				return civil.Conflict.Refuse("card_order", "前一步“%s”还没有完成，请按顺序办理。", s.Title)
			}
		}
		return civil.Refuse("card_step", "没有这一步，请从列出的步骤中选择。")
	})
	return err
}

// cardHead is the head of the list the finance department takes.
var cardHead = []string{"序号", "批次号", "补贴项目代码", "补贴项目名称", "发放月份", "行政区划", "领款人姓名", "领款人身份证号", "开户银行", "账号", "金额（元）", "短信摘要"}

// CardList is the list of a run for the finance department (CSV, GB18030): whom to
// pay, with the words of the bank's message. It is given out only when the list is
// frozen, and the giving out is written down.
func (p *Pay) CardList(ctx context.Context, actor, county, run string) (*File, error) {
	var body []byte
	var r *Run
	_, err := p.journal.Do(ctx, header(county, "card_list", actor), func(w *journal.Write) (err error) {
		if r, err = GetRun(ctx, w, county, run); err != nil {
			return err
		}
		if r.Hash == "" {
			return civil.Conflict.Refuse("card_draft", "清单还在编制，冻结以后才能送财政。")
		}
		body, err = p.cardList(ctx, w, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &File{Name: fmt.Sprintf("一卡通-%s-%s-%s.csv", r.County, r.Month, r.ID), Hash: hashOf(body), Body: body}, nil
}

func (p *Pay) cardList(ctx context.Context, q db.Query, r *Run) ([]byte, error) {
	lines, err := Lines(ctx, q, r)
	if err != nil {
		return nil, err
	}
	accounts, err := p.numbers(ctx, q, r.County, lines)
	if err != nil {
		return nil, err
	}
	var payees []register.Ref
	for _, l := range lines {
		payees = append(payees, l.Payee)
	}
	people, err := identities(ctx, q, payees)
	if err != nil {
		return nil, err
	}
	rows := [][]string{cardHead}
	for _, l := range lines {
		if !l.listed() {
			continue
		}
		a, who := accounts[revision{l.Account, l.Revision}], people[l.Payee]
		number, err := p.number(who)
		if err != nil {
			return nil, err
		}
		name := who.name
		if name == "" {
			name = a.Holder
		}
		title := p.names.Programme(l.Programme)
		rows = append(rows, []string{
			fmt.Sprint(len(rows)), r.ID, l.Programme, title, l.Month.String(), l.Division.String(), name, number, a.BankName, a.Number.Reveal(),
			l.Amount.String(), title + l.memo(),
		})
	}
	return sheet(rows)
}

// sheet writes rows as a CSV in GB18030, as the offices' spreadsheets open it.
func sheet(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, err
	}
	return simplifiedchinese.GB18030.NewEncoder().Bytes(out.Bytes())
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
