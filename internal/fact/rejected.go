package fact

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// WriteRejected writes refused rows as CSV, sorted by file, record and column:
// file, record, column, and the reason as "code: sentence". A text that a
// spreadsheet would take for a formula gets an apostrophe in front, since such
// texts can come out of the refused file.
func WriteRejected(w io.Writer, list []Rejection) error {
	sorted := append([]Rejection(nil), list...)
	sortRejections(sorted)
	out := bufio.NewWriter(w)
	out.WriteString("file,record,column,reason\n")
	for _, r := range sorted {
		writeText(out, r.File)
		out.WriteByte(',')
		out.WriteString(strconv.Itoa(r.Record))
		out.WriteByte(',')
		writeText(out, r.Column)
		out.WriteByte(',')
		writeText(out, r.Code+": "+r.Message)
		out.WriteByte('\n')
	}
	return out.Flush()
}

func writeText(out *bufio.Writer, text string) {
	text = civil.PlainCell(text)
	if !strings.ContainsAny(text, ",\"\r\n") {
		out.WriteString(text)
		return
	}
	out.WriteByte('"')
	out.WriteString(strings.ReplaceAll(text, `"`, `""`))
	out.WriteByte('"')
}
