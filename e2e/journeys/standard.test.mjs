// A standard goes up: the city tries it out, decides it, the county confirms what it
// raises; the next run pays the new amount with the arrears, the family reads why,
// and what was decided by the old standard is still judged by the old one.
// rows: 11
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident } from "../browser.mjs";
import { caseOf, comeBack, fill, nextMonth, pair, pay, press, stage, steps } from "../steps.mjs";

const s = stage();

// figure is the number of families behind a word, as “3户”.
const figure = async (page, word) => Number((await pair(page, word)).match(/\d+/)[0]);

// fen are the fen of an amount as people write it, 1,143.00 元.
const fen = (text) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);

test("a standard is raised: tried out, decided by two, paid with its arrears, and explained", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const city = await as(browser, server, "shiju");
  const county = await as(browser, server, "quxian");
  const family = await resident(browser, server, "已批准");
  const town = await as(browser, server, "xiangzhen");
  const old = "710.00", raised = "770.00";
  let ref;
  let before;

  await step("the family is paid by the standard of today", async () => {
    await family.page.goto("/home");
    await press(family.page, "main .posted a");
    ref = caseOf(family.page);
    await family.page.goto("/payments");
    before = fen(await family.page.locator(".big-amount").first().innerText());
    assert.ok(before > 0);
  });

  await step("the city tries it out, and nobody is touched by that", async () => {
    await city.page.goto("/whatif");
    await fill(city.page, { parameter: "low_standard", region: server.county, value: raised, programme: "dibao" });
    await press(city.page);
    const said = await city.page.locator("main").innerText();
    assert.match(said, /试算，不影响任何人/);
    assert.match(said, /失去0，增加[1-9]\d*，减少0/);
    assert.match(said, /每月多支出[\d,]+\.\d\d\s元/);
    await city.page.goto("/standards/decided");
    assert.match(await city.page.locator("main").innerText(), /还没有在这里决定过标准/);
  });

  await step("the city decides it; a value that cannot be read is refused and kept", async () => {
    await city.page.goto("/standards");
    const order = { parameter: "low_standard", place: server.county, value: "七百七", since: "2025-07-01", source: "通民发〔2025〕8号" };
    await fill(city.page, order);
    await city.page.click("main [data-primary]");
    await city.page.locator(".faults").waitFor();
    assert.equal(await city.page.locator("[name=value]").inputValue(), "七百七");
    await fill(city.page, { value: raised });
    await press(city.page);
    await city.page.goto("/standards/decided");
    assert.match(await city.page.locator("main tbody tr").innerText(), new RegExp(`${raised}[^]*通民发〔2025〕8号[^]*现行`));
    await press(city.page, city.page.locator("main tbody a").first());
    assert.equal(await city.page.locator("main [name=reason]").count(), 0, "who decided it could confirm it as well");
  });

  let raises;
  await step("the county sees every family it raises, and confirms with its reason", async () => {
    await county.page.goto("/standards/decided");
    await press(county.page, county.page.locator("main tbody a").first());
    raises = await figure(county.page, "提高");
    assert.ok(raises >= 4, `only ${raises} are raised`);
    assert.equal(await figure(county.page, "其中已调整"), 0);
    // One family earns more by now: what it gets less is for a person to decide, and no matter of the standard.
    assert.ok(await figure(county.page, "会减少") + await figure(county.page, "会失去") <= 1, "a higher standard takes something away");
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    await fill(county.page, { reason: "按通民发〔2025〕8号，7月1日起执行。" });
    await press(county.page);
    assert.match(await county.page.locator("main [role=status]").innerText(), new RegExp(`已调整${raises}户`));
  });

  await step("nobody can be raised twice, and what each receives is what was shown", async () => {
    await county.page.goto("/standards/decided");
    await press(county.page, county.page.locator("main tbody a").first());
    assert.equal(await figure(county.page, "其中已调整"), raises);
    assert.equal(await county.page.locator("main [name=reason]").count(), 0, "it could be confirmed again");
  });

  let paid;
  let month;
  await step("the next run pays the new amounts with what was short since the day", async () => {
    month = await nextMonth(s, town);
    paid = await pay(s, { month });
  });

  await step("the family reads why this month differs", async () => {
    await comeBack(family, town, ref);
    await family.page.goto("/payments");
    const now = family.page.locator(".why-differs").first();
    const words = await now.innerText();
    const lines = paid.lines.filter((l) => l.holder === family.who.name);
    assert.ok(lines.length, "the family is not in the file for the bank");
    const received = lines.reduce((sum, l) => sum + fen(l.amount), 0);
    assert.ok(received > before, `${received} is not more than ${before} fen`);
    assert.equal(fen(await family.page.locator(".big-amount").first().innerText()), received, "the page says another sum than the bank was told");
    assert.match(words, new RegExp(`${month.replace(/-0?/, "年")}月发[\\d,.]+\\s元`));
    assert.match(words, /补发/);
    assert.match(words, /由710元提高到770元/, `it does not say which standard rose: ${words}`);
    const more = fen(words.match(/比上月多([\d,.]+)\s?元/)[1]);
    const causes = await now.locator("ul li").allInnerTexts();
    assert.equal(causes.reduce((sum, c) => sum + fen(c.match(/：([+−-]?[\d,.]+)\s元$/)[1]), 0), more, `the causes do not add up: ${causes}`);
  });

  await step("the old decision is still judged by the old standard", async () => {
    const auditor = await as(browser, server, "shenji");
    await auditor.page.goto(`/audit/case/${ref.county}/${ref.id}`);
    await press(auditor.page, auditor.page.getByRole("link", { name: /重放/ }).first());
    await auditor.page.getByText("一致：结论、金额、人数、理由和每一步都相同。").waitFor();
    const file = await auditor.page.locator("main").innerText();
    assert.match(file, new RegExp(old));
    assert.doesNotMatch(file, new RegExp(raised), "the replay used a standard of later");
    await auditor.close();
  });

  await step("who decided a county's standard leaves its confirming to a colleague", async () => {
    const decider = await as(browser, server, "quxian"); // weeks have gone by: he signs in again
    await decider.page.goto("/standards");
    await fill(decider.page, { parameter: "low_standard", place: server.county, value: "800.00", since: "2025-12-01", source: "区民发〔2025〕9号" });
    await press(decider.page);
    await decider.page.goto("/standards/decided");
    const row = decider.page.locator("main tbody tr", { hasText: "区民发〔2025〕9号" });
    const path = await row.locator("a").first().getAttribute("href");
    await decider.page.goto(path);
    assert.match(await decider.page.locator("main [role=status]").innerText(), /要由本县（市、区）的另一人核对后确认/);
    assert.equal(await decider.page.locator("main [name=reason]").count(), 0, "one person decides and confirms");
    const colleague = await as(browser, server, "quxian2");
    await colleague.page.goto(path);
    assert.equal(await colleague.page.locator("main [name=reason]").count(), 1, "the colleague cannot confirm");
    await colleague.close();
    await decider.close();
  });
  assert.deepEqual([...family.broken, ...city.broken, ...county.broken], []);
});
