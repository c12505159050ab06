package main

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	t.Parallel()
	got, err := table(`export default "萬 万|乾 干 乾|著 著 着";`)
	if err != nil {
		t.Fatal(err)
	}
	if want := comment + "乾干\n萬万\n"; got != want {
		t.Errorf("table = %q, want %q", got, want)
	}
}

func TestTableRefusesAnotherShape(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"no string at all":       `export default [];`,
		"an entry of words":      `export default "後臺 后台";`,
		"an entry without forms": `export default "萬";`,
	} {
		if got, err := table(source); err == nil {
			t.Errorf("%s: got %q, want an error", name, strings.TrimPrefix(got, comment))
		}
	}
}
