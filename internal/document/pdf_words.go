package document

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A PDF knows no tables, but it knows where each word stands. From the places alone the
// cells of a table are told far better than from lines filled up with spaces.

// placed is a printed word; lengths are hundredths of a point, from the top left corner.
type placed struct {
	text        string
	left, right int
	mid         int // the middle of its height
}

// wordsMax is how many words of a PDF are measured. A plan has some ten thousands; the
// tables behind are read by their lines.
const wordsMax = 300_000

// wordsOf asks the program where the words of each page stand. No answer is no fault:
// the lines are there.
func wordsOf(ctx context.Context, program string, r io.ReaderAt, size int64) [][]placed {
	cmd := exec.CommandContext(ctx, program, "-bbox", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = io.NewSectionReader(r, 0, size)
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return nil
	}
	pages, err := decodeWords(out)
	if err != nil {
		_ = cmd.Process.Kill() // it is waited for below, and what it wrote is not used
	}
	if cmd.Wait() != nil || err != nil {
		return nil
	}
	return pages
}

var errTooManyWords = errors.New("too many words")

// decodeWords reads the program's answer: page elements with word elements.
func decodeWords(r io.Reader) (pages [][]placed, err error) {
	d := xml.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	d.Strict = false
	left := wordsMax
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return pages, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "page":
			pages = append(pages, nil)
		case start.Name.Local == "word" && len(pages) > 0:
			if left--; left < 0 {
				return nil, errTooManyWords
			}
			w, err := wordOf(d, start)
			if err != nil {
				return nil, err
			}
			if n := len(pages) - 1; w.text != "" && w.right > w.left {
				pages[n] = append(pages[n], w)
			}
		}
	}
}

// wordOf reads one word element.
func wordOf(d *xml.Decoder, start xml.StartElement) (placed, error) {
	at := map[string]int{}
	for _, a := range start.Attr {
		at[a.Name.Local] = hundredths(a.Value)
	}
	var text string
	if err := d.DecodeElement(&text, &start); err != nil {
		return placed{}, err
	}
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
	return placed{text: text, left: at["xMin"], right: at["xMax"], mid: (at["yMin"] + at["yMax"]) / 2}, nil
}

// hundredths reads a number of points; what is none is 0.
func hundredths(s string) int {
	whole, part, _ := strings.Cut(s, ".")
	n, err := strconv.Atoi(whole + (part + "00")[:2])
	if err != nil || n > 1<<24 || n < -1<<24 {
		return 0
	}
	return n
}

// emOf is the size of most Chinese characters of a page; 0 when there are too few.
func emOf(words []placed) int {
	var sizes []int
	for _, w := range words {
		n := 0
		for _, r := range w.text {
			if !unicode.Is(unicode.Han, r) {
				n = 0
				break
			}
			n++
		}
		if n > 1 {
			sizes = append(sizes, (w.right-w.left)/n)
		}
	}
	if len(sizes) < 5 {
		return 0
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}
