package file

import (
	"image"
	"image/draw"
)

// shrink gives a picture on white whose longer side has at most that many
// pixels; a smaller one keeps its size. Every pixel of the new one is the mean of
// exactly the area it covers, in whole numbers, row by row: memory is needed for
// the new picture and a row of the old.
func shrink(src image.Image, most int) *image.RGBA {
	from := src.Bounds()
	w, h := fitted(from.Dx(), from.Dy(), most)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	s := shrinker{src: src, from: from, row: image.NewRGBA(image.Rect(0, 0, from.Dx(), 1)), mean: make([]uint64, 3*w), sum: make([]uint64, 3*w)}
	s.run(out)
	return out
}

// fitted are the sides of a picture made to fit; none becomes zero.
func fitted(w, h, most int) (int, int) {
	long := max(w, h)
	if long <= most {
		return w, h
	}
	return max(1, w*most/long), max(1, h*most/long)
}

// shrinker holds the rows that are worked on.
type shrinker struct {
	src  image.Image
	from image.Rectangle
	row  *image.RGBA // one row of the source on white
	mean []uint64    // that row with the new width, each colour times the old width
	sum  []uint64    // of such rows, weighted, for one new row
}

// run fills the new picture. One old row is out.Dy() units high and one new row
// from.Dy(), so that all shares are whole.
func (s *shrinker) run(out *image.RGBA) {
	oldRows, newRows := s.from.Dy(), out.Bounds().Dy()
	filled, y := 0, 0
	for line := range oldRows {
		s.read(line)
		s.narrow(out.Bounds().Dx())
		for left := newRows; left > 0; {
			share := min(left, oldRows-filled)
			for i, v := range s.mean {
				s.sum[i] += v * uint64(share)
			}
			left, filled = left-share, filled+share
			if filled == oldRows {
				s.emit(out, y)
				filled, y = 0, y+1
			}
		}
	}
}

// read puts a row of the source on white.
func (s *shrinker) read(line int) {
	draw.Draw(s.row, s.row.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(s.row, s.row.Bounds(), s.src, image.Pt(s.from.Min.X, s.from.Min.Y+line), draw.Over)
}

// narrow gives the row its new width.
func (s *shrinker) narrow(newWidth int) {
	oldWidth := s.from.Dx()
	clear(s.mean)
	filled, x := 0, 0
	for i := range oldWidth {
		p := s.row.Pix[4*i : 4*i+3 : 4*i+3]
		for left := newWidth; left > 0; {
			share := min(left, oldWidth-filled)
			for c := range 3 {
				s.mean[3*x+c] += uint64(p[c]) * uint64(share)
			}
			left, filled = left-share, filled+share
			if filled == oldWidth {
				filled, x = 0, x+1
			}
		}
	}
}

// emit writes a finished row, rounding to the nearest, and begins the next.
func (s *shrinker) emit(out *image.RGBA, y int) {
	area := uint64(s.from.Dx()) * uint64(s.from.Dy())
	line := out.Pix[y*out.Stride:]
	for x := range out.Bounds().Dx() {
		for c := range 3 {
			line[4*x+c] = uint8((s.sum[3*x+c] + area/2) / area)
		}
		line[4*x+3] = 0xFF
	}
	clear(s.sum)
}
