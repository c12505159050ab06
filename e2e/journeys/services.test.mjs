// Every town of the city has its list of services, open to everybody: for each service
// who may ask, what to bring, how long it takes, where, who decides, with the way to its
// guide and its application; the hours are those the window keeps itself, with the days
// on which it is closed.
// rows: 194
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, resident, sideways, visit } from "../browser.mjs";
import { fill, press, stage, steps } from "../steps.mjs";

const s = stage();

test("each town's services are listed for everybody", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const v = await visit(browser, server, { size: "phone" });
  const words = (one) => one.page.locator("main").innerText();
  let titles;

  await step("no town of the city is without its list", async () => {
    await v.page.goto("/guides");
    await press(v.page, v.page.locator("main a", { hasText: "为民服务清单" }));
    const towns = await v.page.locator("main a.task-title").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    assert.match(await words(v), new RegExp(`共${towns.length}个乡镇（街道）`));
    assert.ok(towns.length > 90, `${towns.length} towns`);
    assert.deepEqual(await axe(v.page), []);
    assert.equal(await sideways(v.page), 0);
    for (const path of [towns[0], towns.at(-1)]) {
      await v.page.goto(path);
      assert.match(await words(v), /最低生活保障申请[\s\S]*谁能办[\s\S]*要带什么[\s\S]*多久办好[\s\S]*在哪里办[\s\S]*谁来决定/, path);
    }
  });

  await step("a list says all of each service, and leads to its guide and to the application", async () => {
    await v.page.goto("/services");
    await fill(v.page, { place: server.county });
    await press(v.page, "main form button");
    await press(v.page, v.page.locator(`main a[href^="/services/${server.town}"]`));
    titles = await v.page.locator("main article h3, main .tasks a.task-title").allInnerTexts();
    const articles = await v.page.locator("main article").count();
    const pairs = await v.page.locator("main article").evaluateAll((list) => list.map((one) => [...one.querySelectorAll("dt")].map((d) => d.innerText)));
    pairs.forEach((one, i) => { for (const key of ["谁能办", "要带什么", "多久办好", "在哪里办", "谁来决定"]) assert.ok(one.includes(key), `${titles[i]} does not say ${key}: ${one}`); });
    assert.match(await words(v), new RegExp(`共${articles}件事[\\s\\S]*别的服务[\\s\\S]*报告急难`));
    assert.deepEqual(await axe(v.page), []);
    assert.equal(await sideways(v.page), 0);
    await press(v.page, v.page.locator("main article h3 a", { hasText: "康复辅具" }));
    assert.match(await words(v), /能得到什么[\s\S]*多久办好/);
  });

  await step("whatever a window takes in is on the list", async () => {
    const town = await as(browser, server, "xiangzhen");
    await town.page.goto("/intake");
    const asked = (await town.page.locator("main [name=matter] option, main [name=matter] + label").allInnerTexts()).map((one) => one.trim()).filter((one) => one && !one.startsWith("请选择"));
    assert.ok(asked.length > 10, `${asked.length} matters at the window`);
    for (const one of asked) assert.ok(titles.some((title) => title.includes(one) || one.includes(title)), `${one} is not on the list: ${titles}`);
    await town.close();
  });

  await step("the window sets its hours and a day on which it is closed, and the list says so", async () => {
    const town = await as(browser, server, "xiangzhen");
    await town.page.goto("/bookings/hours");
    await fill(town.page, { "slot-0-opens": "08:30" });
    await press(town.page);
    await fill(town.page, { day: "2025-08-29", reason: "设备检修" });
    await press(town.page, town.page.locator("main form[action$='/closed'] button[type=submit]").first());
    await v.page.goto(`/services/${server.town}`);
    assert.match(await words(v), /周一至周五 08:30—[\s\S]*2025年8月29日不开：设备检修/);
    await town.close();
  });

  await step("from the list to the application, on the phone", async () => {
    const family = await resident(browser, server, "从头申请");
    await family.page.goto(`/services/${server.town}`);
    await press(family.page, family.page.locator("main a[href='/apply/dibao']"));
    assert.equal(new URL(family.page.url()).pathname, "/apply/dibao");
    await family.close();
  });
  assert.deepEqual(v.broken, []);
});
