// Package app is the command line: it reads arguments, hands the stages what
// they need, and prints what they found.
//
// It keeps no state of its own; everything it shows comes from the stages
// before it, and everything it writes goes to files its caller named.
//
// It promises one exit status for each sort of ending, 0 done, 1 the work found
// problems and listed them, 2 wrong usage, 3 internal failure; a Chinese
// sentence with a stable code for every refusal; the same as JSON with --json;
// and that a file it writes appears whole or not at all.
//
// It refuses to hold rules: no amount, limit or list of the law is in here.
package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
	"lianxin/packs"
)

// Exit statuses.
const (
	exitDone     = 0
	exitProblems = 1
	exitUsage    = 2
	exitFailure  = 3
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// commands is the command line.
type commands struct {
	JSON  bool   `name:"json" help:"结果以 JSON 输出。"`
	Packs string `help:"用这个文件夹里的业务包代替内置的业务包。" type:"path" placeholder:"DIR"`

	Assess      assessCommand      `cmd:"" help:"按一市的政策判断一批家庭（households.csv、persons.csv）。"`
	Sample      sampleCommand      `cmd:"" help:"生成一座样例城市，人物均属虚构。"`
	Demo        demoCommand        `cmd:"" help:"打开一座虚构的城市，给出地址和各角色的登录名。"`
	Serve       serveCommand       `cmd:"" help:"打开一座城市的服务。"`
	Departments departmentsCommand `cmd:"" help:"模拟各部门答复核对，供演练和测试。"`
	Check       checkCommand       `cmd:"" help:"逐行检查标准输入里的证件号、信用代码、区划代码或姓名。"`
	Rule        struct {
		List ruleListCommand `cmd:"" help:"列出各项待遇及其条件。"`
		Eval ruleEvalCommand `cmd:"" help:"按给定的事实计算一项待遇，给出每一步。"`
	} `cmd:"" help:"规则。"`
	Pack struct {
		Check  packCheckCommand  `cmd:"" help:"严格读取业务包，运行其中的测试，检查条件覆盖。"`
		Params packParamsCommand `cmd:"" help:"列出一市某日的全部参数及出处。"`
	} `cmd:"" help:"业务包。"`
	Load    loadCommand    `cmd:"" help:"读入各部门的数据文件；读不了的行退回并说明原因。"`
	Recheck recheckCommand `cmd:"" help:"复核库里的每一个人，列出与正在发放不一致的。"`
	Replay  replayCommand  `cmd:"" help:"重放一次过去的认定，逐步给出依据。"`
	Whatif  whatifCommand  `cmd:"" name:"whatif" help:"试改一项标准或规则，看谁得谁失、花多少钱；不写入任何数据。"`
	Budget  budgetCommand  `cmd:"" name:"budget" help:"按全市的情况测算一年的预算，按来源和项目分开；不写入任何数据。"`
	Watch   struct {
		Trial watchTrialCommand `cmd:"" help:"试算一条预警：现在会找出多少户、准不准；不建立线索。"`
		Run   watchRunCommand   `cmd:"" help:"运行已启用的预警，找出的家庭成为线索。"`
	} `cmd:"" help:"监测预警。"`
	Work    workCommand    `cmd:"" help:"办理后台任务，如建立检索词。"`
	Search  searchCommand  `cmd:"" help:"在登记里查人；每次查看都记录在案。"`
	Backup  backupCommand  `cmd:"" help:"在线备份数据库。"`
	Restore restoreCommand `cmd:"" help:"从备份恢复到一个新的数据库。"`
	Audit   struct {
		Verify     auditVerifyCommand     `cmd:"" help:"核验操作链：有没有被改、被删、被插入。"`
		Checkpoint auditCheckpointCommand `cmd:"" help:"签一个核验点，导出存到别处。"`
	} `cmd:"" help:"审计。"`
	Keys struct {
		Create keysCreateCommand `cmd:"" help:"生成密钥文件。"`
		Rotate keysRotateCommand `cmd:"" help:"换用新的密钥，旧的保留以便读出已加密的内容。"`
		List   keysListCommand   `cmd:"" help:"列出密钥的用途、版本和日期。"`
	} `cmd:"" help:"密钥。"`
	Plan struct {
		Import planImportCommand `cmd:"" help:"读出规划文件里的指标表。"`
		Match  planMatchCommand  `cmd:"" help:"把读出的指标对上统一的指标定义。"`
	} `cmd:"" help:"规划。"`
	SPDCI    spdciCommands   `cmd:"" name:"spdci" help:"按 SPDCI 标准与其他系统交换。"`
	Coverage coverageCommand `cmd:"" help:"规划点名的 319 个名目里，哪些能办，哪个测试走通。"`
	Bench    struct {
		Reference benchReferenceCommand `cmd:"" help:"标尺政策：规则引擎与手写循环同机比较。"`
		Office    benchOfficeCommand    `cmd:"" help:"大厅一天：许多人同时办事，量每一步要等多久。"`
	} `cmd:"" help:"测速。"`
}

// session is what every command gets.
type session struct {
	Streams
	json  bool
	packs fs.FS
	now   civil.Date
	clock func() time.Time // of a rehearsal; nil: the real one
}

// usageError ends a command as wrong usage.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// errProblems ends a command whose work found problems, which it has listed.
var errProblems = errors.New("problems were found")

// Run runs one command and returns the exit status.
func Run(args []string, streams Streams) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("lianxin"), kong.Description("连心：民政业务一体化平台。"),
		kong.Writers(streams.Out, streams.Err), kong.Exit(func(code int) { exited = code }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(streams.Err, err)
		return exitFailure
	}
	context, err := parser.Parse(args)
	switch {
	case exited >= 0: // --help
		return exited
	case err != nil:
		fmt.Fprintf(streams.Err, "usage: 命令写法有误：%v\n用 lianxin --help 查看全部命令。\n", err)
		return exitUsage
	}
	s := &session{Streams: streams, json: c.JSON, packs: packs.FS, now: today()}
	if c.Packs != "" {
		s.packs = os.DirFS(c.Packs)
	}
	return s.status(context.Run(s))
}

// chinaTime is the zone of civil days.
var chinaTime = time.FixedZone("UTC+8", 8*60*60)

func today() civil.Date {
	now := time.Now().In(chinaTime)
	day, err := civil.NewDate(now.Year(), int(now.Month()), now.Day())
	if err != nil { // only a clock beyond the year 9999
		return civil.LastDate
	}
	return day
}

// status turns a command's error into an exit status, saying on the way what was wrong.
func (s *session) status(err error) int {
	var usage usageError
	var refusal *civil.Error
	var load pack.Errors
	var compile rule.CompileErrors
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &load), errors.As(err, &compile):
		fmt.Fprintln(s.Err, err)
		return exitProblems
	case errors.As(err, &refusal):
		fmt.Fprintf(s.Err, "%s: %s\n", refusal.Code, refusal.Message)
		if errors.As(err, &failure{}) {
			return exitFailure
		}
		if refusal.Kind == civil.Unavailable {
			return exitFailure
		}
		return exitUsage
	case errors.As(err, &usage):
		fmt.Fprintln(s.Err, err)
		return exitUsage
	}
	fmt.Fprintf(s.Err, "internal: 程序内部出错，请把这一行交给维护人员：%v\n", err)
	return exitFailure
}

// print writes a value as JSON, one document on one line.
func (s *session) print(v any) error {
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// day reads an --as-of flag; empty means today.
func (s *session) day(text string) (civil.Date, error) {
	if text == "" {
		return s.now, nil
	}
	return civil.ParseDate(text)
}
