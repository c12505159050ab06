// The pages of the product, as each of those who use it sees them. Whoever adds a
// page adds its address here, and it is checked in every way.

// offices are the main pages of each login, the first ones of the day first.
export const offices = {
  xiangzhen: [
    "/work", "/work?tab=all", "/intake", "/intake/bundles", "/intake/bundles/hardship", "/search?q=李", "/v", "/delegation", "/verification", "/letters", "/messages", "/money/reserve", "/leads", "/low-income",
    "/households", "/households/circles", "/risks", "/risks/unjudged", "/given", "/referrals", "/conferences", "/conferences/propose", "/responses", "/handouts", "/placements", "/placements?tab=living", "/homes", "/feedback", "/feedback/figures",
    "/hotline", "/hotline/new", "/hotline/report", "/v/emergencies", "/v/emergencies/new", "/bookings", "/bookings/new", "/bookings/hours", "/points", "/stations", "/devices", "/devices/new",
  ],
  cunju: ["/v", "/v/unsent", "/intake", "/v/leads", "/v/report", "/v/emergencies", "/households", "/risks", "/responses", "/handouts", "/placements", "/homes"],
  rexian: ["/hotline", "/hotline/new", "/hotline/report", "/bookings", "/bookings/new"],
  quxian: [
    "/work", "/bulk", "/bulk?matter=elder", "/proposals", "/overview", "/overview/quality", "/whatif", "/standards", "/standards/decided", "/pay", "/verification", "/verification/order", "/verification/looks",
    "/findings", "/visits", "/looks", "/accounts/reassign", "/pricelink", "/leads", "/leads?tab=closed", "/signals", "/low-income", "/risks", "/risks?level=late", "/risks/unjudged", "/referrals/answers", "/conferences/new", "/responses", "/responses/new", "/handouts", "/handouts/new", "/handouts/new?kind=care", "/placements?tab=waiting", "/homes",
    "/stations", "/devices", "/devices/statement",
  ],
  shiju: [
    "/overview", "/overview/quality", "/whatif", "/whatif?parameter=low_standard&region=320600&value=770&programme=all", "/standards", "/pricelink", "/pricelink/index", "/pricelink/report",
    "/leads", "/signals", "/low-income", "/households", "/households/circles", "/risks", "/risks/unjudged", "/given", "/given/new", "/handouts", "/homes", "/points", "/entries",
  ],
  caiwu: ["/pay", "/pay/new", "/pay/overpaid", "/funds", "/funds/new", "/funds/plan", "/ledger", "/money/events", "/money/recoveries", "/money/overlaps", "/money/national", "/money/reserves", "/handouts"],
  shenji: ["/audit", "/audit/looks", "/audit/verify", "/funds", "/ledger", "/verification/looks"],
  guanli: ["/accounts", "/accounts/new", "/accounts/reassign", "/accounts/delegations", "/machines", "/machines/new", "/entries", "/backlog"],
};

// own are the pages of a family, with all and with nothing on them.
export const own = ["/home", "/checks", "/entitled", "/apply", "/apply/dibao", "/apply/disability_care/for", "/payments", "/helped", "/looked", "/standing", "/persons", "/bundles/hardship", "/bundles/disabled", "/report-need",
  "/calls", "/booking", "/booking/new", "/booking/new?errand=apply", "/equipment", "/rehab"];

// open are the pages of everybody.
export const open = ["/", "/sign-in", "/sign-in/code", "/board", "/check", "/settings", "/privacy", "/help/family", "/staff/sign-in", "/guides", "/guides/dibao",
  "/guides/disability_care", "/services", "/services/320613005000", "/ten", "/complain", "/complain?county=320613", "/complain/track", "/reviews", "/rate/320613005", "/rate/320613005/poster", "/help/emergency"];

// phones are offices' pages that are made for a phone.
export const phones = /^\/v(\/|$)/;

// first is the first thing that the page that is open lists; undefined when it lists
// nothing.
export async function first(v) {
  const link = v.page.locator("main tbody tr a[href^='/'], main .posted a[href^='/']").first();
  return await link.count() ? link.getAttribute("href") : undefined;
}

// within gives the pages of a list, and of each the first thing that it lists.
export async function within(v, list) {
  const found = new Set(list);
  for (const path of list) {
    await v.page.goto(path);
    const listed = await first(v);
    if (listed) found.add(listed);
  }
  return [...found];
}
