// Somebody whose spending is too much for him is given relief: of a family in 低保
// the spending alone is looked at, the opinion hangs out, the class of the spending
// has a ceiling, and one approval is paid in three parts.
// rows: 7
import assert from "node:assert/strict";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { act, caseOf, fill, nextMonth, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

const plain = {
  "f.applicant.phone": "13800000005", "f.applicant.registered_address": "3组12号", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no",
  "f.household.hardship": "住院花了很多钱。", "f.household.housing": "own", "f.household.apart": "no", "f.household.supported": "no", "f.household.near_kin": "no",
  "m.0.member.labour_ability": "partial", "m.0.member.in_school": "no", "m.0.member.severe_illness": "no", "m.0.member.has_work": "no", "m.0.member.has_pension": "no",
  "m.0.member.has_property": "no", agreed: "yes",
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

test("relief for spending has a ceiling for its cause and comes in parts", async (t) => {
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
