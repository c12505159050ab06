// Package service is where people are served by other than money: a telephone that
// is answered, an hour at a window, a place at a station, a wheelchair for a month.
//
// It keeps what its parts share: who may see what of a place, and how words about
// people are sealed. The records themselves are in the packages below: hotline,
// booking, station, rental, review.
//
// It promises that a record of a service is seen by whoever is responsible for the
// division it belongs to, and by nobody else, and that what people said of
// themselves is sealed where it is kept.
//
// It refuses to decide about benefits and to pay: what somebody is entitled to is a
// case, and what is owed for a service is posted to the ledger or told as news.
package service
