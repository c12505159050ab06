package app

import (
	"bufio"
	"io"
	"os"
	"path/filepath"

	"lianxin/internal/civil"
)

// staged is a file that is complete but not yet in its place, so that files
// which belong together appear together, and a killed process leaves none by half.
type staged struct {
	name      string
	temporary string // empty once it is in its place
}

// stage writes a file beside its place.
func stage(name string, write func(io.Writer) error) (*staged, error) {
	f, err := createBeside(name)
	if err != nil {
		return nil, err
	}
	out := &staged{name: name, temporary: f.Name()}
	w := bufio.NewWriterSize(f, 1<<20)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		out.discard()
		return nil, unwritten(name, err)
	}
	return out, nil
}

// commit puts the file in its place.
func (s *staged) commit() error {
	if err := os.Rename(s.temporary, s.name); err != nil {
		return unwritten(s.name, err)
	}
	s.temporary = ""
	return nil
}

// discard removes what was not committed.
func (s *staged) discard() {
	if s.temporary != "" {
		_ = os.Remove(s.temporary)
	}
}

// createBeside makes a temporary file in the folder of another.
func createBeside(name string) (*os.File, error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".lianxin-*")
	if err != nil {
		return nil, &civil.Error{Kind: civil.Invalid, Code: "out_unwritable", Message: "写不了 " + name + "，请检查文件夹是否存在、是否可写。", Err: err}
	}
	return f, nil
}

func unwritten(name string, err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "out_failed", Message: "写 " + name + " 时中断，原有的文件没有动。请检查磁盘空间后重试。", Err: err}
}
