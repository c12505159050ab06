package indicator

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestColumnsComeInAnyOrderAndOthersArePassedOver(t *testing.T) {
	t.Parallel()
	rows, err := ReadMatchRows(strings.NewReader("\uFEFFUnit,city, name ,target,no,table,base,attribute,note,city\r\n%,x,\"低保\n标准\", ≥95 ,3,表1,——,预期性,n,y\r\n"))
	want := MatchRow{Line: 2, Table: "表1", No: "3", Name: "低保\n标准", Unit: "%", Base: "——", Target: "≥95", Attribute: "预期性", Note: "n"}
	if err != nil || len(rows) != 1 || rows[0] != want {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestAFileOfRowsOverALimitIsRefused(t *testing.T) {
	t.Parallel()
	for code, text := range map[string]string{
		"rows_too_many": "name\n" + strings.Repeat("a\n", matchRowsMax+1),
		"rows_too_big":  "name\n" + strings.Repeat("a", matchBytesMax),
	} {
		if rows, err := ReadMatchRows(strings.NewReader(text)); rows != nil || err == nil || !strings.HasPrefix(err.Error(), code+": ") {
			t.Errorf("got %d rows, %v, want %s", len(rows), err, code)
		}
	}
	if rows, err := ReadMatchRows(strings.NewReader("name\n" + strings.Repeat("a\n", matchRowsMax))); err != nil || len(rows) != matchRowsMax {
		t.Errorf("the most that is allowed: got %d rows, %v", len(rows), err)
	}
	if _, err := ReadMatchRows(iotest.ErrReader(errors.New("broken"))); err == nil || !strings.HasPrefix(err.Error(), "rows_unreadable: ") {
		t.Errorf("got %v", err)
	}
}
