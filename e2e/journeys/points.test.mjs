// Where people are helped in person: the city sees which counties have their centre and
// which towns and villages have nowhere yet; a town writes down a station that was missing,
// a resident finds it with its address and telephone; another town's is not its business;
// the county writes down the window of its last town, and one that is closed no longer counts.
// rows: 170, 244
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways, visit } from "../browser.mjs";
import { fill, press, stage, steps } from "../steps.mjs";

const s = stage();

test("a county has its centre, every town its window, every village its station", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const city = await as(browser, server, "shiju");
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const text = (v) => v.page.locator("main").innerText();
  // shares are the figures under “覆盖”, as how many of how many.
  const shares = async (v) => [...(await v.page.locator("#cover").innerText()).matchAll(/([\d,]+)／([\d,]+)/g)].map((m) => m.slice(1).map((n) => Number(n.replace(",", ""))));
  const missing = (v) => v.page.locator("main tbody tr", { hasText: "没有" });

  await step("the city sees centres, windows and stations by county, and goes down to a town", async () => {
    await city.page.goto("/points");
    assert.deepEqual(await axe(city.page), []);
    const [centres, windows] = await shares(city);
    assert.equal(centres[0], 1);
    assert.ok(centres[1] > 5 && windows[0] > 0 && windows[1] > windows[0]);
    await press(city.page, city.page.locator("main tbody tr", { hasText: "在用" }).locator("a").first());
    assert.match(await text(city), /社会救助中心[^]*为民路18号/);
    const [own] = await shares(city);
    assert.equal(own[0], own[1] - 1);
    assert.equal(await city.page.locator("main tbody a[href^='/points?in=']").count() > 3, true);
  });

  let name;
  await step("a town writes down the station of its last village", async () => {
    await town.page.goto("/points");
    const [before] = await shares(town);
    assert.equal(before[0], before[1] - 1);
    name = `${(await missing(town).locator("a").first().innerText()).trim()}救助帮扶工作站点`;
    await press(town.page, missing(town).locator("a").first());
    assert.deepEqual(await axe(town.page), []);
    await fill(town.page, { name, workers: "2", telephone: "0513-80000099" });
    await town.page.click("main [data-primary]");
    await town.page.locator(".faults").waitFor();
    assert.match(await text(town), /写到门牌号/);
    await fill(town.page, { address: "党群服务中心一楼" });
    await press(town.page);
    assert.match(await text(town), /居民马上看得到/);
    const [after] = await shares(town);
    assert.deepEqual(after, [before[1], before[1]]);
  });

  await step("a resident finds it without signing in, on a phone", async () => {
    const anybody = await visit(browser, server, { size: "phone" });
    await anybody.page.goto(`/services/${server.town}`);
    await anybody.page.locator("main summary").first().click();
    assert.match(await text(anybody), new RegExp(`${name}[^]*党群服务中心一楼，电话0513-80000099`));
    assert.match(await text(anybody), /社会救助中心/);
    assert.equal(await sideways(anybody.page), 0);
    assert.deepEqual(await axe(anybody.page), []);
    await anybody.close();
  });

  await step("who works elsewhere can change nothing of it", async () => {
    const elsewhere = await as(browser, server, "linzhen");
    await town.page.goto("/points");
    const at = await town.page.locator("main tbody a").first().getAttribute("href");
    assert.equal((await elsewhere.page.goto(at)).status(), 404);
    await elsewhere.close();
  });

  await step("the county writes down a window that was missing, and closes one: it counts no more", async () => {
    await county.page.goto("/points");
    const [before] = await shares(county);
    assert.equal(before[0], before[1] - 1);
    await press(county.page, missing(county).locator("a").first());
    await press(county.page, county.page.getByRole("link", { name: "登记、更正" }));
    await fill(county.page, { name: "便民服务中心社会救助窗口", address: "人民路1号" });
    await press(county.page);
    assert.deepEqual((await shares(county))[0], [before[1], before[1]]);
    await press(county.page, county.page.locator("main tbody a").first());
    await press(county.page, county.page.getByRole("link", { name: "登记、更正" }));
    await county.page.check('main [name="state"][value="closed"]');
    await press(county.page);
    assert.deepEqual((await shares(county))[0], before);
    assert.match(await text(county), /已撤/);
  });
  assert.deepEqual([...city.broken, ...county.broken, ...town.broken], []);
});
