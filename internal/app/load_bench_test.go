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
	for _, name := range []string{"income_tax", "bank_account", "real_estate", "declared_family", "authorisation"} {
		b.Run(name, func(b *testing.B) {
			rows := 0
			for b.Loop() {
				b.StopTimer()
				store := filepath.Join(b.TempDir(), "lianxin.db")
				load := func(name string) []byte {
					return run(b, "load", "--json", "--sample", "--as-of", sampleDay, "--db", store, filepath.Join(folder, "feeds", name+".csv"))
				}
				load("person")
				b.StartTimer()
				var loaded feed.Loaded
				if err := json.Unmarshal(load(name), &loaded); err != nil {
					b.Fatal(err)
				}
				rows += loaded.Rows
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
	b.Run("person", func(b *testing.B) {
		rows := 0
		for b.Loop() {
			store := filepath.Join(b.TempDir(), "lianxin.db")
			var loaded feed.Loaded
			text := run(b, "load", "--json", "--sample", "--as-of", sampleDay, "--db", store, filepath.Join(folder, "feeds", "person.csv"))
			if err := json.Unmarshal(text, &loaded); err != nil {
				b.Fatal(err)
			}
			rows += loaded.Rows
		}
		b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	})
}
