// A village worker writes down whom he comes upon on his round: who does not want to
// apply is told what there is, and nothing is asked for in his name. Where a hospital
// bill arrives from the medical insurance, the signal a county has tried and switched on
// makes it a lead; the village worker visits and helps to apply; the
// family is decided on and paid, and the lead closes by itself with its result.
// rows: 13, 14, 17, 91, 92, 161, 167, 241
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { act, caseOf, deliver, fill, nextMonth, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// billed lets the medical insurance push a bill.
const billed = (number, name) => deliver(s, "医疗负担.csv", `身份证号,姓名,预警日期,近12个月个人负担费用,最近一次个人负担\n${number},${name},2025-08-19,46800.00,21500.00\n`);

// head is the code of the head of a household.
const head = "02";

// neighbour is a grown head of a family of a village of whom the worker has no lead yet.
function neighbour(folder, village, known) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(village)).map(([id]) => id));
  const [, , , number, name] = table("persons.csv").findLast(([, household, relation, , one, birth]) => there.has(household) && relation === head && birth < "1980" && !known.includes(one));
  return { number, name };
}

test("from a hospital bill to a paid family", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const worker = await as(browser, server, "cunju");
  const text = (v) => v.page.locator("main").innerText();
  let person;
  let village;
  let known;
  let lead;
  let ref;

  await step("a county officer tries a signal, sees how it would do, and switches it on", async () => {
    await county.page.goto("/signals");
    assert.match(await text(county), /启用了3条/);
    const path = `/signals/${server.county.slice(0, 6)}/elder_not_paid`;
    await county.page.goto(path);
    assert.match(await text(county), /没有启用。请先试算。/);
    await press(county.page, county.page.locator(`form[action="${path}/trial"] button`));
    assert.match(await text(county), /准确率/);
    assert.deepEqual(await axe(county.page), []);
    await fill(county.page, { words: "试算过，先在全区用起来。" });
    await press(county.page);
    assert.match(await text(county), /已启用，从/);
  });

  await step("the medical insurance pushes a bill, and it is on the village worker's phone", async () => {
    await worker.page.goto("/v/leads");
    known = await worker.page.locator("main .posted").evaluateAll((list) => list.map((e) => e.getAttribute("aria-label")));
    await worker.page.goto("/v/report");
    village = await worker.page.locator("[name=village] option").last().getAttribute("value");
    person = neighbour(server.folder, village, known);
    assert.match(billed(person.number, person.name), /接收 1，退回 0，查无此人 0/);
    for (let i = 0; ; i++) {
      await worker.page.goto("/v/leads");
      if ((await text(worker)).includes(person.name)) break;
      assert.ok(i < 90, `no lead about ${person.name}: ${server.log()}`);
      await worker.page.waitForTimeout(1000);
    }
    const card = worker.page.locator("main .posted", { hasText: person.name });
    assert.match(await card.innerText(), /医疗个人负担重/);
    await press(worker.page, card.locator("a.btn-primary"));
    lead = new URL(worker.page.url()).pathname;
    assert.match(await text(worker), /看病自己花了多少/);
    assert.deepEqual(await axe(worker.page), []);
  });

  await step("the worker visits, writes down what was found, and helps to apply", async () => {
    await fill(worker.page, { met: `${person.name}和妻子`, words: "住院一个月，欠了亲戚两万元，夫妻都没有工作。" });
    await press(worker.page, worker.page.locator("form:has(input[value=visit]) [data-primary]"));
    assert.match(await text(worker), /已走访/);
    await press(worker.page, worker.page.locator("main a", { hasText: "帮他申请" }));
    await fill(worker.page, { id_number: person.number, name: person.name, matter: "relief_urgent" });
    await press(worker.page);
    ref = caseOf(worker.page);
    await fill(worker.page, {
      "f.applicant.phone": "13800000007", "f.applicant.where_now": "家里", "f.applicant.cause": "illness", "f.applicant.happened_on": "2025-08-01",
      "f.applicant.hardship": "住院自付四万多元，没有钱吃药。", "f.applicant.by_proxy": "no", "f.payee.bank": "江苏农商银行",
      "f.payee.account": "6230660012347777", "f.payee.holder": person.name, "f.payee.capacity": "own", "m.0.member.relation": "self", agreed: "yes",
    });
    await press(worker.page);
    await worker.page.goto(lead);
    assert.match(await text(worker), /已帮助申请，结果出来会自动办结/);
  });

  await step("on his round the worker comes upon a family that is in no list; it knows now, and does not want to apply", async () => {
    const met = neighbour(server.folder, village, [...known, person.name]);
    await worker.page.goto("/v/report");
    await fill(worker.page, { name: met.name, words: "巡查时看到房子漏雨，老人一个人在家。", village, id_number: met.number });
    await press(worker.page);
    const card = worker.page.locator("main .posted", { hasText: met.name });
    assert.match(await card.innerText(), /村（居）上报/);
    await press(worker.page, card.locator("a.btn-primary"));
    await fill(worker.page, { met: "本人", words: "儿子已来修房，政策讲给他听了，现在不申请。", result: "told" });
    await press(worker.page, worker.page.locator("form:has(input[value=visit]) [data-primary]"));
    assert.doesNotMatch(await text(worker), new RegExp(met.name));
    await town.page.goto("/leads?tab=closed");
    const row = town.page.locator("main tbody tr", { hasText: met.name });
    assert.match(await row.innerText(), /政策已告知，暂不申请/);
    await press(town.page, row.locator("a").first());
    assert.match(await text(town), /巡查时看到房子漏雨[^]*儿子已来修房/);
    assert.equal(await town.page.locator("main a[href^='/case/']").count(), 0, "an application stands in the family's name");
  });

  await step("two people look, the town proposes, the county decides", async () => {
    assert.match(await stageOf(town, ref), /待先行救助/);
    await act(town, ref, "advance", { amount: "1000", manner: "cash", receiver: person.name, words: "先买药，马上要用。" });
    await act(town, ref, "survey", {
      second: "顾红", cause_found: "重病住院一个月，已出院在家。", loss: "46800", insurance: "0", living_found: "夫妻都没有工作，欠债两万元。", signed_by: person.name,
    });
    await act(town, ref, "propose", { reason: "住院自付四万六千八百元，家里没有收入。" });
    await act(county, ref, "award", { amount: "8000", reason: "自付费用高，家里没有收入。" });
    assert.match(await stageOf(county, ref), /已救助/);
  });

  await step("the lead has closed by itself with its result", async () => {
    const path = lead.replace("/v/lead/", "/leads/");
    for (let i = 0; ; i++) {
      await town.page.goto(path);
      if (/已办结：已救助/.test(await text(town))) break;
      assert.ok(i < 30, `the lead is not closed: ${await text(town)}`);
      await town.page.waitForTimeout(1000);
    }
    assert.match(await text(town), /自动办结：已救助/);
    await county.page.goto("/leads?tab=closed");
    assert.match(await text(county), new RegExp(person.name));
    await worker.page.goto("/v/leads");
    assert.doesNotMatch(await text(worker), new RegExp(person.name));
  });

  await step("what nobody looks after goes up to the town, with a notice", async () => {
    await pass(s, 3, town, county, worker);
    for (let i = 0; ; i++) {
      await town.page.goto("/leads");
      if (/乡镇（街道）/.test(await town.page.locator("main tbody").innerText())) break;
      assert.ok(i < 60, `nothing went up: ${await text(town)}`);
      await town.page.waitForTimeout(1000);
    }
    await worker.page.goto("/v/leads");
    assert.match(await text(worker), /已催办1次，现由乡镇（街道）督办/);
  });

  await step("the register of people with a low income says who is where, and why", async () => {
    await county.page.goto("/low-income?tier=T2");
    assert.match(await text(county), /最低生活保障对象/);
    assert.deepEqual(await axe(county.page), []);
    await press(county.page, county.page.locator("main tbody").last().locator("a").first());
    assert.match(await text(county), /层级变化/);
  });

  await step("the next run pays the family", async () => {
    const month = await nextMonth(s);
    const sent = await pay(s, { month, programme: "relief" });
    assert.match(JSON.stringify(sent), /8000\.00|800000/);
  });
  assert.deepEqual([...town.broken, ...county.broken, ...worker.broken], []);
});
