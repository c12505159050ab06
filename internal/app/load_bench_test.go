package app

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"lianxin/internal/feed"
)

// BenchmarkLoad takes files of the sample city into a fresh SQLite store, from
// the file to the closed batch: the household register, in which every row is a
// person and a membership, and then files about people who are known.
func BenchmarkLoad(b *testing.B) {
	folder := b.TempDir()
	run := func(b *testing.B, args ...string) []byte {
		b.Helper()
		var out, said bytes.Buffer
		if status := Run(args, Streams{Out: &out, Err: &said}); status != exitDone {
			b.Fatalf("%v: status %d, %s", args, status, said.String())
		}
		return out.Bytes()
	}
	run(b, "sample", "--city", "nantong", "--scale", "0.02", "--feeds", "--out", folder)
	for b.Loop() {
		store := filepath.Join(b.TempDir(), "lianxin.db")
		for _, name := range []string{"person", "income_tax", "bank_account", "real_estate", "declared_family", "authorisation"} {
			b.Run(name, func(b *testing.B) {
				b.N = 1 // a second time there would be nothing to do
				var loaded feed.Loaded
				text := run(b, "load", "--json", "--sample", "--as-of", sampleDay, "--db", store, filepath.Join(folder, "feeds", name+".csv"))
				if err := json.Unmarshal(text, &loaded); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(loaded.Rows)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}
