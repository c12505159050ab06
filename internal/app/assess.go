package app

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
)

// assessCommand judges a city from files.
type assessCommand struct {
	placeFlags `embed:""`

	Out string `required:"" help:"结果文件；同一文件夹里另写 rejected.csv。" placeholder:"FILE"`
	Dir string `arg:"" help:"households.csv 和 persons.csv 所在的文件夹。"`
}

// assessSummary is what the command says of its work.
type assessSummary struct {
	City       string         `json:"city"`
	AsOf       string         `json:"as_of"`
	Households int            `json:"households"`
	Persons    int            `json:"persons"`
	Rejected   int            `json:"rejected"`
	Results    string         `json:"results"`
	Rejections string         `json:"rejections"`
	Packs      string         `json:"packs"` // hash of the packs judged by
	Programmes []assess.Tally `json:"programmes"`
	Warnings   []warning      `json:"warnings"`
}

type warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// rejectedFile stands beside the results.
const rejectedFile = "rejected.csv"

// Run judges and writes.
func (c *assessCommand) Run(s *session) error {
	if err := c.checkOut(); err != nil {
		return err
	}
	at, err := c.place(s)
	if err != nil {
		return err
	}
	assessor, err := at.assessor()
	if err != nil {
		return err
	}
	regions, err := s.regions()
	if err != nil {
		return err
	}
	s.progress("读取 %s …", c.Dir)
	facts, err := fact.ReadFolder(c.Dir, fact.Options{Facts: assess.Facts(at.catalogue), AsOf: at.day, Regions: regions})
	if err != nil {
		return err
	}
	summary := &assessSummary{
		City: at.city.Title, AsOf: at.day.String(), Households: facts.Table.Households, Persons: facts.Table.Persons(),
		Rejected: rejectedRows(facts.Rejections), Results: c.Out, Rejections: filepath.Join(filepath.Dir(c.Out), rejectedFile),
		Packs: at.catalogue.Hash(), Warnings: warnings(assessor, facts, at.city),
	}
	if err := c.write(s, assessor, facts, summary); err != nil {
		return err
	}
	if err := s.summarise(summary); err != nil {
		return err
	}
	if summary.Rejected > 0 {
		return errProblems
	}
	return nil
}

// checkOut refuses, before the work begins, an output that could not be written or would overwrite something else.
func (c *assessCommand) checkOut() error {
	for _, name := range []string{c.Out, filepath.Join(filepath.Dir(c.Out), rejectedFile)} {
		if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
			return civil.Refuse("out_unwritable", "%s 已经存在而且不是普通文件，请换一个名字或文件夹。", name)
		}
	}
	for _, taken := range []string{
		filepath.Join(filepath.Dir(c.Out), rejectedFile),
		filepath.Join(c.Dir, fact.HouseholdsFile), filepath.Join(c.Dir, fact.PersonsFile),
	} {
		if samePath(c.Out, taken) {
			return civil.Refuse("out_taken", "结果不能写到 %s，那里要放别的文件，请换一个名字。", c.Out)
		}
	}
	f, err := createBeside(c.Out)
	if err != nil {
		return err
	}
	_ = f.Close()
	return os.Remove(f.Name())
}

func samePath(a, b string) bool {
	x, err := filepath.Abs(a)
	if err != nil {
		return false
	}
	y, err := filepath.Abs(b)
	return err == nil && x == y
}

func (c *assessCommand) write(s *session, assessor *assess.Assessor, facts *fact.City, summary *assessSummary) error {
	s.progress("判断 %d 户 %d 人 …", summary.Households, summary.Persons)
	assessment, err := assessor.Judge(facts, 0)
	if err != nil {
		return err
	}
	s.progress("写出 %s …", c.Out)
	results, err := stage(c.Out, func(w io.Writer) error {
		summary.Programmes, err = assessment.WriteResults(w)
		return err
	})
	if err != nil {
		return err
	}
	defer results.discard()
	rejections, err := stage(summary.Rejections, func(w io.Writer) error { return fact.WriteRejected(w, facts.Rejections) })
	if err != nil {
		return err
	}
	defer rejections.discard()
	if err := rejections.commit(); err != nil {
		return err
	}
	return results.commit()
}

// rejectedRows counts rows, not reasons.
func rejectedRows(rejections []fact.Rejection) int {
	type row struct {
		file   string
		record int
	}
	rows := map[row]bool{}
	for _, r := range rejections {
		rows[row{r.File, r.Record}] = true
	}
	return len(rows)
}

// warnings gathers what a reader of the results should know.
func warnings(assessor *assess.Assessor, facts *fact.City, city pack.City) []warning {
	list := []warning{}
	for _, w := range assessor.Warnings {
		list = append(list, warning{w.Code, w.Message})
	}
	for _, w := range facts.Warnings {
		list = append(list, warning{w.Code, w.Message})
	}
	if outside := assessor.Outside(facts); outside > 0 {
		list = append(list, warning{"division_outside_city", fmt.Sprintf("有 %d 户的区划代码不在%s，仍按%s的标准判断；请核对是否选错城市。", outside, city.Title, city.Title)})
	}
	return list
}

// progress says on a terminal what is being done.
func (s *session) progress(format string, args ...any) {
	f, ok := s.Err.(*os.File)
	if !ok {
		return
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return
	}
	fmt.Fprintf(s.Err, format+"\n", args...)
}

// summarise prints what was found.
func (s *session) summarise(m *assessSummary) error {
	for _, w := range m.Warnings {
		fmt.Fprintf(s.Err, "%s: %s\n", w.Code, w.Message)
	}
	if s.json {
		return s.print(m)
	}
	fmt.Fprintf(s.Out, "%s %s：%d 户 %d 人\n\n", m.City, m.AsOf, m.Households, m.Persons)
	t := &columns{header: []string{"待遇", "代码", "准予", "保障人数", "月金额（元）", "不予", "不能决定"}}
	for i := range m.Programmes {
		p := &m.Programmes[i]
		t.row(p.Title, p.Programme, fmt.Sprint(p.Grants), fmt.Sprint(p.Covered), p.Yuan, fmt.Sprint(p.Refusals), fmt.Sprint(p.CannotDecide))
	}
	if err := t.write(s.Out); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "\n结果      %s\n", m.Results)
	fmt.Fprintf(s.Out, "退回的行  %s（%d 行）\n", m.Rejections, m.Rejected)
	return nil
}
