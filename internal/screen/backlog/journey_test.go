package backlog_test

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"

	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/backlog"
	"lianxin/internal/screen/screentest"
)

// fail puts tasks down that nobody can do, and lets them be given up.
func fail(t *testing.T, store *db.DB, counties ...string) {
	t.Helper()
	err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
		for _, county := range counties {
			if err := job.Put(t.Context(), tx, county, "pay.decided", "a decision", 0, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = job.NewWorker(store, slog.New(slog.NewTextHandler(io.Discard, nil))).Drain(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnAdministratorSeesWhatFailedAndSettlesIt(t *testing.T) {
	t.Parallel()
	var stages *screen.Stages
	o := screentest.Open(t, screentest.Setup{Stages: func(s *screen.Stages) { s.Backlog, stages = job.NewBacklog(s.Journal), s }},
		func(s *screen.Stages) []screen.Route { return backlog.New(s).Routes() })
	o.Hire("admin", "冯磊", account.Administrator, screentest.City)
	o.Hire("away", "王霞", account.Administrator, screentest.Other)
	o.Hire("clerk", "张明", account.Town, screentest.Town)
	o.Get("clerk", "/backlog").Says(404)
	o.Get("admin", "/backlog").Says(200, "没有失败的后台任务").Hides("办理选中的")

	store := stages.Journal.DB()
	fail(t, store, civil.Area(screentest.Town).County().String()[:6], journal.Nowhere)
	page := o.Get("admin", "/backlog").Says(200, "把决定交给发放", "task_kind", "已停下", "全市")
	o.Get("away", "/backlog").Says(200).Hides("全市", "如皋")

	var picks []string
	for _, piece := range strings.Split(page.Page, `name="task"`)[1:] {
		_, value, _ := strings.Cut(piece, `value="`)
		value, _, _ = strings.Cut(value, `"`)
		picks = append(picks, value)
	}
	if len(picks) != 2 {
		t.Fatalf("to be picked: %v", picks)
	}
	o.Post("admin", "/backlog", "how", "retry").Says(422, "请先选任务")
	refused := o.Post("admin", "/backlog", "how", "dismiss").Says(422, "请先选任务")
	if _, rest, _ := strings.Cut(refused.Page, `value="dismiss"`); !strings.Contains(strings.SplitN(rest, ">", 2)[0], "checked") {
		t.Error("the refused form forgets that the task was to be taken off the list")
	}
	o.Post("away", "/backlog", "task", picks[0], "how", "dismiss").Says(404)
	o.Post("admin", "/backlog", "task", picks[0], "how", "dismiss").Goes()
	o.Post("admin", "/backlog", "task", picks[0], "how", "dismiss").Says(422, "不能从清单里去掉")
	o.Post("admin", "/backlog", "task", picks[1], "how", "retry").Goes()
	o.Get("admin", "/backlog?done=1").Says(200, "已经办理", "没有失败的后台任务")

	done := 0
	w := job.NewWorker(store, slog.New(slog.NewTextHandler(io.Discard, nil)))
	w.Handle("pay.decided", func(context.Context, job.Task) error { done++; return nil })
	if _, err := w.Drain(t.Context()); err != nil || done != 1 {
		t.Errorf("tried again %d times, %v", done, err)
	}
}
