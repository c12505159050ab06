// The old-age allowance begins by itself: by night whoever reached eighty is found
// in the register and worked out; a person ticks him among many and confirms; who
// cannot be confirmed is said why and stays; the letter comes and the next month pays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { act, nextMonth, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("who reaches eighty is found, ticked by a person and paid", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const person = somebody(server.folder, server.county, (one) => one.birth_date > "1945-08-22" && one.birth_date < "1945-11-25" && one.alive === "true" && one.hukou_local === "true");
  const [year, month, day] = person.birth.split("-").map(Number);
  const days = Math.round((Date.UTC(year + 80, month - 1, day) - Date.UTC(2025, 7, 20)) / 86_400_000) + 2;
  let ref;

  await step("nobody asked: two days after the birthday the case is there, worked out", async () => {
    await pass(s, days, county);
    await county.page.goto("/bulk?matter=elder");
    const line = county.page.locator("main label", { hasText: person.name });
    assert.match(await line.innerText(), /每月50\.00/);
    assert.deepEqual(await axe(county.page), []);
    const value = await line.locator("[name=case]").count() ? await line.locator("[name=case]").getAttribute("value")
      : await county.page.locator(`#${await line.getAttribute("for")}`).getAttribute("value");
    ref = { county: value.split("/")[0], id: value.split("/")[1] };
  });

  await step("without an account it is not confirmed, and the page says why", async () => {
    await county.page.locator(`main [name=case][value="${ref.county}/${ref.id}"]`).check();
    await county.page.click("main [data-primary]");
    await county.page.getByText("没有办成的").waitFor();
    assert.match(await county.page.locator("main").innerText(), new RegExp(`${person.name}：还没有登记领款账户`));
    assert.match(await stageOf(county, ref), /待确认/);
  });

  await step("his account is written down, and a person confirms him among the others", async () => {
    await act(county, ref, "name_account", { bank: "江苏农商银行", account: "6230660012340041", holder: person.name, capacity: "own" });
    await county.page.goto("/bulk?matter=elder");
    await county.page.locator(`main [name=case][value="${ref.county}/${ref.id}"]`).check();
    await press(county.page);
    assert.match(await county.page.locator("main").innerText(), /办好1件/);
    assert.match(await stageOf(county, ref), /已确认/);
    assert.match(await county.page.locator("main").innerText(), /尊老金发放通知书/);
  });

  await step("the next month pays him", async () => {
    const at = await nextMonth(s, county);
    const sent = await pay(s, { month: at, programme: "elder" });
    assert.ok(JSON.stringify(sent).includes(person.name), JSON.stringify(sent).slice(0, 300));
  });
  assert.deepEqual(county.broken, []);
});
