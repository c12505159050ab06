// One visit and no certificate: a mother comes to the window once, for herself, her schoolboy
// and her sick mother. What offices know is filled in, what a department holds stands for
// its certificate, all sign there, and she takes a code for her phone home. All else comes to
// her: the visit, what is shown in the village, the letter that anybody can check, the money.
// rows: 16
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, enter, sideways, visit } from "../browser.mjs";
import { act, decided, deliver, familyAct, lookUp, memberOf, nextMonth, numberOf, pass, pay, press, stage, steps, survey, takeIn } from "../steps.mjs";

const s = stage();

test("a family comes once, brings no certificate, and everything else comes to it", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const family = await visit(browser, server, { size: "phone" });
  const text = (v) => v.page.locator("main").innerText();
  const proofs = ["身份证、户口簿", "诊断证明", "在读证明"];
  let mother, ref, code;

  await step("the guide says before she goes what she need not bring", async () => {
    await family.page.goto("/guides/dibao");
    const [, list] = (await text(family)).match(/不用带，我们去查([^]*)/);
    for (const proof of proofs) assert.match(list, new RegExp(proof));
  });

  await step("at the window she says who she is, and the form knows her family", async () => {
    await lookUp(town, "李小霞");
    assert.match(deliver(s, "重特大疾病.csv", `患者姓名,患者身份证号,病种名称,确诊日期,认定医院\n李小霞,${await numberOf(town)},慢性肾脏病5期,2024-03-01,南通市第二人民医院\n`), /接收 1，/);
    await lookUp(town, "李素珍");
    mother = { name: "李素珍", number: await numberOf(town) };
    ref = await takeIn(town, mother, "dibao", {
      ...memberOf(0), ...memberOf(1, { relation: "son", labour_ability: "none", in_school: "yes", school: "唐闸小学五年级" }),
      ...memberOf(2, { relation: "parent", labour_ability: "none", severe_illness: "yes", illness: "N18" }),
    });
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await text(town), /诊断证明或出院小结\s+李小霞[^]*我们去查/);
    assert.doesNotMatch(await town.page.locator("#papers").innerText(), /在读证明|户口簿|容缺/);
    for (const name of ["李素珍", "李志强", "李小霞"]) assert.match(await text(town), new RegExp(name));
  });

  await step("it is accepted on the spot without a paper, and the letter says what offices look up", async () => {
    const accepted = await act(town, ref, "accept");
    await town.page.goto(`/case/${ref.county}/${ref.id}/letter/${accepted}`);
    const words = await town.page.locator("body").innerText();
    const [, list] = words.match(/这些不用交，我们去查：([^]*)/);
    for (const proof of proofs) assert.match(list, new RegExp(proof));
    assert.doesNotMatch(words, /可以晚一点交/);
  });

  await step("she takes a code for her phone home, and signs in there", async () => {
    await lookUp(town, mother.number);
    await press(town.page, town.page.locator("form[action$='/slip'] button"));
    await enter(family, await town.page.locator(".slip-code").innerText());
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await text(family), /您不用再交别的材料/);
    assert.equal(await sideways(family.page), 0);
    assert.deepEqual(await axe(family.page), []);
  });

  await step("they come to her home, departments answer, and she sees on the phone what will hang out", async () => {
    const walker = await as(browser, server, "xiangzhen", { size: "phone" });
    await survey(walker, ref);
    await walker.close();
    await act(county, ref, "check");
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await town.page.locator("#papers").innerText(), /诊断证明或出院小结\s+李小霞[^]*不用交[^]*部门已有登记/);
    await act(town, ref, "opine_grant", { reason: "入户和核对都已完成，家庭困难属实，同意给予低保。" });
    await familyAct(family, ref, "confirm_preview");
    await act(town, ref, "publish");
    await pass(s, 8, town, county);
  });

  await step("the decision is printed and brought to her, and whoever is shown it can check it", async () => {
    const words = await decided(town, county, ref);
    assert.match(words, /3口人[^]*起每月发/);
    const landlord = await visit(browser, server, { size: "phone" });
    await landlord.page.goto(words.match(/http\S+\/check\/\S+/)[0]);
    await landlord.page.getByText("这份文书是真的").waitFor();
    await landlord.close();
  });

  await step("the money comes; in all this time no paper was handed in, and all she did at an office was on one day", async () => {
    const month = await nextMonth(s, town);
    const { lines } = await pay(s, { month });
    assert.ok(lines.some((l) => l.holder === mother.name), `${mother.name} is not in the file for the bank`);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.equal(await town.page.locator("#papers a").count(), 0);
    const timeline = await town.page.locator("#timeline").innerText();
    assert.deepEqual(new Set(timeline.match(/(?:开始填写|提交申请|签署授权)[^\d]*[\d年月日]+/g).map((line) => line.match(/\d+年\d+月\d+日/)[0])).size, 1, timeline);
    assert.doesNotMatch(timeline, /补交|补正|说明情况/);
  });
  assert.deepEqual([...family.broken, ...town.broken, ...county.broken], []);
});
