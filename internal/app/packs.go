package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// packCheckCommand loads packs strictly and runs their tests.
type packCheckCommand struct {
	Dir string `arg:"" optional:"" help:"业务包文件夹；缺省检查内置的业务包。"`
}

// Run checks the packs that belong together and each standalone one.
func (c *packCheckCommand) Run(s *session) error {
	fsys := s.packs
	if c.Dir != "" {
		if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
			return &civil.Error{Kind: civil.NotFound, Code: "folder_missing", Message: "没有文件夹 " + c.Dir + "，请检查路径。", Err: err}
		}
		fsys = os.DirFS(c.Dir)
	}
	total := &packReport{Report: assess.Report{Problems: []assess.Problem{}}}
	check := func(catalogue *pack.Catalogue, err error) error {
		var problems pack.Errors
		switch {
		case errors.As(err, &problems):
			for _, p := range problems {
				total.Problems = append(total.Problems, assess.Problem{Place: fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column), Code: p.Code, Message: p.Message + withExcerpt(p.Excerpt)})
			}
			return nil
		case err != nil:
			return err
		}
		total.Add(assess.CheckPacks(catalogue))
		total.Matters += len(catalogue.Matters())
		return nil
	}
	alone, others := pack.Folders(fsys)
	if others {
		if err := check(pack.Load(fsys)); err != nil {
			return err
		}
	}
	for _, dir := range alone {
		if err := check(pack.LoadOne(fsys, dir)); err != nil {
			return err
		}
	}
	return s.report(total)
}

func withExcerpt(excerpt string) string {
	if excerpt == "" {
		return ""
	}
	return "\n" + excerpt
}

// packReport is what checking packs found. Matters have no tests of their own:
// loading checks them whole.
type packReport struct {
	Matters int `json:"matters"`
	assess.Report
}

func (s *session) report(r *packReport) error {
	if s.json {
		if err := s.print(r); err != nil {
			return err
		}
	} else {
		for _, p := range r.Problems {
			fmt.Fprintf(s.Out, "%s: %s: %s\n", p.Place, p.Code, p.Message)
		}
		fmt.Fprintf(s.Out, "待遇 %d 项，测试 %d 例，条件 %d 条，其中真假都测到的 %d 条，问题 %d 个\n", r.Programmes, r.Cases, r.Conditions, r.Covered, len(r.Problems))
		if r.Matters > 0 {
			fmt.Fprintf(s.Out, "事项 %d 项\n", r.Matters)
		}
	}
	if len(r.Problems) > 0 {
		return errProblems
	}
	return nil
}

// packParamsCommand lists every parameter in force.
type packParamsCommand struct {
	placeFlags `embed:""`

	DB string `name:"db" help:"连同这个数据库里决定的标准：SQLite 文件，或 postgres:// 地址。" placeholder:"NAME"`
}

// listedParam is one parameter as machines read it.
type listedParam struct {
	Name        string `json:"name"`
	Value       string `json:"value"`
	Urban       string `json:"urban,omitempty"`
	Rural       string `json:"rural,omitempty"`
	Unit        string `json:"unit"`
	Region      string `json:"region"`
	RegionTitle string `json:"region_title"`
	Since       string `json:"since"`
	Source      string `json:"source"`
	Status      string `json:"status"`
	Carried     bool   `json:"carried"` // the last known value, carried forward
	Unknown     bool   `json:"unknown"`
	Formula     string `json:"formula,omitempty"`
	Kind        string `json:"kind"`
	Label       string `json:"label"`
}

// Run prints the parameters, tab-separated with a header line.
func (c *packParamsCommand) Run(s *session) error {
	at, err := c.place(s)
	if err != nil {
		return err
	}
	if c.DB != "" {
		if at.catalogue, err = c.decided(s, at.catalogue); err != nil {
			return err
		}
	}
	list := []listedParam{}
	for _, p := range at.catalogue.Parameters(at.city.Region, at.day) {
		list = append(list, listParam(&p))
	}
	if s.json {
		return s.print(list)
	}
	fmt.Fprintln(s.Out, "name\tvalue\tunit\tregion\tsince\tsource\tstatus\tcarried")
	for _, p := range list {
		value := p.Value
		if p.Urban != "" {
			value = "urban " + p.Urban + " rural " + p.Rural
		}
		carried := ""
		if p.Carried {
			carried = "carried"
		}
		cells := []string{p.Name, value, p.Unit, p.Region, p.Since, p.Source, p.Status, carried}
		for i := range cells {
			cells[i] = oneCell(cells[i])
		}
		fmt.Fprintln(s.Out, strings.Join(cells, "\t"))
	}
	return nil
}

// decided are the packs with the standards decided in a store.
func (c *packParamsCommand) decided(s *session, base *pack.Catalogue) (*pack.Catalogue, error) {
	ctx := context.Background()
	store := storeFlags{DB: c.DB}
	d, err := store.database(ctx, s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }()
	l, err := openLaw(ctx, d, s.packs, base)
	if err != nil {
		return nil, err
	}
	now := l.inForce()
	now.warn(s.Err)
	return now.catalogue, nil
}

func listParam(p *pack.Resolved) listedParam {
	out := listedParam{
		Name: p.Name, Value: p.Value, Urban: p.Urban, Rural: p.Rural, Unit: p.Unit, Region: p.Region, RegionTitle: p.RegionTitle,
		Source: p.Source, Status: string(p.Status), Carried: p.Carried, Unknown: p.Unknown, Formula: p.Formula, Kind: p.Kind.String(), Label: p.Label,
	}
	if !p.Unknown {
		out.Since = p.Since.String()
	}
	return out
}
