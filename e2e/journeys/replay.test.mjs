// An auditor looks at an old decision and judges it again: every step is the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { press, stage, steps } from "../steps.mjs";

const s = stage();

test("an auditor replays an old decision, and the journal has not been changed", async (t) => {
  const step = steps(t);
  const auditor = await as(s.browser, s.server, "shenji");

  await step("the auditor finds a decision and what it stands on", async () => {
    await auditor.page.goto("/audit?effect=grant"); // what was judged; relief in an emergency is given unjudged
    await press(auditor.page, auditor.page.locator("tbody tr a").first());
    await press(auditor.page, auditor.page.getByRole("link", { name: /重放/ }).first());
  });

  await step("judged again it is the same, step by step", async () => {
    await auditor.page.getByText("一致：结论、金额、人数、理由和每一步都相同。").waitFor();
    const steps = await auditor.page.locator("table").last().locator("tbody tr").count();
    assert.ok(steps > 5, `only ${steps} steps were compared`);
    assert.equal(await auditor.page.getByText("不同", { exact: true }).count(), 0);
  });

  await step("the journal is whole", async () => {
    await auditor.page.goto("/audit/verify");
    await press(auditor.page);
    await auditor.page.getByText("没有发现被改过的。").waitFor();
  });

  await step("an auditor decides nothing", async () => {
    for (const path of ["/work", "/pay", "/proposals", "/accounts"]) assert.equal((await auditor.page.goto(path)).status(), 404, path);
  });
});
