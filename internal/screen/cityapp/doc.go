// Package cityapp is the way in from a city's app, such as 我的南京 or the city's site in
// the province's app: the addresses the app opens, signing in by its unified identity,
// and what somebody may see of his own economic status once it has checked him by his
// face.
//
// It keeps nothing but what browsers carry, sealed. It promises that whoever comes by an
// app's address is proven anew by that app, whoever was signed in on that phone before;
// that he lands on the page he wanted and on no page that is not ours; that his economic
// status is shown to him alone, minutes after his face was checked, with where each part
// comes from, as of which day, and what is missing; and that every look is written down.
//
// It refuses an app that is not configured, an answer that does not hold, a name other
// than the register's, and to show his economic status to anybody an app has not just
// checked: it then says where else to go.
package cityapp
