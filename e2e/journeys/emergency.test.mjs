// The chain of an emergency: somebody who passes by reports it, the town is there within
// minutes and hands out money from its reserve, two people write down a week later what
// happened and the papers follow, and the person is referred to what helps for longer.
// rows: 9, 163, 234
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe, sideways, visit } from "../browser.mjs";
import { act, caseOf, fill, pass, passOn, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// somebody is a grown person who is registered in the county, but not in the town.
function somebody(folder, county, town) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(county) && !division.startsWith(town)).map(([id]) => id));
  const [, , , number, name] = table("persons.csv").filter(([, household, , , , birth]) => there.has(household) && birth < "1980").at(-1);
  return { number, name };
}

test("from a passer-by's word to money in the hand, and on", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const street = await visit(browser, server, { size: "phone" });
  const town = await as(browser, server, "xiangzhen", { size: "phone" });
  const office = await as(browser, server, "xiangzhen2");
  const county = await as(browser, server, "quxian");
  const person = somebody(server.folder, server.county, server.town);
  let ref;

  await step("somebody who passes by reports it without signing in", async () => {
    await street.page.goto("/");
    await press(street.page, street.page.getByRole("link", { name: "报告急难" }));
    assert.deepEqual(await axe(street.page), []);
    await fill(street.page, { town: server.town, where: "人民医院急诊门口", words: "一个人骑车被撞，没有钱交押金。", phone: "13800000088" });
    await press(street.page);
    assert.match(await street.page.locator("main").innerText(), /RX-\d{6}-\d{4}-\d{5}/);
  });

  await step("the town sees it on its phone, goes there, and begins relief", async () => {
    await town.page.goto("/v/emergencies");
    assert.equal(await sideways(town.page), 0);
    const card = town.page.locator("main article", { hasText: "人民医院急诊门口" });
    assert.match(await card.innerText(), /还有2[34]小时/);
    await press(town.page, card.getByRole("link", { name: /我到了/ }));
    const at = new URL(town.page.url()).pathname;
    await fill(town.page, { words: "在急诊见到本人，腿受伤，身边没有钱。" });
    await press(town.page);
    await town.page.goto(at);
    await fill(town.page, { name: person.name, id_number: person.number });
    await press(town.page);
    ref = caseOf(town.page);
    assert.equal(await town.page.locator("[name='f.applicant.where_now']").inputValue(), "人民医院急诊门口");
    await fill(town.page, {
      "f.applicant.cause": "traffic", "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012349998", "f.payee.holder": person.name, "f.payee.capacity": "own",
      "m.0.member.relation": "self", agreed: "yes",
    });
    await press(town.page, "main button.btn-primary:not([name])");
  });

  await step("money is handed out of the reserve on the same day", async () => {
    await act(office, ref, "advance", { amount: "1500", manner: "bill", receiver: person.name, words: "在急诊见到本人，马上要交押金。" });
    assert.match(await stageOf(office, ref), /已先行救助/);
  });

  await step("a week later the papers and the reasons are there, and he is referred", async () => {
    await pass(s, 7, town, office, county);
    await act(office, ref, "survey", {
      second: "顾红", cause_found: "骑车被撞，对方逃逸，已报警。", loss: "9000", insurance: "0", living_found: "独自生活，没有收入。", signed_by: person.name,
    });
    const passed = await passOn(office, ref, { need: "medical", target: "medical", asked: "腿伤住院，请看医疗救助能报多少。" });
    await county.page.goto(`${passed}/answer`);
    await fill(county.page, { result: "granted", words: "按规定报销四千一百元，九月打到本人卡上。" });
    await press(county.page);
    await office.page.goto(`${passed}/tell`);
    await fill(office.page, { words: "到医院当面告诉本人。" });
    await press(office.page);
    await office.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await office.page.locator("#timeline").innerText(), /转办医疗保障局（ZB-/);
    assert.match(await office.page.locator("#timeline").innerText(), /医疗保障局答复：已办理（ZB-/);
    await act(office, ref, "propose", { reason: "自付九千元，没有赔偿，没有收入。" });
    await act(county, ref, "award", { amount: "3000", reason: "自付九千元，对方逃逸，没有收入。" });
    assert.match(await stageOf(county, ref), /已救助/);
  });

  await step("the application for what helps for longer is begun", async () => {
    await office.page.goto("/intake");
    await fill(office.page, { id_number: person.number, name: person.name, matter: "dibao" });
    await press(office.page);
    assert.ok(caseOf(office.page).id);
  });
  assert.deepEqual([...street.broken, ...town.broken, ...office.broken, ...county.broken], []);
});
