package document

import "lianxin/internal/civil"

// Limits of what is read. They are far above every plan seen, and low enough
// that the worst file allowed stays within ten seconds and 512 MiB.
const (
	maxFile    = 64 << 20 // bytes of a file
	maxPlain   = 32 << 20 // bytes of a text file, and of what pdftotext answers
	maxEntries = 10_000   // files in an archive
	maxUnpack  = 256 << 20
	maxRatio   = 400      // bytes unpacked from one byte, beyond ratioFrom
	ratioFrom  = 1 << 20  // small parts may shrink as much as they like
	maxPart    = 48 << 20 // bytes of the main part of a Word document, and of all parts of a workbook
	maxColumns = 2_000
	maxRows    = 100_000
	maxCells   = 500_000 // positions of all grids of a document
	maxBlocks  = 500_000
	maxText    = 64 << 20 // bytes of text in cells and paragraphs
	maxNested  = 32       // tables inside tables
	maxDepth   = 512      // elements inside elements
	maxNotes   = 100
)

// budget is what one document may still use up.
type budget struct{ cells, blocks, text int }

func newBudget() *budget { return &budget{cells: maxCells, blocks: maxBlocks, text: maxText} }

// grid takes the positions of a table.
func (b *budget) grid(rows, cols int) error {
	switch {
	case cols > maxColumns:
		return refuseColumns()
	case rows > maxRows:
		return refuseRows()
	}
	b.cells -= rows * cols
	if b.cells < 0 {
		return refuseCells()
	}
	return nil
}

// block takes a paragraph, a row or a cell with its text.
func (b *budget) block(text int) error {
	b.blocks--
	b.text -= text
	if b.blocks < 0 || b.text < 0 {
		return refuseLong()
	}
	return nil
}

func refuseLong() error {
	return civil.Refuse("document_long", "文件内容过长（超过 %d 段或 %d MiB 文字），请拆成几个文件后重试。", maxBlocks, maxText>>20)
}

func refuseColumns() error {
	return civil.Refuse("document_columns", "表格超过 %d 列，无法读取，请只保留需要的列后重试。", maxColumns)
}

func refuseCells() error {
	return civil.Refuse("document_cells", "文件中的表格过多过大，不是规划文本，请只保留需要读取的表后重试。")
}

func refuseRows() error {
	return civil.Refuse("document_rows", "表格超过 %d 行，无法读取，请只保留需要的行后重试。", maxRows)
}

func refuseNesting() error {
	return civil.Refuse("document_nesting", "文件的表格或标记嵌套过深，无法读取，请把表格另存为普通表格后重试。")
}

func refuseBomb() error {
	return civil.Refuse("document_bomb", "文件解压后过大，可能是恶意构造的压缩文件，已拒绝读取。")
}

// refuseBroken names the format and keeps the cause for the log.
func refuseBroken(f Format, cause error) error {
	e := civil.Refuse("document_broken", "文件已损坏或不完整，不能作为 .%s 读取，请重新取得或用办公软件打开后另存。", f)
	e.Err = cause
	return e
}
