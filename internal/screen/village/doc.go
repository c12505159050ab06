// Package village has the pages of village workers on a phone: whom to visit
// today, what two people saw there, and what is still to be sent.
//
// It keeps nothing. It promises that a visit that was written down is not lost: the
// form waits in the phone where there is no network, photographs included, and its
// one-time key makes a second sending harmless. It does not rest on a state of the
// case, because somebody else may work on it while the worker is on the way.
//
// It refuses to know a matter: what is asked at a visit comes from the packs.
package village
