// The night's recheck finds that a family in pay earns more and proposes a lower
// amount; a person takes it up, two visit, the family is told and heard, a person
// decides, and from the next month less is paid.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident } from "../browser.mjs";
import { act, caseOf, comeBack, familyAct, nextMonth, pair, pay, press, stage, stageOf, steps, survey } from "../steps.mjs";

const s = stage();

// fen are the fen of an amount as people write it, 1,143.00 元.
const fen = (text) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);

test("what the recheck proposes is told, heard, decided by a person, and then paid less", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const family = await resident(browser, server, "收入多了");
  let ref;
  let before;
  let proposed;

  await step("the proposal says what is paid and what it would be; nothing has been changed by it", async () => {
    await family.page.goto("/payments");
    before = fen(await family.page.locator(".big-amount").first().innerText());
    await county.page.goto("/proposals?programme=dibao&taken=no&kind=amount");
    await press(county.page, county.page.locator("main tbody tr", { hasText: family.who.name }).locator("a[href^='/proposals/']").first());
    assert.match(await county.page.locator("main").innerText(), /系统没有改动待遇/);
    assert.equal(fen(await pair(county.page, "现在每月")), before);
    proposed = fen(await pair(county.page, "复核得每月"));
    assert.ok(proposed > 0 && proposed < before, `proposed ${proposed}, paid ${before}`);
    await press(county.page, "main [data-primary]");
    ref = caseOf(county.page);
    assert.match(await stageOf(county, ref), /待核实/);
  });

  await step("the town looks into it, and it is judged with the family's facts", async () => {
    await act(town, ref, "take_up");
    const walker = await as(browser, server, "xiangzhen", { size: "phone" });
    await survey(walker, ref, {
      second: "顾红", present: "户主", members_found: "与登记一致", income_found: "户主在服装厂上班，工资比去年高", housing_found: "自建平房三间",
      neighbours: "邻居说上班已有一年",
    });
    await walker.close();
    await act(county, ref, "check");
    assert.doesNotMatch(await town.page.locator(".actions").innerText(), /减发$|停发$/, "it could be decided before the family is heard");
  });

  await step("the family is told what is intended and answers on its phone", async () => {
    assert.ok(await act(town, ref, "inform", { intends: "reduce", reason: "复核发现工资增加，拟按现在的收入减发。" }), "nothing tells the family");
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    await press(family.page, family.page.getByRole("link", { name: /告知书/ }).first());
    assert.match(await family.page.locator("article.letter").innerText(), /这还不是决定，想先听您的意见/);
    await familyAct(family, ref, "reply", { words: "工资是多了，可孩子上学、老人吃药也多了。" });
    assert.match(await stageOf(county, ref), /待决定/);
    assert.match(await county.page.locator("main").innerText(), /孩子上学、老人吃药也多了/);
  });

  let letter;
  await step("a person decides and gives the reason; nobody can with one press", async () => {
    await county.page.goto(`/case/${ref.county}/${ref.id}/do/reduce`);
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    letter = await act(county, ref, "reduce", { reason: "工资增加属实，陈述的支出已经按规定计入。" });
    assert.ok(letter, "no letter tells the decision");
    assert.match(await stageOf(county, ref), /已变更/);
  });

  await step("the letter says why, from when, how much, and how to object", async () => {
    await family.page.goto(`/cases/${ref.county}/${ref.id}/letters/${letter}`);
    const words = await family.page.locator("article.letter").innerText();
    assert.match(words, /减发决定书/);
    assert.match(words, /工资增加属实/);
    assert.match(words, /申请行政复议/);
    const [, was, now] = words.match(/从每月([\d,.]+)\s?元减为每月([\d,.]+)\s?元，自\d{4}年\d+月/);
    assert.deepEqual([fen(was), fen(now)], [before, proposed]);
  });

  await step("the next month pays less, and the family reads why", async () => {
    const month = await nextMonth(s, town);
    const paid = await pay(s, { month });
    const lines = paid.lines.filter((l) => l.holder === family.who.name);
    assert.equal(lines.reduce((sum, l) => sum + fen(l.amount), 0), proposed);
    await comeBack(family, town, ref);
    await family.page.goto("/payments");
    const words = await family.page.locator(".why-differs").first().innerText();
    assert.match(words, new RegExp(`${month.replace(/-0?/, "年")}月发`));
    assert.match(words, /比上月少/);
    assert.equal(fen(words.match(/比上月少([\d,.]+)\s?元/)[1]), before - proposed);
  });
  assert.deepEqual([...family.broken, ...town.broken, ...county.broken], []);
});
