// Package document reads the documents of other offices: plans, notices and
// tables as .txt, .html, .md, .docx, .xlsx and .pdf.
//
// It keeps a [Document]: paragraphs and tables in the order in which they are
// printed, each with its [Place], so that a page can show what was read beside
// where it stands. The positions of a [Table] form a full grid: a cell that
// spans rows or columns fills every position it covers, and each position
// knows the cell it belongs to.
//
// It promises that text comes out as it is printed. Nothing is trimmed, folded
// or repaired beyond what the format itself demands: white space in HTML,
// number formats in a workbook, escapes in Markdown. What a reader of the
// printed page does not see (deleted and hidden text, hidden rows) is left out,
// and what was left out or could not be read is said in a [Note]. The encoding
// of a text file is found by its content: UTF-8, UTF-16, GBK or GB18030.
//
// It refuses, with a sentence and within seconds, whatever would make it guess
// or choke: files over 64 MiB, archives that unpack to too much, tables of more
// than 2,000 columns or 100,000 rows, nesting without end, encrypted and
// scanned files, Big5, old binary Office formats, and files that are broken.
// What the text means is for its callers.
package document
