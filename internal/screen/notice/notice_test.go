package notice

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/part"
)

func TestANoticeThatIsOverShowsNobody(t *testing.T) {
	t.Parallel()
	p := New(&screen.Stages{})
	n := &casework.PublicNotice{Over: true}
	n.ID, n.Body.Title, n.Body.Name = "d207a28g8dqs08zd", "低保初审公示", "李秀英"
	got := p.posted(n)
	if got.Name != "" || got.Object != "" || !got.Over || got.Number != "8dqs08zd" {
		t.Errorf("an old notice shows %+v", got)
	}
}

func TestANoticeHasNoLineForWhatItsMatterDoesNotShow(t *testing.T) {
	t.Parallel()
	p := New(&screen.Stages{})
	n := &casework.PublicNotice{}
	n.Case.County, n.ID, n.First, n.Last = "320613", "abc", 20_000, 20_007
	n.Body.Name, n.Body.Village = "李\ufffd", "新民村"
	pairs := noticePairs(p.posted(n), "")
	if len(pairs) != 3 || pairs[0].Value != "李〔待核字〕" {
		t.Errorf("the notice shows %+v", pairs)
	}
	if got := p.posted(n).Object; got != "/notice/320613/abc/object" {
		t.Errorf("objections go to %q", got)
	}
}

func TestTheAddressOfALetterCarriesItsNumberWhole(t *testing.T) {
	t.Parallel()
	got := Address("https://lianxin.test", "320613", "DBQR〔2025〕3号", "ABCD EFGH")
	if got != "https://lianxin.test/check/320613/DBQR%E3%80%942025%E3%80%953%E5%8F%B7?code=ABCD+EFGH" {
		t.Errorf("address %q", got)
	}
}

func TestACodeTooLongForAPictureIsRefusedInWords(t *testing.T) {
	t.Parallel()
	if _, err := QR(strings.Repeat("长", 3000), ""); err == nil {
		t.Error("a code of any length is drawn")
	} else if message, ok := told(err); !ok || !strings.Contains(message, "网址") {
		t.Errorf("refused with %v", err)
	}
	if _, err := QR("https://lianxin.test/notice/320613/abc", "公示"); err != nil {
		t.Error(err)
	}
}

func TestAQuestionIsAskedInTheMattersWordsAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	f := &pack.FormField{Ask: "您认为哪里不对？", Hint: "写您知道的事实。"}
	f.Name, f.Label, f.Type, f.Longest, f.Required = "words", "异议的内容", pack.TextField, 1000, true
	got := fieldOf(f, "他有车", "太短")
	if got.Kind != part.LongField || got.Label != "您认为哪里不对？" || got.Value != "他有车" || got.Fault != "太短" || got.Optional {
		t.Errorf("asked %+v", got)
	}
	f.Ask, f.Required = "", false
	if got := fieldOf(f, "", ""); got.Label != "异议的内容" || !got.Optional {
		t.Errorf("asked %+v", got)
	}
}

func TestEveryRouteOfThesePagesIsWhole(t *testing.T) {
	t.Parallel()
	for _, r := range New(&screen.Stages{City: civil.Area(320600000000)}).Routes() {
		if err := r.Check(); err != nil {
			t.Error(err)
		}
		if !r.Audience.Open() {
			t.Errorf("%s is not for everybody", r.Pattern)
		}
	}
}
