// Package aidpoint keeps where a city helps people in person: the centre of a county, the
// window of a town, the station of a village (县级社会救助中心、乡镇（街道）社会救助综合服务窗口、
// 村（社区）救助帮扶工作站点), one for each division, and says which divisions have none.
//
// It promises that a point stands in the register of its division with all that was ever
// said of it, and that only one that is in use counts.
//
// It refuses a point of a division that is not there today, and a change by somebody whose
// post does not cover it. Points are no secret: whoever asks may see them.
package aidpoint
