package pack

import (
	"strings"
	"testing"
)

func TestDevicesAndGroupsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	const end = ", source: 某文件, status: proposed}\n"
	for _, test := range []struct{ name, text, want string }{
		{"whole ones", "devices:\n  - {name: a, title: 甲, rent: days, deposit: days, months: 6, fits: 谁" + end + "groups:\n  - {name: g, title: 乙, share: days, proof: 证" + end, ""},
		{"a rent nobody set", "devices:\n  - {name: a, title: 甲, rent: rent, deposit: days, months: 6, fits: 谁" + end, "unknown_parameter"},
		{"a share nobody set", "groups:\n  - {name: g, title: 乙, share: part, proof: 证" + end, "unknown_parameter"},
		{"for no month", "devices:\n  - {name: a, title: 甲, rent: days, deposit: days, months: 0, fits: 谁" + end, "out_of_range"},
		{"one device twice", "devices:\n" + strings.Repeat("  - {name: a, title: 甲, rent: days, deposit: days, months: 6, fits: 谁"+end, 2), "duplicate_name"},
		{"a key nobody knows", "devices: []\nprices: []\n", "unknown_key"},
	} {
		if codes := problemsOf(served("rental.yaml", test.text)); test.want == "" && codes != "" || !strings.Contains(codes, test.want) {
			t.Errorf("%s: %q, want %s", test.name, codes, test.want)
		}
	}
}

func TestTheWorkOfStationsIsReadStrictly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"whole work", "activities: [{name: a, title: 甲}]\nscale: [{name: a, title: 甲, most: 4}]\nends: [{name: a, title: 甲}]\n", ""},
		{"an activity twice", "activities: [{name: a, title: 甲}, {name: a, title: 乙}]\n", "duplicate_name"},
		{"an item without points", "scale: [{name: a, title: 甲, most: 0}]\n", "out_of_range"},
		{"an end without a title", "ends: [{name: a}]\n", "missing_key"},
	} {
		if codes := problemsOf(served("station.yaml", test.text)); test.want == "" && codes != "" || !strings.Contains(codes, test.want) {
			t.Errorf("%s: %q, want %s", test.name, codes, test.want)
		}
	}
}
