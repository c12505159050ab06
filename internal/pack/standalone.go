package pack

import "io/fs"

// Folders lists the packs of a tree without reading more than their pack.yaml:
// the folders of standalone packs, and whether there are others, which [Load]
// reads together. Broken manifests count as others, so that Load reports them.
func Folders(fsys fs.FS) (standalone []string, others bool) {
	l := newLoader(fsys)
	for _, f := range l.folders(".") {
		if f.pack.Standalone {
			standalone = append(standalone, f.dir)
		} else {
			others = true
		}
	}
	return standalone, others || len(standalone) == 0 || len(l.list) > 0
}
