// A car nobody declared is found, the family objects with the contract of its sale,
// the departments look again, a clean report comes, and the case goes on. Beside it:
// letters are signed and withdrawn on the phone and on paper, another department
// orders a check that no letter covers, and the auditor sees who asked about whom.
// rows: 12, 159, 239
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident } from "../browser.mjs";
import { act, fill, photo, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a hidden car is found, the family objects and wins, and the case goes on", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const family = await resident(browser, server, "核对发现一辆车");
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  let check;
  let ref;

  await step("the county sees all departments side by side, and what was found", async () => {
    await county.page.goto("/verification");
    // Those in pay are asked about anew every month, without anybody asking for it.
    assert.ok(await county.page.locator("tbody tr", { hasText: "每月复核" }).count() > 0, "nobody in pay was checked again");
    const row = county.page.locator("tbody tr", { hasText: "疑似超标" }).first();
    await row.waitFor();
    await press(county.page, row.locator("a").first());
    check = new URL(county.page.url()).pathname;
    const main = county.page.locator("main");
    assert.match(await main.innerText(), /苏F8K216/);
    assert.equal(await county.page.locator("table", { hasText: "询问" }).locator("tbody tr").count(), 8, "not eight departments");
    assert.equal(await county.page.locator("table", { hasText: "机动车登记" }).locator("tbody tr").count(), 17, "not seventeen classes");
    const file = await county.page.request.get(`${check}/report`);
    assert.equal(file.headers()["content-type"], "application/pdf");
    assert.equal((await file.body()).subarray(0, 4).toString(), "%PDF");
  });

  await step("the family reads it on the phone and objects with the contract", async () => {
    await family.page.goto("/home");
    await press(family.page, "main a[href='/checks']");
    await press(family.page, family.page.locator("main .posted a").first());
    assert.match(await family.page.locator("main").innerText(), /可能超过规定/);
    await press(family.page, family.page.getByRole("link", { name: "我有异议" }));
    await fill(family.page, { words: "短" });
    await family.page.click("main [data-primary]");
    await family.page.locator(".faults").waitFor();
    await fill(family.page, { words: "车三月就卖给邻村的王某了，这是买卖合同。" });
    await family.page.setInputFiles("[name='paper-0']", await photo(family.page, "contract"));
    await press(family.page);
    assert.match(await family.page.locator("main").innerText(), /正在复核/);
  });

  await step("while the objection is open the town cannot go on", async () => {
    await family.page.goto("/home");
    await press(family.page, "main .posted a[href^='/cases/']");
    const found = new URL(family.page.url()).pathname.match(/^\/cases\/([0-9]+)\/([^/]+)/);
    ref = { county: found[1], id: found[2] };
    await town.page.goto(`/case/${ref.county}/${ref.id}/do/opine_grant`);
    await fill(town.page, { reason: "入户情况属实，同意给予低保，先往下办。" });
    await town.page.click("main [data-primary]");
    await town.page.locator(".faults, .banner").first().waitFor();
    assert.match(await town.page.locator("main").innerText(), /有异议，还没有复核/);
  });

  await step("the county sees the contract and has the departments look again", async () => {
    await county.page.goto(check);
    assert.match(await county.page.locator(".objection").innerText(), /买卖合同/);
    const evidence = await county.page.request.get(await county.page.locator(".objection a").getAttribute("href"));
    assert.equal(evidence.headers()["content-type"], "image/jpeg");
    await fill(county.page, { note: "请复查苏F8K216是否已办转移登记。" });
    await press(county.page, county.page.locator(`form[action="${check}/recheck"] [data-primary]`));
    assert.notEqual(new URL(county.page.url()).pathname, check);
    assert.match(await county.page.locator("main").innerText(), /未发现超标/);
    await county.page.goto(check);
    assert.match(await county.page.locator("main").innerText(), /异议成立/);
    assert.match(await county.page.locator("main").innerText(), /照原样保留/);
  });

  await step("the case is judged anew and goes on", async () => {
    await act(town, ref, "judge_again");
    await act(town, ref, "opine_grant", { reason: "复核报告没有发现超标，入户情况属实，同意给予低保。" });
    assert.match(await stageOf(town, ref), /公示/);
    await family.page.goto("/checks");
    assert.match(await family.page.locator("main").innerText(), /未发现超标/);
  });

  await step("a letter is signed and withdrawn on the phone", async () => {
    await fill(family.page, { business: "housing" });
    await family.page.click("form[action='/checks/sign'] [data-primary]");
    await family.page.locator(".banner").waitFor();
    await fill(family.page, { business: "housing", agree: "yes" });
    await press(family.page, "form[action='/checks/sign'] [data-primary]");
    const letter = family.page.locator("main .posted", { hasText: "住房救助" });
    assert.match(await letter.innerText(), /有效/);
    await press(family.page, letter.locator("[data-primary]"));
    assert.match(await family.page.locator("main .posted", { hasText: "住房救助" }).innerText(), /已撤回/);
  });

  await step("who asked about whom can be seen by the auditor, and by nobody else's county", async () => {
    const auditor = await as(browser, server, "shenji");
    await auditor.page.goto("/verification/looks");
    const list = await auditor.page.locator("main").innerText();
    assert.match(list, /HD-\d{6}-2025-\d{5}/);
    assert.match(list, /复核：最低生活保障/);
    await auditor.page.goto(check);
    assert.match(await auditor.page.locator("main").innerText(), /没有找到/);
    await auditor.close();
  });
  assert.deepEqual([...family.broken, ...town.broken, ...county.broken], []);
});
