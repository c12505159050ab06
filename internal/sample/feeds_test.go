package sample

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/feed"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// shown is a cell of a column, as text.
func shown(f *pack.Fact, c *rule.Column, row int) string {
	switch {
	case c == nil:
		return "unknown"
	case c.Byte != nil:
		if v := c.Byte[row]; f.Kind == rule.Bool && v == rule.Unknown || f.Kind != rule.Bool && v == rule.UnknownByte {
			return "unknown"
		}
		return fmt.Sprint(c.Byte[row])
	case c.Null != nil && c.Null[row] != 0:
		return "unknown"
	case c.I32 != nil:
		return fmt.Sprint(c.I32[row])
	}
	return fmt.Sprint(c.I64[row])
}

// delivered writes a city and its feeds, and gives the folder.
func delivered(t testing.TB, o Options, f FeedOptions) (*City, string) {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := c.WriteCSV(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := c.WriteFeeds(dir, f); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

// everyFifth stands in for the rules: one family in five gets something, one in
// four is refused.
func everyFifth(h int) []Judged {
	list := []Judged{{Programme: "elder", Member: 0, Amount: 5_000, Covered: 1}}
	switch {
	case h%5 == 0:
		list = append(list, Judged{Programme: "dibao", Member: -1, Amount: civil.Fen(30_000 + h), Covered: 1})
	case h%4 == 0:
		list = append(list, Judged{Programme: "dibao", Member: -1, Refused: true})
	}
	return list
}

func files(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		if all[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestTheSameSeedGivesTheSameFeedsOnAnyNumberOfGoroutines(t *testing.T) {
	t.Parallel()
	var alone map[string][]byte
	for _, workers := range []int{1, 2, 5} {
		o := testOptions(t, "nantong", 2, 42)
		o.Workers = workers
		_, dir := delivered(t, o, FeedOptions{Judged: everyFifth, Dirty: true})
		got := files(t, filepath.Join(dir, FeedsFolder))
		if alone == nil {
			alone = got
		}
		if len(got) != len(alone) || len(got) < 30 {
			t.Fatalf("%d files with %d goroutines, %d with one", len(got), workers, len(alone))
		}
		for name, text := range got {
			if !bytes.Equal(text, alone[name]) {
				t.Errorf("%s differs between 1 and %d goroutines", name, workers)
			}
		}
	}
}

func ready(t testing.TB, dir string, c *City) *fact.City {
	t.Helper()
	list := catalogue(t).Facts()
	facts := make([]rule.Fact, len(list))
	for i := range list {
		facts[i] = list[i].Fact
	}
	city, err := fact.ReadFolder(dir, fact.Options{Facts: facts, AsOf: c.Day(), Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(city.Rejections) > 0 {
		t.Fatalf("the files of families are broken: %+v", city.Rejections[0])
	}
	return city
}

// TestFactsBuiltFromTheFeedsAreThoseOfTheCity is what the feeds are for: read by
// the product's reader, kept in a register made of maps, put together by the
// packs' sources, they say exactly what the files of families say.
func TestFactsBuiltFromTheFeedsAreThoseOfTheCity(t *testing.T) {
	t.Parallel()
	for name, asOf := range map[string]string{"nanjing": "2020-02-29", "nantong": "2025-06-30"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := testOptions(t, name, 1, 21)
			o.AsOf = day(t, asOf)
			c, dir := delivered(t, o, FeedOptions{Judged: everyFifth})
			a := newArchive(t, c)
			a.load(t, filepath.Join(dir, FeedsFolder))
			same(t, a.catalogue, a.facts(t, c.Day(), rowsOf(t, filepath.Join(dir, "persons.csv"))), ready(t, dir, c))
		})
	}
}

// TestMonthAfterMonthTheFeedsGiveTheCityOfThatMonth begins at the end of a month
// that the next one does not reach.
func TestMonthAfterMonthTheFeedsGiveTheCityOfThatMonth(t *testing.T) {
	t.Parallel()
	o := testOptions(t, "taizhou", 1, 5)
	o.AsOf = day(t, "2024-01-31")
	var a *archive
	for o.Month = 0; o.Month <= 3; o.Month++ {
		c, dir := delivered(t, o, FeedOptions{})
		if a == nil {
			a = newArchive(t, c)
			a.told = true
		}
		a.options.AsOf = c.Day()
		a.load(t, filepath.Join(dir, FeedsFolder))
		same(t, a.catalogue, a.facts(t, c.Day(), rowsOf(t, filepath.Join(dir, "persons.csv"))), ready(t, dir, c))
	}
}

func TestAMonthChangesAboutOnePersonInAHundred(t *testing.T) {
	t.Parallel()
	var before map[string]string
	for month := range 2 {
		o := testOptions(t, "nantong", 5, 8)
		o.Month = month
		now := map[string]string{}
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := c.WriteCSV(dir); err != nil {
			t.Fatal(err)
		}
		for _, row := range rowsOf(t, filepath.Join(dir, "persons.csv")) {
			now[row[0]] = strings.Join(row, ",")
		}
		if before == nil {
			before = now
			continue
		}
		changed, births := 0, len(now)-len(before)
		for id, text := range before {
			if now[id] == "" {
				t.Fatalf("%s is gone", id)
			}
			if now[id] != text {
				changed++
			}
		}
		total := len(before)
		if births == 0 || changed*1000 < total*2 || changed*1000 > total*20 {
			t.Errorf("of %d persons %d changed and %d were born", total, changed, births)
		}
	}
}

func TestALaterMonthKeepsEveryNumberUniqueAndEveryRowGood(t *testing.T) {
	t.Parallel()
	o := testOptions(t, "suzhou", 2, 3)
	o.Month = monthMost
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := c.WriteCSV(dir); err != nil {
		t.Fatal(err)
	}
	read := ready(t, dir, c)
	seen := map[string]bool{}
	for _, row := range rowsOf(t, filepath.Join(dir, "persons.csv")) {
		if seen[row[3]] {
			t.Fatalf("%s stands twice", row[3])
		}
		seen[row[3]] = true
	}
	direct, err := c.Table(testFacts())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(direct.Start, read.Table.Start) {
		t.Error("the households are cut differently")
	}
	if _, err := os.Stat(filepath.Join(dir, "truth.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the truth of the first day was written for a later one")
	}
	o.Month++
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), "12") {
		t.Errorf("got %v, want a refusal that names the most", err)
	}
}

func TestEveryPlantedRowIsFoundAndNothingElse(t *testing.T) {
	t.Parallel()
	c, dir := delivered(t, testOptions(t, "suzhou", 1, 6), FeedOptions{Judged: everyFifth, Dirty: true})
	folder := filepath.Join(dir, FeedsFolder)
	want := map[string][]string{}
	for _, row := range rowsOf(t, filepath.Join(folder, "planted.csv")) {
		want[row[0]] = append(want[row[0]], strings.Join(row[1:], " "))
	}
	for _, row := range rowsOf(t, filepath.Join(folder, "manifest.csv")) {
		if row[1] == unansweredKind {
			continue
		}
		p, err := feed.Inspect(filepath.Join(folder, row[0]), catalogue(t), feed.Options{AsOf: c.Day(), Divisions: c.divisions, Sample: true})
		if err != nil {
			t.Fatalf("%s: %v", row[0], err)
		}
		report, err := p.Read(context.Background(), feed.Reading{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, q := range report.Quarantined {
			got = append(got, fmt.Sprintf("%d %s %s", q.Record, q.Column, q.Code))
		}
		for _, s := range report.Skipped {
			if s.Code == feed.SkipDuplicate {
				got = append(got, fmt.Sprintf("%d  %s", s.Record, s.Code))
			}
		}
		if !slices.Equal(got, want[row[0]]) {
			t.Errorf("%s: found %q, planted %q", row[0], got[max(0, len(got)-6):], want[row[0]])
		}
		if len(got) < 2 || report.Truncated {
			t.Errorf("%s: %d planted rows, truncated %t", row[0], len(got), report.Truncated)
		}
	}
}

func TestWhatIsInPayAndItsTruthGiveWhatTheRulesSay(t *testing.T) {
	t.Parallel()
	c, dir := delivered(t, testOptions(t, "nantong", 5, 2), FeedOptions{Judged: everyFifth})
	folder := filepath.Join(dir, FeedsFolder)
	p, err := feed.Inspect(filepath.Join(folder, "in_pay.csv"), catalogue(t), feed.Options{AsOf: c.Day(), Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	paid := map[string]civil.Fen{}
	report, err := p.Read(context.Background(), feed.Reading{Row: func(r *feed.Row) error {
		key, amount := "", civil.Fen(0)
		for i, f := range p.Fields {
			switch f.Field.Name {
			case "household_number":
				key += string(r.Values[i].Text)
			case "programme":
				key = f.Field.Codes[r.Values[i].Int].Name + " " + key
			case "amount":
				amount = civil.Fen(r.Values[i].Int)
			}
		}
		paid[key] = amount
		return nil
	}})
	if err != nil || report.QuarantinedRows > 0 {
		t.Fatal(err, report.Quarantined[:1])
	}
	kinds := map[string]int{}
	for _, row := range rowsOf(t, filepath.Join(folder, "in_pay_truth.csv")) {
		key := row[2] + " " + row[0]
		before, err := civil.ParseYuan(row[4])
		if err != nil || paid[key] != before {
			t.Fatalf("%v: in pay is %s", row, paid[key])
		}
		kinds[row[3]]++
		delete(paid, key)
		if row[3] != changeLoss {
			if paid[key], err = civil.ParseYuan(row[5]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if kinds[changeGain] == 0 || kinds[changeAmount] == 0 || kinds[changeLoss] == 0 {
		t.Errorf("got %v, want some of each", kinds)
	}
	for h := range c.Households() {
		for _, j := range everyFifth(h) {
			key := j.Programme + " " + string(appendHouseholdID(nil, h+1))
			if amount, there := paid[key]; there == j.Refused || amount != j.Amount {
				t.Fatalf("%s: %s with the truth applied, the rules say %+v", key, amount, j)
			}
		}
	}
}

func TestAFeedsFolderThatCannotBeWrittenIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{FeedsFolder, FeedsFolder + "/death.xlsx/x", FeedsFolder + "/manifest.csv/x"} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := testCity(t, "taizhou", 1, 1).WriteFeeds(dir, FeedOptions{})
		var refusal *civil.Error
		if !errors.As(err, &refusal) || refusal.Code != "sample_unwritable" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// BenchmarkWriteFeeds measures one hundredth of Suzhou, 127,000 people.
func BenchmarkWriteFeeds(b *testing.B) {
	c := testCity(b, "suzhou", 10, 1)
	dir := b.TempDir()
	for b.Loop() {
		if _, err := c.WriteFeeds(dir, FeedOptions{Judged: everyFifth}); err != nil {
			b.Fatal(err)
		}
	}
}
