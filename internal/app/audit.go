package app

import (
	"context"
	"fmt"
	"os"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// auditVerifyCommand holds the store to its own record.
type auditVerifyCommand struct {
	storeFlags `embed:""`

	Checkpoint []string `help:"以前导出的核验点文件，可以给几个。" type:"existingfile" placeholder:"FILE"`
	PublicKey  string   `name:"public-key" help:"只用这把公钥（PEM）核验签名，不用密钥文件。" type:"existingfile" placeholder:"FILE"`
}

// publicVerifier checks signatures with nothing but a public key.
type publicVerifier struct{ pem []byte }

// Verify implements [journal.Verifier].
func (v publicVerifier) Verify(message, signature []byte) error {
	return access.VerifyPublic(v.pem, message, signature)
}

// Run verifies.
func (c *auditVerifyCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	d, err := c.database(ctx, s)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	var check journal.Verifier
	if c.PublicKey != "" {
		pem, err := readSmall(c.PublicKey)
		if err != nil {
			return err
		}
		check = publicVerifier{pem}
	} else if check, err = c.keyring(ctx, s, d); err != nil {
		return err
	}
	var anchors []journal.Checkpoint
	for _, name := range c.Checkpoint {
		data, err := readSmall(name)
		if err != nil {
			return err
		}
		point, err := journal.ReadCheckpoint(data)
		if err != nil {
			return err
		}
		anchors = append(anchors, point)
	}
	s.progress("核验 …")
	report, err := verifyStore(ctx, d, check, anchors)
	if err != nil {
		return err
	}
	if err := printAudit(s, report); err != nil {
		return err
	}
	if len(report.Findings)+len(report.Ledger) > 0 {
		return errProblems
	}
	return nil
}

// auditReport is what holding a store to its record found: the acts and rows, and the
// balances of each county's ledger against its transfers.
type auditReport struct {
	*journal.Report
	Ledger []ledgerFinding `json:"ledger"`
}

// ledgerFinding is an account of a county that does not stand where its transfers
// left it.
type ledgerFinding struct {
	County  string `json:"county"`
	Account string `json:"account"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func verifyStore(ctx context.Context, d *db.DB, check journal.Verifier, anchors []journal.Checkpoint) (*auditReport, error) {
	j := journal.New(d, tables()...)
	found, err := j.Verify(ctx, check, anchors...)
	if err != nil {
		return nil, err
	}
	report := &auditReport{Report: found, Ledger: []ledgerFinding{}}
	books := ledger.New(j)
	return report, d.Read(ctx, func(q db.Query) error {
		heads, err := journal.Heads(ctx, q)
		if err != nil {
			return err
		}
		for _, head := range heads {
			list, err := books.Verify(ctx, q, head.County)
			if err != nil {
				return err
			}
			for _, f := range list {
				report.Ledger = append(report.Ledger, ledgerFinding{head.County, f.Account, f.Code, f.Message})
			}
		}
		return nil
	})
}

// checkpointMost is far above the size of a checkpoint or a key.
const checkpointMost = 16 << 20

func readSmall(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && info.Size() > checkpointMost {
		return nil, civil.Refuse("file_size", "文件 %s 太大，不像是核验点或公钥，请核对。", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "file_unreadable", Message: "读不了文件 " + name + "，请检查路径和权限。", Err: err}
	}
	return data, nil
}

func printAudit(s *session, r *auditReport) error {
	if s.json {
		return s.print(r)
	}
	fmt.Fprintf(s.Out, "核验了 %d 个县（市、区）的 %d 次操作、%d 版记录。\n", r.Counties, r.Acts, r.Rows)
	for _, f := range r.Findings {
		fmt.Fprintf(s.Out, "%s %s/%d %s %s：%s\n", f.Code, f.County, f.Seq, f.Table, f.ID, f.Message)
	}
	for _, f := range r.Ledger {
		fmt.Fprintf(s.Out, "%s %s %s：%s\n", f.Code, f.County, f.Account, f.Message)
	}
	switch problems := len(r.Findings) + len(r.Ledger); {
	case problems > 0:
		fmt.Fprintf(s.Out, "发现 %d 处问题。\n", problems)
	case r.Checkpoint == "":
		fmt.Fprintln(s.Out, "没有发现问题；还没有核验点，末尾若被整段截掉看不出来：请用 audit checkpoint 导出一个，存到别处。")
	default:
		fmt.Fprintf(s.Out, "没有发现问题；%s 的核验点之后还有 %d 次操作没有锚定。\n", r.Checkpoint, r.Unanchored)
	}
	return nil
}

// auditCheckpointCommand signs where all chains end.
type auditCheckpointCommand struct {
	storeFlags `embed:""`
	actorFlags `embed:""`

	Out string `required:"" help:"核验点写到哪里。" placeholder:"FILE"`
}

// Run signs, keeps the checkpoint in the store and exports it.
func (c *auditCheckpointCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	if _, err := os.Lstat(c.Out); err == nil {
		return &civil.Error{Kind: civil.Conflict, Code: "out_taken", Message: c.Out + " 已经存在，没有覆盖：请换一个文件名。"}
	}
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	point, err := o.journal.Seal(ctx, c.actor(), o.keys)
	if err != nil {
		return err
	}
	data, err := point.Write()
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, append(data, '\n'), 0o644); err != nil {
		return unwritten(c.Out, err)
	}
	if s.json {
		return s.print(map[string]any{"out": c.Out, "at": point.At().String()})
	}
	fmt.Fprintf(s.Out, "核验点（%s）已写入 %s：请存到别的机器或介质上。\n", point.At(), c.Out)
	return nil
}
