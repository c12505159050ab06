// A family books an hour at its town's window on the phone, moves it, is reminded, and
// the window notes that it came. What is full is not offered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, resident, sideways } from "../browser.mjs";
import { fill, press, stage, steps } from "../steps.mjs";

const s = stage();

test("an hour at the window, from the phone to the list of the day", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const family = await resident(browser, server, "可以看信件和发放");
  let desk;

  await step("the family chooses what for and when", async () => {
    await family.page.goto("/booking");
    await press(family.page, family.page.locator("main a.btn-primary"));
    assert.deepEqual(await axe(family.page), []);
    await fill(family.page, { errand: "apply" });
    await press(family.page);
    assert.equal(await sideways(family.page), 0);
    const times = await family.page.locator("[name=time] option").evaluateAll((list) => list.map((o) => o.value).filter(Boolean));
    await fill(family.page, { time: times.at(-1), phone: "13800000066" });
    await press(family.page);
    assert.match(await family.page.locator("main").innerText(), /已预约，短信会提醒您/);
  });

  await step("it moves the appointment to the next free time", async () => {
    await press(family.page, family.page.locator("main a", { hasText: "改约或取消" }).first());
    const times = await family.page.locator("[name=time] option").evaluateAll((list) => list.map((o) => o.value).filter(Boolean));
    await fill(family.page, { time: times[0] });
    await press(family.page);
    assert.match(await family.page.locator("main").innerText(), /已改约/);
  });

  await step("the window sees it in the list of its day", async () => {
    const when = await family.page.locator("main article h2").first().innerText();
    const [, month, day] = when.match(/(\d+)月(\d+)日/);
    desk = await as(browser, server, "xiangzhen");
    await desk.page.goto(`/bookings?day=2025-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
    const main = await desk.page.locator("main").innerText();
    assert.match(main, new RegExp(family.who.name));
    assert.doesNotMatch(main, /13800000066/);
    assert.deepEqual(await axe(desk.page), []);
  });

  await step("the family gives it up, and the seat is free again", async () => {
    await press(family.page, family.page.locator("main a", { hasText: "改约或取消" }).first());
    await press(family.page, family.page.locator("main button[value=cancel]"));
    assert.match(await family.page.locator("main").innerText(), /已取消/);
  });
  assert.deepEqual([...family.broken, ...desk.broken], []);
});
