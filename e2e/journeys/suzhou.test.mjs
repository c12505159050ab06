// How standards are set in Suzhou: that of 低保 went from 750 to 1045 yuan, and that of 特困
// is 1.4 times as much by a formula of its own. A boy of seventeen who is left alone is no
// child of 特困 by the country's rule; the city extends it to eighteen by its document, the
// same application is judged anew and granted; then the city raises 低保, 特困 follows
// without being decided by itself, and both are paid so.
// rows: 233
import assert from "node:assert/strict";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { act, decided, fill, lookUp, memberOf, nextMonth, numberOf, pass, pay, press, stage, steps, takeIn } from "../steps.mjs";

const s = stage("--city", "suzhou");

const fen = (text) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);

// standards are what the city's page says on a day of some of them, by their labels.
async function standards(v, day) {
  await v.page.goto(`/standards?region=320500&day=${day}`);
  const found = {};
  for (const label of ["最低生活保障标准（每人每月）", "特困基本生活标准相当于低保标准的倍数", "特困基本生活标准", "特困：直接视为无劳动能力的年龄上限（不满）"]) {
    const row = v.page.locator("main tbody tr").filter({ has: v.page.getByText(label, { exact: true }) }).first();
    found[label] = (await row.locator("td, th").allInnerTexts()).join(" ");
  }
  return found;
}

// ordered decides a standard of the whole city.
async function ordered(v, parameter, value, since, source) {
  await v.page.goto("/standards");
  await fill(v.page, { parameter, place: "320500", value, since, source });
  await press(v.page);
}

test("the standards of 低保 and 特困 move together, and minors are provided for until eighteen", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const city = await as(browser, server, "shiju");
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const second = await as(browser, server, "xiangzhen2");
  const text = (v) => v.page.locator("main").innerText();
  let boy, ref, first;

  await step("the page says what held when, and 特困 is 1.4 times 低保", async () => {
    assert.match((await standards(city, "2019-12-31"))["最低生活保障标准（每人每月）"], /750\.00/);
    const now = await standards(city, "2025-08-20");
    assert.match(now["最低生活保障标准（每人每月）"], /1,?045\.00[^]*苏州市“十四五”/);
    assert.match(now["特困基本生活标准相当于低保标准的倍数"], /1\.4/);
    assert.match(now["特困基本生活标准"], /1,?463\.00[^]*由公式算出/);
    assert.match(now["特困：直接视为无劳动能力的年龄上限（不满）"], /16/);
  });

  await step("a boy of seventeen who is left alone is taken in, and does not fit the country's rule", async () => {
    await lookUp(town, "王䶮");
    boy = { name: "王䶮", number: await numberOf(town) };
    ref = await takeIn(town, boy, "tekun", {
      ...memberOf(0, { labour_ability: "none", relation: "self" }), "f.support.hardship": "父母都去世了，一个人过，还在读书。", "f.support.has_supporter": "no", "f.support.care_wish": "home",
    });
    await act(town, ref, "accept");
    await act(town, ref, "survey", {
      second: "顾红", manner: "visit", present: "本人", members_found: "独居", income_found: "没有收入", housing_found: "平房一间", living_found: "水电很少",
      labour_found: "在职业中学读书", neighbours: "邻居说属实", high_spending: "no", agrees: "same",
    });
    const able = Object.fromEntries(["eats", "dresses", "gets_up", "toilets", "walks", "bathes"].map((item) => [item, "no"]));
    await act(town, ref, "assess", { second: "周敏", ...able, supporter_unable: "yes", supporter_reason: "父母和祖父母都已去世，村里证明属实。" });
    await act(second, ref, "countersign", { agreed_with: "同意，与见到的一致。" });
    await act(county, ref, "check");
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await text(town), /不符合“特困人员救助供养”[^]*无劳动能力/);
  });

  await step("the city extends it to eighteen by its document; judged again, he fits", async () => {
    await ordered(city, "tekun_child_age", "18", "2025-08-01", "苏民助〔2025〕3号（未成年人延长至18周岁）");
    assert.match((await standards(city, "2025-08-20"))["特困：直接视为无劳动能力的年龄上限（不满）"], /18[^]*苏民助〔2025〕3号/);
    await act(town, ref, "judge_again");
    assert.match(await text(town), /符合“特困人员救助供养”/);
    await act(town, ref, "opine_grant", { reason: "父母去世，没有人抚养，按市里的规定供养到18周岁。" });
    await act(town, ref, "skip_preview", { reason: "本人没有手机，已当面读给他听。" });
    await act(town, ref, "publish");
    await pass(s, 9, town, county, second, city);
    const words = await decided(town, county, ref);
    first = fen(words.match(/每月发([\d,.]+)/)[1]);
    assert.ok(first >= 104500 * 1.4, `${first} fen are less than 1.4 times 1045 yuan`);
    await act(town, ref, "arrange_care", { placement: "scattered", carer: "顾红", carer_phone: "13800000009", agreement: "ZL-2025-23", signed: "2025-08-29", ends: "2026-08-28" });
  });

  // sent is what the bank was sent for him in the next month.
  const sent = async () => {
    const month = await nextMonth(s, town, county, second, city);
    const { lines } = await pay(s, { month, programme: "tekun" });
    return lines.filter((l) => l.holder === boy.name).reduce((all, l) => all + fen(l.amount), 0);
  };

  await step("he is paid, the city raises 低保, 特困 follows by its formula, and the next month pays more", async () => {
    assert.equal(await sent(), first);
    await ordered(city, "low_standard", "1095", "2025-10-01", "苏民助〔2025〕4号");
    const then = await standards(city, "2025-10-01");
    assert.match(then["最低生活保障标准（每人每月）"], /1,?095\.00/);
    assert.match(then["特困基本生活标准"], /1,?533\.00/);
    await county.page.goto("/standards/decided");
    await press(county.page, county.page.locator("main tbody tr", { hasText: "苏民助〔2025〕4号" }).locator("a").first());
    const words = await text(county);
    assert.match(words, /最低生活保障/);
    assert.match(words, /特困人员救助供养/);
    await fill(county.page, { reason: "按苏民助〔2025〕4号，10月1日起执行。" });
    await press(county.page);
    assert.match(await text(county), /已调整\d+户/);
    assert.equal(await sent(), first + 5000 * 1.4);
  });
  assert.deepEqual([...city.broken, ...town.broken, ...county.broken, ...second.broken], []);
});
