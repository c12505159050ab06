package service

import (
	"encoding/json"

	"lianxin/internal/access"
)

// Safe seals what people say of themselves: a value is written as JSON and sealed for
// the one place where it stands.
type Safe struct{ Keys access.Keyring }

// Seal writes a value for its place.
func (s Safe) Seal(table, field, county, id string, value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(access.Place{Table: table, Field: field, County: county, ID: id}, string(text))
}

// Open reads what Seal wrote; an erased value leaves into as it is.
func (s Safe) Open(table, field, county, id string, sealed []byte, into any) error {
	if len(sealed) == 0 {
		return nil
	}
	text, err := s.Keys.Open(access.Place{Table: table, Field: field, County: county, ID: id}, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
