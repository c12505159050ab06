package fact

import (
	"strings"
	"testing"
)

func TestRejectedIsSortedAndHarmlessInASpreadsheet(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	err := WriteRejected(&out, []Rejection{
		{PersonsFile, 10, "wage", "money_form", "金额“1,2”有误。"},
		{PersonsFile, 2, "wage", "b", "乙。"},
		{PersonsFile, 2, "alive", "a", "甲\"引号\"。"},
		{HouseholdsFile, 30, "=cmd()", "c", "丙。"},
		{HouseholdsFile, 31, "@x", "+d", "丁。"},
	})
	want := "file,record,column,reason\n" +
		"households.csv,30,'=cmd(),c: 丙。\n" +
		"households.csv,31,'@x,'+d: 丁。\n" +
		"persons.csv,2,alive,\"a: 甲\"\"引号\"\"。\"\n" +
		"persons.csv,2,wage,b: 乙。\n" +
		"persons.csv,10,wage,\"money_form: 金额“1,2”有误。\"\n"
	if err != nil || out.String() != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, out.String(), want)
	}
}
