package fact

import (
	"strings"
	"testing"
)

// TestNobodyIsDecidedWithoutAMemberWhoseRowBroke gives persons whose own row
// does not say reliably whose they are.
func TestNobodyIsDecidedWithoutAMemberWhoseRowBroke(t *testing.T) {
	t.Parallel()
	const households = "household_id\nH1\nH2\n"
	for name, c := range map[string]struct {
		header, row string
		rejected    string // households under reservation
		warned      bool
	}{
		"a comma inside the person's id":   {"person_id,household_id,wage", "P,3,H1,20000", "H1", false},
		"a comma inside the name":          {"person_id,name,household_id", "P3,张,三,H1", "H1", false},
		"a blank behind the household's":   {"person_id,household_id,wage", "P3,H1 ,20000", "H1", false},
		"a quotation mark that never ends": {"person_id,name,household_id", `P3,"张三,H1`, "H1", false},
		"two households named in one row":  {"person_id,household_id,wage", "P3,H1,H2,1", "H1 H2", false},
		"a row cut off before it":          {"person_id,household_id,wage", "P3", "", true},
		"a household nobody knows":         {"person_id,household_id,wage", "P3,H9,1", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			persons := c.header + "\n" + c.row + "\n"
			city, err := ReadCity(strings.NewReader(households), strings.NewReader(persons), testOptions(t))
			if err != nil {
				t.Fatal(err)
			}
			var rejected []string
			for h, is := range city.RejectedHousehold {
				if is {
					rejected = append(rejected, city.HouseholdID.At(h))
				}
			}
			if got := strings.Join(rejected, " "); got != c.rejected {
				t.Errorf("under reservation: %q, want %q", got, c.rejected)
			}
			warned := false
			for _, w := range city.Warnings {
				warned = warned || w.Code == "row_without_household"
			}
			if warned != c.warned {
				t.Errorf("warnings %v", city.Warnings)
			}
		})
	}
}
