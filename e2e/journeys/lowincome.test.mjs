// People with a low income are recognised, and stand in the register in their tier: a
// family whose income is a little above the standard (T4), one of it who is gravely ill
// and is then paid by himself (T2), and a family whose spending on illness is more than
// it can bear (T5); each after a visit, a check, a notice and a decision of a person.
// rows: 6, 8, 86, 93, 162, 236
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { table } from "../people.mjs";
import { act, caseOf, fill, nextMonth, pass, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

const incomes = ["wage", "business_income", "property_income", "pension", "transfer_income"];

// family is one of a town of which every income is known, with so much a head a month.
function family(folder, town, fits) {
  const homes = new Map(table(folder, "households.csv").map((one) => [one.household_id, one]));
  const people = new Map();
  for (const one of table(folder, "persons.csv")) people.set(one.household_id, [...people.get(one.household_id) ?? [], one]);
  for (const [id, members] of people) {
    const home = homes.get(id);
    const known = members.every((one) => one.alive === "true" && incomes.every((name) => one[name] !== "")) && home.financial_assets !== "";
    const each = members.reduce((sum, one) => sum + incomes.reduce((all, name) => all + Number(one[name]), 0), 0) / members.length;
    if (known && home.division.startsWith(town) && home.vehicles === "0" && Number(home.housing_units) < 2 && Number(home.financial_assets) < 20000 * members.length && fits(each)) {
      return { members, name: members[0].name, number: members[0].id_number, yearly: Math.round(each * members.length * 12) };
    }
  }
  throw new Error(`no such family lives in ${town}`);
}

// member is what one of a family says at the window.
const member = (i, more = {}) => Object.fromEntries(Object.entries({
  labour_ability: "partial", in_school: "no", severe_illness: "no", has_work: "no", has_pension: "no", has_property: "no", has_spending: "no", signed: "yes", ...more,
}).map(([name, value]) => [name === "signed" ? `m.${i}.signed` : `m.${i}.member.${name}`, value]));

async function takeIn(v, one, matter, values) {
  await v.page.goto("/intake");
  await fill(v.page, { id_number: one.number, name: one.name, matter });
  await press(v.page);
  const ref = caseOf(v.page);
  const all = {
    "f.applicant.phone": "13800000006", "f.applicant.registered_address": "3组12号", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no",
    "f.household.hardship": "收入不多，看病花了很多钱。", "f.household.housing": "own", "f.household.apart": "no", "f.household.supported": "no", "f.household.near_kin": "no",
    "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340061", "f.payee.holder": one.name, "f.payee.capacity": "own", agreed: "yes", ...values,
  };
  for (const [name, value] of Object.entries(all)) if (await v.page.locator(`main [name="${name}"]`).count()) await fill(v.page, { [name]: value });
  await press(v.page);
  return ref;
}

test("low incomes are recognised, and each stands in the register in its tier", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const text = (v) => v.page.locator("main").innerText();
  const near = family(server.folder, server.town, (each) => each > 712 && each < 1060);
  const ill = family(server.folder, server.town, (each) => each > 1100 && each < 3300);

  // looked takes a case from acceptance to the opinion that hangs out.
  const looked = async (ref, reason) => {
    await act(town, ref, "accept");
    await act(town, ref, "survey", {
      second: "顾红", manner: "visit", present: "本人", members_found: "与申报一致", income_found: "与申报一致", housing_found: "自住一套", living_found: "生活节俭",
      labour_found: "与申报一致", neighbours: "邻居说属实", high_spending: "no", agrees: "same",
    });
    await act(county, ref, "check");
    await act(town, ref, "opine_grant", { reason });
    await act(town, ref, "skip_preview", { reason: "本人不用手机，已当面读给他听。" });
    await act(town, ref, "publish");
  };
  // decided closes the notice of a case and lets the county decide; it gives the words of the letter.
  const decided = async (ref) => {
    await act(town, ref, "close_notice");
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    if (await county.page.locator(".actions button[disabled]", { hasText: /^(认定|确认)/ }).count()) await act(county, ref, "visit", { second: "孙伟", findings: "情况属实。" });
    const letter = await act(county, ref, "approve");
    await county.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    return county.page.locator("body").innerText();
  };
  const inTier = async (tier, name) => {
    for (let i = 0; ; i++) {
      await county.page.goto(`/low-income?tier=${tier}&within=${server.town}`);
      for (;;) {
        if (await county.page.locator("main tbody a", { hasText: name }).count()) return;
        const next = county.page.locator("main a[rel=next]");
        if (await next.count() === 0) break;
        await county.page.goto(new URL(await next.getAttribute("href"), county.page.url()).href);
      }
      assert.ok(i < 30, `${name} is not in ${tier}: ${await text(county)}`);
      await county.page.waitForTimeout(1000);
    }
  };

  let edge, rigid, single;
  await step("a family a little above the standard, and one that spends more than it can bear, are looked at", async () => {
    edge = await takeIn(town, near, "dibao_edge", member(0));
    await looked(edge, "月人均收入略高于低保标准，财产不超过规定，同意认定。");
    const spent = String(Math.ceil(ill.yearly * 0.7));
    const members = ill.members.map((_, i) => member(i, i === 0 ? { severe_illness: "yes", illness: "C34", has_spending: "yes", rigid_spending_12m: spent } : { relation: "other" }));
    rigid = await takeIn(town, ill, "rigid", Object.assign({}, ...members));
    await looked(rigid, "自付医药费超过年收入的六成，同意认定刚性支出困难家庭。");
    await pass(s, 9, town, county);
  });

  await step("both are recognised for a term; nothing is paid for it", async () => {
    assert.match(await decided(edge), /认定您家为低保边缘家庭[\s\S]*到\d{4}年/);
    assert.match(await decided(rigid), /认定您家为刚性支出困难家庭[\s\S]*到\d{4}年/);
    for (const ref of [edge, rigid]) assert.match(await stageOf(county, ref), /已认定/);
  });

  await step("who is gravely ill in the first asks for himself alone", async () => {
    single = await takeIn(town, near, "dibao_single", member(0, { severe_illness: "yes", illness: "C34", labour_ability: "none" }));
    await looked(single, "低保边缘家庭里的重病人员，符合单人保，同意。");
    await pass(s, 9, town, county);
    await inTier("T4", near.name);
    await inTier("T5", ill.name);
  });

  await step("he is paid by himself, and moves to the tier of 低保", async () => {
    assert.match(await decided(single), /您本人符合单人保的条件/);
    const month = await nextMonth(s, town, county);
    const sent = JSON.stringify(await pay(s, { month, programme: "dibao_single" }));
    assert.ok(sent.includes(near.name), `${near.name} is not paid: ${sent.slice(0, 300)}`);
    await inTier("T2", near.name);
  });

  await step("the register shows every tier, and how somebody moved between them", async () => {
    await county.page.goto("/low-income");
    for (const tier of ["特困人员", "最低生活保障对象", "边缘", "刚性支出"]) assert.match(await text(county), new RegExp(tier));
    assert.deepEqual(await axe(county.page), []);
    assert.equal(await sideways(county.page), 0);
    await inTier("T2", near.name);
    await press(county.page, county.page.locator("main tbody a", { hasText: near.name }).first());
    assert.match(await text(county), /层级变化[\s\S]*边缘/);
  });
  assert.deepEqual([...town.broken, ...county.broken], []);
});
