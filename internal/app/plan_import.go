package app

import (
	"cmp"
	"errors"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/document"
	"lianxin/internal/indicator"
)

// planImportCommand reads the indicator tables of a plan.
type planImportCommand struct {
	File       string `arg:"" help:"规划文件：txt、md、html、docx、xlsx，或装有 pdftotext 时的 pdf。"`
	Out        string `help:"写入的 CSV 文件；缺省写到标准输出。" placeholder:"FILE"`
	Simplified bool   `help:"繁体转成简体。"`
}

// Run reads, writes the rows, and lists what could not be read.
func (c *planImportCommand) Run(s *session) error {
	doc, err := document.Read(c.File)
	if err != nil {
		return unreadDocument(err)
	}
	result := indicator.Import(doc)
	if c.Simplified {
		result = result.Simplified()
	}
	if err := c.write(s, result); err != nil {
		return err
	}
	c.list(s, result)
	if len(result.Unread) > 0 {
		return errProblems
	}
	return nil
}

// failure ends a command as a failure of its input, which no other wording of the command would mend.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// unreadDocument tells a file that is not there, which is a slip of the pen, from one that cannot be read.
func unreadDocument(err error) error {
	var refusal *civil.Error
	if errors.As(err, &refusal) && refusal.Kind != civil.NotFound {
		return failure{err}
	}
	return err
}

func (c *planImportCommand) write(s *session, result *indicator.Result) error {
	if c.Out != "" {
		rows, err := stage(c.Out, result.WriteCSV)
		if err != nil {
			return err
		}
		defer rows.discard()
		if err := rows.commit(); err != nil {
			return err
		}
	}
	switch {
	case s.json:
		return result.WriteJSON(s.Out)
	case c.Out == "":
		return result.WriteCSV(s.Out)
	}
	return nil
}

// list says on the side what was found, and what a person should look at.
func (c *planImportCommand) list(s *session, result *indicator.Result) {
	fmt.Fprintf(s.Err, "指标表 %d 张，指标 %d 行，未能读出 %d 处；正文中另有目标 %d 处，前后不一致 %d 处\n",
		len(result.Tables), len(result.Rows), len(result.Unread), len(result.Offered), len(result.Contradictions))
	for _, u := range result.Unread {
		fmt.Fprintf(s.Err, "unread: %s：%s（%s）\n", u.Place, oneCell(u.Text), u.Reason)
	}
	for _, n := range result.Notes {
		fmt.Fprintf(s.Err, "note: %s：%s\n", cmp.Or(n.Place.String(), "全文"), n.Text)
	}
	for _, d := range result.Contradictions {
		fmt.Fprintf(s.Err, "contradiction: %s：%s（%s）与 %s（%s）：%s\n", d.Name, d.First.Value, d.First.Place, d.Second.Value, d.Second.Place, d.Reason)
	}
	for _, o := range result.Offered {
		fmt.Fprintf(s.Err, "offered: %s：%s %s\n", o.Place, oneCell(o.Name), oneCell(o.Value))
	}
}
