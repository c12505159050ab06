// People with a low income are recognised, and stand in the register in their tier: a
// family whose income is a little above the standard (T4), one of it who is gravely ill
// and is then paid by himself (T2), and a family whose spending on illness is more than
// it can bear (T5); each after a visit, a check, a notice and a decision of a person.
// rows: 6, 8, 86, 93, 162, 236
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { family } from "../people.mjs";
import { decided, looked, memberOf, nextMonth, pass, pay, press, stage, stageOf, steps, takeIn } from "../steps.mjs";

const s = stage();

test("low incomes are recognised, and each stands in the register in its tier", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const text = (v) => v.page.locator("main").innerText();
  const near = family(server.folder, server.town, ({ each }) => each > 712 && each < 1060);
  const ill = family(server.folder, server.town, ({ each }) => each > 1100 && each < 3300);

  const inTier = async (tier, name) => {
    for (let i = 0; ; i++) {
      await county.page.goto(`/low-income?tier=${tier}&within=${server.town}`);
      for (;;) {
        if (await county.page.locator("main tbody a", { hasText: name }).count()) return;
        const next = county.page.locator("main a[rel=next]");
        if (await next.count() === 0) break;
        await county.page.goto(new URL(await next.getAttribute("href"), county.page.url()).href);
      }
      assert.ok(i < 30, `${name} is not in ${tier}: ${await text(county)}`);
      await county.page.waitForTimeout(1000);
    }
  };

  let edge, rigid, single;
  await step("a family a little above the standard, and one that spends more than it can bear, are looked at", async () => {
    edge = await takeIn(town, near, "dibao_edge", memberOf(0));
    await looked(town, county, edge, "月人均收入略高于低保标准，财产不超过规定，同意认定。");
    const spent = String(Math.ceil(ill.yearly * 0.7));
    const members = ill.members.map((_, i) => memberOf(i, i === 0 ? { severe_illness: "yes", illness: "C34", has_spending: "yes", rigid_spending_12m: spent } : { relation: "other" }));
    rigid = await takeIn(town, ill, "rigid", Object.assign({}, ...members));
    await looked(town, county, rigid, "自付医药费超过年收入的六成，同意认定刚性支出困难家庭。");
    await pass(s, 9, town, county);
  });

  await step("both are recognised for a term; nothing is paid for it", async () => {
    assert.match(await decided(town, county, edge), /认定您家为低保边缘家庭[\s\S]*到\d{4}年/);
    assert.match(await decided(town, county, rigid), /认定您家为刚性支出困难家庭[\s\S]*到\d{4}年/);
    for (const ref of [edge, rigid]) assert.match(await stageOf(county, ref), /已认定/);
  });

  await step("who is gravely ill in the first asks for himself alone", async () => {
    single = await takeIn(town, near, "dibao_single", memberOf(0, { severe_illness: "yes", illness: "C34", labour_ability: "none" }));
    await looked(town, county, single, "低保边缘家庭里的重病人员，符合单人保，同意。");
    await pass(s, 9, town, county);
    await inTier("T4", near.name);
    await inTier("T5", ill.name);
  });

  await step("he is paid by himself, and moves to the tier of 低保", async () => {
    assert.match(await decided(town, county, single), /您本人符合单人保的条件/);
    const month = await nextMonth(s, town, county);
    const sent = JSON.stringify(await pay(s, { month, programme: "dibao_single" }));
    assert.ok(sent.includes(near.name), `${near.name} is not paid: ${sent.slice(0, 300)}`);
    await inTier("T2", near.name);
  });

  await step("the register shows every tier, and how somebody moved between them", async () => {
    await county.page.goto("/low-income");
    for (const tier of ["特困人员", "最低生活保障对象", "边缘", "刚性支出"]) assert.match(await text(county), new RegExp(tier));
    assert.deepEqual(await axe(county.page), []);
    assert.equal(await sideways(county.page), 0);
    await inTier("T2", near.name);
    await press(county.page, county.page.locator("main tbody a", { hasText: near.name }).first());
    assert.match(await text(county), /层级变化[\s\S]*边缘/);
  });
  assert.deepEqual([...town.broken, ...county.broken], []);
});
