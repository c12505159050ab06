package fact

import (
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

const familyText = `{
  "household_id": "h7", "division": "320613001001", "area_kind": "urban", "hukou_local": true, "housing_units": 0, "financial_assets": "1200.00",
  "members": [
    {"person_id": "b", "wage": 1200.5, "alive": true, "birth_date": "1980-01-02", "disability_type": 5, "points": null},
    {"wage": 93.07, "alive": false}
  ]}`

func TestAFamilyIsReadAsItsFilesWouldBe(t *testing.T) {
	t.Parallel()
	o := testOptions(t)
	households := "household_id,division,area_kind,hukou_local,housing_units,financial_assets\nh7,320613001001,urban,true,0,1200\n"
	persons := "person_id,household_id,wage,alive,birth_date,disability_type\nb,h7,1200.50,true,1980-01-02,5\nm2,h7,93.07,false,,\n"
	nested := strings.Replace(strings.Replace(familyText, `"household_id"`, `"household": {"household_id"`, 1), `"1200.00",`, `"1200.00"},`, 1)
	for name, text := range map[string]string{"flat": familyText, "nested": nested, "with a mark": "\xef\xbb\xbf" + familyText} {
		got, err := ReadFamily(strings.NewReader(text), o)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if where := differ(got, mustRead(t, households, persons)); where != "" {
			t.Errorf("%s: %s differ", name, where)
		}
	}
}

func TestNumbersOfAFamilyNeverPassThroughFloats(t *testing.T) {
	t.Parallel()
	o := testOptions(t)
	o.Facts = []rule.Fact{{Name: "wage", Level: rule.Person, Kind: rule.Money, Max: 1 << 60}}
	city, err := ReadFamily(strings.NewReader(`{"members": [{"wage": 90071992547409.93}]}`), o)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := city.Table.Columns["person.wage"].I64[0], int64(1<<53+1); got != want {
		t.Errorf("got %d fen, want %d", got, want)
	}
}

func TestAFamilyWithoutIdsGetsSome(t *testing.T) {
	t.Parallel()
	city, err := ReadFamily(strings.NewReader(`{"members": [{}, {"person_id": 9}, {"household_id": "h1"}]}`), testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := families(city), "h1(9,m1,m3)"; got != want {
		t.Errorf("families %q, want %q", got, want)
	}
	if c := city.Table.Columns; len(c) != 0 {
		t.Errorf("columns %v", city.Table.Columns)
	}
}

func TestTheFirstMistakeInAFamilyNamesItsPlace(t *testing.T) {
	t.Parallel()
	number := civil.MakeID("320602", mustDate(t, "1980-01-02"), 1)
	for _, c := range []struct{ name, text, want, says string }{
		{"nothing", "", "json_form", "第 1 行"},
		{"not JSON", "{\n\"a\": 1,\n}", "json_form", "第 3 行"},
		{"two values", "{} {}", "json_form", "第 1 行"},
		{"a list", "[]", "json_type", "对象"},
		{"not UTF-8", "{\"household_id\": \"\xff\"}", "file_encoding", "UTF-8"},
		{"an unknown key", `{"area_kid": 1}`, "key_unknown", "area_kid：没有这一项，是不是“area_kind”"},
		{"a key of a member at the household", `{"wage": 1}`, "key_unknown", "wage"},
		{"an unknown key of a member", `{"members": [{}, {"wages": 1}]}`, "key_unknown", "members[1].wages：没有这一项，是不是“wage”"},
		{"a fact of the engine", `{"members": [{"covered_elsewhere": true}]}`, "key_unknown", "covered_elsewhere"},
		{"a key twice", `{"division": null, "division": null}`, "key_duplicate", "division"},
		{"a key twice in two places", `{"division": null, "household": {"division": null}}`, "key_duplicate", "household.division"},
		{"the household is a text", `{"household": "h1"}`, "json_type", "household"},
		{"members are an object", `{"members": {}}`, "json_type", "members"},
		{"a member is a text", `{"members": ["p1"]}`, "json_type", "members[0]"},
		{"an amount with three decimals", `{"members": [{"wage": 1.234}]}`, "money_decimals", "members[0].wage"},
		{"an amount with an exponent", `{"members": [{"wage": 1e3}]}`, "money_exponent", "members[0].wage"},
		{"an amount that is true", `{"members": [{"wage": true}]}`, "json_type", "members[0].wage"},
		{"an amount that is a list", `{"members": [{"wage": [1]}]}`, "json_type", "members[0].wage"},
		{"a truth value that is a number", `{"members": [{"alive": 1}]}`, "bool_form", "members[0].alive"},
		{"a code that is not in the list", `{"household": {"area_kind": "town"}}`, "code_unknown", "household.area_kind"},
		{"a birth after the as-of day", `{"members": [{"birth_date": "2026-01-01"}]}`, "date_future", "members[0].birth_date"},
		{"a contradiction", `{"members": [{"birth_date": "1980-01-03", "id_number": "` + number + `"}]}`, "id_number_birth_date", "members[0].id_number"},
		{"two members of one id", `{"members": [{"person_id": "m2"}, {}]}`, "duplicate_person", "members[1].person_id"},
		{"a member of another household", `{"members": [{"household_id": "h2"}]}`, "unknown_household", "members[0].household_id"},
		{"an id that separates", `{"household_id": "a;b"}`, "id_form", "household_id"},
		{"too many members", `{"members": [{}` + strings.Repeat(",{}", MaxMembers) + `]}`, "household_too_large", "members"},
		{"too long", strings.Repeat(" ", maxFamily) + "{}", "file_too_large", "4 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadFamily(strings.NewReader(c.text), testOptions(t))
			if code := codeOf(t, err); code != c.want || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s naming %s", err, c.want, c.says)
			}
		})
	}
}

func FuzzReadFamily(f *testing.F) {
	f.Add([]byte(familyText))
	f.Add([]byte(`{"household": {"area_kind": "rural"}, "members": [{"person_id": "x", "sex": "M"}, {}]}`))
	o := testOptions(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		city, err := ReadFamily(strings.NewReader(string(text)), o)
		if err != nil {
			codeOf(t, err)
			return
		}
		checkCity(t, city)
		if city.Table.Households != 1 || len(city.Rejections) != 0 {
			t.Fatalf("%d households, refused %v", city.Table.Households, city.Rejections)
		}
	})
}
