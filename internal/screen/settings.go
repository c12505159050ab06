package screen

import (
	"net/http"
	"strconv"
	"strings"
)

// lookCookie keeps what a stranger chose; it names nobody. A visitor who signed in
// has his settings in his account.
const (
	lookCookie = "look"
	lookAge    = 365 * 24 * 60 * 60 // seconds
)

// text is what the cookie keeps: dark.24.keysoff.entermoves.english.
func (s Settings) text() string {
	words := []string{themeOf(s.Theme), strconv.Itoa(sizeOf(s.TextSize))}
	if s.KeysOff {
		words = append(words, "keysoff")
	}
	if s.EnterMoves {
		words = append(words, "entermoves")
	}
	if s.English {
		words = append(words, "english")
	}
	return strings.Join(words, ".")
}

// parseSettings reads the cookie; what it does not know it leaves as it was made.
func parseSettings(text string) Settings {
	var s Settings
	for _, word := range strings.Split(text, ".") {
		switch word {
		case "light", "dark", "auto":
			s.Theme = word
		case "18", "24", "30":
			s.TextSize = sizeOf(int(word[0]-'0')*10 + int(word[1]-'0'))
		case "keysoff":
			s.KeysOff = true
		case "entermoves":
			s.EnterMoves = true
		case "english":
			s.English = true
		}
	}
	return s
}

// Tidy is the settings with nothing in them that no page knows.
func (s Settings) Tidy() Settings {
	s.Theme, s.TextSize = themeOf(s.Theme), sizeOf(s.TextSize)
	return s
}

func themeOf(theme string) string {
	if theme == "light" || theme == "dark" {
		return theme
	}
	return "auto"
}

func sizeOf(size int) int {
	if size == 24 || size == 30 {
		return size
	}
	return 18
}

// look makes the browser keep a stranger's settings.
func (s *Site) look(settings Settings) *http.Cookie {
	return &http.Cookie{
		Name: lookCookie, Value: settings.text(), Path: "/", MaxAge: lookAge,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	}
}
