// A subsidy month: the index is entered, the city launches, the joint list pays
// everybody once, and the county's people are paid through pay.
// rows: 10, 166, 246
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { answer, said } from "../bank.mjs";
import { download, fill, pair, press, stage, steps } from "../steps.mjs";

const s = stage();
const month = "/pricelink/month/2025-07";

// button is the button of the form that is sent to an address.
const button = (v, path) => v.page.locator(`main form[action="${path}"] button[type=submit]`).first();

test("a subsidy month, from the index to the money", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const city = await as(browser, server, "shiju");
  const county = await as(browser, server, "quxian");
  let persons;
  let run;

  await step("the indices say that nothing is due, until July is entered", async () => {
    await city.page.goto("/pricelink");
    assert.match(await city.page.locator("main").innerText(), /2025年6月：没有达到启动条件/);
    await city.page.locator("#indices svg").waitFor();
    assert.deepEqual(await axe(city.page), []);
    await city.page.goto("/pricelink/index");
    await fill(city.page, { month: "2025-07", cpi: "2.4", scpi: "3.4", published: "2025-08-11", source: "国家统计局调查队" });
    await press(city.page, button(city, "/pricelink/index"));
    assert.equal(new URL(city.page.url()).pathname, month);
    const text = await city.page.locator("main").innerText();
    assert.match(text, /3\.4%≥3\.0%，达到/);
    assert.match(text, /1\/12/);
    assert.deepEqual(await axe(city.page), []);
  });

  await step("a county sees the test and cannot decide; the city launches once", async () => {
    await county.page.goto(month);
    assert.equal(await county.page.locator(`form[action="${month}/launch"]`).count(), 0);
    const again = await as(browser, server, "shiju");
    await again.page.goto(month);
    await press(city.page, button(city, `${month}/launch`));
    await press(again.page, button(again, `${month}/launch`));
    assert.match(await again.page.locator("main").innerText(), /已启动/);
    await again.close();
  });

  await step("a department's list is taken, and the joint list pays everybody once", async () => {
    await fill(city.page, { group: "veteran", place: server.county });
    const roll = "姓名,身份证号\n王建国,320699196001019915\n李建军,坏号码\n";
    await city.page.setInputFiles("main [name=file]", { name: "优抚.csv", mimeType: "text/csv", buffer: Buffer.from(roll) });
    await press(city.page, button(city, `${month}/roll`));
    assert.match(await city.page.locator("main").innerText(), /抚恤补助优抚对象/);
    await press(city.page, button(city, `${month}/list`));
    const sums = city.page.locator("table", { hasText: "联合名单，一人一月只发一份" });
    assert.match(await sums.innerText(), /最低生活保障对象/);
    const row = sums.locator("tr", { hasText: "最低生活保障对象" }).first();
    persons = Number((await row.locator("td").nth(2).innerText()).replace(/\D/g, ""));
    assert.ok(persons > 0, "nobody of 低保 is on the list");
    await row.locator("a").first().click();
    await city.page.waitForURL("**/people?**");
    assert.match(await city.page.locator("main").innerText(), new RegExp(`${persons}人`));
    assert.deepEqual(await axe(city.page), []);
  });

  await step("the list is handed over, and repeating it makes nothing twice", async () => {
    await city.page.goto(month);
    const again = await as(browser, server, "shiju");
    await again.page.goto(month);
    await press(city.page, button(city, `${month}/hand`));
    await press(again.page, button(again, `${month}/hand`));
    await again.close();
    await county.page.goto(month);
    const made = county.page.locator("table a[href^='/pay/']");
    assert.equal(await made.count(), 1);
    run = await made.getAttribute("href");
  });

  await step("finance pays it like any run, by three people", async () => {
    const people = {};
    for (const login of ["caiwu", "caiwu2", "caiwu3"]) people[login] = await as(browser, server, login);
    const does = async (login, name, values = {}) => {
      const v = people[login];
      await v.page.goto(`${run}/do/${name}`);
      await fill(v.page, values);
      await press(v.page);
    };
    await does("caiwu", "freeze");
    await does("caiwu2", "approve");
    await does("caiwu2", "sign");
    await people.caiwu3.page.goto(run);
    await does("caiwu3", "release", { typed: await pair(people.caiwu3.page, "总金额") });
    const offer = await download(people.caiwu3.page, `${run}/do/file`, { format: "csv" });
    assert.ok(said(offer).count > 0);
    await people.caiwu3.page.goto(`${run}/do/return`);
    await people.caiwu3.page.setInputFiles("[name=typed]", { name: "return.csv", mimeType: "text/csv", buffer: answer(offer) });
    await press(people.caiwu3.page);
    for (const v of Object.values(people)) await v.close();
  });

  await step("the auditor sees the counts and nobody's name", async () => {
    const auditor = await as(browser, server, "shenji");
    await auditor.page.goto("/pricelink/report");
    const text = await auditor.page.locator("main").innerText();
    assert.match(text, /启动1次/);
    assert.doesNotMatch(text, /王建国/);
    assert.deepEqual(await axe(auditor.page), []);
    await auditor.page.goto(`${month}/people?county=${server.county}`);
    assert.match(await auditor.page.locator("main").innerText(), /没有找到/);
    await auditor.close();
  });
  assert.deepEqual([...city.broken, ...county.broken], []);
});
