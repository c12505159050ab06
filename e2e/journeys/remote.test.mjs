// Somebody of the family is away: he signs on a telephone of his own, with a code
// that opens this one signature and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, enter, resident, sideways, visit } from "../browser.mjs";
import { act, caseOf, press, sign, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a member who is away signs on another telephone, once, and sees nothing else", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const family = await resident(browser, server, "没填完");
  const town = await as(browser, server, "xiangzhen");
  let ref;
  let invitation;
  let code;

  await step("the family submits; of one grown member the signature is still missing", async () => {
    await family.page.goto("/home");
    await press(family.page, "main .posted a");
    ref = caseOf(family.page);
    await family.page.goto(`/cases/${ref.county}/${ref.id}/answers`);
    await press(family.page);
    assert.match(family.page.url(), /\/receipt$/);
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    invitation = await family.page.getByRole("link", { name: /还没签，请.+来签/ }).getAttribute("href");
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.ok(await town.page.locator(".actions button[disabled]", { hasText: "受理" }).count(), "it could be accepted without the signature");
  });

  await step("the family draws a code and sees that it is good for seven days and one time", async () => {
    await family.page.goto(invitation);
    await press(family.page);
    await family.page.locator("svg.qr").waitFor();
    code = (await family.page.locator(".big-amount").innerText()).trim();
    assert.match(await family.page.locator("main").innerText(), /7天内有效，只能用一次/);
    assert.equal(await sideways(family.page), 0);
    assert.deepEqual(await axe(family.page), []);
  });

  const away = await visit(browser, server, { size: "phone" });
  await step("the member signs in the other telephone, and may do nothing else there", async () => {
    await enter(away, code);
    await away.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await away.page.locator("main").innerText(), /请您来签一个字/);
    assert.deepEqual(await axe(away.page), []);
    for (const path of ["/home", "/payments", "/looked", `/cases/${ref.county}/${ref.id}/do/withdraw`, `/cases/${ref.county}/${ref.id}/answers`]) {
      const answer = await away.page.goto(path);
      assert.ok(answer.status() === 404 || new URL(away.page.url()).pathname !== path, `an invited signer sees ${path}`);
    }
    await away.page.goto(`/cases/${ref.county}/${ref.id}`);
    await press(away.page);
    const pad = away.page.locator("[data-signature]");
    if (await pad.count()) await sign(away.page, await pad.getAttribute("data-signature"));
    await press(away.page);
  });

  await step("the code opens nothing a second time", async () => {
    const thief = await visit(browser, server, { size: "phone" });
    await thief.page.goto(`/sign-in?slip=${encodeURIComponent(code)}`);
    await thief.page.click("main [data-primary]");
    await thief.page.locator(".faults").waitFor();
    await thief.close();
  });

  await step("the family and the town see who signed, and the town accepts", async () => {
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.equal(await family.page.getByText(/还没签/).count(), 0);
    await act(town, ref, "accept");
    assert.match(await stageOf(town, ref), /调查核对中/);
  });
  assert.deepEqual([...family.broken, ...away.broken, ...town.broken], []);
});
