package pack

import (
	"strings"
	"testing"
	"testing/fstest"

	"lianxin/packs"
)

// served is a pack with one file about a service, and the parameter it asks for.
func served(file, text string) fstest.MapFS {
	return fstest.MapFS{
		"x/pack.yaml":       {Data: []byte("pack: x\ntitle: 试\n")},
		"x/parameters.yaml": {Data: []byte("parameters:\n  - {name: days, kind: count, unit: 天, label: 几天, source: 某文件}\n")},
		"x/" + file:         {Data: []byte(text)},
	}
}

// problemsOf are the codes of what is wrong with a tree.
func problemsOf(tree fstest.MapFS) string {
	_, err := Load(tree)
	list, _ := err.(Errors)
	codes := ""
	for _, problem := range list {
		codes += problem.Code + " "
	}
	return codes
}

func TestEveryCallHasItsOfficeItsDaysAndWhatBecomesOfIt(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	emergencies := 0
	for _, class := range c.CallClasses() {
		if n, err := c.Number(class.Days, "320613", day(t, "2025-07-01")); err != nil || n < 1 {
			t.Errorf("%s is answered in %d days, %v", class.Title, n, err)
		}
		if class.Hours != "" {
			emergencies++
		}
	}
	if emergencies != 1 || c.CallClass("emergency") == nil || c.CallClass("nothing") != nil {
		t.Errorf("%d classes of emergencies", emergencies)
	}
}

func TestClassesOfCallsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	const rest = ", hint: 问清, source: 某文件, status: proposed}\n"
	for _, test := range []struct{ name, text, want string }{
		{"a whole one", "  - {name: a, title: 甲, group: help, unit: town, days: days, results: [order], matters: []" + rest, ""},
		{"a group nobody knows", "  - {name: a, title: 甲, group: fun, unit: town, days: days, results: [order]" + rest, "unknown_word"},
		{"nothing that becomes of it", "  - {name: a, title: 甲, group: help, unit: town, days: days, results: []" + rest, "list_empty"},
		{"an emergency without hours", "  - {name: a, title: 甲, group: help, unit: town, days: days, results: [emergency]" + rest, "call_hours"},
		{"hours without an emergency", "  - {name: a, title: 甲, group: help, unit: town, days: days, hours: days, results: [order]" + rest, "call_hours"},
		{"days nobody set", "  - {name: a, title: 甲, group: help, unit: town, days: weeks, results: [order]" + rest, "unknown_parameter"},
		{"a matter nobody has", "  - {name: a, title: 甲, group: help, unit: town, days: days, results: [order], matters: [dibao]" + rest, "unknown_matter"},
		{"one class twice", strings.Repeat("  - {name: a, title: 甲, group: help, unit: town, days: days, results: [order]"+rest, 2), "duplicate_name"},
		{"a county for a village", "  - {name: a, title: 甲, group: help, unit: village, days: days, results: [order]" + rest, "unknown_word"},
	} {
		if codes := problemsOf(served("hotline.yaml", "classes:\n"+test.text)); test.want == "" && codes != "" || !strings.Contains(codes, test.want) {
			t.Errorf("%s: %q, want %s", test.name, codes, test.want)
		}
	}
}

func TestTheNarrowestAndLatestOfficeHoursHold(t *testing.T) {
	t.Parallel()
	hours := func(region, from, opens string) string {
		return "  - {level: town, region: \"" + region + "\", from: " + from + ", ahead: 7, most: 1, source: 某文件, status: proposed, slots: [{days: [1], opens: \"" + opens + "\", closes: \"12:00\", minutes: 30, seats: 1}]}\n"
	}
	c, err := Load(served("booking.yaml", "hours:\n"+hours("000000", "2021-01-01", "08:00")+hours("320600", "2023-01-01", "09:00")+hours("000000", "2024-01-01", "10:00")))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, region, day string
		opens             int
	}{
		{"the country's hold where a city has none", "320102", "2023-06-01", 8 * 60},
		{"later ones take their place", "320102", "2024-06-01", 10 * 60},
		{"a city's go before them", "320613005000", "2024-06-01", 9 * 60},
	} {
		if h := c.OfficeHours("town", test.region, day(t, test.day)); h == nil || h.Slots[0].Opens != test.opens {
			t.Errorf("%s: %+v", test.name, h)
		}
	}
	if c.OfficeHours("county", "320613", day(t, "2024-06-01")) != nil || c.OfficeHours("town", "320613", day(t, "2020-06-01")) != nil {
		t.Error("there are hours nobody set")
	}
}

func TestOfficeHoursThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	const head, tail = "hours:\n  - {level: town, region: \"000000\", from: 2021-01-01, ahead: 7, most: 1, source: 某文件, status: proposed, slots: [{", "}]}\n"
	for _, test := range []struct{ name, slot, want string }{
		{"whole ones", `days: [1, 5], opens: "09:00", closes: "09:30", minutes: 30, seats: 1`, ""},
		{"a day the week has not", `days: [6], opens: "09:00", closes: "12:00", minutes: 30, seats: 1`, "out_of_range"},
		{"a day twice", `days: [1, 1], opens: "09:00", closes: "12:00", minutes: 30, seats: 1`, "duplicate_name"},
		{"an hour the day has not", `days: [1], opens: "24:00", closes: "25:00", minutes: 30, seats: 1`, "clock_form"},
		{"closing before opening", `days: [1], opens: "12:00", closes: "09:00", minutes: 30, seats: 1`, "slot_short"},
		{"a slot longer than the hours", `days: [1], opens: "09:00", closes: "09:20", minutes: 30, seats: 1`, "slot_short"},
		{"no seat", `days: [1], opens: "09:00", closes: "12:00", minutes: 30, seats: 0`, "out_of_range"},
	} {
		if codes := problemsOf(served("booking.yaml", head+test.slot+tail)); test.want == "" && codes != "" || !strings.Contains(codes, test.want) {
			t.Errorf("%s: %q, want %s", test.name, codes, test.want)
		}
	}
}

// FuzzParseClock reads times of a day: what is read lies within the day and is written
// in one way alone.
func FuzzParseClock(f *testing.F) {
	for _, text := range []string{"09:00", "23:59", "24:00", "9:00", "", "+1:00", "0a:0b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		minutes, ok := ParseClock(text)
		if !ok {
			return
		}
		written := string([]byte{'0' + byte(minutes/600), '0' + byte(minutes/60%10), ':', '0' + byte(minutes%60/10), '0' + byte(minutes%10)})
		if minutes < 0 || minutes >= 24*60 || written != text {
			t.Errorf("%q is read as %d, which is %s", text, minutes, written)
		}
	})
}
