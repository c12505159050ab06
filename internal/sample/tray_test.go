package sample

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"lianxin/internal/civil"
)

func TestAmountsInTenThousandYuanAreExact(t *testing.T) {
	t.Parallel()
	for amount, want := range map[civil.Fen]string{
		0: "0", 1: "0.000001", 1_000_000: "1", 1_157_135: "1.157135", 1_200_000: "1.2", 123_456_789_000: "123456.789", -50: "-0.00005",
	} {
		if got := string(appendWan(nil, amount)); got != want {
			t.Errorf("%d fen: got %s, want %s", amount, got, want)
		}
	}
}

func TestDaysAndMonthsAreSpeltInEachWay(t *testing.T) {
	t.Parallel()
	d := day(t, "2024-01-02")
	for style, want := range []string{"2024-01-02", "2024/1/2", "20240102", "2024年1月2日", "2024.1.2", "45293"} {
		if got := string(appendDay(nil, d, dayStyle(style))); got != want {
			t.Errorf("style %d: got %s, want %s", style, got, want)
		}
	}
	for style, want := range []string{"2024-01", "202401", "2024年1月"} {
		if got := string(appendMonth(nil, d.Month(), monthStyle(style))); got != want {
			t.Errorf("style %d: got %s, want %s", style, got, want)
		}
	}
}

func TestEveryCharacterOfNamesAndPlacesSurvivesTheEncodings(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, s := range surnames {
		b.WriteString(s.name)
	}
	b.WriteString(string(menGlyphs) + string(womenGlyphs) + string(rareGlyphs) + strings.Join(ethnicMen, "·") + strings.Join(ethnicWomen, "·"))
	text := b.String() + "苏(南通)不动产权第1号，（万元）、\r\n"
	back, err := simplifiedchinese.GB18030.NewDecoder().Bytes(gb18030.append(nil, []byte(text)))
	if err != nil || string(back) != text {
		t.Errorf("GB18030 lost something: %v", err)
	}
	wide := append(utf16Tabs.mark(), utf16Tabs.append(nil, []byte(text))...)
	back, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(wide)
	if err != nil || string(back) != text {
		t.Errorf("UTF-16 lost something: %v", err)
	}
}

func TestWhatIsUnknownFitsTheRegistersItWouldComeFrom(t *testing.T) {
	t.Parallel()
	const vehicles = GapVehicles | GapVehicleValue
	cases := []struct {
		name string
		home Household
		want Gaps
	}{
		{"no vehicle has no value", Household{Gaps: GapVehicleValue}, 0},
		{"a vehicle may lack a price", Household{Vehicles: 1, Gaps: GapVehicleValue}, GapVehicleValue},
		{"nothing of value is nothing counted", Household{Vehicles: 1, Gaps: GapVehicles}, 0},
		{"what is not counted has no sum", Household{Vehicles: 1, VehicleValue: 1, Gaps: GapVehicles | GapHousing}, vehicles | GapHousing},
		{"both unknown stay so", Household{Gaps: vehicles}, vehicles},
		{"everything known stays so", Household{Vehicles: 2, VehicleValue: 5}, 0},
	}
	for _, c := range cases {
		if c.home.mend(); c.home.Gaps != c.want {
			t.Errorf("%s: got %b, want %b", c.name, c.home.Gaps, c.want)
		}
	}
	for _, c := range []struct {
		name   string
		person Person
		want   Gaps
	}{
		{"the tax office answers for both or none", Person{Gaps: GapProperty | GapWage}, gapsOfTax | GapWage},
		{"without a certificate type and grade are known", Person{Gaps: GapDisabilityType | GapStudent}, GapStudent},
		{"a certificate is unknown whole", Person{DisabilityType: 4, DisabilityGrade: 2, Gaps: GapDisabilityGrade}, gapsOfDisability},
	} {
		if c.person.mend(); c.person.Gaps != c.want {
			t.Errorf("%s: got %b, want %b", c.name, c.person.Gaps, c.want)
		}
	}
}

// TestAMonthLaterIsTheSameDayOrTheLastOfTheMonth holds the days on which later
// cities stand, and that every day between two of them belongs to one month.
func TestAMonthLaterIsTheSameDayOrTheLastOfTheMonth(t *testing.T) {
	t.Parallel()
	first := day(t, "2024-01-31")
	for months, want := range []string{"2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"} {
		if got := after(first, months).String(); got != want {
			t.Errorf("%d months after %s: got %s, want %s", months, first, got, want)
		}
	}
	next := first + 1
	for _, w := range monthWindows(first, 3)[1:] {
		if w.first != next || w.days < 28 {
			t.Errorf("got %s and %d days, want from %s", w.first, w.days, next)
		}
		next = w.first.AddDays(w.days)
	}
	if next != day(t, "2024-05-01") {
		t.Errorf("the months end before %s", next)
	}
}

func TestPlatesAndCardsAreNobodyElses(t *testing.T) {
	t.Parallel()
	c := testCity(t, "suzhou", 1, 1)
	d := &desk{city: c, office: &office{plate: "E"}}
	plates, cards := map[string]bool{}, map[string]bool{}
	for number := 1; number <= 3_000; number++ {
		d.h = &Household{Number: number * 1_633} // up to the largest city
		for n := range 20 {
			plate := string(d.plate(nil, n))
			if plates[plate] {
				t.Fatalf("%s stands twice", plate)
			}
			plates[plate] = true
		}
		card := d.card(nil, 0)
		sum := 0
		for i, sign := range card {
			v := int(sign - '0')
			if (len(card)-i)%2 == 0 {
				v *= 2
			}
			sum += v/10 + v%10
		}
		if sum%10 != 0 || cards[string(card)] || len(card) != 19 {
			t.Fatalf("%s is no card of its own", card)
		}
		cards[string(card)] = true
	}
}
