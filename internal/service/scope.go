package service

import (
	"errors"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
)

// Scope is what the posts of somebody at work cover: all of them, or those of some
// roles. Somebody without such a post covers nothing.
func Scope(who casework.Who, roles ...access.Role) access.Scope {
	var areas []civil.Area
	for _, p := range who.Posts {
		if len(roles) == 0 || slices.Contains(roles, p.Role) {
			areas = append(areas, p.Division)
		}
	}
	scope, err := access.NewScope(areas...)
	if err != nil {
		return access.Scope{}
	}
	return scope
}

// Holds says whether somebody has a post of one of some roles that covers a division.
func Holds(who casework.Who, division civil.Area, roles ...access.Role) bool {
	return Scope(who, roles...).Covers(division)
}

// Post is the first division in which somebody has one of some roles, in the order of
// the roles; 0 for nobody.
func Post(who casework.Who, roles ...access.Role) civil.Area {
	for _, role := range roles {
		for _, p := range who.Posts {
			if p.Role == role {
				return p.Division
			}
		}
	}
	return 0
}

// Code is the county of a division as rows name it: six digits.
func Code(division civil.Area) string { return division.County().String()[:len("320613")] }

// AreaText is a division as rows keep it: twelve digits, empty for none.
func AreaText(a civil.Area) string {
	if a == 0 {
		return ""
	}
	text := a.String()
	for len(text) < len("320613005001") {
		text += "0"
	}
	return text
}

// AreaOf reads what [AreaText] writes.
func AreaOf(text string) (civil.Area, error) {
	if text == "" {
		return 0, nil
	}
	return civil.ParseArea(text)
}

// DayText is a day as rows keep it, empty for none.
func DayText(day civil.Date) string {
	if day == 0 {
		return ""
	}
	return day.String()
}

// DayOf reads what [DayText] writes.
func DayOf(text string) (civil.Date, error) {
	if text == "" {
		return 0, nil
	}
	return civil.ParseDate(text)
}

// OrNull is NULL for an empty text.
func OrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// TextOf is a text of the store, empty for NULL.
func TextOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// ErrRepeated ends an act that the same form has already done.
var ErrRepeated = errors.New("service: the form was sent before")

// OnceKey keeps the one-time keys of different people apart; empty for a form that
// has none.
func OnceKey(who casework.Who, once string) string {
	if once == "" {
		return ""
	}
	return who.Actor + " " + once
}
