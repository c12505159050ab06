package api

import (
	"encoding/base64"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// Page is a part of a list.
type Page[T any] struct {
	Items []T    `json:"items" doc:"这一页。"`
	Next  string `json:"next,omitempty" doc:"下一页的游标，放进after；没有就是到头了。"`
}

// Paging is how a part of a list is asked for.
type Paging struct {
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"一页最多几条。"`
	After string `query:"after" maxLength:"2000" doc:"上一页给的游标。"`
}

// cursor is where a list goes on, sealed: nobody can make one, nor use one of
// another caller or another list.
func (s *Server) cursor(c *token.Caller, list, position string) (string, error) {
	if position == "" {
		return "", nil
	}
	sealed, err := s.Keys.Seal(cursorPlace(c, list), position)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// position opens a cursor; empty for the beginning.
func (s *Server) position(c *token.Caller, list, cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	wrong := civil.Refuse("cursor_wrong", "游标after不对：请原样使用上一页给的next，或从第一页开始。")
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return "", wrong
	}
	text, err := s.Keys.Open(cursorPlace(c, list), sealed)
	if err != nil {
		return "", wrong
	}
	return string(text), nil
}

func cursorPlace(c *token.Caller, list string) access.Place {
	return access.Place{Table: "api_cursor", Field: list, County: journal.Nowhere, ID: c.ID}
}

// turned is a page with its next cursor sealed.
func turned[T any](s *Server, c *token.Caller, list string, items []T, next string) (Page[T], error) {
	sealed, err := s.cursor(c, list, next)
	if items == nil {
		items = []T{}
	}
	return Page[T]{Items: items, Next: sealed}, err
}

// part is a part of a list that is known whole and has no order of its own: by key,
// from behind a position.
func part[T any](all []T, key func(*T) string, after string, limit int) (items []T, next string) {
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(key(&a), key(&b)) })
	for i := range all {
		if key(&all[i]) <= after {
			continue
		}
		if len(items) == limit {
			return items, key(&items[limit-1])
		}
		items = append(items, all[i])
	}
	return items, ""
}
