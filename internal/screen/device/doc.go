// Package device is the pages of community rehabilitation and of assistive devices that
// are lent: the stations of a county and who takes part, what each point has to lend,
// orders from asking to settling, and a family's own on its phone.
//
// It keeps nothing: packages service/station and service/rental do. It promises that
// prices shown are those the desk would fix today, and that who looks into somebody's
// file is written down.
//
// It refuses to show a family anybody's file but its own.
package device
