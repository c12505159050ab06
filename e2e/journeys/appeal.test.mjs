// A refusal, what the letter says of it, an appeal by the family: once upheld, once
// overturned and decided anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident } from "../browser.mjs";
import { act, caseOf, fill, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a refusal is appealed against, and upheld", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const family = await resident(browser, server, "申请复议");
  const county = await as(browser, server, "quxian");
  let ref;

  await step("the letter says why, by which clause, and until when to object", async () => {
    await family.page.goto("/home");
    await press(family.page, "main .posted a");
    ref = caseOf(family.page);
    await press(family.page, family.page.getByRole("link", { name: /不予确认通知书/ }).first());
    const letter = await family.page.locator("article.letter").innerText();
    assert.match(letter, /没有同意/);
    assert.match(letter, /未申报的稳定收入/);
    assert.match(letter, /向崇川区人民政府申请行政复议/);
    assert.match(letter, /最迟\d{4}年\d+月\d+日/);
    await family.page.goto(new URL(family.page.url()).pathname + "/print");
    await family.page.getByText("不予确认通知书").first().waitFor();
  });

  await step("the family appeals on its phone, with its words", async () => {
    await family.page.goto(`/cases/${ref.county}/${ref.id}/do/appeal`);
    await family.page.click("main [data-primary]");
    await family.page.locator(".faults").waitFor();
    await fill(family.page, { words: "那笔钱是借的，不是收入。" });
    await press(family.page);
  });

  await step("what was decided above is written down, and told", async () => {
    assert.match(await stageOf(county, ref), /复议中/);
    const letter = await act(county, ref, "uphold", { reason: "复议机关认为原决定事实清楚，予以维持。" });
    assert.ok(letter);
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    await family.page.getByText("复议维持").first().waitFor();
  });
});

test("an appeal overturns a refusal, and the county decides anew", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");
  const town = await as(browser, server, "xiangzhen");
  let ref;

  await step("the county finds the appeal among its work", async () => {
    await county.page.goto("/work?tab=all");
    await press(county.page, county.page.locator("tbody tr", { hasText: "复议中" }).first().locator("a").first());
    ref = caseOf(county.page);
    await act(county, ref, "overturn", { reason: "复议机关认定借款不计入收入，撤销原决定。" });
    assert.match(await stageOf(county, ref), /审核确认中/);
  });

  await step("the first decision stays in the file beside the new one", async () => {
    await act(second, ref, "visit", { second: "李敏", findings: "借条和转账记录属实，没有别的收入。" });
    await act(second, ref, "judge_again");
    const letter = await act(second, ref, "refuse", { reason: "借款已经剔除；扣除以后，人均收入仍然超过标准。" });
    assert.ok(letter, "no letter tells the new decision");
    assert.match(await stageOf(second, ref), /不予确认待送达/);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    const file = await town.page.locator("main").innerText();
    assert.match(file, /未申报的稳定收入/);
    assert.match(file, /借款已经剔除/);
    const archive = await town.context.request.get(`${server.address}/case/${ref.county}/${ref.id}/archive.pdf`);
    assert.equal(archive.status(), 200);
    assert.equal((await archive.body()).subarray(0, 5).toString(), "%PDF-");
  });
});
