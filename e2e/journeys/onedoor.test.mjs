// One door: a family in need comes to the window of its town with everything at once. The
// window takes its application in, and what belongs to other departments too, each passed
// on with what that department has to know and the day by which it answers: the schools
// answer by their program, housing by its file, the insurance by word; one wants more, one
// is late and stands on the list. The window tells the family, and on its phone the family
// sees all of it in one place. Who comes to the window of another town is taken in as well.
// rows: 90, 160, 245
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { act, fill, lookUp, memberOf, numberOf, pass, passOn, phoneOf, press, stage, stageOf, steps, takeIn } from "../steps.mjs";

const s = stage();

test("one window takes everything in, departments answer, and the family is told in one place", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const text = (v) => v.page.locator("main").innerText();
  const passed = {};
  let mother, ref, key;

  // bring chooses at a window what belongs to another department.
  async function bring(v, one) {
    await v.page.goto("/intake");
    await fill(v.page, { id_number: one.number, name: one.name, matter: "other_office" });
    await Promise.all([v.page.waitForEvent("framenavigated"), v.page.click("main [data-primary]")]);
    await v.page.waitForLoadState("load");
  }

  // stepOf does a step of what was passed on.
  async function stepOf(v, one, name, values = {}) {
    await v.page.goto(one.path);
    await press(v.page, v.page.locator(`main a[href="${one.path}/${name}"]`));
    await fill(v.page, values);
    await press(v.page);
  }

  await step("the window takes in what is its own", async () => {
    await lookUp(town, "李素珍");
    mother = { name: "李素珍", number: await numberOf(town) };
    // What the child is to her is known from the household register and not asked.
    ref = await takeIn(town, mother, "dibao", { ...memberOf(0), ...memberOf(1, { labour_ability: "none" }), ...memberOf(2, { relation: "parent", labour_ability: "none" }) });
    await act(town, ref, "accept");
    assert.match(await stageOf(town, ref), /调查核对中/);
  });

  await step("and at the same window what belongs to three other departments", async () => {
    for (const [target, need, asked] of [["education", "education", "孩子上小学，请看能不能资助。"], ["housing", "housing", "房子漏雨，请看危房改造。"], ["medical", "medical", "老人常年看病，请资助参保。"]]) {
      await bring(town, mother);
      assert.match(town.page.url(), /\/referrals\/new/);
      assert.match(await town.page.locator("[name=person] option:checked").innerText(), /李素珍/);
      assert.deepEqual(await axe(town.page), []);
      await fill(town.page, { need, target, asked });
      await press(town.page);
      const words = await text(town);
      assert.match(words, /已转出，等对方接收/);
      passed[target] = { number: words.match(/ZB-\d+-\d+-\d+/)[0], path: new URL(town.page.url()).pathname };
    }
  });

  await step("the program of the schools answers over the interface, and learns nothing of the family", async () => {
    const admin = await as(browser, server, "guanli");
    await admin.page.goto("/machines/new");
    await fill(admin.page, { name: "jiaoyu", title: "学生资助管理系统", organisation: "教育局", contact: "李工 0513-85000001", "role-1": "department", "division-1": server.county.slice(0, 6), rate: "60" });
    for (const [field, value] of [["purpose", "exchange"], ["scope", "referral.answer"]]) await admin.page.locator(`[name='${field}'][value='${value}']`).check();
    await press(admin.page);
    key = (await admin.page.locator("code.digest").innerText()).trim();
    await admin.close();
    const answer = (number, once) => fetch(`${server.address}/api/v1/referrals/numbered/${number}/answer`, {
      method: "POST", headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Idempotency-Key": once }, body: JSON.stringify({ result: "granted", words: "每学期资助1500元，九月起。" }),
    });
    const told = await answer(passed.education.number, "school-answer-1");
    const said = await told.text();
    assert.equal(told.status, 200, said);
    assert.doesNotMatch(said, /李素珍|\d{17}/);
    assert.equal((await answer(passed.housing.number, "school-answer-2")).status, 404, "it answered for another department");
  });

  await step("housing wants to know more, is told, and answers by its file", async () => {
    await stepOf(county, passed.housing, "answer", { result: "more", words: "请说明房屋是哪一年建的。" });
    await town.page.goto("/referrals?tab=ours");
    await press(town.page, town.page.locator("main tbody a", { hasText: passed.housing.number }));
    assert.match(await text(town), /请说明房屋是哪一年建的/);
    await stepOf(town, passed.housing, "supply", { words: "1986年建的砖木房。" });
    const file = await (await county.page.request.get("/referrals/export?target=housing")).text();
    assert.ok(file.includes(passed.housing.number) && file.includes("1986年"), file);
    await county.page.goto("/referrals/answers");
    await fill(county.page, { target: "housing" });
    await county.page.setInputFiles("[name=file]", { name: "答复.csv", mimeType: "text/csv", buffer: Buffer.from(`转办编号,答复,答复内容,答复日期\n${passed.housing.number},已办理,列入今年危房改造，补助2万元,\n`) });
    await county.page.click("main [data-primary]");
    await county.page.locator("main p", { hasText: "登记了1件答复" }).waitFor();
  });

  await step("the insurance does not answer in time, stands on the list, and is asked again", async () => {
    await pass(s, 16, town, county);
    await town.page.goto("/referrals?tab=late");
    const row = town.page.locator("main tbody tr", { hasText: passed.medical.number });
    assert.match(await row.innerText(), /超期未答复/);
    assert.equal(await town.page.locator("main tbody tr", { hasText: passed.housing.number }).count(), 0);
    await stepOf(town, passed.medical, "take");
    await stepOf(county, passed.medical, "answer", { result: "refused", words: "参保已由单位缴纳，不能再资助。" });
    await town.page.goto("/referrals?tab=late");
    assert.equal(await town.page.locator("main tbody tr", { hasText: passed.medical.number }).count(), 0);
  });

  await step("the window tells the family each answer, and with that each is closed", async () => {
    for (const one of Object.values(passed)) {
      await stepOf(town, one, "tell", { words: "打电话告诉了本人" });
      assert.match(await text(town), /已告知家庭/);
    }
  });

  await step("on its phone the family sees its application and every answer", async () => {
    const phone = await phoneOf(s, town, mother);
    await phone.page.goto("/helped");
    const seen = await text(phone);
    for (const answer of ["每学期资助1500元", "列入今年危房改造", "参保已由单位缴纳"]) assert.match(seen, new RegExp(answer));
    assert.equal(await sideways(phone.page), 0);
    assert.deepEqual(await axe(phone.page), []);
    await phone.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await text(phone), new RegExp(mother.name));
    await phone.close();
  });

  await step("who is in no register is taken in first, and is not passed on unseen", async () => {
    await bring(town, { name: "钱多多", number: "110101199003070812" });
    assert.match(await town.page.locator(".faults").innerText(), /请先受理他的申请/);
  });

  await step("the window of another town takes her in as well, and passes on from the case", async () => {
    const other = await as(browser, server, "linzhen");
    await bring(other, mother);
    assert.match(await other.page.locator(".faults").innerText(), /请先受理他的申请，再从办件里转办/);
    const there = await takeIn(other, mother, "relief_urgent", {
      "f.applicant.where_now": "海安人民医院", "f.applicant.cause": "illness", "f.applicant.happened_on": "2025-08-30", "f.applicant.hardship": "母亲转院，没钱交押金。", "m.0.member.relation": "self",
    });
    await other.page.goto(await passOn(other, there, { need: "medical", target: "medical", asked: "转院住院，请看医疗救助能报多少。" }));
    assert.match(await text(other), /已转出，等对方接收/);
    await other.close();
  });
  assert.deepEqual([...town.broken, ...county.broken], []);
});
