// 低保 of a city: a family registered in town and one registered in the country ask, each is
// helped up to one and the same standard, stands in the register of its town and is paid; the
// city raises the standard once for everybody, and both get more; half a year later the
// night opens their review, somebody visits and checks, and a person decides.
// rows: 3
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, resident } from "../browser.mjs";
import { act, answerAll, caseOf, decided, fill, looked, nextMonth, pair, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

const fen = (text) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);

// standardOf is what the standard is in a part of the city, and who set it.
async function standardOf(v, region) {
  await v.page.goto(`/standards?region=${region}`);
  const cells = await v.page.locator("main tbody tr", { hasText: "最低生活保障标准（每人每月）" }).first().locator("td, th").allInnerTexts();
  return `${cells[1]} ${cells[2]}`;
}

test("a family of the town and one of the country are helped up to one standard, and looked at again", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const city = await as(browser, server, "shiju");
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const text = (v) => v.page.locator("main").innerText();
  const families = [];
  let regions;

  // open opens the page of a case at the town.
  const open = (ref) => town.page.goto(`/case/${ref.county}/${ref.id}`);
  // sent is what the bank was sent for each family in the next month.
  const sent = async () => {
    const month = await nextMonth(s, town, county, city);
    const { lines } = await pay(s, { month });
    return families.map((one) => lines.filter((l) => l.holder === one.name).reduce((all, l) => all + fen(l.amount), 0));
  };

  await step("the city has one standard, for town and country and in every county", async () => {
    await city.page.goto("/standards");
    regions = await city.page.locator("[name=region] option").evaluateAll((list) => list.map((o) => o.value).filter(Boolean));
    assert.ok(regions.length > 5, `${regions}`);
    for (const region of regions) assert.equal(await standardOf(city, region), "710.00元/月 南通市", region);
  });

  await step("a family of the country asks on its phone; one of the town has asked already", async () => {
    const own = await resident(browser, server, "从头申请");
    await own.page.goto("/apply/dibao");
    await press(own.page);
    await answerAll(own, own.who.name);
    await press(own.page);
    families.push({ name: own.who.name, ref: caseOf(own.page), kind: "农村" });
    await own.close();
    await town.page.goto("/work?tab=all&matter=dibao");
    const waiting = await town.page.locator("main tbody tr", { hasText: "待受理" }).locator("a[href^='/case/']").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    for (const path of waiting) {
      await town.page.goto(path);
      if (await pair(town.page, "户籍性质") !== "城镇") continue;
      families.push({ name: (await town.page.locator(".page-head h1").innerText()).trim().split(/\s+/).at(-1), ref: caseOf(town.page), kind: "城镇" });
      break;
    }
    assert.equal(families.length, 2, "nobody of the town waits");
    for (const one of families) {
      await open(one.ref);
      assert.equal(await pair(town.page, "户籍性质"), one.kind);
    }
  });

  await step("each is visited, checked and noticed, and granted what it lacks to the same standard", async () => {
    for (const one of families) await looked(town, county, one.ref, "收入低于标准，财产不超过规定，同意给予低保。");
    await pass(s, 9, town, county, city);
    for (const one of families) {
      const words = await decided(town, county, one.ref);
      const [, people, each, standard] = words.match(/(\d+)口人，月人均收入([\d,.]+)\s?元，低于标准([\d,.]+)\s?元/);
      assert.equal(standard, "710.00");
      one.people = Number(people);
      one.amount = fen(words.match(/起每月发([\d,.]+)\s?元/)[1]);
      one.supplement = one.amount - one.people * (71000 - fen(each));
    }
  });

  await step("the month after, both are paid that, and stand in the registers of the town", async () => {
    assert.deepEqual(await sent(), families.map((one) => one.amount));
    await county.page.goto("/households?within=" + server.town);
    const files = await text(county);
    await county.page.goto(`/low-income?tier=T2&within=${server.town}`);
    const tier = await text(county);
    for (const one of families) {
      assert.match(files, new RegExp(`${one.name}[^]*?低保对象`));
      assert.match(tier, new RegExp(`${one.name}\\s+最低生活保障对象`));
    }
  });

  await step("the city raises the standard once, and it is the same everywhere and for both", async () => {
    await city.page.goto("/standards");
    await fill(city.page, { parameter: "low_standard", place: regions[0], value: "790", since: "2025-10-01", source: "通民发〔2025〕11号" });
    await press(city.page);
    for (const region of regions) assert.match(await standardOf(city, `${region}&day=2025-10-01`), /^790\.00元\/月 南通市$/, region);
    await county.page.goto("/standards/decided");
    await press(county.page, county.page.locator("main tbody a").first());
    await fill(county.page, { reason: "按通民发〔2025〕11号，10月1日起执行。" });
    await press(county.page);
    assert.match(await text(county), /已调整\d+户/);
    for (const one of families) one.amount += one.people * 8000 + one.supplement / 71 * 8;
    assert.deepEqual(await sent(), families.map((one) => one.amount));
  });

  await step("half a year later the night opens the review of both, and nothing is changed by that", async () => {
    await pass(s, 60);
    await pass(s, 60, town, county, city);
    for (const one of families) {
      await town.page.goto(`/work?tab=all&matter=dibao_change&q=${one.name}`);
      await press(town.page, town.page.locator("main tbody tr", { hasText: one.name }).locator("a[href^='/case/']").first());
      one.review = caseOf(town.page);
      assert.match(await text(town), /上次审核是2025-08-29，按规定6个月复核一次，到期了/);
      assert.deepEqual(await axe(town.page), []);
    }
  });

  await step("somebody visits and checks, a person lets it be, and what was due meanwhile is paid", async () => {
    for (const { review } of families) {
      await act(town, review, "take_up");
      await act(town, review, "survey", { second: "顾红", present: "户主", members_found: "与登记一致", income_found: "和去年一样", housing_found: "自建平房", neighbours: "邻居说属实" });
      await act(county, review, "check");
      await act(town, review, "propose", { reason: "入户和核对都没有发现变化，建议维持。" });
      const letter = await act(county, review, "keep", { reason: "没有明显变化，维持原来的金额。" });
      assert.match(await stageOf(county, review), /维持/);
      assert.ok(letter, "no letter tells it");
    }
    const months = 5; // November to March: nobody made the lists of the first four
    assert.deepEqual(await sent(), families.map((one) => one.amount * months));
  });
  assert.deepEqual([...city.broken, ...town.broken, ...county.broken], []);
});
