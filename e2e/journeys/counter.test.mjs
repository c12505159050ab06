// Somebody stands at the window of another town for somebody else: several matters on one
// form, one receipt; each goes home and then its own way.
// rows: 226
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { act, fill, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a window takes several matters in on one form, from somebody who acts for another", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const clerk = await as(browser, server, "linzhen");
  const home = await as(browser, server, "xiangzhen");
  const person = somebody(server.folder, server.town, (one) => one.alone && one.birth_date < "1985");
  const refs = [];
  let whole;

  await step("the clerk chooses the matters and writes down who acts for him", async () => {
    await clerk.page.goto("/intake");
    await clerk.page.click("main a[href='/intake/bundles']");
    await clerk.page.waitForURL("**/intake/bundles");
    await press(clerk.page, "main a[href='/intake/bundles/disabled']");
    assert.equal(await clerk.page.locator("[name=proxy_name]").isVisible(), false, "who comes himself is asked for an agent");
    await fill(clerk.page, { by_proxy: "yes" });
    assert.deepEqual(await axe(clerk.page), []);
    await fill(clerk.page, { id_number: person.number, name: person.name, proxy_name: "王芳", proxy_phone: "13800000009", proxy_kind: "relative" });
    await clerk.page.locator("main [name=matter][value=disability_living]").check();
    await clerk.page.locator("main [name=matter][value=disability_care]").check();
    await press(clerk.page);
    whole = new URL(clerk.page.url()).pathname;
    assert.match(whole, /^\/intake\/bundles\/\d+\//);
    assert.deepEqual(await axe(clerk.page), []);
  });

  await step("the second form asks only what the first did not answer", async () => {
    for (const path of await clerk.page.locator("main tbody a[href^='/intake/']").evaluateAll((list) => list.map((a) => new URL(a.href).pathname))) {
      const [, , county, id] = path.split("/");
      refs.push({ county, id });
    }
    assert.equal(refs.length, 2);
    const answers = {
      "f.applicant.phone": "13800000002", "f.applicant.lives_elsewhere": "no", "m.0.member.other_allowance": "no",
      "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340017", "f.payee.holder": person.name, "f.payee.capacity": "own",
    };
    await clerk.page.goto(`/intake/${refs[0].county}/${refs[0].id}`);
    assert.equal(await clerk.page.locator("[name='f.applicant.proxy_name']").inputValue(), "王芳");
    const address = clerk.page.locator("[name='f.applicant.registered_address']");
    if (!await address.inputValue()) await address.fill("新民村3组12号");
    await fill(clerk.page, { ...answers, agreed: "yes" });
    await press(clerk.page);
    assert.equal(new URL(clerk.page.url()).pathname, whole);
    await clerk.page.goto(`/intake/${refs[1].county}/${refs[1].id}`);
    for (const name of ["f.applicant.phone", "f.payee.account", "f.applicant.proxy_phone"]) {
      assert.notEqual(await clerk.page.locator(`[name='${name}']`).inputValue(), "", `${name} was asked twice`);
    }
    assert.equal(await clerk.page.locator("[name=agreed]").count(), 0, "the promise was asked twice");
    assert.deepEqual(await axe(clerk.page), []);
    await fill(clerk.page, { "m.0.member.other_allowance": "no" });
    await press(clerk.page);
    assert.equal(new URL(clerk.page.url()).pathname, whole);
  });

  await step("both are sent at once, and one receipt is printed", async () => {
    await press(clerk.page, "main form[action$='/submit'] [data-primary]");
    assert.match(await clerk.page.locator("main").innerText(), /请打印回执/);
    await press(clerk.page, clerk.page.getByRole("link", { name: "打印回执" }));
    const receipt = await clerk.page.locator("main .letter").innerText();
    assert.match(receipt, new RegExp(person.name));
    assert.match(receipt, /代办人[\s\S]*王芳/);
    assert.match(receipt, /CS-\d+-\d+-\d+[\s\S]*CH-\d+-\d+-\d+|CH-\d+-\d+-\d+[\s\S]*CS-\d+-\d+-\d+/);
    assert.deepEqual(await axe(clerk.page), []);
    await clerk.page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await sideways(clerk.page), 0);
    await clerk.page.setViewportSize({ width: 1440, height: 900 });
  });

  await step("each goes home and then its own way, and the page of the bundle shows both", async () => {
    await act(home, refs[0], "accept");
    assert.match(await stageOf(home, refs[0]), /残疾人证审核中/);
    await clerk.page.goto(whole);
    const words = await clerk.page.locator("main").innerText();
    assert.match(words, /残疾人证审核中/);
    assert.match(words, /待受理/);
    await clerk.page.goto(`/case/${refs[1].county}/${refs[1].id}`);
    assert.equal(await clerk.page.locator(`a[href='${whole}']`).count(), 1);
    await clerk.page.goto("/intake/bundles");
    assert.match(await clerk.page.locator("main").innerText(), new RegExp(person.name));
  });

  await step("whoever is of neither town knows nothing of it", async () => {
    const other = await as(browser, server, "rexian");
    for (const path of [whole, `${whole}/receipt`]) assert.equal((await other.page.goto(path)).status(), 404, path);
    await other.close();
  });
  assert.deepEqual([...clerk.broken, ...home.broken], []);
});
