// Package db opens the store and runs its statements: SQLite inside the program,
// or PostgreSQL where a city or a province needs it.
//
// It keeps one SQL text for both, inside what Citus accepts: $1 placeholders,
// instants as milliseconds, days as text, no triggers, no sequences, no clock of
// the server. Migrations are the .sql files of this folder, applied in order.
//
// It promises that a transaction is whole or not at all, that a reader sees one
// state of the store from its first statement to its last, that SQLite has one
// writer at a time and never answers "busy" for it, and that a transaction
// PostgreSQL broke off because of another one is run again.
//
// It refuses a store that is newer than the program, and a folder or server it
// cannot reach, with a civil.Error. It knows no table but its own: what is
// written, and by which act, is the business of package journal.
package db
