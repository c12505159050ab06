// What the night's recheck proposes is taken up by a person, once; by itself it
// changes nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { act, caseOf, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a proposal of the recheck is taken up by a person, and changes nothing by itself", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  let proposal;
  let ref;

  await step("the county opens a proposal and takes it up", async () => {
    await county.page.goto("/proposals?programme=dibao&taken=no&kind=loss");
    if (!await county.page.locator("tbody tr a[href^='/proposals/']").count()) await county.page.goto("/proposals?programme=dibao&taken=no&kind=amount");
    proposal = await county.page.locator("tbody tr a[href^='/proposals/']").first().getAttribute("href");
    await county.page.goto(proposal);
    assert.match(await county.page.locator("main").innerText(), /系统没有改动待遇/);
    await press(county.page, "main [data-primary]");
    ref = caseOf(county.page);
    assert.match(await stageOf(county, ref), /待核实/);
  });

  await step("of one proposal there is one case", async () => {
    const second = await as(browser, server, "quxian2");
    await second.page.goto(proposal);
    assert.equal(await second.page.locator("main [data-primary]", { hasText: "立案核实" }).count(), 0);
    assert.equal(await second.page.locator("main a.btn-primary").getAttribute("href"), `/case/${ref.county}/${ref.id}`);
    await second.close();
  });

  await step("nobody can decide it before the family is told and heard", async () => {
    await act(county, ref, "take_up");
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.doesNotMatch(await county.page.locator(".actions").innerText(), /减发|停发/);
  });
});
