// One form for two matters: what was answered once is not asked again, each matter is
// decided by its own office, one page shows the whole, and every step can be rated.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, resident, sideways, visit } from "../browser.mjs";
import { act, answerAll, comeBack, familyAct, fill, pass, press, stage, stageOf, steps, survey } from "../steps.mjs";

const s = stage();

test("a family asks for two matters on one form, and each is decided", async (t) => {
  const { browser, server } = s;
  const family = await resident(browser, server, "从头申请");
  const step = steps(t);
  const refs = {};
  let whole;

  await step("the family chooses two matters and answers what they share once", async () => {
    await family.page.goto("/apply");
    await family.page.click("main a[href='/bundles/hardship']");
    await family.page.waitForURL("**/bundles/hardship");
    assert.deepEqual(await axe(family.page), []);
    await family.page.locator("main [name=matter][value=dibao]").check();
    await family.page.locator("main [name=matter][value=disability_living]").check();
    await press(family.page);
    whole = new URL(family.page.url()).pathname;
    for (const [name, title] of [["dibao", "最低生活保障申请"], ["living", "困难残疾人生活补贴申请"]]) {
      const [, , county, id] = (await family.page.locator(`main .posted a.task-title`, { hasText: title }).getAttribute("href")).split("/");
      refs[name] = { county, id };
    }
    const asked = await answerAll(family, family.who.name);
    const twice = asked.filter((path) => path.includes(refs.living.id)).map((path) => path.split("/ask/")[1]);
    assert.ok(asked.some((path) => path.includes(refs.dibao.id)), "the first form asked nothing");
    for (const known of ["bank", "account", "holder", "capacity", "phone"]) assert.ok(!twice.includes(known), `${known} was asked twice`);
    assert.equal(new URL(family.page.url()).pathname, whole);
    assert.equal(await sideways(family.page), 0);
    assert.deepEqual(await axe(family.page), []);
    await family.page.locator("main [name=agreed]").check();
    await press(family.page);
    assert.match(await family.page.locator("main").innerText(), /已收到/);
  });

  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");
  await step("what is in hand is not asked for a second time", async () => {
    await family.page.goto("/bundles/hardship");
    assert.match(await family.page.locator("main").innerText(), /已经在办的，不用再申请/);
    assert.equal(await family.page.locator("main [name=matter][value=dibao]").count(), 0);
  });

  await step("the family rates the first step, badly; the office looks into it and answers", async () => {
    await act(town, refs.dibao, "accept");
    await family.page.goto(`/cases/${refs.dibao.county}/${refs.dibao.id}`);
    await family.page.getByText("评价每一步").click();
    await press(family.page, family.page.getByRole("link", { name: "受理", exact: true }));
    await fill(family.page, { grade: "2", words: "等了很久才有人" });
    await press(family.page);
    assert.match(await family.page.locator("main").innerText(), /查询码/);
    const said = await family.page.locator("[aria-label='回执'] .number").first().innerText();
    const other = await as(browser, server, "xiangzhen2");
    await town.page.goto("/feedback");
    await town.page.locator("main tbody tr", { hasText: said }).locator("a").first().click();
    await town.page.waitForURL(/\/feedback\/\d+\//);
    await fill(town.page, { finding: "founded", words: "那天只有一个窗口，已加开。" });
    await town.page.click("main form[action$='/verify'] [data-primary]");
    await town.page.getByText("请由别的同事办理").first().waitFor();
    await other.page.goto(town.page.url().replace(/\/verify$/, ""));
    await fill(other.page, { finding: "founded", words: "那天只有一个窗口，已加开。" });
    await press(other.page, other.page.locator("main form[action$='/verify'] [data-primary]"));
    await fill(other.page, { words: "让您久等了，窗口已加开一个。" });
    await press(other.page, other.page.locator("main form[action$='/answer'] [data-primary]"));
    await fill(other.page, { reached: "yes", grade: "4" });
    await press(other.page, other.page.locator("main form[action$='/call'] [data-primary]"));
    assert.match(await other.page.locator("main").innerText(), /已办结/);
    await other.close();
    await family.page.goto("/complain");
    await press(family.page, "main .tasks a.task-title");
    assert.match(await family.page.locator("main").innerText(), /窗口已加开一个/);
  });

  await step("the disability office finds no certificate and refuses; the other goes on", async () => {
    await act(town, refs.living, "accept");
    await act(county, refs.living, "verify_certificate", { opinion_of_federation: "invalid" });
    await act(second, refs.living, "refuse", { reason: "经核实，没有在有效期内的残疾人证，不符合领取条件。" });
  });

  await step("low-income support is surveyed, noticed and granted", async () => {
    const walker = await as(browser, server, "xiangzhen", { size: "phone" });
    await survey(walker, refs.dibao);
    await walker.close();
    await act(county, refs.dibao, "check");
    await act(town, refs.dibao, "opine_grant", { reason: "入户和核对都已完成，家庭困难属实，同意给予低保。" });
    await familyAct(family, refs.dibao, "confirm_preview");
    await act(town, refs.dibao, "publish");
    await pass(s, 8, town, county, second);
    await act(town, refs.dibao, "close_notice");
    await act(county, refs.dibao, "approve");
    assert.match(await stageOf(county, refs.dibao), /确认/);
  });

  await step("one page shows both ends", async () => {
    await comeBack(family, town, refs.dibao);
    await family.page.goto(whole);
    const words = await family.page.locator("main").innerText();
    assert.match(words, /都办完了/);
    assert.match(words, /已确认/);
    assert.match(words, /不予确认/);
    assert.deepEqual(await axe(family.page), []);
  });

  await step("everybody sees what people think, without anybody's name", async () => {
    const passer = await visit(browser, server, { size: "phone" });
    await passer.page.goto("/reviews");
    assert.match(await passer.page.locator("main").innerText(), /大家的评价/);
    assert.doesNotMatch(await passer.page.locator("main").innerText(), new RegExp(family.who.name));
    await passer.close();
  });
  assert.deepEqual([...family.broken, ...town.broken, ...county.broken], []);
});
