package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"lianxin/internal/civil"
)

// wide is a table of 20 columns, of which 11 are read.
func wide(b *testing.B, rows int) []byte {
	b.Helper()
	var out bytes.Buffer
	out.WriteString("序号,车主,身份证号,住址,号牌号码,初登日期,现值,核定载客,吨位,正常使用,使用性质,备注,品牌,型号,颜色,发动机号,车架号,登记机关,状态,更新时间\n")
	for i := range rows {
		fmt.Fprintf(&out, "%d,张三%d,%s,崇川区城东街道新民社区%d号,苏F%05d,2019-03-%02d,%d.50,5,1.5,是,非营运,,大众,朗逸,白,EN%07d,LSV%09d,崇川分局,正常,2024-01-02 10:11:12\n",
			i+1, i%97, person(b, i%500_000), i%1000, i%100_000, i%28+1, 10_000+i%90_000, i, i)
	}
	return out.Bytes()
}

func BenchmarkScan(b *testing.B) {
	raw := wide(b, 50_000)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		t := &textTable{block: newBlock(bytes.NewReader(raw)), scan: scanner{delimiter: []byte(",")}}
		for {
			if _, err := t.next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(50_000*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkRead(b *testing.B) {
	for _, encoding := range []string{encodingUTF8, encodingGBK, encodingUTF16LE} {
		b.Run(encoding, func(b *testing.B) {
			const rows = 100_000
			path := filepath.Join(b.TempDir(), "a.csv")
			must(b, os.WriteFile(path, in(b, encoding, string(wide(b, rows))), 0o600))
			p, err := Inspect(path, catalogue(b), options(b))
			must(b, err)
			b.ReportAllocs()
			for b.Loop() {
				report, err := p.Read(context.Background(), Reading{Row: func(*Row) error { return nil }})
				if err != nil || report.Accepted != rows {
					b.Fatalf("%+v (%v)", report, err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// matchRows is how many rows [BenchmarkMatch] searches, unless LIANXIN_MATCH_ROWS
// says otherwise; the requirement is 30,000,000 rows (2.3 GB) and 780,000 numbers
// in ten seconds on two cores.
const matchRows = 1_000_000

func BenchmarkMatch(b *testing.B) {
	rows := matchRows
	if text := os.Getenv("LIANXIN_MATCH_ROWS"); text != "" {
		n, err := strconv.Atoi(text)
		must(b, err)
		rows = n
	}
	ids := NewIDSet(780_000)
	path := filepath.Join(b.TempDir(), "a.csv")
	size := payments(b, path, rows, ids)
	p, err := Inspect(path, catalogue(b), options(b))
	must(b, err)
	b.SetBytes(size)
	for b.Loop() {
		report, err := p.Read(context.Background(), Reading{Only: ids})
		if err != nil || report.Passed+report.Rows+report.SkippedRows[SkipDuplicate] != rows {
			b.Fatalf("%+v (%v)", report, err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// payments writes a file of rows of about 77 bytes and puts every 40th of its
// people into the set, filled up with others to 780,000.
func payments(b *testing.B, path string, rows int, ids *IDSet) int64 {
	b.Helper()
	f, err := os.Create(path)
	must(b, err)
	var out bytes.Buffer
	size := int64(0)
	flush := func() {
		n, err := f.Write(out.Bytes())
		must(b, err)
		size += int64(n)
		out.Reset()
	}
	out.WriteString("姓名,身份证号,卡号,余额,预留手机,更新时间\n")
	first := date(b, "1930-01-01")
	for i := range rows {
		id := civil.MakeID(civil.SampleRegion, first.AddDays(i/1000%30_000), i%1000)
		if i%40 == 0 && ids.Len() < 780_000 {
			ids.Add([]byte(id))
		}
		fmt.Fprintf(&out, "张三%d,%s,%04d,%d.50,13800138000,2024-01-02 10:11:12\n", i%97, id, i%10_000, i%90_000)
		if out.Len() > 1<<20 {
			flush()
		}
	}
	flush()
	must(b, f.Close())
	for i := 0; ids.Len() < 780_000; i++ {
		ids.Add([]byte(civil.MakeID("320602", first.AddDays(i/1000), i%1000)))
	}
	return size
}
