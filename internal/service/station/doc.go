// Package station keeps community rehabilitation for people with mental disorders: the
// stations of a county, who takes part, when he came and how he gets on.
//
// It keeps enrolments with the consent they rest on, days at a station, and
// assessments. The stations are records of the register rehab_station.
//
// It promises that nobody is enrolled without his consent or that of his guardian, at
// one station at a time and within its capacity; that what is written about him is
// sealed; and that a county knows how many of its towns have a point that meets the
// standard.
//
// It refuses to judge anybody's illness: an assessment counts what he can do, by a
// scale of the packs.
package station
