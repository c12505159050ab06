package app

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

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
	widest(b, filepath.Join(folder, "feeds"), "widest", "低保")
	widest(b, filepath.Join(folder, "feeds"), "widest_long", "低保", "尊老金", "困难残疾人生活补贴", "重度残疾人护理补贴")
	for _, name := range []string{"widest", "widest_long", "income_tax", "bank_account", "real_estate", "declared_family", "authorisation"} {
		b.Run(name, func(b *testing.B) {
			rows, used := 0, time.Duration(0)
			for b.Loop() {
				b.StopTimer()
				store := filepath.Join(b.TempDir(), "lianxin.db")
				load := func(name string) []byte {
					return run(b, "load", "--json", "--sample", "--as-of", sampleDay, "--db", store, filepath.Join(folder, "feeds", name+".csv"))
				}
				load("person")
				before := processorTime(b)
				b.StartTimer()
				var loaded feed.Loaded
				if err := json.Unmarshal(load(name), &loaded); err != nil {
					b.Fatal(err)
				}
				used += processorTime(b) - before
				rows += loaded.Rows
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(used.Microseconds())/float64(rows), "cpu-us/row")
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

// widest writes a list of beneficiaries with all seventeen columns of its feed,
// the most that a feed of one record a row has, for everybody in the register, one
// benefit after the other: the longer it is, the less what every load costs once,
// such as reading the packs and a picture of everybody, hides what a row costs.
func widest(b *testing.B, folder, name string, benefits ...string) {
	b.Helper()
	people := registered(b, folder)
	household, address, division := people.column("户号"), people.column("户籍地址"), people.column("行政区划代码")
	number := people.number
	var out bytes.Buffer
	out.WriteString("身份证号,姓名,户号,地址,行政区划,待遇,月金额,起始月份,终止月份,保障人数,类别,证书编号,开户银行,银行账号,开户人,上次复核日期,备注\n")
	for _, benefit := range benefits {
		for i, p := range people.rows {
			fmt.Fprintf(&out, "%s,%s,%s,%s,%s,%s,%d.50,2025-01,2026-12,%d,,ZS%07d,江苏银行,6200%014d7,%s,2025-06-30,第%d批\n",
				p[number], p[people.name], p[household], p[address], p[division], benefit, 100+i%900, 1+i%5, i, i, p[people.name], i%7)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, name+".csv"), out.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
}

// registry is the file of the household register.
type registry struct {
	header       []string
	rows         [][]string
	name, number int
}

func (r *registry) column(name string) int { return slices.Index(r.header, name) }

// registered reads everybody in the register of a sample city.
func registered(b *testing.B, folder string) *registry {
	b.Helper()
	raw, err := os.ReadFile(filepath.Join(folder, "person.csv"))
	if err != nil {
		b.Fatal(err)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		b.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	r := &registry{header: rows[0], rows: rows[1:]}
	r.name, r.number = r.column("姓名"), r.column("公民身份号码")
	return r
}
