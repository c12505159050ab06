package sample

import (
	"context"
	"path/filepath"
	"testing"

	"lianxin/internal/feed"
)

func TestTheHomesOfACityAreReadByTheFeedOfFacilities(t *testing.T) {
	t.Parallel()
	c, dir := delivered(t, testOptions(t, "nantong", 1, 3), FeedOptions{})
	d, err := c.WriteHomes(dir)
	if err != nil || d.Rows == 0 {
		t.Fatalf("%d homes, %v", d.Rows, err)
	}
	p, err := feed.Inspect(filepath.Join(dir, FeedsFolder, d.File), catalogue(t), feed.Options{AsOf: c.Day(), Divisions: c.divisions, Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range p.Fields {
		found[f.Field.Name] = true
	}
	for _, name := range []string{"unit_name", "kind", "filing_number", "address", "division", "beds", "nursing_beds", "residents", "accepts", "state", "phone"} {
		if !found[name] {
			t.Errorf("no column is %s", name)
		}
	}
	report, err := p.Read(context.Background(), feed.Reading{})
	if err != nil || len(report.Quarantined) > 0 {
		t.Fatal(err, report.Quarantined)
	}
	rows := rowsOf(t, filepath.Join(dir, FeedsFolder, "manifest.csv"))
	if last := rows[len(rows)-1]; last[0] != d.File || last[1] != "facility" {
		t.Errorf("the list ends with %v", last)
	}
}
