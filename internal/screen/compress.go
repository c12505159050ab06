package screen

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// compressFrom is the size in bytes from which packing a page is worth it.
const compressFrom = 1 << 10

// packers are kept, because each has tables of a quarter of a megabyte.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// writePage writes a page, packed when the browser takes it so. A connection
// that went away is no error: the status line has been sent and nobody is left
// to be told.
func writePage(w http.ResponseWriter, r *http.Request, status int, page []byte) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(page) < compressFrom || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Length", strconv.Itoa(len(page)))
		w.WriteHeader(status)
		w.Write(page)
		return
	}
	h.Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	packer := packers.Get().(*gzip.Writer)
	defer packers.Put(packer)
	packer.Reset(w)
	packer.Write(page)
	packer.Close()
}
