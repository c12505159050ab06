// A county hands the decision on 低保 to its towns and opens it to whoever lives there by a
// residence permit: it decides so with its document and a day. A family registered in another
// city is taken in where it lives, the window looks at its permits, and the town decides, in
// the shorter time, by somebody who did not look into it; the county sees it, and pays.
// rows: 245
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { act, fill, lookUp, memberOf, nextMonth, numberOf, pass, pay, press, stage, stageOf, steps, survey, takeIn } from "../steps.mjs";

const s = stage();

// ordered decides a value of the county from today on, and gives what was refused first.
async function ordered(v, county, parameter, value, source, wrong) {
  await v.page.goto("/standards");
  const since = await v.page.locator("main [name=day]").inputValue();
  await fill(v.page, { parameter, place: county, value: wrong, since, source });
  await v.page.click("main [data-primary]");
  await v.page.locator(".faults").waitFor();
  await fill(v.page, { value });
  await press(v.page);
  await v.page.goto("/standards/decided");
  assert.match(await v.page.locator("main tbody tr", { hasText: source }).innerText(), /现行/);
}

test("a family registered elsewhere is taken in by its permits, and the town decides", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const second = await as(browser, server, "xiangzhen2");
  const text = (v) => v.page.locator("main").innerText();
  let father, ref;

  await step("who is registered in another city is told to ask there, where permits are not opened to", async () => {
    await lookUp(town, "张建国");
    father = { name: "张建国", number: await numberOf(town) };
    await town.page.goto("/intake");
    await fill(town.page, { id_number: father.number, name: father.name, matter: "dibao" });
    await press(town.page);
    assert.match(await text(town), /还没有开办持居住证申办低保，请到户籍地的乡镇（街道）申请/);
  });

  await step("the county hands the decision to its towns and opens to permits, from a day and by its document", async () => {
    await ordered(county, server.county, "dibao_delegated", "yes", "区政发〔2025〕21号", "委托");
    await ordered(county, server.county, "dibao_permit", "yes", "区民发〔2025〕22号", "开办");
    assert.deepEqual(await axe(county.page), []);
  });

  await step("it is taken in where it lives, and what is asked for now is the town's to decide", async () => {
    ref = await takeIn(town, father, "dibao", { ...memberOf(0), ...memberOf(1, { relation: "daughter", labour_ability: "none" }), "f.applicant.registered_address": "苏州市吴中区长桥街道1号", "f.applicant.lives_elsewhere": "yes", "f.applicant.address": "尖沟头3组2号" });
    await act(town, ref, "accept");
    await survey(town, ref);
    await act(county, ref, "check");
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
  });

  await step("what the lists of the county cannot say of them is asked of the place where they are registered", async () => {
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await text(town), /还在等户籍地民政（协查）答复核对[^]*还不能判定[^]*张建国的健在/);
    await county.page.goto("/verification");
    await press(county.page, county.page.locator("main tbody tr", { hasText: father.name }).first().locator("a").first());
    const asked = county.page.locator("main a", { hasText: "发给户籍地民政（协查）的函" });
    const letter = await county.context.request.get(await asked.getAttribute("href"));
    assert.match((await letter.body()).subarray(0, 5).toString(), /%PDF-/);
    await press(county.page, county.page.locator("main a", { hasText: "登记户籍地民政" }));
    assert.match(await text(county), /张建国：户籍地社会救助待遇[^]*张红梅：户籍地社会救助待遇/, "whether they are helped there already is not asked");
    assert.deepEqual(await axe(county.page), []);
  });

  await step("its letter is entered, and what cannot be true is told at once", async () => {
    await fill(county.page, { number: "苏吴民核〔2025〕3号，8月22日" });
    for (const radio of await county.page.locator("main [type=radio][value=none]").all()) await radio.check();
    const subsidy = county.page.locator("main section", { hasText: "张建国：惠农补贴" });
    await subsidy.locator("[type=radio][value=some]").check();
    await subsidy.locator("summary").click();
    await subsidy.locator("[name$='-item']").fill("耕地地力保护补贴");
    await subsidy.locator("[name$='-month']").fill("2025-05");
    await subsidy.locator("[name$='-amount']").fill("三百");
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    assert.match(await county.page.locator(".faults").innerText(), /张建国的惠农补贴/);
    assert.deepEqual(await axe(county.page), []);
    await county.page.locator("main [name$='-amount']").first().fill("300");
    await press(county.page);
    assert.match(await text(county), /未发现超标[^]*书面答复：苏吴民核〔2025〕3号，8月22日[^]*耕地地力保护补贴/);
    await act(town, ref, "judge_again");
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await text(town), /还不能判定，缺2项：张建国的和家人持本县（市、区）居住证/);
  });

  await step("the window looks at the permits of the family, and it is judged by the standard of where it lives", async () => {
    await act(town, ref, "permit", { residence_permit: "yes", permit_until: "2026-05-31", permit_note: "张建国、张红梅" });
    await act(town, ref, "judge_again");
    await act(town, ref, "opine_grant", { reason: "持居住证在本街道居住，家庭困难属实。" });
    await act(town, ref, "skip_preview", { reason: "本人不用手机，已当面读给他听。" });
    await act(town, ref, "publish");
    await pass(s, 8, town, second, county);
    await act(town, ref, "close_notice");
    assert.match(await stageOf(town, ref), /审核确认中/);
  });

  await step("the county sees it and cannot decide it, and neither can who looked into it", async () => {
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await county.page.locator(".page-head").innerText(), /张建国[^]*委托乡镇确认/);
    assert.match(await county.page.locator(".page-head").innerText(), /办结[^]*9月17日/, "it is not due on the 20th working day");
    assert.doesNotMatch(await county.page.locator(".actions").innerText(), /^(确认|不予确认)$/m);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await town.page.locator(".actions").innerText(), /这一步要由另一个人办理/);
    assert.ok(await town.page.locator(".actions button[disabled]", { hasText: /^确认/ }).count(), "who closed the notice could decide");
  });

  await step("a colleague in the town decides, and the letter is the town's", async () => {
    const letter = await act(second, ref, "approve");
    await second.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    const words = await second.page.locator("body").innerText();
    assert.match(words, /2口人[^]*列入2人[^]*决定人：周敏[^]*唐闸镇街道/);
    assert.match(await stageOf(second, ref), /已确认/);
  });

  await step("the county pays it the month after", async () => {
    const month = await nextMonth(s, town);
    const { lines } = await pay(s, { month });
    assert.ok(lines.some((l) => l.holder === father.name), `${father.name} is not in the file for the bank`);
  });
  assert.deepEqual([...county.broken, ...town.broken, ...second.broken], []);
});
