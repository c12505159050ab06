package file

import (
	"context"
	"path"
	"regexp"
	"strings"
	"unicode"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Ref names a file: the home county of its case, and its id there.
type Ref struct {
	County string `json:"county"` // six digits
	ID     string `json:"id"`
}

// Note is what its bringer says of a file.
type Note struct {
	Case string // id of the case it belongs to, in the county of the act
	Kind string // what it is for, a word of the matter: "photo", "paper", "signature"
	Name string // what it was called on the bringer's machine; shown, never believed
}

// File is what is known of a file beside its content.
type File struct {
	Ref
	Opened int64 // the act that brought it
	Case   string
	Kind   string
	Name   string // empty when none was given
	Media  string // JPEG or PDF
	Size   int    // of the content as it is kept, in bytes
	Width  int    // of a picture, in pixels
	Height int
	Pages  int    // of a PDF, as far as its text shows; at least 1
	Digest []byte // SM3 of the content as it is kept
	By     string // who brought it: the actor of the act
	At     civil.Instant
	Erased bool // the content, the name and the digest are gone
}

// The media types in which files are kept.
const (
	JPEG = "image/jpeg"
	PDF  = "application/pdf"
)

// TableName is the table's name: its contents are sealed in pieces, see [Reseal].
const TableName = "file"

// table holds one version for each file: a content is never changed, and a
// better photograph is another file. name and the hashes are personal because
// an erased content must not be guessed from them.
var table = journal.NewTable(TableName, journal.Text("owner"), journal.Text("kind"), journal.Text("media"),
	journal.Int("size"), journal.Int("width"), journal.Int("height"), journal.Int("pages"),
	journal.Text("name").Personal(), journal.Bytes("source").Personal(), journal.Bytes("digest").Personal(),
	journal.Bytes("content").Personal().Sealed("content"))

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{table} }

// Cabinet takes files in and gives them out again.
type Cabinet struct{ keys access.Keyring }

// New makes a cabinet that seals with the city's keys.
func New(keys access.Keyring) *Cabinet { return &Cabinet{keys} }

// kindWord is what a kind looks like, so that it may stand in an address.
var kindWord = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

// nameLimit is how many characters of a name are kept.
const nameLimit = 100

// check refuses a note that leads nowhere, and tidies the name.
func (n *Note) check() *civil.Error {
	switch {
	case n.Case == "":
		return civil.Refuse("file_case", "没有写明文件属于哪一件，请从这一件的页面上传。")
	case !kindWord.MatchString(n.Kind):
		return civil.Refuse("file_kind", "没有写明文件的用途，请选择是照片、材料还是签名。")
	}
	n.Name = tidyName(n.Name)
	return nil
}

// tidyName keeps the last part of a path, without what cannot be printed.
func tidyName(name string) string {
	name = path.Base(path.Clean("/" + strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/")))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name))
	if name == "/" {
		return ""
	}
	if runes := []rune(name); len(runes) > nameLimit {
		return string(runes[:nameLimit])
	}
	return name
}

// Put keeps a content in the act w, in the county of the act. The same content
// brought twice to one case is one file: the second time the first one's name
// is given and nothing is written.
func (c *Cabinet) Put(ctx context.Context, w *journal.Write, content *Content, note Note) (Ref, error) {
	if problem := note.check(); problem != nil {
		return Ref{}, problem
	}
	same, found, err := db.One(ctx, w, db.Text, selectSame, w.County(), journal.Latest, note.Case, content.source[:], content.digest[:])
	if err != nil || found {
		return Ref{w.County(), same}, err
	}
	ref := Ref{w.County(), db.NewID()}
	sealed, err := c.seal(ref, content.data)
	if err != nil {
		return Ref{}, err
	}
	return ref, w.Open(ctx, table, ref.ID, journal.Always, note.Case, note.Kind, content.Media, len(content.data),
		count(content.Width), count(content.Height), count(content.Pages), text(note.Name),
		content.source[:], content.digest[:], sealed)
}

// count is a number for the store; nothing where it does not apply.
func count(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
