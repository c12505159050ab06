package pack

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lianxin/internal/rule"
)

// Limits of a tree of packs.
const (
	filesMax     = 5000
	dataBytesMax = 64 << 20 // of one data file beside the YAML
)

// loader is one load under way.
type loader struct {
	problems
	fsys       fs.FS
	docs       map[string]*document
	claimed    map[string]Place
	given      map[string]Place // values by name, region and day
	values     []waiting
	needs      []need
	uses       []use
	places     []regionUse
	feeds      []waiting
	sources    []waiting
	matters    []waiting
	standards  []*node   // of price links
	fundNames  []*node   // of shares
	periods    []*node   // of signals
	tierLists  []*node   // registers of tiers
	asking     []waiting // questions
	bundling   []waiting // bundles
	entering   []*node   // entries
	showing    []*node   // what somebody is shown of himself
	seedUses   []seedUse
	aliases    map[string][]string // of subject columns
	totals     []string            // words of lines that are no records, for all feeds
	signatures []string
	catalogue  *Catalogue
}

// waiting is a node that can be read only when all packs are known.
type waiting struct {
	node *node
	pack string
}

// need is a pack named by another.
type need struct {
	by   *Pack
	name string
	at   Place
}

// use is a programme named where it is not declared.
type use struct {
	programme string
	node      *node
}

// regionUse is a region code and where it was written.
type regionUse struct {
	region string
	at     Place
}

// folder is a pack's folder and the files that belong to it.
type folder struct {
	dir   string
	files []string
	pack  *Pack
}

func newLoader(fsys fs.FS) *loader {
	return &loader{
		fsys: fsys, docs: map[string]*document{}, claimed: map[string]Place{}, given: map[string]Place{},
		aliases: map[string][]string{},
		catalogue: &Catalogue{
			named: map[string]*Declaration{}, values: map[string][]Value{}, local: map[string][]Value{},
			registerNamed: map[string]*Register{}, classNamed: map[string]*Register{},
		},
	}
}

// Load reads all packs of a tree that belong together, that is all but the
// standalone ones. The error is [Errors] with every problem found.
func Load(fsys fs.FS) (*Catalogue, error) {
	l := newLoader(fsys)
	folders := slices.DeleteFunc(l.folders("."), func(f *folder) bool { return f.pack.Standalone })
	if len(folders) == 0 && len(l.list) == 0 {
		l.refuseAt(Place{File: "."}, "no_pack", "这里没有包：每个包是一个有 pack.yaml 的文件夹。")
	}
	return l.load(folders)
}

// LoadOne reads one standalone pack. The error is [Errors] with every problem found.
func LoadOne(fsys fs.FS, dir string) (*Catalogue, error) {
	l := newLoader(fsys)
	dir = path.Clean(dir)
	folders := slices.DeleteFunc(l.folders(dir), func(f *folder) bool { return f.dir != dir })
	switch {
	case len(l.list) > 0:
	case len(folders) == 0:
		l.refuseAt(Place{File: dir}, "no_pack", "文件夹“%s”里没有 pack.yaml，不是一个包。", dir)
	case !folders[0].pack.Standalone:
		l.refuseAt(folders[0].pack.Place, "not_standalone", "包“%s”要与其他包一起读取；能单独读取的包要写 standalone: true。", folders[0].pack.Name)
	}
	return l.load(folders)
}

func (l *loader) load(folders []*folder) (*Catalogue, error) {
	c := l.catalogue
	for _, f := range folders {
		l.claim("pack", "包", f.pack.Name, f.pack.Place)
	}
	folders = l.order(folders)
	for _, f := range folders {
		c.packs = append(c.packs, *f.pack)
		l.files(f)
	}
	c.hash = l.hash(folders)
	for _, v := range l.values {
		l.value(v.node, v.pack)
	}
	c.index()
	// Feeds and sources name facts and registers, and matters and tests name what all
	// the rest declares; while that is broken, their problems would be echoes. Of
	// tests only the YAML is looked at then.
	if len(l.list) == 0 {
		l.feedsAndSources()
	}
	l.check()
	l.checkPriceLinks()
	l.checkFunds()
	if len(l.list) == 0 {
		l.checkInquiry()
	}
	l.checkGuardians()
	l.checkTiers()
	l.checkSignals()
	l.checkRisks()
	l.checkSupport()
	l.checkCircles()
	l.checkGrounds()
	if len(l.list) == 0 {
		l.readMatters()
	}
	if len(l.list) == 0 {
		l.checkCallClasses()
		l.checkResponses()
		l.checkHandouts()
		l.readQuestions()
		l.readBundles()
		l.readEntries()
		l.checkRentals()
		l.checkQuality()
	}
	sound := len(l.list) == 0
	for _, f := range folders {
		l.eachFile(f, "tests", func(n *node) {
			if sound {
				l.tests(n, f.pack.Name)
			}
		})
	}
	l.checkRegions()
	l.checkSeeds()
	if err := l.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// folders finds the packs below dir and reads their pack.yaml. YAML outside of
// a pack is a problem: somebody wrote it and nobody would read it.
func (l *loader) folders(dir string) []*folder {
	var files []string
	err := fs.WalkDir(l.fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() || !belongs(name):
			return nil
		case len(files) == filesMax:
			l.refuseAt(Place{File: dir}, "too_many_files", "包里的文件超过 %d 个，请核对文件夹。", filesMax)
			return fs.SkipAll
		}
		files = append(files, name)
		return nil
	})
	if err != nil {
		l.refuseAt(Place{File: dir}, "file_unreadable", "无法读取文件夹“%s”，请检查路径和权限。", dir)
		return nil
	}
	byDir := map[string]*folder{}
	var list []*folder
	for _, name := range files {
		if path.Base(name) != "pack.yaml" {
			continue
		}
		f := &folder{dir: path.Dir(name), pack: &Pack{Dir: path.Dir(name), Place: Place{name, 1, 1}}}
		if n := l.open(name); n != nil {
			f.pack = l.manifest(n, f.dir)
		}
		byDir[f.dir] = f
		list = append(list, f)
	}
	for _, name := range files {
		owner := path.Dir(name)
		for byDir[owner] == nil && owner != "." && owner != dir {
			owner = path.Dir(owner)
		}
		if f := byDir[owner]; f != nil {
			f.files = append(f.files, name)
		} else if isYAML(name) {
			l.refuseAt(Place{File: name}, "file_without_pack", "这个文件不属于任何包，请在文件夹里写上 pack.yaml 或移走文件。")
		}
	}
	return list
}

// belongs says whether a file of a pack counts; the rest is for people.
func belongs(name string) bool { return isYAML(name) || path.Ext(name) == ".csv" }

func isYAML(name string) bool { return path.Ext(name) == ".yaml" || path.Ext(name) == ".yml" }

// refuseAt places a problem in a file that may not have been read.
func (l *loader) refuseAt(at Place, code, format string, args ...any) {
	d := l.docs[at.File]
	if d == nil {
		d = &document{file: at.File, to: &l.problems}
	}
	d.refuse(at.Line, at.Column, code, format, args...)
}

// claim takes a name; a name that is taken is a problem.
func (l *loader) claim(space, what, name string, at Place) bool {
	if name == "" {
		return false
	}
	key := space + " " + name
	if first, taken := l.claimed[key]; taken {
		l.refuseAt(at, "duplicate_name", "%s“%s”已在 %s 写过，请换一个名字或删去一处。", what, name, first)
		return false
	}
	l.claimed[key] = at
	return true
}

// open reads and parses one file; nil when that was not possible.
func (l *loader) open(name string) *node {
	d := &document{file: name, to: &l.problems}
	l.docs[name] = d
	data, err := l.read(name, fileBytesMax+1)
	if err != nil {
		d.refuse(1, 1, "file_unreadable", "无法读取文件，请检查文件是否存在、是否有权限。")
		return nil
	}
	return d.parse(data)
}

// read takes at most limit bytes of a file.
func (l *loader) read(name string, limit int64) ([]byte, error) {
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// files reads everything of a pack but its manifest and its tests, facts first.
func (l *loader) files(f *folder) {
	name := f.pack.Name
	readers := []struct {
		file string
		read func(*node)
	}{
		{"facts.yaml", func(n *node) { l.facts(n, name) }},
		{"parameters.yaml", func(n *node) { l.parameters(n, name) }},
		{"definitions.yaml", func(n *node) { l.definitions(n, name) }},
		{"rules", func(n *node) { l.programme(n, name) }},
		{"conflicts.yaml", func(n *node) { l.conflicts(n, name) }},
		{"inquiry.yaml", func(n *node) { l.inquiryFile(n, name) }},
		{"payments.yaml", func(n *node) { l.paymentsFile(n, name) }},
		{"funds.yaml", func(n *node) { l.fundsFile(n, name) }},
		{"paying.yaml", l.payingFile},
		{"hotline.yaml", func(n *node) { l.hotlineFile(n, name) }},
		{"booking.yaml", func(n *node) { l.bookingFile(n, name) }},
		{"responses.yaml", func(n *node) { l.responsesFile(n, name) }},
		{"handouts.yaml", func(n *node) { l.handoutsFile(n, name) }},
		{"placements.yaml", func(n *node) { l.placementsFile(n, name) }},
		{"guardians.yaml", func(n *node) { l.guardiansFile(n, name) }},
		{"bundles.yaml", func(n *node) { l.bundlesFile(n, name) }},
		{"entries.yaml", func(n *node) { l.entriesFile(n, name) }},
		{"questions.yaml", func(n *node) { l.questionsFile(n, name) }},
		{"circles.yaml", func(n *node) { l.circlesFile(n, name) }},
		{"support.yaml", func(n *node) { l.supportFile(n, name) }},
		{"spdci.yaml", l.exchangeFile},
		{"station.yaml", l.stationFile},
		{"rental.yaml", func(n *node) { l.rentalFile(n, name) }},
		{"quality.yaml", func(n *node) { l.qualityFile(n, name) }},
		{"measures", func(n *node) { l.measures(n, name) }},
		{"registers", func(n *node) { l.registerFile(n, name) }},
		{"signals.yaml", func(n *node) { l.signalsFile(n, name) }},
		{"risks.yaml", func(n *node) { l.risksFile(n, name) }},
		{"tiers.yaml", func(n *node) { l.tiersFile(n, name) }},
		{"matters", func(n *node) { l.matterFile(n, name) }},
		{"pricelink", func(n *node) { l.priceLinksFile(n, name) }},
	}
	known := []string{"pack.yaml", "tests"}
	for _, r := range readers {
		known = append(known, r.file)
		l.eachFile(f, r.file, r.read)
	}
	for _, file := range f.files {
		inside := strings.TrimPrefix(strings.TrimPrefix(file, f.dir), "/")
		first, rest, nested := strings.Cut(inside, "/")
		folder := first == "rules" || first == "tests" || first == "measures" || first == "registers" || first == "matters" || first == "pricelink"
		switch {
		case !isYAML(file):
			l.data(file, inside)
			l.seedData(file, inside)
		case !slices.Contains(known, first) || folder != nested || strings.Contains(rest, "/") || path.Ext(file) != ".yaml":
			l.stray(file, first, known)
		}
	}
}

// stray refuses a YAML file nobody reads.
func (l *loader) stray(file, first string, known []string) {
	if near := rule.Nearest(first, known); near != "" && near != first {
		l.refuseAt(Place{File: file}, "unknown_file", "包里没有叫“%s”的文件，是不是“%s”？", first, near)
		return
	}
	l.refuseAt(Place{File: file}, "unknown_file", "包里没有这个文件的位置，请放在 rules/、tests/、measures/、registers/、matters/ 或 pricelink/ 下，以 .yaml 结尾。")
}

// eachFile reads a file of a pack, or every file of one of its folders.
func (l *loader) eachFile(f *folder, name string, read func(*node)) {
	at := path.Join(f.dir, name)
	for _, file := range f.files {
		if file != at && path.Dir(file) != at || path.Ext(file) != ".yaml" {
			continue
		}
		if n := l.open(file); n != nil {
			read(n)
		}
	}
}

// hash is over the paths and bytes of every file that was read, by path.
func (l *loader) hash(folders []*folder) string {
	var files []string
	for _, f := range folders {
		files = append(files, f.files...)
	}
	slices.Sort(files)
	sum := sha256.New()
	var size [8]byte
	part := func(data []byte) {
		binary.BigEndian.PutUint64(size[:], uint64(len(data)))
		sum.Write(size[:])
		sum.Write(data)
	}
	for _, name := range files {
		data, err := l.read(name, dataBytesMax+1)
		if err != nil || len(data) > dataBytesMax {
			l.refuseAt(Place{File: name}, "file_unreadable", "无法读取文件，或文件超过 64 MiB。")
			continue
		}
		part([]byte(name))
		part(data)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
