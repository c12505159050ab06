// Families whose spending is too much for them: one is recognised for twelve months,
// reminded before they end, and asks again with last year's answers; another is
// given relief with a ceiling by its cause, in three parts, and above the cap only
// by what a conference resolved.
// rows: 7, 8, 86, 236
import assert from "node:assert/strict";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { somebody, table } from "../people.mjs";
import { act, caseOf, fill, nextMonth, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

const plain = {
  "f.applicant.phone": "13800000005", "f.applicant.registered_address": "3组12号", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no",
  "f.household.hardship": "住院花了很多钱。", "f.household.housing": "own", "f.household.apart": "no", "f.household.supported": "no", "f.household.near_kin": "no",
  "m.0.member.labour_ability": "partial", "m.0.member.in_school": "no", "m.0.member.severe_illness": "no", "m.0.member.has_work": "no", "m.0.member.has_pension": "no",
  "m.0.member.has_property": "no", agreed: "yes",
};

const found = {
  second: "顾红", manner: "visit", present: "本人", members_found: "一人", income_found: "每月退休金两千多", housing_found: "平房", living_found: "节省", labour_found: "一致",
  neighbours: "属实", high_spending: "no", agrees: "same",
};

async function takeIn(v, person, matter, values) {
  await v.page.goto("/intake");
  await fill(v.page, { id_number: person.number, name: person.name, matter });
  await press(v.page);
  const ref = caseOf(v.page);
  await put(v, values);
  return ref;
}

async function put(v, values) {
  for (const [name, value] of Object.entries(values)) if (await v.page.locator(`main [name="${name}"]`).count()) await fill(v.page, { [name]: value });
  await press(v.page);
}

async function noticed(v, county, ref, reason) {
  await act(v.town, ref, "opine_grant", { reason });
  await act(v.town, ref, "skip_preview", { reason: "本人在医院，已电话读给他听。" });
  await act(v.town, ref, "publish");
  await pass(s, 9, v.town, county);
  await act(v.town, ref, "close_notice");
}

// visited does what the county owes to a case that was drawn by lot.
async function visited(county, ref, title) {
  await county.page.goto(`/case/${ref.county}/${ref.id}`);
  if (await county.page.locator(".actions button[disabled]", { hasText: title }).count()) await act(county, ref, "visit", { second: "孙伟", findings: "情况属实。" });
}

test("a family is recognised for twelve months, reminded, and asks again", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const means = new Map(table(server.folder, "households.csv").map((one) => [one.household_id, one]));
  const person = somebody(server.folder, server.town, (one) => {
    const home = means.get(one.household_id);
    return one.alone && Number(one.pension) > 1500 && Number(one.pension) < 3000 && Number(one.wage) === 0 && one.supporter_unable === "false" &&
      Number(home.financial_assets) < 20000 && Number(home.vehicles) === 0;
  });
  let ref;
  let until;

  await step("the town takes it in, two visit, departments are asked, and it is judged by its spending", async () => {
    ref = await takeIn(town, person, "rigid", { ...plain, "m.0.member.has_spending": "yes", "m.0.member.rigid_spending_12m": "60000" });
    await act(town, ref, "accept");
    await act(town, ref, "survey", found);
    await act(county, ref, "check");
    await noticed({ town }, county, ref, "近十二个月自付六万元，超过收入的规定比例。");
    await visited(county, ref, "认定");
    const letter = await act(county, ref, "approve");
    await county.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    const words = await county.page.locator("body").innerText();
    const [, from, to] = words.match(/自(\d{4}年\d+月)起，到(\d{4}年\d+月)为止/);
    const months = (text) => { const [, y, m] = text.match(/(\d+)年(\d+)月/); return Number(y) * 12 + Number(m); };
    assert.equal(months(to) - months(from), 11, `from ${from} until ${to}`);
    until = to;
  });

  await step("before the year is over the machine reminds, with last year's answers filled in", async () => {
    await pass(s, 350, town, county);
    await town.page.goto("/work?tab=all&matter=rigid");
    const again = town.page.locator("tbody tr", { hasText: "填写中" }).filter({ hasText: person.name }).locator("a").first();
    await again.click();
    await town.page.waitForLoadState("load");
    assert.match(await town.page.locator("main").innerText(), /到期提醒/);
    assert.match(await town.page.locator("main").innerText(), new RegExp(until));
    ref = { county: ref.county, id: new URL(town.page.url()).pathname.split("/")[3] };
    await town.page.goto(`/intake/${ref.county}/${ref.id}`);
    assert.equal(await town.page.locator("[name='f.household.hardship']").inputValue(), plain["f.household.hardship"]);
    assert.equal(await town.page.locator("[name=agreed]").isChecked(), false, "last year's promise counts for this year");
    await put(town, { agreed: "yes" });
    assert.match(await stageOf(town, ref), /待受理/);
    await act(town, ref, "accept");
    assert.match(await stageOf(town, ref), /调查核对中/);
  });
  assert.deepEqual([...town.broken, ...county.broken], []);
});

test("relief for spending has a ceiling for its cause, comes in parts, and above the cap by a conference", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const person = somebody(server.folder, server.town, (one) => one.alone && one.alive === "true" && Number(one.pension) > 3000);
  let ref;

  await step("of a family in 低保 the spending alone is looked at, and the opinion hangs out without its cause", async () => {
    ref = await takeIn(town, person, "relief_spending", {
      ...plain, "f.household.cause": "medical", "f.household.spent": "36000", "f.household.spent_for": "6月至8月住院三次。", "m.0.member.has_spending": "no",
      "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340051", "f.payee.holder": person.name, "f.payee.capacity": "own",
    });
    await act(town, ref, "accept");
    await act(town, ref, "survey", { second: "顾红", present: "本人", members_found: "一人", income_found: "在享低保", spent_found: "36000", living_found: "靠低保生活" });
    await act(town, ref, "spending_only", { held: "dibao", reason: "低保证号DB-12，2024年起在享。" });
    await noticed({ town }, county, ref, "住院自付三万六千元，票据已核实。");
  });

  await step("more than the ceiling of its class is refused; what is given comes in three months", async () => {
    const values = { class: "medical_large", spent_found: "36000", amount: "5000", instalments: "3", reason: "住院自付三万六千元，按一成给。" };
    await county.page.goto(`/case/${ref.county}/${ref.id}/do/award`);
    await fill(county.page, values);
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    assert.match(await county.page.locator(".faults").innerText(), /最多给3,600\.00/);
    const letter = await act(county, ref, "award", { ...values, amount: "3600" });
    await county.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    assert.match(await county.page.locator("body").innerText(), /起分到\d{4}年\d+月/);
  });

  await step("the next run pays what is due by then and no more", async () => {
    const month = await nextMonth(s);
    const sent = await pay(s, { month, programme: "relief" });
    const text = JSON.stringify(sent);
    assert.ok(text.includes(person.name), text.slice(0, 300));
    assert.doesNotMatch(text, /3600\.00|360000/);
  });
  assert.deepEqual([...town.broken, ...county.broken], []);
});
