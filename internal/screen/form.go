package screen

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"lianxin/internal/civil"
)

// onceLength is the length of a one-time key, 26 characters of base32.
const onceLength = 26

// NewOnce is a one-time key for a form about to be shown.
func NewOnce() string { return rand.Text() }

// Normal is a typed text as it is stored: full-width digits, letters, blanks and
// the points of numbers become half-width, and blanks at the ends go. Chinese
// punctuation stays, because sentences have it.
func Normal(typed string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r == '．', r == '－':
			return r - '０' + '0'
		case r == '　', r == '\u00a0':
			return ' '
		case r == '\u200b', r == '\ufeff', r == 0: // and no store keeps the last
			return -1
		}
		return r
	}, typed))
}

// tooLarge turns the refusal of the body limit into our own words.
func tooLarge(err error) error {
	var limit *http.MaxBytesError
	if errors.As(err, &limit) {
		return civil.Refuse("body_large", "一次提交的内容不能超过%d MB，请减少照片或分几次提交。", limit.Limit>>20)
	}
	return civil.Refuse("form_broken", "提交的内容没有收全，请返回上一页再试一次。")
}
