// Package portal is what everybody may read and ask without an account: the guide of
// every matter, what a family may get in ten questions, several matters on one form,
// and what people say of how they were served.
//
// It keeps nothing: guides are drawn from the packs as they are in force at a place
// and on a day, and the answers of the ten questions travel in the form itself.
//
// It promises that no address names anything a family has said of itself; that the
// real engine judges, and what was not answered is not known; and that every page
// says where people can be asked instead.
//
// It refuses to decide, and to say of a figure that it holds where the packs have
// none.
package portal
