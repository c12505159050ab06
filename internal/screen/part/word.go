package part

// orWord is a text, or another when it is empty.
func orWord(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// assistTitle names the place where people are.
func assistTitle(a Assist) string {
	if a.Place == "" {
		return "找人帮忙"
	}
	return "找人帮忙：" + a.Place
}
