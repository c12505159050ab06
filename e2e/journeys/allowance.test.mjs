// The two allowances for disabled people, wherever they are asked for: somebody of
// another province is taken in here, gets a receipt, is passed on and told the
// answer; one of ours who asked elsewhere is paid from the month in which that
// window took him in; and whoever changes his certificate is looked at, not stopped.
// rows: 67, 94, 259
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { act, caseOf, fill, nextMonth, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

async function open(v, person, matter) {
  await v.page.goto("/intake");
  await fill(v.page, { id_number: person.number, name: person.name, matter });
  await press(v.page);
  return caseOf(v.page);
}

async function put(v, values) {
  for (const [name, value] of Object.entries(values)) if (await v.page.locator(`main [name="${name}"]`).count()) await fill(v.page, { [name]: value });
  await press(v.page);
}

test("an allowance is taken in here for another province, and there for one of ours", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const other = await as(browser, server, "linzhen");
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");

  await step("a window takes in somebody of another province, whom no register knows", async () => {
    const ref = await open(other, { number: "11010519491231002X", name: "赵秀兰" }, "allowance_elsewhere");
    assert.deepEqual(await axe(other.page), []);
    await put(other, {
      "f.applicant.phone": "13800000003", "f.applicant.home_place": "安徽省阜阳市颍上县江口镇", "f.applicant.address": "镇上出租屋", "f.applicant.wants": "care",
      "f.applicant.certificate_number": "11010519491231002X41", agreed: "yes",
    });
    assert.match(await stageOf(other, ref), /待转送/);
    assert.match(await other.page.locator("main").innerText(), /跨省通办收件回执/);
    await act(other, ref, "forward", { to_office: "颍上县民政局", manner: "system", sent_number: "QG-2025-0001" });
    assert.match(await stageOf(other, ref), /已转送/);
    const letter = await act(other, ref, "answer", { result: "granted", words: "同意，每月80元，从2025年8月起发。" });
    await other.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    assert.match(await other.page.locator("body").innerText(), /每月80元/);
    assert.match(await stageOf(other, ref), /已答复/);
    const answer = await county.page.goto("/work?tab=all&matter=allowance_elsewhere");
    assert.equal(answer.status(), 200);
  });

  let ref;
  const person = somebody(server.folder, server.town, (one) => ["1", "2"].includes(one.disability_grade) && one.disability_type !== "none" && one.birth_date < "2000");
  await step("one of ours asked at a window far away: the day is the other window's", async () => {
    ref = await open(town, person, "disability_care");
    await put(town, {
      "f.applicant.phone": "13800000004", "f.applicant.registered_address": "3组12号", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no",
      "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340031", "f.payee.holder": person.name, "f.payee.capacity": "own",
      "m.0.member.other_allowance": "no", agreed: "yes",
    });
    await act(town, ref, "note_intake", { day: "2025-07-28", taken_at: "上海市浦东新区某街道", receipt: "SH-2025-0007" });
    await act(town, ref, "accept");
    await act(county, ref, "verify_certificate", { opinion_of_federation: "valid" });
  });

  await step("another officer confirms, and it is paid from July on", async () => {
    const letter = await act(second, ref, "approve");
    await second.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    assert.match(await second.page.locator("body").innerText(), /自2025年7月起每月发/);
    const month = await nextMonth(s, town, county, second);
    const sent = await pay(s, { month, programme: "disability_care" });
    assert.ok(JSON.stringify(sent).includes(person.name), `${person.name} is not in ${JSON.stringify(sent).slice(0, 300)}`);
  });

  await step("he has a new certificate: it is looked at, and nothing is stopped", async () => {
    const change = await open(town, person, "disability_care_change");
    await put(town, { "f.change.change_kind": "certificate", "f.change.change_note": "9月换了新证，到2035年9月。", agreed: "yes" });
    await act(town, change, "take_up");
    await act(town, change, "judge_again");
    await act(town, change, "propose", { reason: "证件已换，等级不变，建议维持。" });
    const letter = await act(county, change, "keep", { reason: "证件已换，类别等级与登记一致，维持。" });
    await county.page.goto(`/case/${change.county}/${change.id}/letter/${letter}`);
    assert.match(await county.page.locator("body").innerText(), /待遇不变/);
    assert.match(await stageOf(county, change), /维持/);
  });
  assert.deepEqual([...town.broken, ...other.broken, ...county.broken, ...second.broken], []);
});
