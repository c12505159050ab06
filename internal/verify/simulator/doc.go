// Package simulator plays the departments a city asks, so that the whole way of a
// question can be tried where no department is connected: by hand, in tests, and in
// a rehearsal.
//
// It keeps what each made-up department has about whom, by identity number, and
// what it has answered under which key.
//
// It promises that the same seed and the same questions give the same answers; that
// a question that comes twice is answered once more with the same; and that the
// ways in which departments misbehave are those it was told: slow, failing, lying,
// saying things twice.
//
// It refuses a question without the token it was given, and to be more than a
// rehearsal: nothing it says is about anybody who exists.
package simulator
