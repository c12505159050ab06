// A county hands the decision on 低保 to its towns: it decides so with its document and a
// day; what is asked for from then on is decided in the town, in the shorter time, by
// somebody who did not look into it; the county no longer decides it, sees it, and pays.
// rows: 245
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { act, fill, lookUp, looked, memberOf, nextMonth, numberOf, pass, pay, press, stage, stageOf, steps, takeIn } from "../steps.mjs";

const s = stage();

test("a county lets its towns decide, and a town decides and answers for it", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const second = await as(browser, server, "xiangzhen2");
  const text = (v) => v.page.locator("main").innerText();
  let mother, ref;

  await step("the county decides it, from a day and by its document", async () => {
    await county.page.goto("/standards");
    const today = await county.page.locator("main [name=day]").inputValue();
    const order = { parameter: "dibao_delegated", place: server.county, value: "委托", since: today, source: "区政发〔2025〕21号" };
    await fill(county.page, order);
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    await fill(county.page, { value: "yes" });
    await press(county.page);
    await county.page.goto("/standards/decided");
    assert.match(await county.page.locator("main tbody tr").innerText(), /区政发〔2025〕21号[^]*现行/);
    assert.deepEqual(await axe(county.page), []);
  });

  await step("what is asked for now is the town's to decide, in the shorter time", async () => {
    await lookUp(town, "李素珍");
    mother = { name: "李素珍", number: await numberOf(town) };
    ref = await takeIn(town, mother, "dibao", { ...memberOf(0), ...memberOf(1, { relation: "son", labour_ability: "none" }), ...memberOf(2, { relation: "parent", labour_ability: "none" }) });
    await looked(town, county, ref, "家庭困难属实，同意给予低保。");
    await pass(s, 8, town, second, county);
    await act(town, ref, "close_notice");
    assert.match(await stageOf(town, ref), /审核确认中/);
  });

  await step("the county sees it and cannot decide it, and neither can who looked into it", async () => {
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await county.page.locator(".page-head").innerText(), /李素珍[^]*委托乡镇确认/);
    assert.match(await county.page.locator(".page-head").innerText(), /办结[^]*9月17日/, "it is not due on the 20th working day");
    assert.doesNotMatch(await county.page.locator(".actions").innerText(), /^(确认|不予确认)$/m);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await town.page.locator(".actions").innerText(), /这一步要由另一个人办理/);
    assert.ok(await town.page.locator(".actions button[disabled]", { hasText: /^确认/ }).count(), "who closed the notice could decide");
  });

  await step("a colleague in the town decides, and the letter is the town's", async () => {
    const letter = await act(second, ref, "approve");
    await second.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    const words = await second.page.locator("body").innerText();
    assert.match(words, /3口人[^]*列入3人[^]*决定人：周敏[^]*唐闸镇街道/);
    assert.match(words, /向崇川区人民政府申请行政复议/, "a decision handed to the town is objected to at the county");
    assert.match(await stageOf(second, ref), /已确认/);
  });

  await step("the county pays it the month after", async () => {
    const month = await nextMonth(s, town);
    const { lines } = await pay(s, { month });
    assert.ok(lines.some((l) => l.holder === mother.name), `${mother.name} is not in the file for the bank`);
  });
  assert.deepEqual([...county.broken, ...town.broken, ...second.broken], []);
});
