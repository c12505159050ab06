package db

import (
	"bytes"
	"io/fs"
	"regexp"
)

// A table that is nothing but its primary key is kept by SQLite twice, once as a
// table and once as an index, unless it is told otherwise. PostgreSQL does not
// understand the words. So the migrations, which are one text for all engines,
// say it in a comment that only SQLite is shown as words.

// clusteredTable is a table under the comment, to the end of its columns.
var clusteredTable = regexp.MustCompile(`(?s)(-- clustered\n(?:--[^\n]*\n)*CREATE TABLE .*?\n\));`)

// clustered shows the migrations as SQLite is to read them.
type clustered struct{ fs.FS }

// Open implements [fs.FS].
func (c clustered) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	text, err := fs.ReadFile(c.FS, name)
	if err != nil {
		return nil, err
	}
	text = clusteredTable.ReplaceAll(text, []byte("$1 WITHOUT ROWID;"))
	return shown{f, bytes.NewReader(text)}, nil
}

// shown is a file with another text.
type shown struct {
	fs.File
	text *bytes.Reader
}

func (s shown) Read(b []byte) (int, error) { return s.text.Read(b) }
