package api

import (
	"encoding/json"
	"reflect"
	"testing"
)

func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `[]`, `{"a":1,"a":2}`, `{"a":{"a":1}}`, `[[[[]]]]`, `{"a":1}{"a":1}`, `"a`, "\xff", `{"":""}`, `1`, `{"a":[{"b":1,"b":2}]}`, ` `, `{"a":1,}`, `nul`, `{"a"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want any
		err := readJSON(data, &got)
		if plain := json.Unmarshal(data, &want); err == nil && (plain != nil || !reflect.DeepEqual(got, want)) {
			t.Errorf("%q was read as %v, the library says %v, %v", data, got, want, plain)
		}
	})
}

func TestWhatIsReadTwiceIsReadTheSameWay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"a":1,"b":{"a":1}}`: true, `[{"a":1},{"a":1}]`: true, `null`: true, `"a"`: true, ` {"a":[]} `: true, `{"a":{"b":{"c":[1,2,{"d":null}]}}}`: true,
		`{"a":1,"a":1}`: false, `[{"a":1,"a":2}]`: false, `{"a":{"b":1,"b":1}}`: false, `{"a":1} x`: false, `{"a":[1,2}`: false, `{"a":1,"b":[],"a":{}}`: false, ``: false,
	} {
		var v any
		if err := readJSON([]byte(text), &v); (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}
