package public

import (
	"net/http"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// galleryView is one part, or the list of all.
type galleryView struct {
	Frame   layout.Frame
	Entries []part.Entry
	One     bool
	Skin    string
}

// Gallery is the table of the gallery: served only when asked for, because it is
// for those who build pages.
func Gallery() []screen.Route {
	return []screen.Route{
		{Method: http.MethodGet, Pattern: "/parts", Audience: screen.Public(), Purpose: screen.Nobody, Act: screen.Read, Serve: galleryList},
		{Method: http.MethodGet, Pattern: "/parts/{part}", Audience: screen.Public(), Purpose: screen.Nobody, Act: screen.Read, Serve: galleryPart},
	}
}

func galleryList(r *screen.Request) (screen.Answer, error) {
	v := galleryFor(r, "部件")
	v.Entries = part.Gallery()
	return screen.Show(galleryPage(v))
}

func galleryPart(r *screen.Request) (screen.Answer, error) {
	for _, entry := range part.Gallery() {
		if entry.Part == r.PathValue("part") {
			v := galleryFor(r, entry.Title)
			v.Entries, v.One, v.Frame.Scripts = []part.Entry{entry}, true, entry.Scripts
			return screen.Show(galleryPage(v))
		}
	}
	return screen.Answer{}, &civil.Error{Kind: civil.NotFound, Code: "part_missing", Message: "没有这个部件。"}
}

// galleryFor reads skin, theme and size from the address, so that a picture of each
// has an address of its own.
func galleryFor(r *screen.Request, title string) galleryView {
	v := galleryView{Frame: r.Frame(title), Skin: r.FormValue("skin")}
	if theme := r.FormValue("theme"); theme != "" {
		v.Frame.Theme = theme
	}
	if size, err := strconv.Atoi(r.FormValue("text")); err == nil {
		v.Frame.TextSize = size
	}
	if v.Skin == "desk" {
		v.Frame.Signed, v.Frame.Name, v.Frame.Watermark = true, "张明", "张明 000017"
		v.Frame.Nav = []layout.Nav{{Text: "今日工作", Path: "/parts", Key: "w", Count: 12}, {Text: "办件", Path: r.URL.Path, Key: "q"}}
	}
	return v
}
