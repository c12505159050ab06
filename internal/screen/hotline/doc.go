// Package hotline is the pages of the desk that answers the telephone: a call being
// taken while the caller speaks, the calls an office has to answer, calling back, what
// came in a month; the emergencies on the telephone of a town or village worker; and
// the page on which anybody reports one.
//
// It keeps nothing: package service/hotline does. It promises that who is looked up
// while a caller speaks is written down as looked at; that a number is masked until
// somebody says that he needs it; and that what was typed stands there again.
//
// It refuses to answer about anybody to whoever cannot see him: outside the places of
// the visitor there is no call.
package hotline
