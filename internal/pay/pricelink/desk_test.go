package pricelink

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

func TestAMonthGoesFromItsIndicesToPay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx, o := t.Context(), open(t, store)
		o.family(county, town, "dibao", "h1", 500_00, 1, 2, 3)
		o.family(county, town, "tekun", "h2", 923_00, 4)
		o.family(county2, town2, "dibao", "h3", 400_00, 5, 1) // 1 is known there too
		o.enter("2026-09", 44, 67)
		p := must[*Proposal](t)(o.Propose(ctx, region, month(t, "2026-09")))
		if p.Verdict != Launch || p.Persons != 6 || p.Amount != 6*89_00 || p.Pay != month(t, "2026-10") || p.Due <= day(t, "2026-10-30") {
			t.Fatalf("verdict %s, %d persons, %s, pay %s, due %s", p.Verdict, p.Persons, p.Amount, p.Pay, p.Due)
		}
		l := o.launched("2026-09")
		if again := o.launched("2026-09"); again.Opened != l.Opened {
			t.Error("launched twice")
		}
		o.roll("2026-09", "veteran", row(2, "崇川区"), row(7, "崇川"), row(7, "海门区"), row(8, county2))
		o.roll("2026-09", "worker", row(8, "海门区"), row(9, "海门区"), row(9, "海门区"))
		l = o.listed("2026-09")
		want := []string{
			"320613 dibao 3人267.00元", "320613 tekun 1人89.00元", "320613 veteran 1人89.00元", "320613 veteran group1人0.00元",
			"320614 dibao 1人89.00元", "320614 dibao county1人0.00元", "320614 veteran 1人89.00元", "320614 veteran county1人0.00元",
			"320614 worker 1人89.00元", "320614 worker group1人0.00元", "320614 worker twice1人0.00元",
		}
		if got := o.told(l); !slices.Equal(got, want) {
			t.Fatalf("got %q\nwant %q", got, want)
		}
		if again := o.listed("2026-09"); again.Opened != l.Opened {
			t.Error("the same list is written twice")
		}
		o.handed(l)
		o.reported(l)
	})
}

// handed gives a list to pay, broken off once.
func (o *office) handed(l *Decided) {
	t, ctx, seen := o.t, o.t.Context(), Seen{region, l.Month, l.ListHash}
	o.t.Helper()
	o.payer.fail = county2
	if _, err := o.HandOver(ctx, chief, seen); err == nil {
		t.Fatal("a batch that broke off is not told")
	}
	o.payer.fail = ""
	first := must[[]Result](t)(o.HandOver(ctx, chief, seen))
	second := must[[]Result](t)(o.HandOver(ctx, chief, seen))
	if len(first) != 2 || !slices.Equal(first, second) {
		t.Fatalf("handed over twice: %v and %v", first, second)
	}
	for i, want := range []int64{4, 1} {
		run := must[*pay.RunDesk](t)(o.payer.RunDesk(ctx, first[i].County, first[i].Run))
		if run.Lines == nil || int64(len(run.Lines)) != want || run.Total != civil.Fen(want)*89_00 || run.Programme != Programme {
			t.Errorf("run %d: %d lines, %s", i, len(run.Lines), run.Total)
		}
		all := must[[]*pay.Run](t)(o.payer.Runs(ctx, first[i].County, month(t, "2026-01")))
		if len(all) != 1 {
			t.Errorf("%d runs in %s", len(all), first[i].County)
		}
	}
	if err := o.Withdraw(ctx, chief, region, l.Month, "不发了"); codeOf(err) != "pricelink_state" {
		t.Errorf("a month handed over is withdrawn: %v", err)
	}
	if _, err := o.MakeList(ctx, chief, region, l.Month); codeOf(err) != "pricelink_state" {
		t.Errorf("a list handed over is made again: %v", err)
	}
}

// reported tells what departments paid and reads the report.
func (o *office) reported(l *Decided) {
	t, ctx := o.t, o.t.Context()
	o.t.Helper()
	told := Told{Region: region, Month: l.Month, County: county2, Group: "veteran", Persons: 1, Amount: 89_00, Day: o.Today()}
	for range 2 {
		if err := o.Tell(ctx, chief, told); err != nil {
			t.Fatal(err)
		}
	}
	for want, change := range map[string]func(*Told){
		"pricelink_result_more":  func(x *Told) { x.Persons = 2 },
		"pricelink_result_less":  func(x *Told) { x.Persons, x.Amount = 0, 0 },
		"pricelink_result_group": func(x *Told) { x.Group = "dibao" },
		"pricelink_result_day":   func(x *Told) { x.Day = o.Today() + 1 },
	} {
		bad := told
		change(&bad)
		if err := o.Tell(ctx, chief, bad); codeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := o.Tell(ctx, officer, told); codeOf(err) != "pricelink_result_scope" {
		t.Errorf("another county's officer: %v", err)
	}
	r := must[*Report](t)(o.Report(ctx, region, 2026, sortedKeys(l.Amounts)))
	if len(r.Launches) != 1 || r.Launches[0].Persons != 8 || r.Launches[0].Struck != 5 || r.Years[0].Total != 8*89_00 || r.Years[0].Arrived != 1 {
		t.Errorf("report %+v", r.Years)
	}
	if r := must[*Report](t)(o.Report(ctx, region, 2025, nil)); len(r.Launches) != 0 {
		t.Error("a launch of another year is reported")
	}
	name, raw, err := o.Export(ctx, chief, region, l.Month, "veteran")
	if err != nil || !strings.Contains(name, "抚恤补助优抚对象") || !bytes.Contains(raw, []byte(number(7))) {
		t.Errorf("export %q, %v", name, err)
	}
	for _, why := range []string{"已按更优先的类别列入：在崇川区按“最低生活保障对象”列入", "已在其他县（市、区）列入：在崇川区"} {
		if !bytes.Contains(raw, []byte(why)) {
			t.Errorf("the export does not say %q: %s", why, raw)
		}
	}
	if _, raw, err := o.Export(ctx, officer, region, l.Month, "veteran"); err != nil || bytes.Contains(raw, []byte("海门区,")) {
		t.Errorf("an officer's export has another county: %v %s", err, raw)
	}
	if _, _, err := o.Export(ctx, abroad, region, l.Month, "veteran"); codeOf(err) != "pricelink_county" {
		t.Errorf("another city's export: %v", err)
	}
}

func TestAnIndexIsCorrectedByANewRowAndWhatWasShownIsStale(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx, o := t.Context(), open(t, store)
		o.enter("2026-08", 31, 33)
		seen := o.seen("2026-08")
		x := o.point("2026-08", pack.CPI, 52)
		if _, err := o.Enter(ctx, chief, region, []Index{x}); codeOf(err) != "pricelink_correction" {
			t.Fatalf("a correction without a reason: %v", err)
		}
		x.Note = "调查队更正"
		for _, want := range []int{1, 0} {
			if n := must[int](t)(o.Enter(ctx, chief, region, []Index{x})); n != want {
				t.Errorf("%d new rows, want %d", n, want)
			}
		}
		if list := must[[]*Index](t)(o.Indices(ctx, region)); len(list) != 3 || list[0].Standing || !list[1].Standing {
			t.Errorf("%d versions", len(list))
		}
		if _, err := o.Decide(ctx, chief, seen, ""); codeOf(err) != "pricelink_changed" {
			t.Errorf("a changed proposal is decided: %v", err)
		}
		o.launched("2026-08")
		if _, err := o.Decide(ctx, chief, seen, ""); codeOf(err) != "pricelink_launched" {
			t.Errorf("a month is launched on two grounds: %v", err)
		}
	})
}

func TestWhatNobodyPublishedIsRefused(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	for want, change := range map[string]func(*Index){
		"pricelink_kind":            func(x *Index) { x.Kind = "ppi" },
		"pricelink_rise":            func(x *Index) { x.Rise = 1001 },
		"pricelink_published":       func(x *Index) { x.Published = o.Today() + 1 },
		"pricelink_published_early": func(x *Index) { x.Published = x.Month.Last() },
		"pricelink_source":          func(x *Index) { x.Source = " " },
		"pricelink_month":           func(x *Index) { x.Month = 0 },
	} {
		x := o.point("2026-08", pack.CPI, 31)
		change(&x)
		if _, err := o.Enter(t.Context(), chief, region, []Index{x}); codeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	x := o.point("2026-08", pack.CPI, 31)
	if _, err := o.Enter(t.Context(), chief, region, []Index{x, x}); codeOf(err) != "pricelink_twice" {
		t.Errorf("the same twice: %v", err)
	}
	if _, err := o.Enter(t.Context(), officer, region, []Index{x}); codeOf(err) != "pricelink_city" {
		t.Errorf("a county enters the city's index: %v", err)
	}
	if _, err := o.Enter(t.Context(), abroad, region, []Index{x}); codeOf(err) != "pricelink_city" {
		t.Errorf("another city enters the index: %v", err)
	}
}

func TestAMonthThatDoesNotReachItIsNotLaunched(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.enter("2026-08", 29, 12)
	if _, err := o.Decide(t.Context(), chief, o.seen("2026-08"), ""); codeOf(err) != "pricelink_not_reached" {
		t.Errorf("got %v", err)
	}
	if _, err := o.Decide(t.Context(), chief, o.seen("2026-07"), ""); codeOf(err) != "pricelink_not_reached" {
		t.Errorf("a month nobody knows: %v", err)
	}
	if _, err := o.Decide(t.Context(), officer, o.seen("2026-08"), ""); codeOf(err) != "pricelink_city" {
		t.Errorf("a county decides: %v", err)
	}
}

func TestAWithdrawnMonthFallsAwayWithItsListAndIsDecidedAnew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx, o := t.Context(), open(t, store)
		o.family(county, town, "dibao", "h1", 500_00, 1)
		o.enter("2026-09", 31, 32)
		o.launched("2026-09")
		l := o.listed("2026-09")
		if err := o.Withdraw(ctx, chief, region, l.Month, " "); codeOf(err) != "pricelink_reason" {
			t.Errorf("without a reason: %v", err)
		}
		for range 2 {
			if err := o.Withdraw(ctx, chief, region, l.Month, "指数有误"); err != nil {
				t.Fatal(err)
			}
		}
		if got := o.told(l); len(got) != 0 {
			t.Errorf("the list of a withdrawn month is there: %q", got)
		}
		if _, err := o.MakeList(ctx, chief, region, l.Month); codeOf(err) != "pricelink_state" {
			t.Errorf("a list of a withdrawn month: %v", err)
		}
		o.launched("2026-09")
		if got := o.told(o.listed("2026-09")); !slices.Equal(got, []string{"320613 dibao 1人60.00元"}) {
			t.Errorf("got %q", got)
		}
		if _, past, err := o.Launch(ctx, region, l.Month); err != nil || len(past) != 5 {
			t.Errorf("%d versions, %v", len(past), err)
		}
	})
}

func TestAListThatChangedIsMadeAgainBeforeItIsHandedOver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx, o := t.Context(), open(t, store)
		o.family(county, town, "dibao", "h1", 500_00, 1)
		o.enter("2026-09", 31, 32)
		o.launched("2026-09")
		o.roll("2026-09", "veteran", row(1, county), row(2, county))
		l := o.listed("2026-09")
		o.roll("2026-09", "veteran", row(1, county), row(2, county)) // the same file: nothing
		if again := o.listed("2026-09"); again.Opened != l.Opened {
			t.Error("the same file changes the list")
		}
		r := o.roll("2026-09", "veteran", row(3, county), "无名,,崇川区", "人4,123,崇川区", row(5, "苏州"))
		if r.Rows != 1 || len(r.Refused) != 3 || strings.Contains(strings.Join(r.Refused, ""), number(5)) {
			t.Errorf("%d rows, refused %q", r.Rows, r.Refused)
		}
		if _, err := o.HandOver(ctx, chief, Seen{region, l.Month, l.ListHash}); codeOf(err) != "pricelink_state" {
			t.Errorf("an outdated list is handed over: %v", err)
		}
		now := o.listed("2026-09")
		if _, err := o.HandOver(ctx, chief, Seen{region, l.Month, l.ListHash}); codeOf(err) != "pricelink_list_stale" {
			t.Errorf("a list nobody saw is handed over: %v", err)
		}
		if got := o.told(now); len(got) != 2 || !strings.HasPrefix(got[1], "320613 veteran 1人") {
			t.Errorf("got %q", got)
		}
		o.people.dead[register.Ref{County: county, ID: "p" + county + "-1"}] = true
		if got := o.told(o.listed("2026-09")); !strings.Contains(got[0], "dead1人0.00元") {
			t.Errorf("the dead are paid: %q", got)
		}
	})
}

func TestManyAtOnceLaunchListAndHandOverOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx, o := t.Context(), open(t, store)
		for i := range 12 {
			o.family(county, town, "dibao", "h"+count(i), 500_00, 10+i)
		}
		o.enter("2026-09", 31, 32)
		seen := o.seen("2026-09")
		at := func(f func()) {
			var all sync.WaitGroup
			for range 4 {
				all.Go(f)
			}
			all.Wait()
		}
		at(func() {
			if _, err := o.Decide(ctx, chief, seen, ""); err != nil {
				t.Error(err)
			}
		})
		at(func() {
			if _, err := o.MakeList(ctx, chief, region, seen.Month); err != nil && codeOf(err) != "pricelink_list_changed" {
				t.Error(err)
			}
		})
		l, past, err := o.Launch(ctx, region, seen.Month)
		if err != nil || len(past) != 2 || l.State != Listed {
			t.Fatalf("%d versions, %v", len(past), err)
		}
		at(func() {
			if _, err := o.HandOver(ctx, chief, Seen{region, l.Month, l.ListHash}); err != nil {
				t.Error(err)
			}
		})
		runs := must[[]*pay.Run](t)(o.payer.Runs(ctx, county, month(t, "2026-01")))
		if len(runs) != 1 || runs[0].Lines != 12 {
			t.Errorf("%d runs", len(runs))
		}
	})
}

func TestPeopleOfACountyAreShownToWhoCoversItAndTheLookIsKept(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	ctx := t.Context()
	o.enter("2026-09", 31, 32)
	o.launched("2026-09")
	o.roll("2026-09", "veteran", row(1, county), row(2, county), row(3, county2))
	l := o.listed("2026-09")
	list, all, err := o.Claims(ctx, officer, l, ListFilter{County: county, Group: "veteran"}, 1, 10)
	if err != nil || all != 2 || len(list) != 1 || !strings.HasPrefix(list[0].Name, "人") || list[0].number != "" {
		t.Errorf("%v of %d, %v", list, all, err)
	}
	if _, _, err := o.Claims(ctx, officer, l, ListFilter{County: county2}, 0, 10); codeOf(err) != "pricelink_county" {
		t.Errorf("another county is shown: %v", err)
	}
	looks := 0
	err = o.store.Read(ctx, func(q db.Query) error {
		return q.QueryRow(ctx, `SELECT count(*) FROM act WHERE county = $1 AND kind = 'pricelink.look' AND actor = $2`, county, officer.Actor).Scan(&looks)
	})
	if err != nil || looks != 1 {
		t.Errorf("%d looks, %v", looks, err)
	}
}

func TestFilesOfAnyEncodingAreRead(t *testing.T) {
	t.Parallel()
	text := "南通市价格指数\n月份,指数,同比涨幅（%）,公布日期,来源\n2026年8月,居民消费价格指数,3.1,2026-09-10,国家统计局南通调查队\n202608,SCPI,-0.4%,2026/9/10,国家统计局南通调查队\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{"UTF-8": text, "a mark": "\ufeff" + text, "GB18030": gbk, "tabs": strings.ReplaceAll(text, ",", "\t")} {
		list, err := ParseIndices([]byte(raw))
		if err != nil || len(list) != 2 || list[0].Rise != 31 || list[1].Rise != -4 || list[1].Kind != pack.SCPI || list[0].Published != day(t, "2026-09-10") {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	level := "月份,指数,上年同月=100,公布日期,来源\n2026-08,CPI,104.4,2026-09-10,调查队\n"
	if list, err := ParseIndices([]byte(level)); err != nil || list[0].Rise != 44 {
		t.Errorf("an index as a level: %+v, %v", list, err)
	}
	for raw, want := range map[string]string{
		"": "pricelink_file", "月份,指数\n": "pricelink_nothing", "没有表头\n": "pricelink_file_head",
		"月份,指数,同比\n2026-13,CPI,3\n": "pricelink_row", "月份,指数,同比\n2026-08,PPI,3\n": "pricelink_row", "月份,指数,同比\n2026-08,CPI,3.14\n": "pricelink_row",
	} {
		if _, err := ParseIndices([]byte(raw)); codeOf(err) != want {
			t.Errorf("%q: got %v, want %s", raw, err, want)
		}
	}
}
