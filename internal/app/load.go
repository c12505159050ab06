package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/pack"
	"lianxin/internal/verify"
)

// loadCommand takes in files of departments.
type loadCommand struct {
	storeFlags `embed:""`
	actorFlags `embed:""`

	Kind     string            `help:"数据种类；缺省按表头识别。" placeholder:"KIND"`
	Encoding string            `default:"auto" help:"文字编码：auto、utf-8、gbk、gb18030、utf-16、big5。"`
	Sheet    string            `help:"工作簿里的哪一张表。" placeholder:"NAME"`
	Period   string            `help:"这批数据是哪个月或哪一天的，表里没有写明时用。" placeholder:"MONTH"`
	AsOf     string            `name:"as-of" help:"文件说的是哪一天的情况；缺省为今天。" placeholder:"DATE"`
	Since    string            `help:"完整的文件从哪一天起没有遗漏；缺省为 --as-of 的那一天。" placeholder:"DATE"`
	Place    string            `help:"文件说的是哪个区划的人；缺省为库里唯一的那座城市。" placeholder:"CODE"`
	Complete bool              `xor:"complete" help:"这批数据对它所说的人是完整的。"`
	Partial  bool              `xor:"complete" help:"这批数据不完整。"`
	Set      map[string]string `help:"整批的取值，如 item=冬春救助。" placeholder:"FIELD=TEXT"`
	Column   map[string]string `help:"字段用哪一列，如 amount=实发金额。" placeholder:"FIELD=HEADER"`
	Sample   bool              `help:"文件里是样例城市的虚构人员。"`
	DryRun   bool              `name:"dry-run" help:"只读、只检查，不写数据库。"`
	Again    bool              `help:"同一文件读入过也再读一次。"`
	Abandon  string            `help:"放弃一个没有读完的批次。" placeholder:"BATCH"`
	Delivery string            `help:"读入一个文件夹里 manifest.csv 列出的全部文件，依其中的次序。" type:"existingdir" placeholder:"DIR"`
	Files    []string          `arg:"" optional:"" name:"file" help:"要读入的文件。"`
}

// Run takes the files in, one after the other.
func (c *loadCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	switch {
	case c.Abandon != "" && len(c.Files) > 0:
		return usageError{civil.Refuse("load_usage", "--abandon 只放弃批次，不能同时读入文件。")}
	case c.Delivery != "" && (c.Abandon != "" || len(c.Files) > 0 || c.DryRun):
		return usageError{civil.Refuse("load_usage", "--delivery 自己说明读哪些文件，不能同时给出文件、--abandon 或 --dry-run。")}
	case c.Abandon == "" && c.Delivery == "" && len(c.Files) == 0:
		return usageError{civil.Refuse("load_usage", "请给出要读入的文件。")}
	case c.DryRun:
		return c.check(ctx, s)
	}
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	defer lessCollecting()()
	loader := o.loader()
	if c.Abandon != "" {
		b, err := loader.Abandon(ctx, feed.Order{Actor: c.actor(), Holder: holder(), Alive: alive}, c.Abandon)
		if err != nil {
			return err
		}
		if s.json {
			return s.print(map[string]any{"batch": b.ID, "file": b.File, "state": b.State})
		}
		fmt.Fprintf(s.Out, "已放弃“%s”的批次，它写入的内容不会生效。\n", b.File)
		return nil
	}
	order, err := c.order(s, o.catalogue)
	if err != nil {
		return err
	}
	order.Actor = c.actor()
	orders, err := c.orders(order)
	if err != nil {
		return err
	}
	problems := false
	for _, order := range orders {
		order.Holder, order.Progress = holder(), s.meter(order.Path)
		loaded, err := loader.Load(ctx, order)
		s.meterDone()
		if err != nil {
			return err
		}
		if err := printLoaded(s, loaded); err != nil {
			return err
		}
		problems = problems || loaded.QuarantinedRows > 0 || loaded.Truncated
	}
	if err := o.db.Settle(ctx); err != nil {
		return err
	}
	if problems {
		return errProblems
	}
	return nil
}

// A load throws away nearly all that it makes, row by row, and keeps little:
// collecting seldom saves a twentieth of the work. How much may lie about is
// bounded, whatever the load keeps.
const (
	collectAt  = 400       // percent of what is kept
	memoryMost = 384 << 20 // bytes from which garbage is collected more often again
)

// lessCollecting lets garbage be collected less often, unless the environment
// says how often it should be, and gives what puts it back.
func lessCollecting() (again func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	percent, limit := debug.SetGCPercent(collectAt), debug.SetMemoryLimit(memoryMost)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// loader wires the stages that keep what files bring.
func (o *office) loader() *feed.Loader {
	sinks := o.register.Sinks()
	sinks["authorisation"] = verify.Sink(o.register)
	sinks["in_pay"] = assess.InPaySink(o.register)
	return &feed.Loader{Journal: o.journal, Keys: o.keys, Catalogue: o.catalogue, Sinks: sinks, Declared: o.register.DeclaredSink()}
}

// order is what the flags say of every file.
func (c *loadCommand) order(s *session, catalogue *pack.Catalogue) (feed.Order, error) {
	began := time.Now()
	o := feed.Order{
		ReferenceTold: c.AsOf != "", Again: c.Again, Alive: alive, Clock: func() time.Duration { return time.Since(began) },
	}
	o.Kind, o.Encoding, o.Sheet, o.Period, o.Batch, o.Columns, o.Sample = c.Kind, c.Encoding, c.Sheet, c.Period, c.Set, c.Column, c.Sample
	if c.Complete || c.Partial {
		o.Complete = &c.Complete
	}
	var err error
	if o.Reference, err = s.day(c.AsOf); err != nil {
		return o, err
	}
	o.AsOf = o.Reference
	if c.Since != "" {
		if o.Since, err = civil.ParseDate(c.Since); err != nil {
			return o, err
		}
	}
	if c.Place != "" {
		if o.Place, err = placeOf(catalogue, c.Place); err != nil {
			return o, err
		}
	}
	if o.Regions, err = s.regions(); err != nil {
		return o, err
	}
	o.Divisions, err = s.divisions()
	return o, err
}

// placeOf reads a division by its code, or a city by its name.
func placeOf(catalogue *pack.Catalogue, text string) (civil.Area, error) {
	if area, err := civil.ParseArea(text); err == nil {
		return area, nil
	}
	city, err := catalogue.City(text)
	if err != nil {
		return 0, err
	}
	return civil.ParseArea(city.Region)
}

// check reads the files and keeps nothing.
func (c *loadCommand) check(ctx context.Context, s *session) error {
	catalogue, err := pack.Load(s.packs)
	if err != nil {
		return err
	}
	order, err := c.order(s, catalogue)
	if err != nil {
		return err
	}
	problems := false
	for _, name := range c.Files {
		plan, err := feed.Inspect(name, catalogue, order.Options)
		if err != nil {
			return err
		}
		report, err := plan.Read(ctx, feed.Reading{Progress: s.meter(name)})
		s.meterDone()
		if err != nil {
			return err
		}
		out := &feed.Loaded{File: filepath.Base(name), AsOf: order.Reference.String(), Report: *report}
		if err := printLoaded(s, out); err != nil {
			return err
		}
		problems = problems || report.QuarantinedRows > 0 || report.Truncated
	}
	if problems {
		return errProblems
	}
	return nil
}

// shownMost is how many reasons are printed for a person; --json has all.
const shownMost = 20

// printLoaded says what became of a file.
func printLoaded(s *session, l *feed.Loaded) error {
	if s.json {
		return s.print(l)
	}
	fmt.Fprintf(s.Out, "%s：%s（%s），%s，表头在第%d行\n", l.File, l.Title, l.Kind, l.Encoding, l.HeaderRecord)
	if l.Already {
		fmt.Fprintln(s.Out, "  这个文件以前读入过，这次没有改动任何记录；以下是当时的结果。")
	}
	fmt.Fprintf(s.Out, "  记录 %d 条：接收 %d，退回 %d", l.Rows, l.Accepted, l.QuarantinedRows)
	if l.Batch != "" {
		fmt.Fprintf(s.Out, "，查无此人 %d\n  新登记 %d，变更 %d，未变 %d，终止 %d（批次 %s）", l.Unmatched, l.Opened, l.Changed, l.Same, l.Ended, l.Batch)
	}
	fmt.Fprintln(s.Out)
	for _, remark := range l.Remarks {
		fmt.Fprintf(s.Out, "  %s\n", remark)
	}
	return printQuarantine(s.Out, l.Quarantined)
}

func printQuarantine(w io.Writer, list []feed.Quarantine) error {
	for i, q := range list {
		if i == shownMost {
			_, err := fmt.Fprintf(w, "  ……另有 %d 处，用 --json 查看全部\n", len(list)-i)
			return err
		}
		column := ""
		if q.Column != "" {
			column = "“" + q.Column + "”"
		}
		if _, err := fmt.Fprintf(w, "  第%d条%s %s：%s\n", q.Record, column, q.Code, q.Reason); err != nil {
			return err
		}
	}
	return nil
}

// meter shows on a terminal how much of a file was read.
func (s *session) meter(name string) func(done, size int64) {
	if !s.terminal() {
		return nil
	}
	last := int64(-1)
	return func(done, size int64) {
		if percent := done * 100 / max(size, 1); percent != last {
			last = percent
			fmt.Fprintf(s.Err, "\r读入 %s %d%%", filepath.Base(name), percent)
		}
	}
}

func (s *session) meterDone() {
	if s.terminal() {
		fmt.Fprint(s.Err, "\r\033[K")
	}
}

func (s *session) terminal() bool {
	f, ok := s.Err.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// holder names this program among those that may load.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), db.NewID())
}

// alive says whether the program of a holder still runs: known of one on this
// machine, and assumed of all others until they have been silent for long.
func alive(name string) bool {
	host, err := os.Hostname()
	parts := strings.Split(name, "/")
	if err != nil || len(parts) != 3 || parts[0] != host || runtime.GOOS == "windows" {
		return true
	}
	pid, err := strconv.Atoi(parts[1])
	if err != nil {
		return true
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	return !gone(process.Signal(syscall.Signal(0)))
}

// gone says whether a signal found nobody; one that may not be sent found somebody.
func gone(err error) bool { return errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH) }
