package file

import (
	"bytes"
	"context"
	"errors"
	"io"

	"lianxin/internal/civil"
	"lianxin/internal/journal"

	"github.com/emmansun/gmsm/sm3"
)

// limit is the size up to which a file is read, in bytes.
const limit = 10 << 20

// Content is a file that was looked into and is fit to be kept.
type Content struct {
	Media         string
	Width, Height int // of a picture
	Pages         int // of a PDF
	data          []byte
	source        [sm3.Size]byte // of what was handed in
	digest        [sm3.Size]byte // of data
}

// Bytes are the content as it will be kept. They must not be changed.
func (c *Content) Bytes() []byte { return c.data }

// Digest is SM3 over the content as it will be kept.
func (c *Content) Digest() []byte { return c.digest[:] }

// Take reads, inspects and keeps a file in one step. Inspecting a large
// photograph takes about a second, during which the act holds up every other
// one of the county: who has the file before the act begins calls [Inspect]
// first and [Cabinet.Put] inside. An act may run twice, so a reader that can
// seek is read from its beginning; one that cannot is empty the second time and
// refused.
func (c *Cabinet) Take(ctx context.Context, w *journal.Write, r io.Reader, note Note) (Ref, error) {
	if problem := note.check(); problem != nil {
		return Ref{}, problem
	}
	if seeker, can := r.(io.Seeker); can {
		if _, err := seeker.Seek(0, io.SeekStart); err != nil {
			return Ref{}, unread(err)
		}
	}
	content, err := Inspect(ctx, r)
	if err != nil {
		return Ref{}, err
	}
	return c.Put(ctx, w, content, note)
}

// Inspect reads a file that somebody hands in and makes of it what will be
// kept. It touches no store. It refuses what the package refuses.
func Inspect(ctx context.Context, r io.Reader) (*Content, error) {
	data, err := read(r)
	if err != nil {
		return nil, err
	}
	source := sm3.Sum(data)
	content, err := admit(ctx, data)
	if err != nil {
		return nil, err
	}
	content.source, content.digest = source, sm3.Sum(content.data)
	return content, nil
}

// admit chooses by the first bytes who looks further.
func admit(ctx context.Context, data []byte) (*Content, error) {
	switch form := sniff(data); form {
	case formJPEG, formPNG, formWebP:
		return admitPicture(ctx, form, data)
	case formPDF:
		return admitPDF(data)
	case formHEIC:
		return nil, civil.Refuse("photo_heic", "这张照片是HEIC格式，这里打不开：请在手机“设置→相机→格式”里选“兼容性最佳”后重拍，或把照片截屏后上传截图。")
	case formVideo:
		return nil, civil.Refuse("file_video", "这是一段视频，这里只收照片和PDF：请拍成照片再上传。")
	}
	return nil, civil.Refuse("file_form", "这个文件不是照片，也不是PDF：请上传JPG、PNG、WebP照片或PDF文件。")
}

// read reads the whole of r, one byte past the limit at most.
func read(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, unread(err)
	case len(data) == 0:
		return nil, civil.Refuse("file_empty", "文件是空的，请重新选择文件上传。")
	case len(data) > limit:
		return nil, tooLarge(data, r)
	}
	return data, nil
}

// tooLarge says how large the file is where its reader knows.
func tooLarge(data []byte, r io.Reader) *civil.Error {
	what := "照片"
	if form := sniff(data); form == formPDF || form == formNone {
		what = "文件"
	}
	if seeker, can := r.(io.Seeker); can {
		if size, err := seeker.Seek(0, io.SeekEnd); err == nil && size > limit {
			return civil.Refuse("file_large", "%s有%d MB，请选10 MB以内的。", what, (size+1<<20-1)>>20)
		}
	}
	return civil.Refuse("file_large", "%s超过10 MB，请选10 MB以内的。", what)
}

func unread(err error) error {
	if refused := (*civil.Error)(nil); errors.As(err, &refused) {
		return err
	}
	return &civil.Error{Kind: civil.Unavailable, Code: "file_unread", Err: err, Message: "文件没有传完，请检查网络后重新上传。"}
}

// form is what the first bytes of a file say it is.
type form uint8

const (
	formNone form = iota
	formJPEG
	formPNG
	formWebP
	formPDF
	formHEIC
	formVideo
)

// sniff looks at the first bytes. The name of a file is never asked.
func sniff(data []byte) form {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return formJPEG
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return formPNG
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return formWebP
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return formPDF
	case len(data) >= 12 && string(data[4:8]) == "ftyp":
		return container(string(data[8:12]))
	}
	return formNone
}

// container tells pictures from films: both come in boxes of one kind.
func container(brand string) form {
	switch brand {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis":
		return formHEIC
	}
	return formVideo
}
