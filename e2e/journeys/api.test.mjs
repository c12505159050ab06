// A program of the service hall: the administrator lets it in, it hands in an
// application, people decide it in their browsers, and it is told.
import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { act, fill, press, stage, stageOf, steps } from "../steps.mjs";

// The receiver listens on this machine, which is otherwise nobody's to reach.
process.env.LIANXIN_OUTWARD = "127.0.0.1";
const s = stage();

// hall is the receiver of the service hall: it checks what it is sent as the page of
// the interface says.
const hall = { secret: "", taken: [], refused: 0 };
before(async () => {
  hall.server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => { body += piece; });
    request.on("end", () => {
      const { "x-lianxin-id": id, "x-lianxin-time": time, "x-lianxin-signature": signature } = request.headers;
      const want = Buffer.from(`hmac-sha256=${createHmac("sha256", hall.secret).update(`${time}.${id}.${body}`).digest("hex")}`);
      const good = want.length === signature.length && timingSafeEqual(want, Buffer.from(signature)) && Math.abs(Date.now() / 1000 - Number(time)) < 300;
      if (good && !hall.taken.some((m) => m.id === id)) hall.taken.push(JSON.parse(body));
      if (!good) hall.refused++;
      response.writeHead(good ? 204 : 401).end();
    });
  });
  await new Promise((done) => hall.server.listen(0, "127.0.0.1", done));
  hall.address = `http://127.0.0.1:${hall.server.address().port}/hook/`;
});
after(() => hall.server.close());

// somebody is a grown person registered in a town who has no case yet.
function somebody(folder, town) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(town)).map(([id]) => id));
  const people = table("persons.csv").filter(([, household]) => there.has(household));
  const [, , , number, name] = people.findLast(([, , , number, , birth]) => birth < "1985" && number.length === 18);
  return { number, name };
}

test("a program hands an application in, people decide it, and the program is told", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const admin = await as(browser, server, "guanli");
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");
  const person = somebody(server.folder, server.town);
  let key;
  let client;
  let receipt;

  // call asks the interface as a program does.
  async function call(method, path, body, { once, bearer = key } = {}) {
    const headers = { Authorization: `Bearer ${bearer}` };
    if (body) headers["Content-Type"] = "application/json";
    if (once) headers["Idempotency-Key"] = once;
    const answer = await fetch(`${server.address}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body), redirect: "manual" });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : {} };
  }

  await step("the administrator lets the program in and is shown its key once", async () => {
    await admin.page.goto("/machines");
    assert.deepEqual(await axe(admin.page), []);
    await admin.page.goto("/machines/new");
    assert.deepEqual(await axe(admin.page), []);
    await fill(admin.page, {
      name: "zhengwu-hall", title: "政务服务大厅一窗受理系统", organisation: "市行政审批局", contact: "王工 0513-85000000", "role-1": "town", "division-1": server.town,
      callbacks: hall.address, rate: "600",
    });
    await admin.page.click("main [data-primary]");
    await admin.page.locator(".faults a").first().waitFor();
    assert.equal(await admin.page.locator("[name='title']").inputValue(), "政务服务大厅一窗受理系统");
    for (const [field, value] of [["purpose", "application"], ["scope", "register.read"], ["scope", "case.read"], ["scope", "case.write"], ["scope", "determination.read"], ["scope", "webhook"]]) {
      await admin.page.locator(`[name='${field}'][value='${value}']`).check();
    }
    await press(admin.page);
    key = (await admin.page.locator("code.digest").innerText()).trim();
    assert.match(key, /^lxk_/);
    assert.deepEqual(await axe(admin.page), []);
    await admin.page.goto("/machines");
    await press(admin.page, admin.page.getByRole("link", { name: "zhengwu-hall" }));
    client = new URL(admin.page.url()).pathname;
    assert.ok(!(await admin.page.content()).includes(key), "the key is shown a second time");
    assert.equal(await sideways(admin.page), 0);
  });

  await step("without its key it is told nothing", async () => {
    assert.equal((await call("GET", "/matters", null, { bearer: "lxk_nothing" })).status, 401);
    assert.equal((await fetch(`${server.address}/api/v1/cases`, { headers: { Cookie: "lianxin=anything" } })).status, 401);
  });

  await step("it subscribes to what happens", async () => {
    const hook = await call("POST", "/webhooks", { url: `${hall.address}cases`, topics: ["casework.stepped", "casework.decided"] }, { once: "subscribe-1" });
    assert.equal(hook.status, 201, JSON.stringify(hook.body));
    hall.secret = hook.body.secret;
    assert.equal((await call("POST", "/webhooks", { url: "https://elsewhere.example/x", topics: ["casework.decided"] }, { once: "subscribe-2" })).body.code, "webhook_url");
  });

  await step("an application with faults is refused with all of them, and one without is taken in once", async () => {
    const form = {
      matter: "disability_care", intake: server.town, applicant: { id_number: person.number, name: person.name }, agreed: true,
      family: {
        "applicant.name": person.name, "applicant.id_number": person.number, "applicant.phone": "13800000021", "applicant.registered_address": "新民村3组", "applicant.lives_elsewhere": "no",
        "applicant.by_proxy": "no", "payee.bank": "江苏农商银行", "payee.account": "6230660012340017", "payee.holder": person.name, "payee.capacity": "own",
      },
      members: [{ values: { "member.name": person.name, "member.id_number": person.number, "member.relation": "self" } }],
    };
    const bad = await call("POST", "/applications", form, { once: "application-1" });
    assert.equal(bad.status, 422, JSON.stringify(bad.body));
    assert.equal(bad.body.errors[0].field, "member.other_allowance");
    form.members[0].values["member.other_allowance"] = "no";
    const [first, again] = [await call("POST", "/applications", form, { once: "application-1" }), await call("POST", "/applications", form, { once: "application-1" })];
    assert.equal(first.status, 201, JSON.stringify(first.body));
    assert.deepEqual(again.body, first.body);
    receipt = first.body;
    assert.equal(receipt.stage, "submitted");
  });

  await step("it sees how far the case is and may not decide it", async () => {
    const found = await call("GET", `/cases/${receipt.county}/${receipt.id}`);
    assert.equal(found.body.applicant_name, person.name);
    assert.ok(!found.body.actions.some((a) => a.name === "accept"));
    const tried = await call("POST", `/cases/${receipt.county}/${receipt.id}/actions/accept`, { seen: found.body.version }, { once: "accept-1" });
    assert.equal(tried.status, 403, JSON.stringify(tried.body));
  });

  const ref = { county: "", id: "" };
  await step("the town accepts, the county checks, and another of the county decides", async () => {
    Object.assign(ref, { county: receipt.county, id: receipt.id });
    await act(town, ref, "accept");
    await act(county, ref, "verify_certificate", { opinion_of_federation: "invalid" });
    await act(second, ref, "refuse", { reason: "残联登记里没有在有效期内的残疾人证，不符合领取条件。" });
    assert.match(await stageOf(town, ref), /不予确认/);
  });

  await step("the program is told in order, signed, and reads the decision and the letter", async () => {
    for (let i = 0; i < 100 && !hall.taken.some((m) => m.body.action === "refuse"); i++) await new Promise((done) => setTimeout(done, 200));
    const mine = hall.taken.filter((m) => m.body.case === ref.id);
    const stepped = mine.filter((m) => m.topic === "casework.stepped").map((m) => m.body.action);
    assert.deepEqual(stepped.filter((a) => ["submit", "accept", "verify_certificate", "refuse"].includes(a)), ["submit", "accept", "verify_certificate", "refuse"]);
    assert.equal(mine.at(-1).body.to, "refused", JSON.stringify(mine));
    assert.equal(hall.refused, 0);
    assert.ok(!JSON.stringify(hall.taken).includes(person.name), "a message names somebody");
    const found = (await call("GET", `/cases/${ref.county}/${ref.id}`)).body;
    assert.equal(found.stage, "refused");
    assert.equal(found.decisions.at(-1).effect, "refuse");
    const letter = await call("GET", `/cases/${ref.county}/${ref.id}/letters/${found.letters.at(-1).id}`);
    assert.match(letter.body.paragraphs.join(""), /残疾人证|不予/);
    assert.equal((await call("GET", `/cases/${ref.county}/${ref.id}/determination`)).status, 200);
  });

  await step("the administrator sees that it called and what it was told, and ends it", async () => {
    await admin.page.goto(client);
    assert.doesNotMatch(await admin.page.locator("main").innerText(), /最近调用\s*还没有/);
    await press(admin.page, admin.page.locator("main tbody tr a[href*='/hook/']").first());
    await admin.page.getByText(/已送达 [1-9]/).waitFor();
    assert.deepEqual(await axe(admin.page), []);
    await admin.page.goto(client);
    await press(admin.page, admin.page.locator(`form[action='${client}/revoke'] button`));
    assert.equal((await call("GET", "/matters")).status, 401);
  });

  await step("the page about the interface needs nobody's key", async () => {
    await admin.page.goto("/api/v1/docs");
    assert.deepEqual(await axe(admin.page), []);
    assert.equal(await sideways(admin.page), 0);
  });
  assert.deepEqual([...town.broken, ...county.broken, ...second.broken], []);
});
