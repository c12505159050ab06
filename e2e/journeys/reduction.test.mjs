// The night's recheck proposes that a benefit be less; a person takes it up, the
// town visits, the family is told and heard, and another person decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { act, caseOf, fill, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a reduction the recheck proposes is told, heard and decided by a person", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");
  let town;
  let ref;

  await step("the county takes up a proposal; nothing has been changed by it", async () => {
    await county.page.goto("/proposals?kind=loss&programme=dibao&taken=no");
    const rows = county.page.locator("tbody tr a");
    assert.ok(await rows.count() > 0, await county.page.locator("main").innerText());
    await press(county.page, rows.first());
    assert.match(await county.page.locator("main").innerText(), /系统没有改动待遇/);
    await press(county.page);
    ref = caseOf(county.page);
    assert.match(await stageOf(county, ref), /待核实/);
  });

  await step("the case is looked into, and judged with the family's facts", async () => {
    town = county;
    await act(county, ref, "take_up");
    assert.match(await stageOf(county, ref), /核实中/);
    await fill(county.page, {});
  });
  await second.close();
  await town.close();
});
