// A family in pay earns more: what work costs it and what is disregarded is taken off,
// and the law of it is told; a person lets it leave in steps, in full first and then a
// part, the months that follow are paid so, and at the end somebody looks once more and
// ends it. The overview says how much of what is in pay the last recheck agrees with.
// rows: 6, 93
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, resident, sideways } from "../browser.mjs";
import { act, caseOf, comeBack, deliver, familyAct, fill, nextMonth, numberOf, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// taxed lets the tax office push wages.
function taxed(number, name, wage) {
  const rows = ["2025-06", "2025-07", "2025-08"].map((month) => `${number},${name},${month},工资薪金所得,唐闸某纺织厂,${wage}`);
  return deliver(s, "个人所得税.csv", `身份证号,姓名,税款所属月份,所得项目,扣缴义务人,收入额\n${rows.join("\n")}\n`);
}

// fen are the fen of an amount as people write it, 1,143.00 元.
const fen = (text) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);

// yuan is an amount as people write it.
const yuan = (amount) => (amount / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",");

// after is the month that lies so many after another: 2025-07.
const after = (month, n) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + n, 1)).toISOString().slice(0, 7);

// spoken is a month as letters write it: 2025年7月.
const spoken = (month) => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;

test("a family in pay finds work, and leaves in steps", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const city = await as(browser, server, "shiju");
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const family = await resident(browser, server, "已批准");
  const text = (v) => v.page.locator("main").innerText();
  const first = after((await (async () => { await town.page.goto("/demo"); return text(town); })()).replace(/[^]*?(\d+)年(\d+)月\d+日[^]*/, (_, y, m) => `${y}-${m.padStart(2, "0")}`), 1);
  const last = after(first, 1);
  let ref, person, before, letter;

  const looked = async (again) => {
    await act(town, again, "take_up");
    await act(town, again, "survey", {
      second: "顾红", present: "户主", members_found: "与登记一致", income_found: "户主在厂里上班，有工资条", housing_found: "自住一套", neighbours: "邻居说上班已有一个月",
    });
    await act(county, again, "check");
  };
  // received is what the bank was sent for the family in a month.
  const received = async () => {
    const month = await nextMonth(s, city, county, town);
    const paid = await pay(s, { month });
    return { month, sum: paid.lines.filter((l) => l.holder === family.who.name).reduce((all, l) => all + fen(l.amount), 0) };
  };

  await step("the city decides what work costs and what is disregarded", async () => {
    for (const order of [{ parameter: "employment_cost_rate", value: "0.2" }, { parameter: "disregard_hard_rate", value: "0.5" }]) {
      await city.page.goto("/standards");
      await fill(city.page, { place: server.county, since: "2025-06-01", source: "通民发〔2025〕9号", ...order });
      await press(city.page);
    }
    await city.page.goto(`/standards?region=${server.county}`);
    assert.match(await text(city), /必要就业成本占工资的比例[\s\S]*通民发〔2025〕9号/);
  });

  await step("the tax office reports a wage, and the family says so at the window", async () => {
    await family.page.goto("/payments");
    before = fen(await family.page.locator(".big-amount").first().innerText());
    await family.page.goto("/home");
    await press(family.page, "main .posted a");
    const granted = caseOf(family.page);
    await town.page.goto(`/case/${granted.county}/${granted.id}`);
    await press(town.page, town.page.locator(".page-head h1 a"));
    person = new URL(town.page.url()).pathname;
    const number = await numberOf(town);
    assert.match(taxed(number, family.who.name, "5000.00"), /接收 3，退回 0，查无此人 0/);
    await town.page.goto("/intake");
    await fill(town.page, { id_number: number, name: family.who.name, matter: "dibao_change" });
    await press(town.page);
    ref = caseOf(town.page);
    const said = {
      "f.change.change_kind": "income", "f.change.changed_on": "2025-06-20", "f.change.change_note": "本人病情稳定，在厂里上班，每月5000元。",
      "m.0.member.severe_illness": "yes", "m.0.member.illness": "N18", "m.0.member.labour_ability": "partial", "m.1.member.relation": "son", "m.1.member.severe_illness": "no", agreed: "yes",
    };
    for (const i of [0, 1]) {
      for (const name of ["wage", "business_income", "pension", "transfer_income", "property_income", "excluded_income", "deposits", "vehicles"]) said[`m.${i}.member.${name}`] = "0";
      said[`m.${i}.member.housing_units`] = i === 0 ? "1" : "0";
    }
    await fill(town.page, { ...said, "m.0.member.wage": "5000" });
    await press(town.page);
    assert.match(await stageOf(town, ref), /待核实/);
  });

  await step("it is looked into; what is taken off is shown with its law", async () => {
    await looked(ref);
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    const words = await county.page.locator("main").textContent();
    assert.match(words, /必要就业成本（不超过工资）[^]*?民发〔2021〕57号 第13条（工资性收入扣除必要的就业成本）[^]*?1,000\.00/);
    assert.match(words, /收入豁免（重残、重病人员的劳动收入，按比例不计入）[^]*?2,000\.00/);
    assert.match(words, /不符合“最低生活保障”/);
    assert.equal(await county.page.locator("main a[href$='/do/carry_on']").count(), 0);
  });

  await step("the family is told and heard; a month too far is refused and kept", async () => {
    assert.ok(await act(town, ref, "inform", { intends: "grace", reason: "上班以后收入超过标准，拟先全额、后减半，再停发。" }));
    await familyAct(family, ref, "reply", { words: "同意，谢谢。" });
    await county.page.goto(`/case/${ref.county}/${ref.id}/do/grace`);
    await fill(county.page, { until: last, full_until: last, reason: "就业后收入超过标准，给予渐退期。" });
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    assert.match(await text(county), /全额发到的月份要在/);
    assert.equal(await county.page.locator("[name=full_until]").inputValue(), last);
    assert.deepEqual(await axe(county.page), []);
    assert.equal(await sideways(county.page), 0);
  });

  await step("a person decides the steps, and the letter says how the income was counted", async () => {
    letter = await act(county, ref, "grace", { until: last, full_until: first, reason: "就业后收入超过标准，给予渐退期，先全额、后减半。" });
    assert.match(await stageOf(county, ref), /渐退中/);
    assert.match(await text(county), new RegExp(`全额发到\\s*${spoken(first)}[^]*以后每月\\s*${yuan(Math.ceil(before / 2))}`));
    await family.page.goto(`/cases/${ref.county}/${ref.id}/letters/${letter}`);
    const words = await family.page.locator("article.letter").innerText();
    assert.match(words, new RegExp(`先全额发到${spoken(first)}，每月${yuan(before)}\\s?元；以后每月发${yuan(Math.ceil(before / 2))}\\s?元`));
    assert.match(words, /必要就业成本（不超过工资）：1,000\.00[^]*收入豁免[^：]*：2,000\.00[^]*家庭月净收入：2,000\.00/);
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await text(family), new RegExp(`全额发到${spoken(first)}，以后每月发`));
  });

  await step("the first month is paid in full, the second a half, and the family reads why", async () => {
    assert.deepEqual(await received(), { month: first, sum: before });
    assert.deepEqual(await received(), { month: last, sum: Math.ceil(before / 2) });
    await comeBack(family, town, ref);
    await family.page.goto("/payments");
    assert.match(await family.page.locator(".why-differs").first().innerText(), /渐退[^]*先全额、后减半/);
  });

  await step("before the end somebody looks once more, and ends it with the month that was promised", async () => {
    await town.page.goto(person);
    const again = town.page.locator("main a[href^='/case/']", { hasText: /DBBG/ });
    const links = await again.evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    const [, , countyCode, id] = links.find((href) => !href.includes(ref.id)).split("/");
    const end = { county: countyCode, id };
    await town.page.goto(`/case/${end.county}/${end.id}`);
    assert.match(await text(town), /渐退期满/);
    await looked(end);
    await act(town, end, "inform", { intends: "end", reason: "仍在上班，收入仍高于标准，渐退期满拟停发。" });
    await act(town, end, "reply", { words: "同意。" });
    await act(county, end, "visit", { second: "孙伟", findings: "情况属实。" });
    await county.page.goto(`/case/${end.county}/${end.id}/do/carry_on`);
    await fill(county.page, { reason: "家庭希望接着享受低保待遇。" });
    await county.page.click("main [data-primary]");
    await county.page.getByText("没有可发的金额").first().waitFor();
    const ended = await act(county, end, "end", { reason: "渐退期满，收入仍高于标准，停发。" });
    await county.page.goto(`/case/${end.county}/${end.id}/letter/${ended}`);
    assert.match(await county.page.locator("body").innerText(), new RegExp(`低保自${spoken(after(last, 1))}起停发`));
    assert.deepEqual(await received(), { month: after(last, 1), sum: 0 });
  });

  await step("the overview says with how much of what is in pay the last recheck agrees", async () => {
    await city.page.goto("/overview");
    const row = await city.page.locator("main tbody tr", { hasText: "最低生活保障" }).filter({ hasText: "崇川区" }).first().innerText();
    const share = Number(row.trim().split(/\s+/).at(-1));
    assert.ok(share > 0 && share <= 100, row);
    assert.match(await text(city), /动态精准率/);
  });
  assert.deepEqual([...city.broken, ...county.broken, ...town.broken, ...family.broken], []);
});
