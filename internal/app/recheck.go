package app

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
)

// recheckCommand judges everybody in the store.
type recheckCommand struct {
	placeFlags `embed:""`
	storeFlags `embed:""`

	Actor string `default:"system:recheck" help:"以谁的名义复核，记入操作链。"`
	Out   string `help:"把未处理的线索和建议写成 CSV，每条有编号，可用 replay 重放。" placeholder:"FILE"`
}

// Run rechecks and prints what differs from what is in pay.
func (c *recheckCommand) Run(s *session) error {
	at, err := c.place(s)
	if err != nil {
		return err
	}
	office, err := c.openStore(s, at.catalogue)
	if err != nil {
		return err
	}
	defer office.close()
	counties, err := office.counties(context.Background(), at.city)
	if err != nil {
		return err
	}
	at.catalogue = office.catalogue
	recheck := assess.NewRecheck(office.journal, at.catalogue, office.law.inForce().files, office.folder, office.facts(), held{})
	summary, err := recheck.Run(context.Background(), assess.Order{
		City: at.city, AsOf: at.day, Counties: counties, Actor: c.Actor,
		Progress: func(county civil.Area, i, total int) { s.progress("复核 %s（%d/%d）…", county, i+1, total) },
	})
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := c.writeProposals(office, counties); err != nil {
			return err
		}
	}
	if s.json {
		return s.print(summary)
	}
	return s.printRecheck(at, summary, c.Out)
}

// proposalHeader is the first line of a file of proposals.
var proposalHeader = []string{"id", "county", "kind", "programme", "household_id", "person_id", "before", "after", "covered", "reasons", "missing", "run"}

// writeProposals lists what waits for a person to decide.
func (c *recheckCommand) writeProposals(o *office, counties []civil.Area) error {
	out, err := stage(c.Out, func(w io.Writer) error {
		rows := csv.NewWriter(w)
		if err := rows.Write(proposalHeader); err != nil {
			return err
		}
		for _, county := range counties {
			if err := writeCounty(o, rows, county.String()); err != nil {
				return err
			}
		}
		rows.Flush()
		return rows.Error()
	})
	if err != nil {
		return err
	}
	defer out.discard()
	return out.commit()
}

func writeCounty(o *office, rows *csv.Writer, county string) error {
	return o.db.Read(context.Background(), func(q db.Query) error {
		list, err := assess.Proposals(context.Background(), q, county)
		if err != nil {
			return err
		}
		for i := range list {
			p := &list[i]
			row := []string{p.ID, p.County, string(p.Kind), p.Programme, p.Household, p.Person, p.Before.String(), p.After.String(), fmt.Sprint(p.Covered),
				strings.Join(p.Reasons, ";"), strings.Join(p.Missing, ";"), p.Run}
			for k := range row {
				row[k] = civil.PlainCell(row[k])
			}
			if err := rows.Write(row); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *session) printRecheck(at *place, m *assess.Summary, out string) error {
	fmt.Fprintf(s.Out, "%s %s：%d 户 %d 人，复核编号 %s\n\n", at.city.Title, m.AsOf, m.Households, m.Persons, m.Run)
	t := &columns{header: []string{"县（市、区）", "待遇", "应享", "月金额（元）", "线索", "建议停发", "建议调整", "不能决定"}}
	line := func(where string, p *assess.ProgrammeResult) {
		t.row(where, p.Title, fmt.Sprint(p.Granted), p.Amount.String(), fmt.Sprint(p.Gains), fmt.Sprint(p.Losses), fmt.Sprint(p.Amounts), fmt.Sprint(p.Undecided))
	}
	total := m.Total()
	for i := range total {
		line("合计", &total[i])
	}
	for _, county := range m.Counties {
		for i := range county.Programmes {
			if p := &county.Programmes[i]; p.Differs() {
				line(county.County, p)
			}
		}
	}
	if err := t.write(s.Out); err != nil {
		return err
	}
	fmt.Fprintln(s.Out, "\n线索要去问本人，停发和调整由经办人决定；系统没有改动任何待遇。")
	if out != "" {
		fmt.Fprintf(s.Out, "明细      %s\n", out)
	}
	return nil
}

// replayCommand judges a past determination again.
type replayCommand struct {
	storeFlags `embed:""`

	ID string `arg:"" help:"建议的编号，或“复核编号.县代码.待遇.户或人编号”。"`
}

// replayOutput is a determination judged again.
type replayOutput struct {
	evaluated
	Run    string `json:"run"`
	County string `json:"county"`
	AsOf   string `json:"as_of"`
	Packs  string `json:"packs"`
	Then   string `json:"then"` // the outcome the run found
	Same   bool   `json:"same"` // everything is as it was
}

// Run replays. A determination that comes out differently ends with status 1.
func (c *replayCommand) Run(s *session) error {
	office, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer office.close()
	r, err := assess.Replay(context.Background(), office.journal, office.folder, c.ID)
	if err != nil {
		return err
	}
	out := &replayOutput{
		evaluated: evaluated{
			Programme: r.Programme.Name, Household: r.Household, Person: r.Person, Outcome: r.Determination.Outcome.String(),
			Reasons: nonNil(r.Determination.Reasons), Missing: nonNil(r.Determination.Missing), Trace: r.Trace,
		},
		Run: r.Run.ID, County: r.Run.County, AsOf: r.Run.AsOf.String(), Packs: r.Run.Bundle, Then: r.Then.String(), Same: r.Same,
	}
	if r.Then.String() == "grant" {
		amount, covered := r.Determination.Amount.String(), r.Determination.Covered
		out.Amount, out.Covered = &amount, &covered
	}
	if s.json {
		err = s.print(out)
	} else {
		fmt.Fprintf(s.Out, "复核 %s，%s，以 %s 为准，业务包 %.12s\n\n", out.Run, out.County, out.AsOf, out.Packs)
		printEvaluated(s.Out, r.Programme, &out.evaluated)
		verdict := "重放结果与当时完全一致。"
		if !r.Same {
			verdict = "重放结果与当时不一致：当时是 " + out.Then + "。"
		}
		fmt.Fprintf(s.Out, "\n%s\n", verdict)
	}
	if err == nil && !r.Same {
		return errProblems
	}
	return err
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// whatifCommand tries a change of the law on everybody, and writes nothing.
type whatifCommand struct {
	placeFlags `embed:""`
	storeFlags `embed:""`

	Set       map[string]string `help:"把参数设为另一个值：名称=值，或只对一个地区：名称@县代码=值；可写多次。" placeholder:"NAME[@REGION]=VALUE"`
	Rules     string            `help:"改用这个文件夹里的业务包。" type:"path" placeholder:"DIR"`
	Programme string            `help:"只看一项待遇。" placeholder:"NAME"`
}

// whatifOutput is what a change does.
type whatifOutput struct {
	City    string          `json:"city"`
	AsOf    string          `json:"as_of"`
	Towns   []assess.Effect `json:"towns"`
	Total   []assess.Effect `json:"total"` // by programme
	Persons int             `json:"persons"`
}

// Run compares and prints by town.
func (c *whatifCommand) Run(s *session) error {
	if len(c.Set) == 0 && c.Rules == "" {
		return usageError{civil.Refuse("whatif_nothing", "没有说明要改什么：请用 --set 改参数，或用 --rules 换业务包。")}
	}
	at, err := c.place(s)
	if err != nil {
		return err
	}
	office, err := c.openStore(s, at.catalogue)
	if err != nil {
		return err
	}
	defer office.close()
	at.catalogue = office.catalogue
	if c.Programme != "" {
		if _, err := findProgramme(at.catalogue, c.Programme, at.day); err != nil {
			return err
		}
	}
	changed := at.catalogue
	if c.Rules != "" {
		if info, err := os.Stat(c.Rules); err != nil || !info.IsDir() {
			return &civil.Error{Kind: civil.NotFound, Code: "folder_missing", Message: "没有文件夹 " + c.Rules + "，请检查路径。", Err: err}
		}
		if changed, err = office.law.over(context.Background(), os.DirFS(c.Rules)); err != nil {
			return err
		}
	}
	what, err := assess.NewWhatIf(at.catalogue, changed, at.city, at.day, c.Set, c.Programme)
	if err != nil {
		return err
	}
	out, err := c.compare(s, office, at, what)
	if err != nil {
		return err
	}
	if s.json {
		return s.print(out)
	}
	return s.printWhatif(at, out)
}

func (c *whatifCommand) compare(s *session, office *office, at *place, what *assess.WhatIf) (*whatifOutput, error) {
	counties, err := office.counties(context.Background(), at.city)
	if err != nil {
		return nil, err
	}
	out := &whatifOutput{City: at.city.Title, AsOf: at.day.String(), Towns: []assess.Effect{}, Total: []assess.Effect{}}
	visited := 0
	err = office.facts().Each(context.Background(), counties, at.day, what.Reads(), func(snapshot *fact.Snapshot) error {
		visited++
		s.progress("试算 %s（%d/%d）…", snapshot.County, visited, len(counties))
		effects, err := what.County(snapshot.City, 0)
		out.Persons += snapshot.City.Table.Persons()
		out.Towns = append(out.Towns, effects...)
		return err
	})
	if err != nil {
		return nil, err
	}
	out.Total = summed(out.Towns)
	return out, nil
}

func (s *session) printWhatif(at *place, o *whatifOutput) error {
	divisions, err := s.divisions()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s %s，试算 %d 人（没有写入任何数据）\n\n", o.City, o.AsOf, o.Persons)
	t := &columns{header: []string{"乡镇（街道）", "待遇", "新得", "失去", "增加", "减少", "不能决定", "现月金额", "改后月金额"}}
	line := func(where string, e *assess.Effect) {
		t.row(where, at.catalogue.Programme(e.Programme).Title, fmt.Sprint(e.Gains), fmt.Sprint(e.Losses), fmt.Sprint(e.More), fmt.Sprint(e.Less), fmt.Sprint(e.Unclear),
			e.Before.String(), e.After.String())
	}
	for i := range o.Towns {
		if e := &o.Towns[i]; e.Changes() {
			name := divisions.FullName(e.Town, at.day)
			if name == "" {
				name = e.Code
			}
			line(name, e)
		}
	}
	for i := range o.Total {
		line("合计", &o.Total[i])
	}
	return t.write(s.Out)
}

// selectCounties are all counties that have households.
const selectCounties = `-- across counties
	SELECT DISTINCT v.county FROM household v ORDER BY v.county`

// counties are the counties of a city that have anybody in the store.
func (o *office) counties(ctx context.Context, city pack.City) ([]civil.Area, error) {
	region, err := civil.ParseArea(city.Region)
	if err != nil {
		return nil, err
	}
	var found []civil.Area
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			code, err := db.Text(row)
			if err != nil {
				return err
			}
			county, err := civil.ParseArea(code)
			if err == nil && region.Contains(county) {
				found = append(found, county)
			}
			return err
		}, selectCounties)
	})
	if err == nil && len(found) == 0 {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "store_empty", Message: city.Title + "在库里还没有人：请先用 lianxin load 载入户籍数据。"}
	}
	return found, err
}
