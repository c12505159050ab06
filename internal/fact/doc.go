// Package fact turns files of families into columns a rule can run over.
//
// It keeps a [City]: the facts of many households as a [rule.Table], the ids
// that name its rows, the division each household belongs to, and every row
// that was refused on the way in. Columns are as narrow as their values allow;
// ids live in one arena.
//
// It promises that the same families give the same city, whatever the order of
// rows and columns in the files and however many cores read them: households
// stand bytewise by id, members bytewise by person id. An empty cell is
// unknown and stays unknown; nothing is ever filled in. A refused row names its
// file, record, column, a stable code and a Chinese sentence, and marks its
// household, so that no family is judged without a member whose row was lost.
//
// It refuses files that are not UTF-8 CSV with the columns that name a row
// (a [civil.Error], nothing is read), and row by row every value that is not
// exactly what its fact declares: no rounding, no trimming, no guessing.
package fact
