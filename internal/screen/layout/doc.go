// Package layout is what stands around every page: the head of the document, the
// bar with the way home, the place of help, the foot.
//
// It keeps one layout for each audience: phone for families and village workers,
// desk for offices, and sheet for the public notice board. It promises a title, a
// language, one main landmark, a way past the bar, the theme and text size the
// visitor chose, and no line of script or style in the page itself.
//
// It refuses to know what a page is about: it gets a Frame and the page.
package layout
