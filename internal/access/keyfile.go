package access

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// The environment names the keys in one of two ways: the text of a key file, with
// semicolons where a line break is not possible, or the path of one.
const (
	TextVariable = "LIANXIN_KEYS"
	FileVariable = "LIANXIN_KEYS_FILE"
)

// The first and the last line of a key file. The last one shows that a file was
// not cut when it was copied.
const (
	fileHead = "lianxin-keys 1"
	fileEnd  = "end"
)

// fileMax is the size of the largest key file in bytes, far above what 255 versions
// of three uses need.
const fileMax = 256 << 10

// ownerOnly are the permission bits nobody but the owner may have.
const ownerOnly fs.FileMode = 0o077

// ParseKeyring reads the text of a key file:
//
//	lianxin-keys 1
//	seal 1 2026-01-05 <32 hexadecimal digits> kept
//	seal 2 2027-01-04 <32 hexadecimal digits> current
//	index 1 2026-01-05 <64 hexadecimal digits> current
//	sign 1 2026-01-05 <64 hexadecimal digits> current
//	end
//
// Empty lines and lines that begin with # are skipped. It refuses everything else
// as Invalid and names the line, never its words: they may be a key.
func ParseKeyring(text []byte) (Keyring, error) {
	if len(text) > fileMax {
		return Keyring{}, civil.Refuse("keys_size", "密钥文件超过256KB，请核对是否选错了文件。")
	}
	var keys []*key
	headed, ended := false, false
	for i, raw := range bytes.Split(text, []byte("\n")) {
		line := strings.TrimRight(string(raw), " \t\r")
		switch {
		case line == "" || line[0] == '#':
		case !headed && line == fileHead:
			headed = true
		case !headed:
			return Keyring{}, civil.Refuse("keys_head", "第%d行应为“%s”，请核对是否选错了文件。", i+1, fileHead)
		case ended:
			return Keyring{}, civil.Refuse("keys_line", "密钥文件在“%s”之后还有内容（第%d行），请删去或移到它前面。", fileEnd, i+1)
		case line == fileEnd:
			ended = true
		default:
			k, ok := parseKey(line)
			if !ok {
				return Keyring{}, civil.Refuse("keys_line", "密钥文件第%d行无法识别，应为“用途 版本 日期 密钥 current或kept”。", i+1)
			}
			keys = append(keys, k)
		}
	}
	switch {
	case !headed:
		return Keyring{}, civil.Refuse("keys_head", "密钥文件是空的，请核对是否选错了文件。")
	case !ended:
		return Keyring{}, civil.Refuse("keys_cut", "密钥文件不完整，缺少最后的“%s”一行，请换用完整的文件。", fileEnd)
	}
	return assemble(keys)
}

// parseKey reads one line; there is one spelling for each key.
func parseKey(line string) (*key, bool) {
	words := strings.Split(line, " ")
	if len(words) != 5 {
		return nil, false
	}
	k := &key{current: words[4] == "current"}
	for use := Sealing; use <= Signing; use++ {
		if words[0] == use.String() {
			k.use = use
		}
	}
	version, err := strconv.ParseUint(words[1], 10, 8)
	if k.use == 0 || err != nil || version == 0 || strconv.FormatUint(version, 10) != words[1] {
		return nil, false
	}
	k.version = uint8(version)
	if k.created, err = civil.ParseDate(words[2]); err != nil {
		return nil, false
	}
	k.secret, err = hex.DecodeString(words[3])
	if err != nil || len(k.secret) != uses[k.use].bytes || strings.ToLower(words[3]) != words[3] {
		return nil, false
	}
	return k, k.current || words[4] == "kept"
}

// text is the file of the ring.
func (k Keyring) text() []byte {
	b := []byte("# 连心密钥文件。丢失后，已加密的内容无法恢复：请另存一份，与数据库备份分开保管。\n" + fileHead + "\n")
	for _, one := range k.held.keys {
		state := "kept"
		if one.current {
			state = "current"
		}
		b = fmt.Appendf(b, "%s %d %s %x %s\n", one.use, one.version, one.created, one.secret, state)
	}
	return append(b, fileEnd+"\n"...)
}

// ReadKeyring reads a key file. It refuses one that others than its owner may read
// or write (Denied), on systems that know such permissions.
func ReadKeyring(path string) (Keyring, error) {
	f, err := os.Open(path)
	if err != nil {
		return Keyring{}, fileTrouble(path, err)
	}
	defer f.Close() // nothing was written
	info, err := f.Stat()
	switch {
	case err != nil:
		return Keyring{}, fileTrouble(path, err)
	case !info.Mode().IsRegular():
		return Keyring{}, civil.Refuse("keys_file", "%s不是文件，请核对密钥文件的路径。", path)
	case runtime.GOOS != "windows" && info.Mode().Perm()&ownerOnly != 0:
		return Keyring{}, &civil.Error{Kind: civil.Denied, Code: "keys_file_mode",
			Message: fmt.Sprintf("密钥文件%s的权限是%04o，其他用户也能读写，请先执行chmod 600。", path, info.Mode().Perm())}
	}
	text, err := io.ReadAll(io.LimitReader(f, fileMax+1))
	if err != nil {
		return Keyring{}, fileTrouble(path, err)
	}
	return ParseKeyring(text)
}

// EnvironmentKeyring reads the keys the environment names; getenv is os.Getenv
// outside tests. It refuses an environment that names none (Unavailable), or names
// them twice, since nobody could say which hold.
func EnvironmentKeyring(getenv func(string) string) (Keyring, error) {
	text, path := getenv(TextVariable), getenv(FileVariable)
	switch {
	case text != "" && path != "":
		return Keyring{}, civil.Refuse("keys_twice", "%s和%s只能设置一个，请删去其中之一。", TextVariable, FileVariable)
	case text != "":
		return ParseKeyring([]byte(strings.ReplaceAll(text, ";", "\n")))
	case path != "":
		return ReadKeyring(path)
	}
	return Keyring{}, errNoKeys()
}

// Create writes the ring into a new file that only its owner can read. It refuses a
// path where there is something already (Conflict): an overwritten key cannot be had
// back, and neither can what it sealed.
func (k Keyring) Create(path string) error {
	if k.held == nil {
		return errNoKeys()
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fileTrouble(path, err)
	}
	if err := fill(f, k.text()); err != nil {
		_ = os.Remove(path) // the first error is the one to tell
		return fileTrouble(path, err)
	}
	return fileTrouble(path, syncFolder(path))
}

// Save puts the ring in the place of an earlier one, in one step: whoever reads the
// path meets the old ring or the new one, also after a power failure.
func (k Keyring) Save(path string) error {
	if k.held == nil {
		return errNoKeys()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // made with mode 0600
	if err != nil {
		return fileTrouble(path, err)
	}
	err = fill(f, k.text())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error is the one to tell
		return fileTrouble(path, err)
	}
	return fileTrouble(path, syncFolder(path))
}

// fill writes a file to the disk and closes it.
func fill(f *os.File, text []byte) error {
	_, err := f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// syncFolder makes a new name last; Windows has no such call.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	err = folder.Sync()
	if closed := folder.Close(); err == nil {
		err = closed
	}
	return err
}

// fileTrouble says what went wrong with a key file; nil when nothing did.
func fileTrouble(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case os.IsNotExist(err):
		return &civil.Error{Kind: civil.NotFound, Code: "keys_file_missing", Err: err, Message: fmt.Sprintf("没有找到密钥文件%s，请核对路径。", path)}
	case os.IsExist(err):
		return &civil.Error{Kind: civil.Conflict, Code: "keys_file_exists", Err: err, Message: fmt.Sprintf("%s已经存在，为防止覆盖密钥没有写入，请换一个路径。", path)}
	}
	return &civil.Error{Kind: civil.Unavailable, Code: "keys_file", Err: err, Message: fmt.Sprintf("密钥文件%s无法读写，请检查磁盘和权限。", path)}
}
