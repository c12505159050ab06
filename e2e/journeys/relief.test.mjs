// An emergency is helped in ten minutes, wherever somebody lives: the town at the place
// hands money out of its reserve at once, within its limit; the papers follow a week
// later, a department answers what was passed to it; what is above the limit is given as
// a meeting resolved, in two parts, and the bank pays both; and who asks again within the
// year is given only for something new.
// rows: 89, 164
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { act, caseOf, confer, fill, nextMonth, pass, passOn, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// tenMinutes is how long somebody in need may wait for the first money, in milliseconds.
const tenMinutes = 600_000;

// elsewhere is a grown person who is registered in the county, but not in the town.
function elsewhere(folder, county, town) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(county) && !division.startsWith(town)).map(([id]) => id));
  const [, , , number, name] = table("persons.csv").find(([, household, , , , birth]) => there.has(household) && birth < "1980");
  return { number, name };
}

// takeIn takes somebody in need in at the window of the town where he is.
async function takeIn(v, person, hardship) {
  await v.page.goto("/intake");
  await fill(v.page, { id_number: person.number, name: person.name, matter: "relief_urgent" });
  await press(v.page);
  const ref = caseOf(v.page);
  assert.deepEqual(await axe(v.page), []);
  await fill(v.page, {
    "f.applicant.phone": "13800000003", "f.applicant.where_now": "区人民医院急诊", "f.applicant.cause": "traffic", "f.applicant.happened_on": "2025-08-20",
    "f.applicant.hardship": hardship, "f.applicant.by_proxy": "no", "f.payee.bank": "江苏农商银行",
    "f.payee.account": "6230660012349999", "f.payee.holder": person.name, "f.payee.capacity": "own", "m.0.member.relation": "self", agreed: "yes",
  });
  await press(v.page);
  return ref;
}

test("somebody in need is helped first, and the papers follow", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const person = elsewhere(server.folder, server.county, server.town);
  let ref;

  const refused = async (v, action, values, words, of = ref) => {
    await v.page.goto(`/case/${of.county}/${of.id}/do/${action}`);
    await fill(v.page, values);
    await v.page.click("main [data-primary]");
    await v.page.locator(".faults").waitFor();
    assert.match(await v.page.locator(".faults").innerText(), words);
  };

  const begun = Date.now();
  await step("the town takes it in, though the person lives elsewhere", async () => {
    ref = await takeIn(town, person, "车祸住院，没钱交押金。");
    assert.match(await stageOf(town, ref), /待先行救助/);
  });

  await step("more than a town may give is refused, and what it may give is handed out at once", async () => {
    const values = { amount: "5000", manner: "cash", receiver: person.name, words: "在急诊见到本人，马上要交押金。" };
    await refused(town, "advance", values, /一共最多2,000\.00/);
    assert.equal(await town.page.locator("[name=receiver]").inputValue(), person.name);
    assert.notEqual(await act(town, ref, "advance", { ...values, amount: "2000" }), "", "no letter says what was given");
    assert.match(await stageOf(town, ref), /已先行救助/);
    assert.ok(Date.now() - begun < tenMinutes, "help took longer than ten minutes");
  });

  await step("a week later two people write down what happened, and ask the county for more", async () => {
    await pass(s, 7, town, county);
    await act(town, ref, "survey", {
      second: "顾红", cause_found: "骑车被撞，对方逃逸，已报警。", loss: "31000", insurance: "0", living_found: "妻子陪护，家里没有别的收入。", signed_by: person.name,
    });
    await act(town, ref, "propose", { reason: "住院自付三万一千元，对方逃逸没有赔偿。" });
    assert.match(await stageOf(county, ref), /审批中/);
  });

  await step("what was passed to a department is answered, and stands in the case", async () => {
    const passed = await passOn(town, ref, { need: "medical", target: "medical", asked: "车祸住院，请看医疗救助能报多少。" });
    await county.page.goto(`${passed}/answer`);
    await fill(county.page, { result: "granted", words: "医疗救助报销六千二百元，九月到账。" });
    await press(county.page);
    await town.page.goto(`${passed}/tell`);
    await fill(town.page, { words: "打电话告诉了本人和妻子。" });
    await press(town.page);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    const timeline = await town.page.locator("#timeline").innerText();
    assert.match(timeline, /转办医疗保障局（ZB-/);
    assert.match(timeline, /医疗保障局答复：已办理（ZB-[\s\S]*六千二百元/);
  });

  const most = { amount: "18000", reason: "自付三万一千元，对方逃逸，家里没有收入。" };
  await step("what is above the county's limit waits for a meeting, and carries its number", async () => {
    await refused(county, "award", { ...most, amount: "19000" }, /已经给的2,000\.00[\s\S]*先提请会商/);
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.ok(await county.page.locator(".actions button[disabled]", { hasText: "一事一议" }).count(), "given without a meeting");
    const number = await confer(town, county, ref, { day: "2025-08-27", words: "自付三万一千元，超过一般上限，请会商。", resolved: "同意一共给三万元：先行的二千元以外，分两次给二万八千元。" });
    const letter = await act(county, ref, "award_by_conference", most);
    await county.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    const words = await county.page.locator("body").innerText();
    assert.ok(words.includes(number), `${number} is not in the letter: ${words}`);
    assert.match(await stageOf(county, ref), /已救助/);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.deepEqual(await axe(town.page), []);
    assert.equal(await sideways(town.page), 0);
  });

  await step("the next run pays the first part; the second is given and paid in its month", async () => {
    let month = await nextMonth(s, town, county);
    assert.match(JSON.stringify(await pay(s, { month, programme: "relief" })), /18000\.00|1800000/);
    await refused(county, "award_more", { ...most, amount: "10000" }, /先提请会商|一共最多20,000/);
    await act(county, ref, "award_more_by_conference", { amount: "10000", reason: "会商议定的第二次，手术已做完。" });
    month = await nextMonth(s, town, county);
    const sent = JSON.stringify(await pay(s, { month, programme: "relief" }));
    assert.match(sent, /10000\.00|1000000/);
    assert.doesNotMatch(sent, /18000\.00|1800000/);
  });

  await step("who asks again within the year is given only for something new", async () => {
    const again = await takeIn(town, person, "又住院了，没钱交押金。");
    await act(town, again, "go_on", { reason: "人在医院有亲戚照顾，不需要马上给现金。" });
    await act(town, again, "survey", { second: "顾红", cause_found: "伤口感染再次住院。", loss: "5000", insurance: "0", living_found: "妻子陪护。", signed_by: person.name });
    await act(town, again, "propose", { reason: "第二次住院自付五千元，请审批。" });
    await county.page.goto(`/case/${again.county}/${again.id}`);
    assert.match(await county.page.locator("main").innerText(), /12个月内给过[\s\S]*10,000\.00/);
    const values = { amount: "1500", reason: "第二次住院自付五千元，给一千五百元。" };
    await refused(county, "award", values, /12个月内已经得到过这项救助/, again);
    await act(county, again, "award", { ...values, again: "伤口感染，是出院以后的新情况。" });
    assert.match(await stageOf(county, again), /已救助/);
  });
  assert.deepEqual([...town.broken, ...county.broken], []);
});
