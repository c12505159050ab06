// How well people are served, from four sides on one page: a county reads how fast its
// towns are, what people think, how right what is paid is and what supervision found;
// a bad rating nobody has looked into and a complaint that is late are marked, lead to
// what is behind them, and are gone from the page once somebody has acted.
// rows: 74
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways, visit } from "../browser.mjs";
import { fill, pass, press, stage, steps } from "../steps.mjs";

const s = stage();

test("service is watched from four sides on one page", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const v = await visit(browser, server, { size: "phone" });
  const words = (one) => one.page.locator("main").innerText();
  let town;

  // cell is a figure of a place on the page: its words, whether it is marked, where it leads.
  const cell = async (one, place, title) => {
    await one.page.goto("/overview/quality");
    return one.page.evaluate(([place, title]) => {
      for (const table of document.querySelectorAll("main table")) {
        const at = [...table.querySelectorAll("thead th")].findIndex((th) => th.innerText.includes(title));
        if (at < 0) continue;
        const row = [...table.querySelectorAll("tbody tr")].find((tr) => tr.children[0].innerText.trim() === place);
        const found = row.children[at];
        return { words: found.innerText.trim(), marked: found.querySelector(".chip-over") !== null, path: found.querySelector("a")?.getAttribute("href") };
      }
      return null;
    }, [place, title]);
  };
  const number = (one) => Number(one.words.match(/\d+/)?.[0]);

  await step("the county sees four sides, town by town, and what asks for somebody is marked", async () => {
    await county.page.goto("/overview");
    await press(county.page, county.page.locator("main a", { hasText: "服务质量监测" }));
    for (const side of ["办理有速度", "服务有温度", "管理有精度", "监督有力度"]) assert.equal(await county.page.locator("main table caption", { hasText: side }).count(), 1, side);
    assert.deepEqual(await axe(county.page), []);
    assert.equal(await sideways(county.page), 0);
    await v.page.goto(`/services/${server.town}`);
    town = (await v.page.locator("h1").innerText()).replace("为民服务清单", "");
    const onTime = await cell(county, town, "时限按时率");
    assert.match(onTime.words, /%（\d+\/\d+）/);
    const late = await cell(county, town, "在办超期");
    await county.page.goto(late.path);
    assert.equal(Math.min(number(late), 50), await county.page.locator("main tbody tr a[href^='/case/']").count());
    assert.equal(late.marked, number(late) > 0);
  });

  const rated = await cell(county, town, "满意率"), unlooked = await cell(county, town, "差评没有核实");
  await step("a bad rating of the window stands on the page until somebody has looked into it", async () => {
    await v.page.goto(`/rate/${server.town}`);
    await fill(v.page, { grade: "1", words: "等了半天没有人。" });
    await press(v.page);
    const bad = await cell(county, town, "差评没有核实");
    assert.equal(number(bad), (number(unlooked) || 0) + 1);
    assert.ok(bad.marked);
    const now = await cell(county, town, "满意率");
    assert.notEqual(now.words, rated.words);
    const clerk = await as(browser, server, "xiangzhen");
    await clerk.page.goto(bad.path);
    await press(clerk.page, clerk.page.locator("main tbody tr", { hasText: "差评" }).last().locator("a").first());
    await fill(clerk.page, { finding: "founded", words: "当天没有安排顶岗，已改为两人轮班。" });
    await press(clerk.page, clerk.page.locator("main form[action$='/verify'] [data-primary]"));
    assert.equal(number(await cell(county, town, "差评没有核实")), number(unlooked) || 0);
    await clerk.close();
  });

  await step("a complaint nobody has answered in time is marked for the office that has it", async () => {
    await v.page.goto("/complain");
    await fill(v.page, { county: server.county });
    await press(v.page);
    await fill(v.page, { kind: "complaint", words: "窗口上午十点还没有开门。" });
    await v.page.locator("main [name=anonymous]").check();
    await v.page.locator("main [name=division] option").nth(2).evaluate((o) => { o.selected = true; });
    await press(v.page);
    await pass(s, 12, county);
    const own = county.page;
    await own.goto("/overview/quality");
    const place = (await own.locator("main tbody tr td, main tbody tr th").allInnerTexts()).find((text) => text.endsWith("本级"));
    const late = await cell(county, place, "投诉超期");
    assert.ok(late.marked && number(late) > 0, JSON.stringify(late));
    await own.goto(late.path);
    assert.match(await words(county), /超期/);
  });

  await step("the city sees its counties side by side", async () => {
    const city = await as(browser, server, "shiju");
    await city.page.goto("/overview/quality");
    const places = await city.page.locator("main table").first().locator("tbody tr").count();
    assert.ok(places > 6, `${places} counties`);
    assert.match(await words(city), /处要有人动手/);
    assert.deepEqual(await axe(city.page), []);
    assert.equal(await sideways(city.page), 0);
    await city.close();
  });
  assert.deepEqual([...county.broken, ...v.broken], []);
});
