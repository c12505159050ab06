package file

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"

	"lianxin/internal/civil"
)

// unpackLimit bounds what the packed parts of a PDF may unpack to, in bytes.
const unpackLimit = 128 << 20

// active are the names a PDF needs to do more than show pages, and what that is.
// They are long enough that packed pictures do not contain them by chance. A
// name may be looked for anywhere, also outside of the places a reader would
// look: what the file hides we need not find, we refuse it.
var active = []struct{ name, does string }{
	{"/JavaScript", "带有脚本"},
	{"/Launch", "会启动程序"},
	{"/EmbeddedFile", "夹带了别的文件"},
	{"/FileAttachment", "夹带了别的文件"},
	{"/RichMedia", "带有音视频"},
	{"/Rendition", "带有音视频"},
	{"/SubmitForm", "会向外发送数据"},
	{"/ImportData", "会读取别的文件"},
	{"/GoToR", "会打开别的文件"},
	{"/GoToE", "会打开夹带的文件"},
	{"/XFA", "带有可填写的程序表单"},
}

var (
	escaped  = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
	onePage  = regexp.MustCompile(`/Type\s*/Page[^A-Za-z]`)
	first    = regexp.MustCompile(`/First\b`) // what only object streams have; some readers ask for no more
	filtered = regexp.MustCompile(`/(?:ASCII85Decode|ASCIIHexDecode|LZWDecode|RunLengthDecode|Crypt|A85|AHx|LZW|RL|DecodeParms|DP|Predictor|F)\b`)
)

// admitPDF keeps a PDF as it is, provided that it is whole and does nothing but
// show pages.
func admitPDF(data []byte) (*Content, error) {
	if !bytes.Contains(data[max(0, len(data)-2048):], []byte("%%EOF")) {
		return nil, civil.Refuse("pdf_broken", "PDF文件不完整，可能没有传完：请重新上传，或打印后拍照上传。")
	}
	plain := unescape(data)
	if bytes.Contains(plain, []byte("/Encrypt")) {
		return nil, civil.Refuse("pdf_locked", "PDF文件加了密码或限制，打不开：请去掉密码后再上传，或打印后拍照上传。")
	}
	text, problem := unpack(plain, data)
	if problem != nil {
		return nil, problem
	}
	for _, part := range [][]byte{plain, text} {
		for _, a := range active {
			if bytes.Contains(part, []byte(a.name)) {
				return nil, civil.Refuse("pdf_active", "PDF文件%s（%s），不能接收：请打印后拍照上传，或另存为只有页面的PDF。", a.does, a.name)
			}
		}
	}
	pages := len(onePage.FindAll(plain, -1)) + len(onePage.FindAll(text, -1))
	if pages == 0 {
		return nil, civil.Refuse("pdf_broken", "PDF文件里没有找到页面，可能已损坏：请重新上传，或打印后拍照上传。")
	}
	return &Content{Media: PDF, Pages: pages, data: data}, nil
}

// unescape writes out the names a PDF may write in numbers: /J#61vaScript.
func unescape(data []byte) []byte {
	return escaped.ReplaceAllFunc(data, func(code []byte) []byte { return []byte{hex(code[1])<<4 | hex(code[2])} })
}

func hex(digit byte) byte {
	switch {
	case digit >= 'a':
		return digit - 'a' + 10
	case digit >= 'A':
		return digit - 'A' + 10
	}
	return digit - '0'
}

// unpack gives the text of the packed object streams, in which a newer PDF keeps
// everything but its page contents. It refuses one that is packed in a way we
// cannot follow: what we have not seen we do not vouch for.
func unpack(plain, data []byte) ([]byte, *civil.Error) {
	unclear := civil.Refuse("pdf_unclear", "PDF文件的内部写法很少见，无法确认是否安全：请另存为普通PDF，或打印后拍照上传。")
	var text bytes.Buffer
	named, seen := bytes.Count(plain, []byte("/ObjStm")), 0
	for at := 0; ; {
		next := bytes.Index(data[at:], []byte("stream"))
		if next < 0 {
			break
		}
		begin := at + next + len("stream")
		head := unescape(data[max(at, begin-headLimit):begin])
		at = begin
		if last := bytes.LastIndex(head, []byte(" obj")); last >= 0 {
			head = head[last:]
		}
		if bytes.Contains(head, []byte("/ObjStm")) {
			seen++
		} else if !first.Match(head) {
			continue
		}
		if !bytes.Contains(head, []byte("/Filter")) {
			continue // it is not packed, and was searched with all the rest
		}
		if filtered.Match(head) || !inflate(&text, data[begin:]) {
			return nil, unclear
		}
	}
	if seen < named {
		return nil, unclear
	}
	return unescape(text.Bytes()), nil
}

// headLimit is how far before its content the dictionary of a stream begins at
// most.
const headLimit = 2048

// inflate unpacks what follows the word stream; it is not more than the bound in
// all.
func inflate(into *bytes.Buffer, packed []byte) bool {
	packed = bytes.TrimPrefix(bytes.TrimPrefix(packed, []byte("\r")), []byte("\n"))
	unpacker, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return false
	}
	room := int64(unpackLimit - into.Len())
	n, err := io.Copy(into, io.LimitReader(unpacker, room+1))
	into.WriteByte('\n')
	return err == nil && n <= room
}
