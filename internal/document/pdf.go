package document

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
	"unicode"

	"lianxin/internal/civil"
)

// pdfProgram is the only program this package starts. It gets the file on its
// standard input and no argument that comes from the file or its name.
const pdfProgram = "pdftotext"

// pdfWait is how long it may take when the caller sets nothing.
const pdfWait = 8 * time.Second

// readPDF reads the lines of a PDF as pdftotext lays them out, and the tables that the
// places of its words show. Any other table is a group of lines: PDF knows no tables.
func (d *Document) readPDF(r io.ReaderAt, size int64, o Options) error {
	d.Format = PDF
	program, err := exec.LookPath(pdfProgram)
	if err != nil {
		return &civil.Error{
			Kind: civil.Unavailable, Code: "pdftotext_missing", Err: err,
			Message: "读取 PDF 需要安装 pdftotext（Debian、统信、麒麟：apt install poppler-utils），或请先把文件另存为 .docx、.xlsx。",
		}
	}
	wait := o.Wait
	if wait <= 0 {
		wait = pdfWait
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	var out, complaint bounded
	out.left, complaint.left = maxPlain, 4096
	out.full = cancel
	cmd := exec.CommandContext(ctx, program, "-layout", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = io.NewSectionReader(r, 0, size)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	switch {
	case out.over:
		return refuseBomb()
	case ctx.Err() != nil:
		e := civil.Refuse("pdf_slow", "PDF 过于复杂，%d 秒内没有读完，请把文件另存为 .docx 或 .xlsx 后重试。", int(wait/time.Second))
		e.Err = ctx.Err()
		return e
	case err != nil:
		return refusePDF(err, complaint.buf.String())
	}
	if err := d.readPages(strings.ToValidUTF8(out.buf.String(), "\ufffd")); err != nil {
		return err
	}
	words := wordsOf(ctx, program, r, size)
	if words == nil && ctx.Err() != nil {
		d.note(Place{}, "没有在限定时间内量完 PDF 中文字的位置，表格只按文字行读取，未读的行会较多；请在电脑空闲时重试，或把文件另存为 .docx 或 .xlsx。")
	}
	d.put(measure(words))
	return nil
}

// refusePDF says what the program's complaint means.
func refusePDF(err error, complaint string) error {
	low := strings.ToLower(complaint)
	var e *civil.Error
	switch {
	case strings.Contains(low, "password") || strings.Contains(low, "encrypt"):
		e = civil.Refuse("document_encrypted", "文件设有打开密码，请取消密码另存后重试。")
	case strings.Contains(low, "not allowed") || strings.Contains(low, "permission"):
		e = civil.Refuse("pdf_protected", "PDF 禁止复制文字，请取得可编辑的文件后重试。")
	default:
		return refuseBroken(PDF, errors.Join(err, errors.New(complaint)))
	}
	e.Err = err
	return e
}

// readPages takes the program's answer: lines, with a form feed after each page.
func (d *Document) readPages(text string) error {
	if !printed(text) {
		return civil.Refuse("pdf_scanned", "PDF 中没有文字，可能是扫描件，请取得可编辑的文件，或先做文字识别后重试。")
	}
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) > maxBlocks {
		return refuseLong()
	}
	for i, page := range pages {
		if !printed(page) {
			d.note(Place{Page: i + 1}, "此页没有文字，可能是图片或扫描页，未读取。")
		} else if strings.ContainsRune(page, '\ufffd') {
			d.note(Place{Page: i + 1}, "此页有无法识别的字符（"+strconv.Itoa(strings.Count(page, "\ufffd"))+" 个），请对照原件。")
		}
	}
	return d.readText(text, true)
}

// printed says whether a text has anything to see.
func printed(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsSpace(r) && unicode.IsPrint(r) })
}

// bounded keeps what a program writes, up to a limit.
type bounded struct {
	buf  bytes.Buffer // not embedded: its ReadFrom would go past the limit
	left int
	over bool
	full func() // called when there was more
}

// Write takes everything, so that the program never waits, and keeps what fits.
func (b *bounded) Write(p []byte) (int, error) {
	keep := min(len(p), b.left)
	b.left -= keep
	b.buf.Write(p[:keep])
	if keep < len(p) {
		b.over = true
		if b.full != nil {
			b.full()
		}
	}
	return len(p), nil
}
