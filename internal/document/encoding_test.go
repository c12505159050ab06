package document

import (
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"pgregory.net/rapid"
)

// in writes a text in an encoding.
func in(tb testing.TB, name, text string) []byte {
	tb.Helper()
	var raw []byte
	var err error
	switch name {
	case gbkName, gb18030Name:
		raw, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	case "Big5":
		raw, err = traditionalchinese.Big5.NewEncoder().Bytes([]byte(text))
	case utf16LEName, utf16BEName:
		for _, u := range utf16.Encode([]rune(text)) {
			if name == utf16LEName {
				raw = append(raw, byte(u), byte(u>>8))
			} else {
				raw = append(raw, byte(u>>8), byte(u))
			}
		}
	default:
		raw = []byte(text)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func TestTheEncodingIsFoundByContent(t *testing.T) {
	t.Parallel()
	simplified := []string{
		"民政", "低保", "联通", "养老床位", "南通市“十四五”民政事业发展规划", "1\t低保标准\t元/月\t710\t约束性\r\n",
		"编号,指标\n1,社会救助\n", "（一）现实基础。", "≥90%", "２０２５年", "通讯", "妈妈和孩子", "聽不懂,听不懂", "中文", "汉字\n",
	}
	traditional := []string{
		"首頁 > 南京市民政局 > 南京市民政局\n", "信息名稱：市政府辦公廳關于印發《南京市民政事業發展規劃》的通知", "鐵路", "養老服務床位數量達到", "約束性", "預期性",
	}
	for _, name := range []string{utf8Name, gbkName, utf16LEName, utf16BEName} {
		for _, text := range append(append([]string{}, simplified...), traditional...) {
			d := open(t, "a.txt", in(t, name, text))
			if d.Encoding != name {
				t.Errorf("%q in %s: taken for %s, %q", text, name, d.Encoding, texts(d))
				continue
			}
			if got, want := texts(d), strings.ReplaceAll(strings.TrimRight(text, "\r\n"), "\r\n", "\n")+"\n"; got != want {
				t.Errorf("%q in %s: read as %q", text, name, got)
			}
			if len(d.Notes) > 0 {
				t.Errorf("%q in %s: notes %v", text, name, d.Notes)
			}
		}
	}
}

func TestMarksSettleTheEncoding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, mark string }{
		{utf8Name, "\xef\xbb\xbf"}, {utf16LEName, "\xff\xfe"}, {utf16BEName, "\xfe\xff"},
	} {
		d := open(t, "a.txt", append([]byte(c.mark), in(t, c.name, "〔2021〕68号 𠮷\n二")...))
		if d.Encoding != c.name || texts(d) != "〔2021〕68号 𠮷\n二\n" {
			t.Errorf("%s: %s, %q", c.name, d.Encoding, texts(d))
		}
	}
}

func TestCharactersBeyondGBKMakeItGB18030(t *testing.T) {
	t.Parallel()
	d := open(t, "a.txt", in(t, gb18030Name, "𠮷田 䶮 民政局"))
	if d.Encoding != gb18030Name || texts(d) != "𠮷田 䶮 民政局\n" {
		t.Errorf("%s, %q", d.Encoding, texts(d))
	}
}

func TestBig5IsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"信息名稱", "約束性指標", "社會救助", "一", "鐵路", "養老服務床位數量達到三萬張。", "計畫", "編號\t指標\t單位\r\n1\t低保標準\t元\r\n"} {
		if e := refused(t, text+".txt", in(t, "Big5", text)); e.Code != "document_big5" {
			t.Errorf("%q: %v", text, e)
		}
	}
	page := `<meta charset=big5><p>` + string(in(t, "Big5", "民政局")) + `</p>`
	if e := refused(t, "a.html", []byte(page)); e.Code != "document_big5" {
		t.Errorf("a page that says so: %v", e)
	}
}

func TestLatinSignsAmongASCIIStayUTF8(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"25°C", "a·b", "3×4", "plain text", "1,2,3\n4,5,6\n", "ba"} {
		if d := open(t, "a.txt", []byte(text)); d.Encoding != utf8Name || texts(d) != text+"\n" && texts(d) != text {
			t.Errorf("%q: %s %q", text, d.Encoding, texts(d))
		}
	}
}

func TestDamagedBytesAreShownAndNoted(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("泰州市“十四五”民政事业发展规划\n", 40)
	for _, name := range []string{utf8Name, gbkName} {
		raw := in(t, name, long+"低保标准")
		raw = append(raw, 0xff)
		d := open(t, "a.txt", append(raw, in(t, name, "元\n"+long)...))
		if d.Encoding != name || len(d.Notes) != 1 || d.Notes[0].Place.Line != 41 {
			t.Errorf("%s: %s, notes %v", name, d.Encoding, d.Notes)
		}
		if got := d.Blocks[40].(*Paragraph).Text; got != "低保标准\ufffd元" {
			t.Errorf("%s: line is %q", name, got)
		}
	}
	d := open(t, "a.txt", []byte("截断的文件，最后一个字只有一半，前面都对。截"[:len("截断的文件，最后一个字只有一半，前面都对。截")-1]))
	if d.Encoding != utf8Name || len(d.Notes) != 1 {
		t.Errorf("cut off: %s, %v", d.Encoding, d.Notes)
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 4096)
	x := uint32(7)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x>>24) | 1
	}
	for _, c := range []struct {
		why  string
		raw  []byte
		code string
	}{
		{"a picture", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), noise...), "document_binary"},
		{"noise", noise, "document_encoding"},
		{"UTF-32", []byte("\xff\xfe\x00\x00\x2d\x4e\x00\x00"), "document_encoding"},
		{"nothing", nil, "document_empty"},
	} {
		if e := refused(t, "a.txt", c.raw); e.Code != c.code {
			t.Errorf("%s: %v, want %s", c.why, e, c.code)
		}
	}
}

func TestAnyChineseTextKeepsItsEncoding(t *testing.T) {
	t.Parallel()
	common := []rune("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严")
	rapid.Check(t, func(rt *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(common), 2, 40).Draw(rt, "text"))
		if rapid.Bool().Draw(rt, "sentence") {
			text += "，是。"
		}
		name := rapid.SampledFrom([]string{utf8Name, gbkName, utf16LEName, utf16BEName}).Draw(rt, "encoding")
		// Without a mark, a blank or a line end the bytes of UTF-16 can be
		// those of other words; a file of lines is certain.
		if d := open(t, "a.txt", in(t, name, text+"\n")); d.Encoding != name || texts(d) != text+"\n" {
			rt.Fatalf("%q in %s: %s, %q", text, name, d.Encoding, texts(d))
		}
	})
}
