package feed

import (
	"errors"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/packs"
)

// TestEveryShippedFeedKnowsItsOwnTable prints the header of each feed of the
// shipped packs, in three forms, and asks which kind it is.
func TestEveryShippedFeedKnowsItsOwnTable(t *testing.T) {
	t.Parallel()
	c, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Feeds()) < 30 {
		t.Fatalf("only %d feeds are shipped", len(c.Feeds()))
	}
	for _, f := range c.Feeds() {
		for form, header := range map[string]func(pack.FeedColumn) string{
			"labels": func(c pack.FeedColumn) string { return c.Field.Label },
			"names":  func(c pack.FeedColumn) string { return c.Field.Name },
			"aliases": func(c pack.FeedColumn) string {
				if len(c.Aliases) > 0 {
					return " " + c.Aliases[len(c.Aliases)-1] + "　"
				}
				return c.Field.Label
			},
		} {
			cells := make([]string, len(f.Columns))
			for i, column := range f.Columns {
				cells[i] = header(column)
			}
			path := write(t, "a.csv", []byte("名册"+strings.Repeat(",", len(cells)-1)+"\n"+strings.Join(cells, ",")+"\n"))
			o := options(t)
			o.Period = "2024-01"
			if f.Period == pack.ByDay {
				o.Period = "2024-01-31"
			}
			p, err := Inspect(path, c, o)
			var refusal *civil.Error
			switch {
			case err == nil && p.Feed == f && len(p.Fields) == len(f.Columns) && len(p.Ignored) == 0:
			case err == nil:
				t.Errorf("%s by its %s is taken for %s: %d of %d columns, ignored %q", f.Name, form, p.Feed.Name, len(p.Fields), len(f.Columns), p.Ignored)
			case errors.As(err, &refusal) && refusal.Code == "feed_kind_ambiguous" && strings.Contains(refusal.Message, f.Name+"（"):
			default:
				t.Errorf("%s by its %s: %v", f.Name, form, err)
			}
			o.Kind = f.Name
			if p, err := Inspect(path, c, o); err != nil || len(p.Fields) != len(f.Columns) {
				t.Errorf("%s by its %s, said to be one: %v", f.Name, form, err)
			}
		}
	}
}
