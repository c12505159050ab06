package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianxin/internal/register"
)

// officeReport is what a day came to.
type officeReport struct {
	People  int            `json:"people"`
	Waits   []wait         `json:"waits"`
	Faults  map[string]int `json:"faults"`
	Said    []string       `json:"said,omitempty"`
	Cases   int            `json:"cases"`   // taken in
	Acts    int            `json:"acts"`    // done on them
	Lost    int            `json:"lost"`    // answered as done, and not in the store
	Doubled int            `json:"doubled"` // in the store more than once
	Second  int64          `json:"memory_second_quarter_mib"`
	Last    int64          `json:"memory_last_quarter_mib"`
	Fed     time.Duration  `json:"fed_ns,omitempty"`
	Kept    bool           `json:"kept"` // every limit, no fault, nothing lost or doubled
}

// report holds what was answered against what the store says.
func (d *officeDay) report(ctx context.Context, b *bureau) (*officeReport, error) {
	r := &officeReport{People: len(d.workers), Waits: d.measured.waits(), Faults: d.measured.faults, Said: d.measured.said, Cases: len(d.done), Fed: d.fed}
	r.Second, r.Last = d.watch.quarters()
	for path, actions := range d.done {
		parts := strings.Split(path, "/")
		kept, err := stepsOf(ctx, b, register.Ref{County: parts[2], ID: parts[3]})
		if err != nil {
			return nil, err
		}
		r.Acts += len(actions)
		for _, action := range actions {
			switch n := len(slices.DeleteFunc(slices.Clone(kept), func(s string) bool { return s != action })); {
			case n == 0:
				r.Lost++
			case n > 1:
				r.Doubled++
			}
		}
	}
	r.Kept = len(r.Faults) == 0 && r.Lost == 0 && r.Doubled == 0
	for _, w := range r.Waits {
		r.Kept = r.Kept && (w.Limit == 0 || w.P95 <= w.Limit)
	}
	return r, nil
}

// stepsOf are the actions of a case as the store has them.
func stepsOf(ctx context.Context, b *bureau, ref register.Ref) (actions []string, err error) {
	f, err := b.desk.Read(ctx, ref)
	if err != nil {
		return nil, err
	}
	for _, s := range f.Steps {
		actions = append(actions, s.Action)
	}
	return actions, nil
}

// print tells it.
func (r *officeReport) print(out io.Writer) error {
	t := &columns{header: []string{"等什么", "次数", "一半在", "95% 在", "99% 在", "最久", "要求"}, words: true}
	for _, w := range r.Waits {
		limit := "—"
		if w.Limit > 0 {
			limit = "≤ " + milliseconds(w.Limit)
		}
		t.row(w.What, strconv.Itoa(w.Count), milliseconds(w.Median), milliseconds(w.P95), milliseconds(w.P99), milliseconds(w.Most), limit)
	}
	if err := t.write(out); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d 人；收件 %d，办理 %d 步；出错 %v，丢失 %d，重复 %d\n", r.People, r.Cases, r.Acts, r.Faults, r.Lost, r.Doubled)
	fmt.Fprintf(out, "内存：第二个四分之一 %d MiB，最后四分之一 %d MiB\n", r.Second, r.Last)
	if r.Fed > 0 {
		fmt.Fprintf(out, "同时读入的数据用了 %s\n", r.Fed.Round(time.Second))
	}
	for _, text := range r.Said {
		fmt.Fprintln(out, "  ", text)
	}
	return nil
}
