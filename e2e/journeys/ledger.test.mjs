// Money comes by two people, a month is paid from it, and the auditor finds list, bank
// and ledger agreeing to the fen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { fill, press, stage, steps } from "../steps.mjs";

const s = stage();

test("money is entered by one, confirmed by another, and found again by the auditor", async (t) => {
  const step = steps(t);
  const one = await as(s.browser, s.server, "caiwu");
  const two = await as(s.browser, s.server, "caiwu2");
  const auditor = await as(s.browser, s.server, "shenji");
  const county = s.server.county;
  let notice;

  await step("one enters a notice from the county", async () => {
    await one.page.goto(`/funds?county=${county}`);
    assert.deepEqual(await axe(one.page), []);
    await press(one.page);
    await fill(one.page, { direction: "in", source: "county", amount: "9,000,000.00", document: "县财社〔2025〕8号", day: "2025-06-20" });
    await press(one.page);
    await one.page.getByText("待另一人确认").waitFor();
    notice = new URL(one.page.url()).pathname;
    assert.equal(await one.page.getByRole("button", { name: /确认入账/ }).count(), 0);
  });

  await step("another confirms it by the document", async () => {
    await two.page.goto(notice);
    assert.deepEqual(await axe(two.page), []);
    await press(two.page);
    await two.page.getByText("已入账").waitFor();
    await two.page.goto(`/funds?county=${county}`);
    await two.page.getByText("9,000,000.00").first().waitFor();
    await two.page.getByText("到年底的预测").waitFor();
  });

  await step("a planned change is tried in the forecast", async () => {
    await two.page.goto(`/funds?county=${county}&programme=dibao&from=2025-10&monthly=1000`);
    await two.page.getByText("预测里已加上试算").waitFor();
  });

  await step("the auditor holds all balances against the transfers", async () => {
    await auditor.page.goto(`/ledger?county=${county}&class=run`);
    assert.deepEqual(await axe(auditor.page), []);
    await press(auditor.page);
    await auditor.page.getByText("全部余额与记账一致").waitFor();
    await press(auditor.page, auditor.page.locator("tbody tr a", { hasText: "发放批次" }).first());
    await auditor.page.getByText("签发").first().waitFor();
    const run = new URL(auditor.page.url()).pathname.split("/run.")[1];
    await auditor.page.goto(`/ledger/run/${county}/${run}`);
    await auditor.page.getByText("清单、银行回盘和账本一致。").waitFor();
    assert.deepEqual(await axe(auditor.page), []);
  });
});
