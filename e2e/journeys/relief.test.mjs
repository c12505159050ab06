// An emergency is helped in ten minutes, wherever somebody lives: a worker reports
// it, the town hands money out of its reserve at once, the papers follow a week
// later, the county gives more within its limit, and the bank pays it.
// rows: 89
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { act, caseOf, fill, nextMonth, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// elsewhere is a grown person who is registered in the county, but not in the town.
function elsewhere(folder, county, town) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(county) && !division.startsWith(town)).map(([id]) => id));
  const [, , , number, name] = table("persons.csv").find(([, household, , , , birth]) => there.has(household) && birth < "1980");
  return { number, name };
}

test("somebody in need is helped first, and the papers follow", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const person = elsewhere(server.folder, server.county, server.town);
  let ref;

  await step("the town takes it in, though the person lives elsewhere", async () => {
    await town.page.goto("/intake");
    await fill(town.page, { id_number: person.number, name: person.name, matter: "relief_urgent" });
    await press(town.page);
    ref = caseOf(town.page);
    assert.deepEqual(await axe(town.page), []);
    await fill(town.page, {
      "f.applicant.phone": "13800000003", "f.applicant.where_now": "区人民医院急诊", "f.applicant.cause": "traffic", "f.applicant.happened_on": "2025-08-20",
      "f.applicant.hardship": "车祸住院，没钱交押金。", "f.applicant.by_proxy": "no", "f.payee.bank": "江苏农商银行",
      "f.payee.account": "6230660012349999", "f.payee.holder": person.name, "f.payee.capacity": "own", "m.0.member.relation": "self", agreed: "yes",
    });
    await press(town.page);
    assert.match(await stageOf(town, ref), /待先行救助/);
  });

  await step("more than a town may give is refused, and what it may give is handed out at once", async () => {
    const values = { amount: "5000", manner: "cash", receiver: person.name, words: "在急诊见到本人，马上要交押金。" };
    await town.page.goto(`/case/${ref.county}/${ref.id}/do/advance`);
    await fill(town.page, values);
    await town.page.click("main [data-primary]");
    await town.page.locator(".faults").waitFor();
    assert.match(await town.page.locator(".faults").innerText(), /一共最多2,000\.00/);
    assert.equal(await town.page.locator("[name=receiver]").inputValue(), person.name);
    assert.notEqual(await act(town, ref, "advance", { ...values, amount: "2000" }), "", "no letter says what was given");
    assert.match(await stageOf(town, ref), /已先行救助/);
  });

  await step("a week later two people write down what happened, and ask the county for more", async () => {
    await pass(s, 7, town, county);
    await act(town, ref, "survey", {
      second: "顾红", cause_found: "骑车被撞，对方逃逸，已报警。", loss: "18000", insurance: "0", living_found: "妻子陪护，家里没有别的收入。", signed_by: person.name,
    });
    await act(town, ref, "refer", { referred_to: "medical", words: "请医保部门看医疗救助能报多少。" });
    assert.match(await town.page.locator("#timeline").innerText(), /转介/);
    await act(town, ref, "propose", { reason: "住院自付一万八千元，对方逃逸没有赔偿。" });
    assert.match(await stageOf(county, ref), /审批中/);
  });

  await step("the county gives within its limit, counting what was given before", async () => {
    const values = { amount: "19000", reason: "自付一万八千元，对方逃逸，家里没有收入。" };
    await county.page.goto(`/case/${ref.county}/${ref.id}/do/award`);
    await fill(county.page, values);
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    assert.match(await county.page.locator(".faults").innerText(), /已经给的2,000\.00/);
    await act(county, ref, "award", { ...values, amount: "6000" });
    assert.match(await stageOf(county, ref), /已救助/);
  });

  await step("the next run pays it once", async () => {
    const month = await nextMonth(s);
    const sent = await pay(s, { month, programme: "relief" });
    assert.match(JSON.stringify(sent), /6000\.00|600000/);
  });
  assert.deepEqual([...town.broken, ...county.broken], []);
});
