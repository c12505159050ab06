// Package signature signs messages of SPDCI and checks who signed one.
//
// It keeps nothing: three profiles, each a canonical form of JSON with a digest
// and an algorithm. [JCS] is RFC 8785 with SHA-256 and Ed25519 and is what we
// speak ourselves; [OpenSPP] is the form Python's json module writes, which is
// what that program really signs; [SM] is RFC 8785 with SM3 and SM2.
//
// It promises that a message is read only one way: the bytes of header and
// message are parsed by a reader that knows no two keys of one name, and what is
// digested is what is parsed; that a signature counts only for the sender and
// the key it names, between the instants it names, which may lie only a little
// apart; and that what it signs, the other programs of a profile verify.
//
// It refuses JSON that is not UTF-8, too deep, or has the same key twice, also
// where the two differ in capitals alone; an algorithm that is not the profile's;
// and a signature that has expired, lies in the future or lives too long.
package signature
