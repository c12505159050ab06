package sample

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"lianxin/internal/civil"
)

// FeedsFolder is where the files of the departments stand, beside the files of
// families.
const FeedsFolder = "feeds"

// FeedOptions say what the departments deliver.
type FeedOptions struct {
	// Judged gives what the rules say today of a household (from 0), from which
	// is made up what is in pay. Nil, or a later month: no list of payments.
	// Several goroutines ask at once.
	Judged func(household int) []Judged
	// Dirty plants a few bad rows at the end of every file and lists them.
	Dirty bool
}

// Delivery is one file as it was written.
type Delivery struct {
	File     string
	Kind     string // name of the feed
	Complete bool   // no row means none, for everybody who lives in the city
	From, To civil.Date
	Rows     int // planted ones included
}

// bureau writes all files at once: blocks of households come in order, and each
// brings its rows of every file.
type bureau struct {
	city   *City
	office *office
	dir    string
	sheets []sheet
	out    []*delivery
	rows   []int
	sums   []civil.Fen
	last   [][]byte // the last row of each file, to be repeated
}

// WriteFeeds writes what the departments deliver into the folder feeds below
// dir. Loaded whole, they give exactly the facts of the files of families.
func (c *City) WriteFeeds(dir string, o FeedOptions) ([]Delivery, error) {
	b, err := c.newBureau(filepath.Join(dir, FeedsFolder), o)
	if err == nil {
		err = c.run(b.write, b.emit)
	}
	var flaws []flaw
	if err == nil && o.Dirty {
		flaws, err = b.spoil()
	}
	for i, d := range b.out {
		if err == nil {
			err = d.write(b.sheets[i].charset.append(nil, b.sheets[i].bottom(b.rows[i], b.sums[i])))
		}
		err = d.close(err)
	}
	if err != nil {
		return nil, err
	}
	list := b.deliveries()
	return list, b.describe(list, flaws)
}

func (c *City) newBureau(dir string, o FeedOptions) (*bureau, error) {
	b := &bureau{city: c, office: newOffice(c), dir: dir}
	b.office.paid = o.Judged
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return b, unwritable(dir, err)
	}
	for _, s := range sheets() {
		if s.paid && (o.Judged == nil || c.month > 0) || s.earlier && c.month > 0 {
			continue
		}
		if s.delimiter == 0 {
			s.delimiter = ','
		}
		b.sheets = append(b.sheets, s)
	}
	for i := range b.sheets {
		s := &b.sheets[i]
		d, err := deliver(filepath.Join(dir, s.file), s.form)
		if d != nil {
			b.out = append(b.out, d)
		}
		if err == nil {
			err = d.write(append(s.charset.mark(), s.charset.append(nil, s.top(c))...))
		}
		if err != nil {
			return b, err
		}
	}
	b.rows, b.sums, b.last = make([]int, len(b.sheets)), make([]civil.Fen, len(b.sheets)), make([][]byte, len(b.sheets))
	return b, nil
}

func (b *bureau) newDesk() *desk {
	return &desk{city: b.city, office: b.office, now: b.city.Day(), month: b.city.dataMonth()}
}

// write makes the rows of a block of households; several goroutines do.
func (b *bureau) write(k *block) {
	if k.desk == nil {
		k.desk, k.trays = b.newDesk(), make([]tray, len(b.sheets))
	}
	for i := range k.trays {
		k.trays[i].sheet = &b.sheets[i]
		k.trays[i].clear()
	}
	for i := range k.households {
		k.desk.take(&k.households[i])
		for j := range k.trays {
			b.sheets[j].rows(k.desk, &k.trays[j])
		}
	}
	for i := range k.trays {
		t := &k.trays[i]
		if c := t.sheet.charset; c == gb18030 || c == utf16Tabs {
			t.coded = c.append(t.coded, t.text)
		}
	}
}

// emit hands the rows of a block to the files.
func (b *bureau) emit(k *block) error {
	for i := range k.trays {
		t := &k.trays[i]
		if t.rows == 0 {
			continue
		}
		text := t.text
		if len(t.coded) > 0 {
			text = t.coded
		}
		b.rows[i] += t.rows
		b.sums[i] += t.sum
		b.last[i] = append(b.last[i][:0], t.text[t.last:]...)
		if err := b.out[i].write(text); err != nil {
			return err
		}
	}
	return nil
}

// deliveries lists what was written.
func (b *bureau) deliveries() []Delivery {
	var list []Delivery
	for i := range b.sheets {
		s := &b.sheets[i]
		if s.kind == "" {
			continue
		}
		d := Delivery{File: s.file, Kind: s.kind, Complete: s.complete, From: b.city.Day(), To: b.city.Day(), Rows: b.rows[i]}
		if s.back > 0 {
			month, back := b.city.dataMonth(), s.back
			if s.earlier {
				month--
			}
			if b.city.month > 0 {
				back = 1
			}
			d.From, d.To = month.Add(1-back).First(), month.Last()
		}
		list = append(list, d)
	}
	return list
}

const manifestHeader = "file,kind,complete,covers,from,to,rows\n"

const feedsNotice = `这个文件夹里的文件，式样仿照各部门交来的数据，人都不存在（见上一级的 README.txt）。

manifest.csv 按读入的次序列出每个文件：数据种类、是否完整、说的是哪些人、说的是哪些日子、多少条。
complete 为 true 的，按完整的一批读入，没有一行的人就是没有；这一批说的是住在本市的所有人（covers 为 resident）。
unanswered.csv 列出部门没有答复的人：对这些人，那个登记在那些日子里没有记录，不等于没有。
in_pay.csv 是已经在发的待遇，其中有的金额是旧的，有的不该再发，有的该发没发；in_pay_truth.csv 写明是哪些。
planted.csv 列出埋在各文件末尾的坏行（只在要求时才埋）。

全部读入后，由登记得出的事实与 households.csv、persons.csv 完全相同。
`

// describe writes the manifest, the planted rows and the notice.
func (b *bureau) describe(list []Delivery, flaws []flaw) error {
	manifest := []byte(manifestHeader)
	for _, d := range list {
		covers := "listed"
		if d.Complete {
			covers = "resident"
		}
		manifest = fmt.Appendf(manifest, "%s,%s,%t,%s,%s,%s,%d\n", d.File, d.Kind, d.Complete, covers, d.From, d.To, d.Rows)
	}
	files := map[string][]byte{"manifest.csv": manifest, "README.txt": []byte(feedsNotice)}
	if flaws != nil {
		files["planted.csv"] = listFlaws(flaws)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(b.dir, name)
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return unwritable(path, err)
		}
	}
	return nil
}
