// 特困 whole: an old man who lives alone is taken in at a window, two people assess
// him and both sign, his name hangs out, the county decides, care is agreed, he is
// paid with the part for care; later he is assessed again and paid more; at his
// death provision is ended after a notice, and not before.
// rows: 4, 5
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { act, caseOf, fill, nextMonth, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

const items = ["eats", "dresses", "gets_up", "toilets", "walks", "bathes"];

// assessed are the six items, so many of which he cannot do.
function assessed(failed) {
  const values = { second: "顾红", supporter_unable: "yes", supporter_reason: "没有配偶和子女，村里证明属实。" };
  items.forEach((item, i) => { values[item] = i < failed ? "yes" : "no"; });
  return values;
}

// takeIn fills in a form at a window and sends it in.
async function takeIn(v, person, matter, values) {
  await v.page.goto("/intake");
  await fill(v.page, { id_number: person.number, name: person.name, matter });
  await press(v.page);
  const ref = caseOf(v.page);
  for (const [name, value] of Object.entries(values)) {
    if (await v.page.locator(`main [name="${name}"]`).count()) await fill(v.page, { [name]: value });
  }
  await press(v.page);
  return ref;
}

const fen = (text) => Math.round(Number(text.replace(/[^\d.]/g, "")) * 100);

test("an old man is provided for, cared for, assessed again, and no longer after his death", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const person = somebody(server.folder, server.town, (one) => one.alone && one.supporter_unable === "true" && one.birth_date < "1960" && Number(one.pension) < 500);
  const town = await as(browser, server, "xiangzhen");
  const second = await as(browser, server, "xiangzhen2");
  const county = await as(browser, server, "quxian");
  let ref;
  let first;

  await step("the town takes the application in for him", async () => {
    ref = await takeIn(town, person, "tekun", {
      "f.applicant.phone": "13800000001", "f.applicant.registered_address": "3组12号", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no",
      "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340021", "f.payee.holder": person.name, "f.payee.capacity": "own",
      "m.0.member.labour_ability": "none", "m.0.member.has_work": "no", "m.0.member.has_pension": "no", "m.0.member.has_property": "no",
      "f.support.hardship": "一个人住，腿脚不便。", "f.support.has_supporter": "no", "f.support.care_wish": "home", agreed: "yes",
    });
    assert.match(await stageOf(town, ref), /待受理/);
    await act(town, ref, "accept");
  });

  await step("two visit him, one writes the six items down and the other signs; nobody signs twice", async () => {
    await act(town, ref, "survey", {
      second: "顾红", manner: "visit", present: person.name, members_found: "独居", income_found: "没有收入", housing_found: "平房一间", living_found: "水电很少",
      labour_found: "不能劳动", neighbours: "邻居说属实", high_spending: "no", agrees: "same",
    });
    await act(town, ref, "assess", assessed(1));
    await act(county, ref, "check");
    await town.page.goto(`/case/${ref.county}/${ref.id}/do/countersign`);
    await fill(town.page, { agreed_with: "同意" });
    await town.page.click("main [data-primary]");
    await town.page.locator(".faults").waitFor();
    assert.match(await town.page.locator(".faults").innerText(), /另一个人/);
    await act(second, ref, "countersign", { agreed_with: "同意，与本人看到的一致。" });
    assert.deepEqual(await axe(second.page), []);
  });

  await step("the opinion hangs out in the village, and the county decides", async () => {
    await act(town, ref, "opine_grant", { reason: "独居老人，没有劳动能力和生活来源，也没有人赡养。" });
    await act(town, ref, "skip_preview", { reason: "老人不用手机，已当面读给他听。" });
    await act(town, ref, "publish");
    await pass(s, 9, town, second, county);
    await act(town, ref, "close_notice");
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    if (await county.page.locator(".actions button[disabled]", { hasText: "确认" }).count()) await act(county, ref, "visit", { second: "孙伟", findings: "情况属实。" });
    const letter = await act(county, ref, "approve");
    await county.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    const words = await county.page.locator("body").innerText();
    assert.match(words, /基本生活标准和照料护理标准/);
    first = fen(words.match(/每月发([\d,.]+)/)[1]);
  });

  await step("care is agreed, and the next month pays both parts", async () => {
    await act(town, ref, "arrange_care", {
      placement: "scattered", carer: "顾红", carer_phone: "13800000009", agreement: "ZL-2025-17", signed: "2025-08-29", ends: "2026-08-28",
    });
    assert.match(await stageOf(town, ref), /已确认/);
    const month = await nextMonth(s, town, second, county);
    const sent = await pay(s, { month, programme: "tekun" });
    assert.ok(JSON.stringify(sent).includes((first / 100).toFixed(2)) || JSON.stringify(sent).includes(String(first)), `${first} is not in ${JSON.stringify(sent).slice(0, 300)}`);
    await act(town, ref, "care_visit", { second: "顾红", present: person.name, kept: "full", living_found: "三餐有人送，精神好。" });
  });

  const report = {
    "f.change.change_kind": "care", "f.change.change_note": "中风以后下不了床，吃饭要人喂。", "m.0.member.wage": "0", "m.0.member.business_income": "0", "m.0.member.pension": "0",
    "m.0.member.transfer_income": "0", "m.0.member.property_income": "0", "m.0.member.deposits": "0", "m.0.member.vehicles": "0", "m.0.member.housing_units": "1", agreed: "yes",
  };
  await step("he falls ill: two assess him again within ten working days, and he is paid more", async () => {
    const change = await takeIn(town, person, "tekun_change", report);
    await act(town, change, "take_up");
    assert.match(await town.page.locator("main").innerText(), /重新评估自理能力/);
    await act(town, change, "assess", assessed(5));
    await act(second, change, "countersign", { agreed_with: "同意，五项不能自理。" });
    await act(county, change, "check");
    await act(town, change, "propose", { reason: "五项不能自理，应改为全护理。" });
    const letter = await act(county, change, "raise");
    await county.page.goto(`/case/${change.county}/${change.id}/letter/${letter}`);
    const [, was, now] = (await county.page.locator("body").innerText()).match(/从每月([\d,.]+)\s?元变为每月([\d,.]+)\s?元/);
    assert.equal(fen(was), first);
    assert.ok(fen(now) > first, `${now} is not more than ${was}`);
  });

  await step("he dies: the notice hangs seven days, then a person ends it, and no month more is paid", async () => {
    const end = await takeIn(town, person, "tekun_change", { ...report, "f.change.change_kind": "other", "f.change.change_note": "9月12日夜里去世。" });
    await act(town, end, "take_up");
    await act(town, end, "no_assessment", { reason: "本人已经去世，与自理能力无关。" });
    await act(town, end, "judge_again");
    await act(town, end, "skip_hearing", { reason: "本人已经去世，没有可以告知的人。" });
    await act(county, end, "propose_end", { reason: "本人已经去世，拟终止供养。" });
    await act(town, end, "publish_end");
    await town.page.goto(`/case/${end.county}/${end.id}/do/close_end`);
    assert.doesNotMatch(await stageOf(town, end), /待终止决定/);
    await pass(s, 9, town, county);
    await act(town, end, "close_end");
    await county.page.goto(`/case/${end.county}/${end.id}`);
    if (await county.page.locator(".actions button[disabled]", { hasText: "终止供养" }).count()) await act(county, end, "visit", { second: "孙伟", findings: "已经安葬，房屋空置。" });
    const letter = await act(county, end, "end", { follows: "none", reason: "本人去世，从次月起终止供养。" });
    assert.ok(letter, "no letter tells the end");
    assert.match(await stageOf(county, end), /已停发/);
  });
  assert.deepEqual([...town.broken, ...county.broken, ...second.broken], []);
});
