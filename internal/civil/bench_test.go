package civil

import "testing"

func BenchmarkCheckID(b *testing.B) {
	regions := testRegions(b)
	options := IDOptions{AsOf: dateOf(2025, 6, 30)}
	b.ReportAllocs()
	for b.Loop() {
		CheckID("11010519491231002X", regions, options)
	}
}

func BenchmarkCheckDivision(b *testing.B) {
	divisions, day := testDivisions(b), dateOf(2025, 6, 30)
	b.ReportAllocs()
	for b.Loop() {
		CheckDivision("320613001001", divisions, day)
	}
}

func BenchmarkParseYuanBytes(b *testing.B) {
	field := []byte("12345.67")
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParseYuanBytes(field)
	}
}

func BenchmarkParseDateBytes(b *testing.B) {
	field := []byte("1949-12-31")
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParseDateBytes(field)
	}
}
