package app

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/rule"
	"lianxin/packs"
)

// raised is a sample county that has paid July and August, and what it decided.
type raised struct {
	t     *testing.T
	dir   string
	clock *rehearsalClock
	life  *demoLife
	b     *bureau
}

// openRaised makes a sample city, takes over who is in pay in a county of it, lets
// it grant one more family under the old standard, and pays two months. The
// departments deliver every month: what is older decides nothing.
func openRaised(t *testing.T) (*raised, register.Ref) {
	t.Helper()
	r := &raised{t: t, dir: t.TempDir(), clock: &rehearsalClock{}}
	c := &demoCommand{City: "nantong", Scale: "0.001", Seed: 1, Dir: r.dir}
	s := &session{Streams: Streams{Out: io.Discard, Err: io.Discard}, packs: packs.FS, clock: r.clock.now}
	if err := c.prepare(s, r.clock); err != nil {
		t.Fatal(err)
	}
	o, err := c.store().openStore(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.close)
	if r.b, err = o.bureau(s, nil, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	r.b.rehearsal = true
	l := &demoLife{ctx: t.Context(), b: r.b, clock: r.clock, people: &demoPeople{}}
	r.life = l
	l.on(sampleDay)
	l.choose("nantong")
	l.must(func() error { return l.b.hire(l.ctx, l.people, l.places) })
	l.moveIn()
	l.on("2025-07-01")
	granted := l.grantedFamilies(1)
	l.on("2025-07-08")
	l.run("2025-07", false)
	l.on("2025-07-14")
	l.approve(granted)
	r.deliver(c, s, 1, "2025-07-30")
	l.on("2025-08-05")
	l.run("2025-08", false)
	r.deliver(c, s, 2, "2025-08-30")
	if l.err != nil {
		t.Fatal(l.err)
	}
	return r, granted[0]
}

// deliver takes in what the departments deliver of a later month, on its day.
func (r *raised) deliver(c *demoCommand, s *session, month int, day string) {
	r.life.on(day)
	folder := filepath.Join(r.dir, day)
	for _, step := range []interface{ Run(*session) error }{
		&sampleCommand{City: c.City, Scale: c.Scale, Seed: c.Seed, Out: folder, Feeds: true, Month: month},
		&loadCommand{storeFlags: *c.store(), actorFlags: actorFlags{Actor: "system:test"}, Encoding: "auto", AsOf: day, Place: c.City, Sample: true,
			Delivery: filepath.Join(folder, "feeds")},
	} {
		r.life.must(func() error { return step.Run(s) })
	}
}

func TestAStandardIsRaisedWithBackPay(t *testing.T) {
	t.Parallel()
	r, granted := openRaised(t)
	ctx, desk, county := t.Context(), r.b.standards, r.life.places.county.String()
	before := r.preview("2025-09")
	since, err := civil.ParseDate("2025-07-01")
	if err != nil {
		t.Fatal(err)
	}
	old, _ := r.b.rules()
	s, err := desk.Decide(ctx, r.life.who("shiju"), pay.Standard{Parameter: "low_standard", Region: "320600", Since: since, Value: "770", Source: "通民发〔2025〕31号"})
	if err != nil {
		t.Fatal(err)
	}
	now, files := r.b.rules()
	if p, _ := now.Parameter("low_standard", county, since); p.Value != "770.00" || p.Source != "通民发〔2025〕31号" || p.Status != pack.Confirmed {
		t.Errorf("in force: %+v", p)
	}
	if p, _ := now.Parameter("low_standard", county, since-1); p.Value != "710.00" || now.Hash() == old.Hash() {
		t.Errorf("the day before: %+v, packs %s and %s", p, old.Hash(), now.Hash())
	}
	if again, err := pack.Load(files); err != nil || again.Hash() != now.Hash() {
		t.Errorf("the files give other packs: %v", err)
	}
	plan, err := desk.PreviewAdjust(ctx, r.life.who("quxian"), s.ID, county)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d entitlements, %v, %s → %s yuan a month", plan.Words, len(plan.Lines), plan.Count, plan.Before, plan.After)
	if plan.Count[pay.AdjustRaise] < 2 {
		for _, l := range plan.Lines {
			t.Logf("%s %s %s→%s %v %v %s", l.Subject, l.Kind, l.Before, l.After, l.Reasons, l.Missing, l.Words)
		}
		t.Fatalf("hardly anybody is raised: %v", plan.Count)
	}
	if after := r.preview("2025-09"); after.Total != before.Total {
		t.Errorf("deciding and previewing alone changed what September pays: %s, then %s", before.Total, after.Total)
	}
	r.adjust(plan, s)
	r.repaid(plan, before)
	r.replayed(granted, old, s)
}

func (r *raised) preview(month string) *pay.Preview {
	r.t.Helper()
	m, err := civil.ParseMonth(month)
	if err != nil {
		r.t.Fatal(err)
	}
	p, err := r.b.pay.Foresee(r.t.Context(), pay.Order{County: r.life.places.county.String(), Programme: "dibao", Month: m, Kind: pay.Monthly})
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// adjust confirms the preview, three times over: the second and third find all done.
func (r *raised) adjust(plan *pay.Adjustment, s *pay.Standard) {
	r.t.Helper()
	want := plan.Count[pay.AdjustRaise]
	for i := range 3 {
		done, err := r.b.standards.Adjust(r.t.Context(), r.life.who("quxian"), pay.AdjustOrder{Standard: s.ID, County: plan.County, Hash: plan.Hash, Reason: "按文件调整"})
		if err != nil {
			r.t.Fatal(err)
		}
		if i == 0 && (done.Raised != want || done.Earlier != 0) || i > 0 && (done.Raised != 0 || done.Earlier != want) || done.Moved != 0 {
			r.t.Errorf("adjustment %d raised %d, %d before, %d moved; %d were to be raised", i+1, done.Raised, done.Earlier, done.Moved, want)
		}
	}
}

// repaid holds September against the plan: each family gets its new amount, and the
// difference of July and August, which were paid, as arrears by the month.
func (r *raised) repaid(plan *pay.Adjustment, before *pay.Preview) {
	r.t.Helper()
	after := r.preview("2025-09")
	families := map[pay.Subject]*pay.PreviewFamily{}
	for i := range after.Families {
		families[after.Families[i].Subject] = &after.Families[i]
	}
	want, back := before.Total, 0
	for i := range plan.Lines {
		l := &plan.Lines[i]
		f := families[l.Subject]
		if l.Kind != pay.AdjustRaise || l.Programme != "dibao" || f == nil {
			continue
		}
		more := l.After - l.Before
		want += more * civil.Fen(after.Month-l.From+1)
		for _, line := range f.Lines {
			switch {
			case line.Kind == pay.Regular && line.Amount != l.After:
				r.t.Errorf("%s gets %s in September, want %s", l.Subject, line.Amount, l.After)
			case line.Kind == pay.Arrears && line.Amount != more:
				r.t.Errorf("%s gets %s for %s, want %s", l.Subject, line.Amount, line.Month, more)
			case line.Kind == pay.Arrears && line.Month.String() == "2025-07":
				back++
			}
		}
		if words := causes(f); !strings.Contains(words, "由710元提高到770元") || !strings.Contains(words, "补发2025年7月至2025年8月") {
			r.t.Errorf("%s reads %q", l.Subject, words)
		}
	}
	r.t.Logf("September: %s before, %s after; %d families have July paid back", before.Total, after.Total, back)
	if back != plan.Count[pay.AdjustRaise] || after.Total != want {
		r.t.Errorf("September pays %s, want %s; %d of %d families have July paid back", after.Total, want, back, plan.Count[pay.AdjustRaise])
	}
}

func causes(f *pay.PreviewFamily) string {
	var words []string
	for i := range f.Causes {
		words = append(words, f.Causes[i].Words())
	}
	return strings.Join(words, "; ")
}

// replayed judges again what was decided before the standard was, and what by it.
func (r *raised) replayed(granted register.Ref, old *pack.Catalogue, s *pay.Standard) {
	r.t.Helper()
	ctx, county := r.t.Context(), r.life.places.county.String()
	who := r.life.who("quxian")
	file, err := r.b.desk.Read(ctx, granted)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, j := range file.Judgements {
		again, err := r.b.desk.Replay(ctx, who, granted, j.ID, r.b.judge)
		if err != nil {
			r.t.Fatal(err)
		}
		if !again.Same || again.Judgement.Bundle != old.Hash() || !traced(again.Again.Result.Trace, "710") || traced(again.Again.Result.Trace, "770") {
			r.t.Errorf("an older decision again: same %v, %s, packs %s", again.Same, again.Again.Amount, again.Judgement.Bundle)
		}
	}
	raises, err := r.b.standards.Raised(ctx, who, s.ID, county)
	if err != nil || len(raises) == 0 || len(file.Judgements) == 0 {
		r.t.Fatalf("%d raises, %d judgements: %v", len(raises), len(file.Judgements), err)
	}
	for _, one := range raises {
		again, err := r.b.standards.Replay(ctx, who, county, one.ID)
		if err != nil {
			r.t.Fatal(err)
		}
		if !again.Same || !traced(again.Trace, "770") {
			r.t.Errorf("the raise of %s again: %s, want %s", one.Household, again.Again, one.After)
		}
	}
}

// traced says whether a step was computed with a figure.
func traced(steps []rule.Step, figure string) bool {
	for _, step := range steps {
		if strings.Contains(step.Filled, figure) {
			return true
		}
	}
	return false
}

func TestCommandsOnAStoreKnowWhatWasDecidedInIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	clock := &rehearsalClock{}
	c := &demoCommand{City: "nantong", Scale: "0.001", Seed: 1, Dir: dir}
	s := &session{Streams: Streams{Out: io.Discard, Err: io.Discard}, packs: packs.FS, clock: clock.now}
	if err := c.prepare(s, clock); err != nil {
		t.Fatal(err)
	}
	o, err := c.store().openStore(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer o.close()
	b, err := o.bureau(s, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	city, err := civil.ParseArea("320600")
	if err != nil {
		t.Fatal(err)
	}
	since, err := civil.ParseDate("2025-07-01")
	if err != nil {
		t.Fatal(err)
	}
	who := casework.Who{Actor: "staff:shiju", Name: "陈立", Purpose: "application", Posts: []casework.Post{{Role: casework.City, Division: city}}}
	decide := func(value, rural string, since civil.Date, source string) error {
		_, err := b.standards.Decide(t.Context(), who, pay.Standard{Parameter: "low_standard", Region: "320600", Since: since, Value: value, Rural: rural, Source: source})
		return err
	}
	// A document's name may hold anything a reader sees.
	source := `通民发“31”号: {#1} "特急" \ 'x' [试行] & *全市`
	for _, err := range []error{decide("770.00", "", since, source), decide("800", "790.5", since+184, "通民发〔2025〕60号")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	db := filepath.Join(dir, "lianxin.db")
	for _, step := range []struct{ day, value, urban, source string }{
		{"2025-06-30", "710.00", "", "南通市"},
		{"2025-07-01", "770.00", "", source},
		{"2026-02-01", "", "800.00", "通民发〔2025〕60号"},
	} {
		var list []listedParam
		said(t, &list, "--json", "pack", "params", "--city", "nantong", "--as-of", step.day, "--db", db)
		for _, p := range list {
			if p.Name == "low_standard" && (p.Value != step.value || p.Urban != step.urban || !strings.HasPrefix(p.Source, step.source)) {
				t.Errorf("on %s: %+v", step.day, p)
			}
		}
	}
	now, _ := b.rules()
	var run struct {
		Packs string `json:"packs"`
	}
	said(t, &run, "--json", "recheck", "--city", "nantong", "--as-of", "2025-07-01", "--db", db)
	if run.Packs != now.Hash() {
		t.Errorf("the recheck went by packs %s, in force are %s", run.Packs, now.Hash())
	}
	var tried whatifOutput
	said(t, &tried, "--json", "whatif", "--city", "nantong", "--as-of", "2025-07-01", "--db", db, "--set", "low_standard=770")
	for _, e := range tried.Total {
		if e.Changes() {
			t.Errorf("what is decided already changes %+v", e)
		}
	}
}

// said runs a command in this program and reads what it prints.
func said(t *testing.T, into any, args ...string) {
	t.Helper()
	var out, complaints bytes.Buffer
	if status := Run(args, Streams{In: strings.NewReader(""), Out: &out, Err: &complaints}); status != exitDone {
		t.Fatalf("%v: status %d\n%s%s", args, status, &out, &complaints)
	}
	if err := json.Unmarshal(out.Bytes(), into); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, &out)
	}
}
