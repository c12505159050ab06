// Package household has the pages of helping a family beside money: the list of all
// files (台账), one family with all that is known of it and its plan (一户一档一策), what
// is passed to other departments (转办), meetings about hard cases (会商), and what a county
// does in a public emergency (应急响应).
//
// It keeps nothing.
//
// It promises that a look at a family is written down before it is shown, that what is
// not known is said so, and that every form does one thing.
//
// It refuses, as what is not there, every family outside of the visitor's divisions.
package household
