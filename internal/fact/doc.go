// Package fact turns what is recorded of families into columns a rule can run
// over.
//
// It keeps a [City]: the facts of many households as a [rule.Table], the ids
// that name its rows, the division each household belongs to, and every row
// that was refused on the way in. A city is read from files ([ReadCity],
// [ReadFamily]) or made of the records of the registers by an [Assembler]; a
// county's city is kept as a [Snapshot], an Arrow file that is mapped into
// memory as it lies, and brought up to date by a [Change] of some households.
// Columns are as narrow as their values allow; ids live in one arena.
//
// It promises that the same families give the same city, whatever the order of
// rows, columns and records and however many cores read them: households
// stand bytewise by id, members bytewise by person id. An empty cell is
// unknown and stays unknown; nothing is ever filled in. A refused row names its
// file, record, column, a stable code and a Chinese sentence, and marks its
// household, so that no family is judged without a member whose row was lost.
// A snapshot with its changes is the city assembled anew, to the last bit, and
// the file of a snapshot is whole or is not used.
//
// It refuses files that are not UTF-8 CSV with the columns that name a row
// (a [civil.Error], nothing is read), and row by row every value that is not
// exactly what its fact declares: no rounding, no trimming, no guessing. It
// refuses to know what the city may not know: a fact from an authorised
// register exists only under that member's own live authorisation of that
// register for the business at hand, and a household's sum only when it does
// for every member.
package fact
