// Package static keeps what browsers load beside a page: styles, scripts and
// pictures, each under an address that holds a hash of its content.
//
// It promises that an address never changes its content, so that a browser asks
// for each once and not again; that what travels is packed when the browser
// takes it so; and that a program built without the copied libraries says which
// one is missing and what to do.
//
// It refuses to hand out what is not meant for browsers: the font of letters, and
// any file that is not on the list of types.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"lianxin/internal/civil"
)

//go:embed *
var embedded embed.FS

// Files are all files, for the letters that need the font.
func Files() fs.FS { return embedded }

// Prefix is the folder of the addresses.
const Prefix = "/static/"

// hashLength is how many hexadecimal digits of the hash stand in an address.
const hashLength = 12

// needed are the copied files without which pages or letters break.
var needed = []string{"vendor/tabler.css", "vendor/htmx.js", "vendor/echarts.js", "vendor/noto-sans-sc-400.ttf"}

// types are the kinds of files that browsers may have.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// one is a file as it is sent.
type one struct {
	kind                string
	plain, gzip, brotli []byte
	address             string
}

// all are the files by name, and by address. Reading them costs some
// milliseconds, once.
var all = sync.OnceValues(func() (byName, byAddress map[string]*one) {
	byName, byAddress = map[string]*one{}, map[string]*one{}
	// Walking an embedded folder cannot fail; a file that could not be read would
	// be missing, and Check says so.
	_ = fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		kind := types[path.Ext(name)]
		if err != nil || entry.IsDir() || kind == "" {
			return nil
		}
		plain, err := embedded.ReadFile(name)
		if err != nil {
			return nil
		}
		sum := sha256.Sum256(plain)
		hash := hex.EncodeToString(sum[:])[:hashLength]
		base := path.Base(name)
		f := &one{kind: kind, plain: plain, address: Prefix + strings.TrimSuffix(base, path.Ext(base)) + "." + hash + path.Ext(base)}
		// The packed copies are found by the hash of what they hold, so that a
		// file edited since `make assets` is sent as it is now.
		f.brotli, _ = embedded.ReadFile("vendor/packed/" + hash + ".br")
		if f.gzip, err = embedded.ReadFile("vendor/packed/" + hash + ".gz"); err != nil {
			f.gzip = pack(plain)
		}
		byName[name], byAddress[f.address] = f, f
		return nil
	})
	return byName, byAddress
})

// pack is a file as gzip. Writing to memory cannot fail.
func pack(plain []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(plain)
	w.Close()
	return b.Bytes()
}

// Check refuses a program whose pages would come without their styles.
func Check() error {
	for _, name := range needed {
		if _, err := fs.Stat(embedded, name); err != nil {
			return &civil.Error{
				Kind: civil.Unavailable, Code: "assets_missing",
				Message: fmt.Sprintf("程序里没有%s，请先运行make assets，再重新编译。", path.Base(name)), Err: err,
			}
		}
	}
	return nil
}

// URL is the address of a file by its name, and a plain one, which leads nowhere,
// for a name that is not there; a test walks all names in use.
func URL(name string) string {
	byName, _ := all()
	if f := byName[name]; f != nil {
		return f.address
	}
	return Prefix + name
}

// Handler sends the files.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, byAddress := all()
		f := byAddress[r.URL.Path]
		if f == nil {
			http.NotFound(w, r)
			return
		}
		body, packing := f.choose(r.Header.Get("Accept-Encoding"))
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if packing != "" {
			h.Set("Content-Encoding", packing)
		}
		w.Write(body)
	})
}

// choose picks the smallest form the browser takes.
func (f *one) choose(accepted string) (body []byte, packing string) {
	switch {
	case f.brotli != nil && strings.Contains(accepted, "br"):
		return f.brotli, "br"
	case strings.Contains(accepted, "gzip"):
		return f.gzip, "gzip"
	}
	return f.plain, ""
}
