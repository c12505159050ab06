package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"lianxin/internal/civil"
)

// checkCommand checks values from standard input, one a line.
type checkCommand struct {
	Kind   string `arg:"" enum:"id,uscc,division,name" help:"id 身份证号，uscc 统一社会信用代码，division 区划代码，name 姓名。"`
	AsOf   string `name:"as-of" help:"以哪一天为准；缺省为今天。" placeholder:"DATE"`
	Sample bool   `help:"样例城市的虚构人物：地区码 320699 视为有效。"`
}

// checkedValue is one line of the answer.
type checkedValue struct {
	Value     string `json:"value"`
	Verdict   string `json:"verdict"`
	Canonical string `json:"canonical"`
	Code      string `json:"code"`
	Reason    string `json:"reason"`
}

// lineMax is the longest line read, in bytes; a longer one is no value of any kind here.
const lineMax = 4096

// Run reads values and answers each with one line.
func (c *checkCommand) Run(s *session) error {
	day, err := s.day(c.AsOf)
	if err != nil {
		return err
	}
	check, err := c.checker(s, day)
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(s.In, 1<<16)
	out := bufio.NewWriter(s.Out)
	found := false
	for {
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if line != "" {
			line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
			result := civil.Check{Verdict: civil.Bad, Code: "line_too_long", Reason: "这一行太长，不像是一个要检查的值。"}
			if len(line) <= lineMax {
				result = check(line)
			}
			found = found || result.Verdict == civil.Bad
			if err := c.answer(s, out, line, result); err != nil {
				return err
			}
		}
		if err != nil {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if found {
		return errProblems
	}
	return nil
}

func (c *checkCommand) checker(s *session, day civil.Date) (func(string) civil.Check, error) {
	switch c.Kind {
	case "id":
		regions, err := s.regions()
		return func(v string) civil.Check {
			return civil.CheckID(v, regions, civil.IDOptions{AsOf: day, Sample: c.Sample}).Check
		}, err
	case "division":
		divisions, err := s.divisions()
		return func(v string) civil.Check { return civil.CheckDivision(v, divisions, day) }, err
	case "uscc":
		return civil.CheckUSCC, nil
	}
	return civil.CheckName, nil
}

func (c *checkCommand) answer(s *session, out *bufio.Writer, value string, r civil.Check) error {
	if s.json {
		text := &session{Streams: Streams{Out: out}}
		return text.print(checkedValue{Value: value, Verdict: r.Verdict.String(), Canonical: r.Canonical, Code: r.Code, Reason: r.Reason})
	}
	reason := r.Reason
	if r.Code != "" {
		reason = r.Code + ": " + r.Reason
	}
	_, err := fmt.Fprintf(out, "%s\t%s\t%s\n", r.Verdict, oneCell(r.Canonical), oneCell(reason))
	return err
}

// oneCell keeps a text inside its cell of tab-separated output.
func oneCell(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, s)
}
