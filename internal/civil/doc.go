// Package civil keeps the words every civil-affairs office uses: money in fen,
// calendar days and months, division codes, resident identity numbers, unified
// social credit codes, disability certificates, personal names and the working
// calendar.
//
// It promises that each word has one canonical form, that parsing is strict and
// does not allocate where a city's worth of rows goes through it, that money is
// whole fen with every overflow reported and every rounding named, and that
// nothing here reads the clock: whoever asks says the day.
//
// It refuses what it cannot read with a stable code and one Chinese sentence, and
// says “unsure” instead of guessing when only a person with the paper in hand
// could decide. It knows no programme, no rule and no file system.
package civil
