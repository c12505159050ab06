// Package officer has somebody at work who helps families: who he is, what he may see,
// and how what he does is signed in the journal.
//
// It keeps nothing.
//
// It promises that every act of one helper is written in the same way, and that what
// lies outside of his divisions is for him as if it were not there.
//
// It refuses an officer of whom it is not known who he is or what for he looks.
package officer

import (
	"encoding/json"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Officer is somebody at work.
type Officer struct {
	access.Viewer
	Name     string
	OnBehalf string // of whom a deputy acts, for the note of the act
}

// Seen is what somebody acts on, as he saw it.
type Seen struct {
	register.Ref
	Opened int64 // 0: however it is now
	Once   string
}

// Header signs an act of the officer in a county.
func (o Officer) Header(county, kind string) journal.Header {
	return journal.Header{County: county, Kind: kind, Actor: o.Actor, Purpose: string(o.Purpose), Note: o.OnBehalf}
}

// Covers refuses what lies outside of the officer's divisions, as what is not there.
func (o Officer) Covers(division civil.Area) error {
	if err := o.Check(); err != nil {
		return err
	}
	if !o.Scope().Covers(division) {
		return Missing()
	}
	return nil
}

// Once is the key of a form he sends; empty for none.
func (o Officer) Once(key string) string {
	if key == "" {
		return ""
	}
	return o.Actor + " " + key
}

// Missing is said of what is not there and of what is not the visitor's to see.
func Missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "help_not_found", Message: "没有找到，或不在您的管辖范围。"}
}

// Stale is said to whoever decides on what has changed since he saw it.
func Stale() error {
	return &civil.Error{Kind: civil.Stale, Code: "help_changed", Message: "这一页打开以后，别人已经改过：请看过现在的内容再办。"}
}

// Seal makes a value unreadable without the keys.
func Seal(keys access.Keyring, at access.Place, value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return keys.Seal(at, string(text))
}

// Unseal reads what Seal wrote; an erased one leaves the value as it is.
func Unseal(keys access.Keyring, at access.Place, sealed []byte, into any) error {
	if len(sealed) == 0 {
		return nil
	}
	text, err := keys.Open(at, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// codeDigits is the length of a division as rows have it.
const codeDigits = 12

// Code is a division as rows have it: always twelve digits, so that a subtree is one
// span.
func Code(area civil.Area) string {
	text := area.String()
	return text + strings.Repeat("0", max(0, codeDigits-len(text)))
}

// DayText is a day as rows have it, NULL for none.
func DayText(day civil.Date) any {
	if day == 0 {
		return nil
	}
	return day.String()
}

// Day is a day of a row, 0 for NULL.
func Day(text *string) (civil.Date, error) {
	if text == nil {
		return 0, nil
	}
	return civil.ParseDate(*text)
}

// Words refuses a text that is too short or too long to say anything.
func Words(code, what, text string, least, most int) (string, error) {
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n < least || n > most {
		return "", civil.Refuse(code, "%s请写%d到%d个字，现在是%d个字。", what, least, most, n)
	}
	return text, nil
}

// VisitedTopic is the news that somebody was with a family: [Visitation] as its body.
const VisitedTopic = "family.visited"

// Visitation says which household of a county somebody was with, and when.
type Visitation struct {
	Household string `json:"household"`
	Day       string `json:"day"`
}
