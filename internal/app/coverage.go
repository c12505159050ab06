package app

import (
	"fmt"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// coverageCommand says which of the things the plans call by name work.
type coverageCommand struct{}

// coverage is the answer as machines read it.
type coverage struct {
	Working int           `json:"working"`
	Rows    []coverageRow `json:"rows"`
}

// coverageRow is one named thing. It works when a part of a pack and a journey
// both name it: one without the other is a promise, or a test of nothing.
type coverageRow struct {
	Row       int      `json:"row"`
	Module    string   `json:"module"`
	Working   bool     `json:"working"`
	Artefacts []string `json:"artefacts"` // kind:name, in the order of the packs
	Journeys  []string `json:"journeys"`  // files of tests
	name      string
}

// Run counts, and prints a table by module and the rows in question.
func (c *coverageCommand) Run(s *session) error {
	catalogue, err := pack.Load(s.packs)
	if err != nil {
		return err
	}
	if len(catalogue.SeedRows()) == 0 {
		return &civil.Error{Kind: civil.NotFound, Code: "coverage_rows_missing", Message: "这些业务包里没有名目表 data/systems.csv，数不了；请去掉 --packs，或把规划包也放进去。"}
	}
	covered := coverageOf(catalogue)
	if s.json {
		return s.print(covered)
	}
	if err := covered.table(catalogue.SeedModules()).write(s.Out); err != nil {
		return err
	}
	covered.list(s)
	return nil
}

// coverageOf holds artefacts and journeys against the rows.
func coverageOf(catalogue *pack.Catalogue) *coverage {
	out := &coverage{}
	for _, r := range catalogue.SeedRows() {
		out.Rows = append(out.Rows, coverageRow{Row: r.Number, Module: r.Module, Artefacts: []string{}, Journeys: []string{}, name: r.Name})
	}
	for _, a := range catalogue.SeedArtefacts() {
		for _, n := range a.Rows {
			r := &out.Rows[n-1]
			r.Artefacts = append(r.Artefacts, a.Kind+":"+a.Name)
		}
	}
	for _, j := range catalogue.SeedJourneys() {
		for _, n := range j.Rows {
			r := &out.Rows[n-1]
			r.Journeys = append(r.Journeys, j.File)
		}
	}
	for i := range out.Rows {
		r := &out.Rows[i]
		if r.Working = len(r.Artefacts) > 0 && len(r.Journeys) > 0; r.Working {
			out.Working++
		}
	}
	return out
}

// table counts by module.
func (c *coverage) table(modules []pack.SeedModule) *columns {
	rows, working := map[string]int{}, map[string]int{}
	for _, r := range c.Rows {
		rows[r.Module]++
		if r.Working {
			working[r.Module]++
		}
	}
	t := &columns{header: []string{"模块", "名称", "名目", "能办"}}
	for _, m := range modules {
		t.row(m.Code, m.Name, strconv.Itoa(rows[m.Code]), strconv.Itoa(working[m.Code]))
	}
	t.row("合计", "", strconv.Itoa(len(c.Rows)), strconv.Itoa(c.Working))
	return t
}

// list names the rows that work with the tests that show it, and those of which
// one half is still missing.
func (c *coverage) list(s *session) {
	var untried, unmade []string
	for _, r := range c.Rows {
		number := strconv.Itoa(r.Row)
		switch {
		case r.Working:
			fmt.Fprintf(s.Out, "\n%s  %s\n    业务件  %s\n    走通于  %s\n", number, r.name, strings.Join(r.Artefacts, "、"), strings.Join(r.Journeys, "、"))
		case len(r.Artefacts) > 0:
			untried = append(untried, number)
		case len(r.Journeys) > 0:
			unmade = append(unmade, number)
		}
	}
	if len(untried) > 0 {
		fmt.Fprintf(s.Out, "\n有业务件、还没有测试走通：%s\n", strings.Join(untried, "、"))
	}
	if len(unmade) > 0 {
		fmt.Fprintf(s.Out, "\n有测试、没有业务件写明：%s\n", strings.Join(unmade, "、"))
	}
}
