// Without an account: ten questions, the guide of what may be got, and the application
// behind it; a complaint without a name and its answer; pages in English.
// rows: 225
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, resident, sideways, visit } from "../browser.mjs";
import { fill, press, stage, steps } from "../steps.mjs";

const s = stage();

// said are the answers of a family of three that earns little.
const said = {
  people: { "age-1": "40", "age-2": "38", "age-3": "10" },
  area: { "area.area": "urban" },
  income: Object.fromEntries([1, 2, 3].flatMap((n) => ["wage", "pension", "business", "transfer"].map((k) => [`income.${k}-${n}`, n === 1 && k === "wage" ? "1200" : "0"]))),
  disability: { "disability.disability-1": "none", "disability.disability-2": "limb_severe", "disability.disability-3": "none" },
  illness: { "illness.illness-1": "none", "illness.illness-2": "none", "illness.illness-3": "none" },
  children: { "children.guardian-3": "parents" },
  support: { "support.supporter-1": "able", "support.supporter-2": "able" },
  property: { "property.housing": "1", "property.vehicles": "0", "property.vehicle_value": "0", "property.savings": "1000" },
  spending: { "spending.spending": "0" },
};

for (const script of [true, false]) {
  test(`ten questions lead to a guide and to the application, ${script ? "with" : "without"} script`, async (t) => {
    const { browser, server } = s;
    const v = await visit(browser, server, { size: "phone", script });
    const step = steps(t);

    await step("ten questions, one a page, no account", async () => {
      await v.page.goto("/");
      await press(v.page, v.page.getByRole("link", { name: /十个问题/ }));
      await fill(v.page, { place: server.county });
      await press(v.page);
      for (const answers of Object.values(said)) {
        if (script) assert.deepEqual(await axe(v.page), [], v.page.url());
        assert.equal(await sideways(v.page), 0);
        await fill(v.page, answers);
        await press(v.page);
        assert.equal(new URL(v.page.url()).search, "", "an answer stands in the address");
      }
      const words = await v.page.locator("main").innerText();
      assert.match(words, /最低生活保障[\s\S]*大约每月[\d,.]+/);
      assert.match(words, /困难残疾人生活补贴/);
      assert.match(words, /都没有保存/);
      if (script) assert.deepEqual(await axe(v.page), []);
    });

    await step("from there to the guide, with papers, time, remedy", async () => {
      await press(v.page, v.page.locator("main a[href^='/guides/dibao']").first());
      const words = await v.page.locator("main").innerText();
      for (const one of ["谁能办", "能得到什么", "要带什么", "不用带，我们去查", "多久办好", "不收费", "不同意怎么办", "容缺"]) assert.ok(words.includes(one), `the guide does not say ${one}`);
      if (script) assert.deepEqual(await axe(v.page), []);
    });

    await step("and to the application, after signing in", async () => {
      await press(v.page);
      assert.match(v.page.url(), /\/sign-in\?next=%2Fapply%2Fdibao/);
    });
    await v.close();
  });
}

test("a guide is found by initials, and applying goes on from it", async () => {
  const family = await resident(s.browser, s.server, "从头申请");
  await family.page.goto("/guides?q=zdshbzsq");
  assert.equal(await family.page.locator("main .tasks a.task-title").count(), 1);
  await press(family.page, "main .tasks a.task-title");
  await press(family.page);
  assert.equal(new URL(family.page.url()).pathname, "/apply/dibao");
  await family.close();
});

test("a complaint without a name is answered to whoever has number and code", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const v = await visit(browser, server, { size: "phone" });
  let number;
  let code;
  await step("somebody complains and tells nothing of himself", async () => {
    await v.page.goto("/complain");
    await fill(v.page, { county: server.county });
    await press(v.page);
    await fill(v.page, { kind: "complaint", words: "三月一日下午去窗口，等了两个小时没有人。" });
    await v.page.locator("main [name=anonymous]").check();
    await v.page.locator("main [name=division] option").nth(2).evaluate((o) => { o.selected = true; });
    await press(v.page);
    [number, code] = await v.page.locator("main .number").allInnerTexts();
    assert.deepEqual(await axe(v.page), []);
  });
  await step("the county looks into it and answers", async () => {
    const county = await as(browser, server, "quxian");
    await county.page.goto("/feedback");
    await press(county.page, county.page.getByRole("link", { name: number }));
    assert.match(await county.page.locator("main").innerText(), /匿名/);
    assert.deepEqual(await axe(county.page), []);
    await fill(county.page, { finding: "founded", words: "当天没有安排顶岗，已改为两人轮班。" });
    await press(county.page, county.page.locator("main form[action$='/verify'] [data-primary]"));
    await fill(county.page, { words: "对不起，窗口已改为两人轮班。" });
    await press(county.page, county.page.locator("main form[action$='/answer'] [data-primary]"));
    await county.close();
  });
  await step("number and code show the answer; the code alone does not stand in the address", async () => {
    await v.page.goto("/complain/track");
    await fill(v.page, { number, code: code.toLowerCase() });
    await press(v.page);
    assert.match(await v.page.locator("main").innerText(), /两人轮班/);
    assert.equal(new URL(v.page.url()).search, "");
  });
  await v.close();
});

test("pages are read in English by whoever wants it", async () => {
  const v = await visit(s.browser, s.server, { size: "phone" });
  await v.page.goto("/guides?q=db");
  await press(v.page, v.page.getByRole("button", { name: "English" }));
  assert.equal(await v.page.locator("html").getAttribute("lang"), "en");
  assert.match(v.page.url(), /\/guides\?q=db/);
  assert.match(await v.page.locator("main").innerText(), /Guides[\s\S]*Search/);
  assert.deepEqual(await axe(v.page), []);
  await v.page.goto("/ten");
  assert.match(await v.page.locator("main").innerText(), /Step 1 of 10/);
  assert.ok(await v.page.locator("main [lang='zh-CN']").count(), "what stays Chinese is not marked");
  await press(v.page, v.page.getByRole("button", { name: "中文" }));
  assert.equal(await v.page.locator("html").getAttribute("lang"), "zh-CN");
  await v.close();
});
