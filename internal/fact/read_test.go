package fact

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// short shows refusals as file record column code.
func short(list []Rejection) []string {
	var lines []string
	for _, r := range list {
		line := r.File[:1] + string(rune('0'+r.Record)) + " " + r.Column + " " + r.Code
		if r.Message == "" {
			line += " WITHOUT A SENTENCE"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestEveryReasonToRefuseAPersonsRow(t *testing.T) {
	t.Parallel()
	man := civil.MakeID("320602", mustDate(t, "1980-01-02"), 1)
	wrong := man[:17] + string('0'+(man[17]-'0'+1)%10)
	if man[17] == 'X' {
		wrong = man[:17] + "0"
	}
	for _, c := range []struct {
		name   string
		header string // behind person_id,household_id
		cells  string
		want   []string // nil: accepted
	}{
		{"nothing known", "wage,alive", ",", nil},
		{"money in yuan", "wage", "1200.5", nil},
		{"money with three decimals", "wage", "1.234", []string{"p1 wage money_decimals"}},
		{"money with words", "wage", "1200元", []string{"p1 wage money_not_number"}},
		{"money below its range", "wage", "-1", []string{"p1 wage money_range"}},
		{"money above its range", "wage", "100000000.01", []string{"p1 wage money_range"}},
		{"net income may be negative", "business_income", "-300.10", nil},
		{"none is zero money", "wage", "none", nil},
		{"blanks are not trimmed", "wage", " 1", []string{"p1 wage money_not_number"}},
		{"a count", "points", "300", nil},
		{"a count with decimals", "points", "3.0", []string{"p1 points count_form"}},
		{"a count with an exponent", "points", "1e2", []string{"p1 points count_form"}},
		{"a count of only a sign", "points", "-", []string{"p1 points count_form"}},
		{"a count too long for a number", "points", "9999999999999999999", []string{"p1 points count_form"}},
		{"a count above its range", "points", "301", []string{"p1 points count_range"}},
		{"a negative count", "points", "-1", []string{"p1 points count_range"}},
		{"a truth value in capitals", "alive", "TRUE", []string{"p1 alive bool_form"}},
		{"a truth value as a digit", "alive", "0", []string{"p1 alive bool_form"}},
		{"a code of the list", "disability_type", "5", nil},
		{"0 stands for the code named none", "disability_type", "0", nil},
		{"the name of a code is not its input", "disability_type", "vision", []string{"p1 disability_type code_unknown"}},
		{"a day", "birth_date", "2025-06-30", nil},
		{"a day after the as-of day", "birth_date", "2025-07-01", []string{"p1 birth_date date_future"}},
		{"a hundred and fifty years", "birth_date", "1875-06-30", nil},
		{"more than a hundred and fifty years", "birth_date", "1875-06-29", []string{"p1 birth_date date_too_old"}},
		{"a day that is not in the calendar", "birth_date", "2023-02-29", []string{"p1 birth_date date_impossible"}},
		{"a day with slashes", "birth_date", "2023/02/28", []string{"p1 birth_date date_form"}},
		{"sex", "sex", "F", nil},
		{"sex in Chinese", "sex", "女", []string{"p1 sex sex_form"}},
		{"a relation in words", "relation", "长子", nil},
		{"a relation of 33 characters", "relation", strings.Repeat("子", 33), []string{"p1 relation relation_form"}},
		{"an identity number", "id_number,birth_date,sex", man + ",1980-01-02,M", nil},
		{"an identity number alone", "id_number", man, nil},
		{"an identity number with a wrong check character", "id_number", wrong, []string{"p1 id_number id_check_digit"}},
		{"an identity number of another day", "id_number,birth_date", man + ",1980-01-03", []string{"p1 id_number id_number_birth_date"}},
		{"an identity number of the other sex", "id_number,sex", man + ",F", []string{"p1 id_number id_number_sex"}},
		{"an invented number among real people is unsure, not refused", "id_number", civil.MakeID("320699", mustDate(t, "1980-01-02"), 1), nil},
		{"several reasons are all told, by column", "wage,alive", "x,x", []string{"p1 alive bool_form", "p1 wage money_not_number"}},
		{"too many fields", "wage", "1,2", []string{"p1  csv_fields"}},
		{"too few fields", "wage,alive", "1", []string{"p1  csv_fields"}},
		{"a stray quote", "wage", "1\"", []string{"p1  csv_quotes"}},
		{"not UTF-8", "name", "\xff", []string{"p1 name csv_utf8"}},
		{"too long", "name", strings.Repeat("x", maxRecord+1), []string{"p1  csv_too_long"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			city := mustRead(t, "household_id\nh1\n", "person_id,household_id,"+c.header+"\np1,h1,"+c.cells+"\np2,h1,"+strings.Repeat(",", strings.Count(c.header, ","))+"\n")
			if got := short(city.Rejections); !reflect.DeepEqual(got, c.want) {
				t.Fatalf("refused %q, want %q", got, c.want)
			}
			refused := c.want != nil
			if marked := city.RejectedHousehold[0]; marked != refused {
				t.Errorf("household marked: %v", marked)
			}
			if left := city.Table.Persons(); refused && left != 1 || !refused && left != 2 {
				t.Errorf("%d persons left", left)
			}
		})
	}
}

func mustDate(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRowsThatDoNotFitTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		households string
		persons    string
		want       []string
		ids        string // households, ! marks the rejected, with their members
	}{
		{"the second of two households with one id", "h1\nh1\nh2\n", "p1,h1\n", []string{"h2 household_id duplicate_household"}, "h1!(p1) h2()"},
		{"the second of two persons with one id", "h1\nh2\n", "p1,h1\np1,h2\n", []string{"p2 person_id duplicate_person"}, "h1(p1) h2!()"},
		{"a person of an unknown household", "h1\n", "p1,h9\np2,h1\n", []string{"p1 household_id unknown_household"}, "h1(p2)"},
		{"ids that would break the results", "h1\nh;2\n\"h,3\"\nh:4\n\"h\n5\"\nh\u00856\n" + strings.Repeat("h", 65) + "\n", "p1,h1\n", []string{
			"h2 household_id id_form", "h3 household_id id_form", "h4 household_id id_form", "h5 household_id id_form", "h6 household_id id_form", "h7 household_id id_form"}, "h1(p1)"},
		{"an id of 64 bytes", strings.Repeat("h", 64) + "\n", "", nil, strings.Repeat("h", 64) + "()"},
		{"an empty household id", "\"\"\nh1\n", "p1,h1\n", []string{"h1 household_id id_empty"}, "h1(p1)"},
		{"an empty person id marks the household", "h1\n", ",h1\n", []string{"p1 person_id id_empty"}, "h1!()"},
		{"an empty household of a person", "h1\n", "p1,\n", []string{"p1 household_id id_empty"}, "h1()"},
		{"a household without members", "h1\n", "", nil, "h1()"},
		{"no households at all", "", "p1,h1\n", []string{"p1 household_id unknown_household"}, ""},
		{"ids are ordered bytewise, not by number", "h10\nh9\nH1\n户\n", "p10,h9\np9,h9\nP,h9\n", nil, "H1() h10() h9(P,p10,p9) 户()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			city := mustRead(t, "household_id\n"+c.households, "person_id,household_id\n"+c.persons)
			if got := short(city.Rejections); !reflect.DeepEqual(got, c.want) {
				t.Errorf("refused %q, want %q", got, c.want)
			}
			if got := families(city); got != c.ids {
				t.Errorf("families %q, want %q", got, c.ids)
			}
		})
	}
}

// families shows a city as "h1(p1,p2) h2!()", ! for a rejected household.
func families(c *City) string {
	var list []string
	for h := range c.Table.Households {
		text := c.HouseholdID.At(h)
		if c.RejectedHousehold[h] {
			text += "!"
		}
		members := all(c.PersonID)[c.Table.Start[h]:c.Table.Start[h+1]]
		list = append(list, text+"("+strings.Join(members, ",")+")")
	}
	return strings.Join(list, " ")
}

func TestARefusedHouseholdStaysWithAllFactsUnknown(t *testing.T) {
	t.Parallel()
	city := mustRead(t, "household_id,division,housing_units,area_kind\nh1,320613001001,2,rural\nh2,32061,3,urban\nh3,,1,urban,\n", "person_id,household_id\np1,h2\n")
	if got, want := short(city.Rejections), []string{"h2 division division_form", "h3  csv_fields"}; !reflect.DeepEqual(got, want) {
		t.Errorf("refused %q, want %q", got, want)
	}
	if got, want := families(city), "h1() h2!(p1) h3!()"; got != want {
		t.Errorf("families %q, want %q", got, want)
	}
	if got, want := city.Table.Columns["household.housing_units"].Byte[:3], []uint8{2, rule.UnknownByte, rule.UnknownByte}; !reflect.DeepEqual(got, want) {
		t.Errorf("housing %v, want %v", got, want)
	}
	if city.Division[0].String() != "320613001001" || city.Division[1] != 0 {
		t.Errorf("divisions %v", city.Division)
	}
}

func TestMembersBeyondTheThousandthAreRefused(t *testing.T) {
	t.Parallel()
	var persons strings.Builder
	persons.WriteString("person_id,household_id\n")
	for i := range MaxMembers + 2 {
		persons.WriteString("p" + string(rune(0x4e00+i)) + ",h1\n")
	}
	persons.WriteString("q,h2\n")
	city := mustRead(t, "household_id\nh1\nh2\n", persons.String())
	if n := city.Table.Start[1]; n != MaxMembers || !city.RejectedHousehold[0] || city.RejectedHousehold[1] {
		t.Errorf("%d members, rejected %v", n, city.RejectedHousehold)
	}
	if len(city.Rejections) != 2 || city.Rejections[0].Code != "household_too_large" || city.Rejections[0].Record != MaxMembers+1 {
		t.Errorf("refused %v", city.Rejections)
	}
	if last := city.PersonID.At(MaxMembers); last != "q" {
		t.Errorf("the next household begins with %q", last)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	o := testOptions(t)
	for _, c := range []struct{ name, households, persons, want, says string }{
		{"empty file", "", "person_id,household_id\n", "file_empty", "households.csv"},
		{"only a mark and blank lines", "\xef\xbb\xbf\n\n", "person_id,household_id\n", "file_empty", "households.csv"},
		{"no key", "division\n", "person_id,household_id\n", "column_required", "household_id"},
		{"misspelt key", "household_ID\n", "person_id,household_id\n", "column_required", "household_ID"},
		{"no person_id", "household_id\n", "household_id\n", "column_required", "person_id"},
		{"no household of persons", "household_id\n", "person_id\n", "column_required", "household_id"},
		{"a column twice", "household_id,division,division\n", "person_id,household_id\n", "column_duplicate", "division"},
		{"a header with a stray quote", "household_id,\"x\"y\n", "person_id,household_id\n", "header_form", "households.csv"},
		{"UTF-16 with a mark", "household_id\n", "\xff\xfep\x00e\x00", "file_encoding", "UTF-16"},
		{"UTF-16 without a mark", "household_id\n", "p\x00e\x00r\x00", "file_encoding", "UTF-16"},
		{"GBK", "household_id\n", "person_id,household_id,name\np1,h1,\xd5\xc5\xc8\xfd\n", "file_encoding", "GBK"},
		{"a GBK header", "household_id\n", "\xc8\xcb\xd4\xb1,household_id\np1,h1\n", "file_encoding", "GBK"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadCity(strings.NewReader(c.households), strings.NewReader(c.persons), o)
			if code := codeOf(t, err); code != c.want || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s naming %s", err, c.want, c.says)
			}
		})
	}
}

func TestOneDamagedNameIsNotAnotherEncoding(t *testing.T) {
	t.Parallel()
	city := mustRead(t, "household_id\nh1\n", "\xef\xbb\xbfperson_id,household_id,name\np1,h1,张三\np2,h1,\xd5\xc5\xc8\xfd\np3,h1,\xe5\xbc\n")
	if got, want := short(city.Rejections), []string{"p2 name csv_utf8", "p3 name csv_utf8"}; !reflect.DeepEqual(got, want) {
		t.Errorf("refused %q, want %q", got, want)
	}
}

func TestHalfACharacterInTheOnlyRowIsNotAnotherEncoding(t *testing.T) {
	t.Parallel()
	city := mustRead(t, "household_id\nh1\n", "person_id,household_id,name\np1,h1,\xe5\xbc\n")
	if got, want := short(city.Rejections), []string{"p1 name csv_utf8"}; !reflect.DeepEqual(got, want) {
		t.Errorf("refused %q, want %q", got, want)
	}
}

func TestACountKeptInBytesIsNeverNegative(t *testing.T) {
	t.Parallel()
	c := column{label: "人数", fact: &rule.Fact{Kind: rule.Count, Min: -5, Max: 10}}
	if _, err := c.count([]byte("-1")); err == nil || err.Code != "count_range" {
		t.Errorf("got %v", err)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	city := mustRead(t, "household_id,division,area_kind,hukou_local,housing_units,finacial_assets\nh1,,,,,5\n",
		"person_id,household_id,relation,id_number,name,sex,birth_date,hukou_local,wage,business_income,disability_type,points,alive,covered_elsewhere\n")
	var got []string
	for _, w := range city.Warnings {
		got = append(got, w.File[:1]+" "+w.Column+" "+w.Code)
	}
	want := []string{"h financial_assets column_missing", "h finacial_assets column_unknown", "p covered_elsewhere column_unknown"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !strings.Contains(city.Warnings[1].Message, "financial_assets") {
		t.Errorf("%q does not name the column that was meant", city.Warnings[1].Message)
	}
}

func TestAFileThatBreaksOffIsNotHalfACity(t *testing.T) {
	t.Parallel()
	_, persons := largeCity(20000)
	for name, broken := range map[string]io.Reader{
		"at once":     iotest.ErrReader(io.ErrClosedPipe),
		"in a record": io.MultiReader(strings.NewReader(persons), iotest.ErrReader(io.ErrClosedPipe)),
	} {
		_, err := ReadCity(strings.NewReader("household_id\n"), broken, testOptions(t))
		if codeOf(t, err) != "file_unreadable" || !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReadFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := ReadFolder(dir, testOptions(t)); codeOf(t, err) != "file_missing" {
		t.Errorf("got %v", err)
	}
	for name, text := range map[string]string{HouseholdsFile: "household_id\nh1\n", PersonsFile: "person_id,household_id\np1,h1\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	city, err := ReadFolder(dir, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := families(city); got != "h1(p1)" {
		t.Errorf("families %q", got)
	}
}
