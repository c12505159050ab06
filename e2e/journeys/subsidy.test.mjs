// An old person of a family in 低保 asks for a wheelchair: the federation writes that it
// fits, the county gives no more than a share of the price and the ceiling of its kind,
// the bank pays once, and who asks for the same kind again has to say why; another kind
// that does not fit is refused with its reason, and the family may have it looked at.
// rows: 119
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { act, caseOf, fill, nextMonth, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

const fits = { assessor: "残联 顾芳", condition: "certificate", held: "dibao", fits: "坐宽45厘米，家里有坡道。" };

// ask takes somebody in at the window of the town for a kind of device.
async function ask(town, person, device, need) {
  await town.page.goto("/intake");
  await fill(town.page, { id_number: person.number, name: person.name, matter: "device_subsidy" });
  await press(town.page);
  const ref = caseOf(town.page);
  assert.deepEqual(await axe(town.page), []);
  const values = {
    "f.applicant.phone": "13800000006", "f.applicant.registered_address": "3组12号", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no",
    "f.device.device": device, "f.device.need": need, "f.device.price": "1200", "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340061",
    "f.payee.holder": person.name, "f.payee.capacity": "own", agreed: "yes",
  };
  for (const [name, value] of Object.entries(values)) if (await town.page.locator(`main [name="${name}"]`).count()) await fill(town.page, { [name]: value });
  await press(town.page);
  await act(town, ref, "accept");
  return ref;
}

test("a wheelchair is paid for once", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");
  const person = somebody(server.folder, server.town, (one) => one.alive === "true" && one.disability_type !== "none" && one.birth_date < "1965");
  const values = { price_found: "1200", amount: "801", reason: "按报价单一千二百元，给这一种的上限。" };
  let ref;

  const refused = async (of, given, words) => {
    await second.page.goto(`/case/${of.county}/${of.id}/do/award`);
    await fill(second.page, given);
    await second.page.click("main [data-primary]");
    await second.page.locator(".faults").waitFor();
    assert.match(await second.page.locator(".faults").innerText(), words);
  };

  await step("the window takes it in, and nothing is given before the federation was asked", async () => {
    ref = await ask(town, person, "wheelchair", "中风以后右腿走不动，出门要人背。");
    assert.match(await stageOf(town, ref), /残联审核中/);
    await second.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.equal(await second.page.locator(`main a[href$="/do/award"]`).count(), 0);
    await act(county, ref, "verify_certificate", fits);
  });

  await step("what is above the ceiling is refused, and what is given stands in a letter", async () => {
    await refused(ref, values, /最多给800\.00/);
    await refused(ref, { ...values, price_found: "500", amount: "500" }, /最多给400\.00/);
    assert.deepEqual(await axe(second.page), []);
    assert.equal(await sideways(second.page), 0);
    const letter = await act(second, ref, "award", { ...values, amount: "800" });
    await second.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    assert.match(await second.page.locator("body").innerText(), /康复辅具配置补贴通知书[\s\S]*同意补贴800\.00/);
    assert.match(await stageOf(town, ref), /已补贴/);
  });

  await step("the next run pays it once", async () => {
    const month = await nextMonth(s, town, county, second);
    const sent = JSON.stringify(await pay(s, { month, programme: "device_subsidy" }));
    assert.ok(sent.includes(person.name), sent.slice(0, 300));
    assert.match(sent, /800\.00|80000/);
  });

  await step("the same kind again needs a reason of its own", async () => {
    const again = await ask(town, person, "wheelchair", "轮椅烧坏了。");
    await act(county, again, "verify_certificate", fits);
    await refused(again, { ...values, amount: "800" }, /48个月内已经得到过/);
    await act(second, again, "award", { ...values, amount: "800", again: "轮椅在火灾里烧坏了，不能修。" });
  });

  await step("what does not fit is refused, and the letter says how to have it looked at", async () => {
    const bed = await ask(town, person, "bed", "想换一张好床。");
    const letter = await act(second, bed, "refuse", { reason: "残联上门看过，本人能自己起身，不需要护理床。" });
    await second.page.goto(`/case/${bed.county}/${bed.id}/letter/${letter}`);
    assert.match(await second.page.locator("body").innerText(), /不需要护理床[\s\S]*行政复议/);
    assert.match(await stageOf(town, bed), /不予补贴/);
  });
  assert.deepEqual([...town.broken, ...county.broken, ...second.broken], []);
});
