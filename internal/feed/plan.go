package feed

import (
	"fmt"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Options say how a file is to be taken; the zero value finds everything out.
type Options struct {
	Kind     string            // name of the feed; empty: by the header
	Encoding string            // empty or "auto": by the content
	Sheet    string            // of a workbook; empty: the one sheet whose header fits
	Complete *bool             // whether this batch is complete for its population; nil: as the feed says
	Period   string            // the month or day the batch is of, where no column says it
	Batch    map[string]string // by field, what is said once for the whole table and no column says
	Columns  map[string]string // by field, the header to read where several could be meant

	AsOf      civil.Date           // the day as of which identity numbers are judged
	Regions   *civil.RegionHistory // of identity numbers
	Divisions *civil.Divisions     // by which names of divisions are resolved; nil keeps them as text
	Sample    bool                 // the people are the invented ones of the sample city
}

// A Plan says what a file is and which of its columns is which field.
type Plan struct {
	Path         string
	Feed         *pack.Feed
	Format       Format
	Encoding     string
	Delimiter    string // of text
	Sheet        string // of a workbook
	HeaderRecord int    // number of the record that is the header, from 1
	Fields       []Field
	Constants    []Constant
	Ignored      []string // headers nobody asked for
	Complete     bool

	options   Options
	catalogue *pack.Catalogue
	header    []string // cells of the header record
	width     int      // up to the last header
	serial    int      // the cell that only numbers the lines, or -1
	identity  int      // index in Fields of the identity number, or -1
	person    int      // index in Fields of the name of whom a row is about, or -1
	places    *places  // nil when no list of divisions was given
}

// A Field is one column that is read; the values of a [Row] are in this order.
type Field struct {
	pack.FeedColumn
	Header string         // as printed
	Unit   pack.MoneyUnit // in which the file gives money
	Told   bool           // the file itself says the unit, so a cell must not contradict it
	Cell   int            // position in the record
}

// Inspect finds out what a file is and how its columns map, without reading its
// rows. It refuses what could be two things, and lists the candidates.
func Inspect(path string, catalogue *pack.Catalogue, o Options) (*Plan, error) {
	feeds := catalogue.Feeds()
	if o.Kind != "" {
		f := catalogue.Feed(o.Kind)
		if f == nil {
			return nil, civil.Refuse("feed_kind_unknown", "没有名为“%s”的数据种类，可以用：%s。", shown(o.Kind), kindList(feeds))
		}
		feeds = []*pack.Feed{f}
	}
	f, err := openFile(path, o.Encoding)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.close() }() // it was only read
	p := &Plan{Path: path, Format: f.format, Encoding: f.encoding, options: o, catalogue: catalogue, places: newPlaces(o.Divisions, o.AsOf)}
	l, err := p.lookAtTop(f, feeds)
	if err != nil {
		return nil, err
	}
	if err := p.settle(l, feeds); err != nil {
		return nil, err
	}
	if err := p.mapColumns(l); err != nil {
		return nil, err
	}
	if err := p.constants(l.rows[:l.best.at]); err != nil {
		return nil, err
	}
	return p, nil
}

// settle decides of which feed the table is.
func (p *Plan) settle(l layout, feeds []*pack.Feed) error {
	m := l.best
	switch {
	case m == nil && len(feeds) == 1:
		return civil.Refuse("feed_header_missing", "前%d行里没有找到“%s”的表头，至少要有：%s。", headerDepth, feeds[0].Title, necessary(feeds[0], nil))
	case m == nil:
		return civil.Refuse("feed_kind_none", "看不出这是哪种数据（前%d行里没有认识的表头），请用 --kind 指明，可以用：%s。", headerDepth, kindList(feeds))
	case !m.whole() && len(feeds) == 1:
		return civil.Refuse("feed_column_missing", "表头缺少“%s”必有的列：%s；现有的列是：%s。", m.feed.Title, necessary(m.feed, m), headerList(m.cells))
	case !m.whole():
		return civil.Refuse("feed_kind_none", "看不出这是哪种数据，最像“%s”，但缺少：%s；现有的列是：%s。请核对，或用 --kind 指明。", m.feed.Title, necessary(m.feed, m), headerList(m.cells))
	case len(l.tied) > 0:
		titles := []string{fmt.Sprintf("%s（%s）", m.feed.Name, m.feed.Title)}
		for _, other := range l.tied {
			titles = append(titles, fmt.Sprintf("%s（%s）", other.feed.Name, other.feed.Title))
		}
		return civil.Refuse("feed_kind_ambiguous", "这张表可能是：%s，请用 --kind 指明是哪一种。", strings.Join(titles, "、"))
	}
	p.Feed, p.HeaderRecord, p.header = m.feed, m.at+1, m.cells
	p.Complete = m.feed.Complete
	if p.options.Complete != nil {
		p.Complete = *p.options.Complete
	}
	if p.Complete && m.feed.Covers == pack.CoversListed {
		return civil.Refuse("feed_complete_listed", "“%s”只说名单上的人，不能当作完整的数据：不在名单上的人不等于没有。", m.feed.Title)
	}
	return nil
}

// mapColumns lays down which cell is which field, in which unit.
func (p *Plan) mapColumns(l layout) error {
	m := l.best
	if err := m.choose(p.options.Columns); err != nil {
		return err
	}
	if first, second := m.doubled(); first != "" {
		f := m.field(second)
		return civil.Refuse("feed_column_ambiguous", "列“%s”和“%s”都可能是“%s”，请用 --column %s=列名 指明用哪一列，或者删去一列。", shown(first), shown(second), f.Label, f.Name)
	}
	unit, err := tableUnit(l.rows[:m.at])
	if err != nil {
		return err
	}
	p.serial, p.identity, p.person = -1, -1, -1
	for i, header := range m.cells {
		position := m.columns[i]
		if header != "" {
			p.width = i + 1
		}
		if position < 0 {
			p.ignore(i, header)
			continue
		}
		column := Field{FeedColumn: m.feed.Columns[position], Header: strings.TrimSpace(header), Cell: i}
		if column.Field.Type == pack.MoneyField {
			if err := column.setUnit(m.units[i], unit); err != nil {
				return err
			}
		}
		if column.Field.Name == "id_number" && column.Subject {
			p.identity = len(p.Fields)
		}
		if column.Field.Name == "name" && column.Subject {
			p.person = len(p.Fields)
		}
		p.Fields = append(p.Fields, column)
	}
	return nil
}

// setUnit decides between what the header, the line above the table and the
// feed say of an amount.
func (f *Field) setUnit(header, table pack.MoneyUnit) error {
	f.Unit, f.Told = f.FeedColumn.Unit, header != "" || table != ""
	if header != "" {
		f.Unit = header
		return nil
	}
	if err := checkUnit(f.Header); err != nil {
		return err
	}
	if table != "" {
		f.Unit = table
	}
	return nil
}

// serialHeaders are the headers of columns that only number the lines.
var serialHeaders = map[string]bool{"序号": true, "行号": true, "序": true, "编号": true, "no": true, "no.": true, "#": true, "id": true}

func (p *Plan) ignore(cell int, header string) {
	if header == "" {
		return
	}
	if p.serial < 0 && serialHeaders[strings.ToLower(strings.Join(strings.Fields(halfWidth(header)), ""))] {
		p.serial = cell
	}
	p.Ignored = append(p.Ignored, strings.TrimSpace(header))
}

func (m *match) has(position int) bool {
	for _, c := range m.columns {
		if c == position {
			return true
		}
	}
	return false
}

// field is the field a header was matched with.
func (m *match) field(header string) *pack.Field {
	for i, c := range m.cells {
		if c == header && m.columns[i] >= 0 {
			return m.feed.Columns[m.columns[i]].Field
		}
	}
	return &pack.Field{}
}

// necessary lists the necessary columns of a feed that a match lacks.
func necessary(f *pack.Feed, m *match) string {
	var labels []string
	for _, name := range f.Header {
		if i := f.Find(name); i >= 0 && (m == nil || !m.has(i)) {
			labels = append(labels, f.Columns[i].Field.Label)
		}
	}
	return strings.Join(labels, "、")
}

func headerList(cells []string) string {
	var list []string
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			list = append(list, quoted([]byte(c)))
		}
		if len(list) == 20 {
			list = append(list, "……")
			break
		}
	}
	return strings.Join(list, "、")
}

func kindList(feeds []*pack.Feed) string {
	list := make([]string, len(feeds))
	for i, f := range feeds {
		list[i] = fmt.Sprintf("%s（%s）", f.Name, f.Title)
	}
	return strings.Join(list, "、")
}
