// Another system asks by SPDCI: it is entered by the command line, takes its token,
// signs what it asks in JavaScript's own words, and checks what it is answered with
// the keys that are published.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, createHash, sign, verify } from "node:crypto";
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { demo, root } from "../server.mjs";

const program = process.env.LIANXIN || join(root, "bin", "lianxin");
const id = "spp.example.org";
let city, keys, secret, token, calls, listener, ahead;

// canonical is RFC 8785: JavaScript writes numbers and texts as it wants, and sorts
// keys by code units.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  return JSON.stringify(value);
}

const digest = (header, message) => createHash("sha256").update(canonical({ header, message })).digest("base64");
const text = (created, expires, sum) => Buffer.from(`(created): ${created}\n(expires): ${expires}\ndigest: ${sum}`);
const seconds = () => Math.floor((Date.now() + ahead) / 1000);
let serial = 0;

function envelope(action, items, message) {
  const header = {
    version: "1.0.0", message_id: `m${++serial}`, message_ts: new Date(Date.now() + ahead).toISOString(), action, sender_id: id, sender_uri: `${calls}/on`, total_count: items,
  };
  const created = seconds(), expires = created + 300;
  const signature = sign(null, text(created, expires, digest(header, message)), keys.privateKey).toString("base64");
  return {
    signature: `namespace="spdci", kidId="${id}|k1|ed25519", algorithm="ed25519", created="${created}", expires="${expires}", headers="(created) (expires) digest", signature="${signature}"`,
    header, message,
  };
}

async function post(path, body) {
  const answer = await fetch(`${city.address}/spdci${path}`, {
    method: "POST", headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const one = (criteria) => ({ transaction_id: `t${serial + 1}`, search_request: [{ reference_id: "r1", timestamp: new Date(Date.now() + ahead).toISOString(), search_criteria: criteria }] });
const expression = (collection, query, more = {}) => ({ query_type: "expression", query: { type: "ns:org:QueryType:expression", value: { expression: { collection, query } } }, ...more });

// checked holds an answer to the keys the server publishes.
async function checked(answer) {
  assert.ok(answer.signature, JSON.stringify(answer));
  const set = await (await fetch(`${city.address}/spdci/.well-known/jwks.json`)).json();
  const said = Object.fromEntries([...answer.signature.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2]]));
  const key = set.keys.find((k) => k.kid === said.kidId);
  assert.ok(key, `no key ${said.kidId} is published`);
  const right = verify(null, text(said.created, said.expires, digest(answer.header, answer.message)), createPublicKey({ key, format: "jwk" }), Buffer.from(said.signature, "base64"));
  assert.ok(right, "the answer's signature does not hold");
  return answer.message;
}

before(async () => {
  city = await demo();
  keys = generateKeyPairSync("ed25519");
  const file = join(city.folder, "sender.pem");
  writeFileSync(file, keys.publicKey.export({ type: "spki", format: "pem" }));
  listener = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => { body += piece; });
    request.on("end", () => { listener.got.push(JSON.parse(body)); response.end("{}"); });
  });
  listener.got = [];
  await new Promise((done) => listener.listen(0, "127.0.0.1", done));
  calls = `http://127.0.0.1:${listener.address().port}/back`;
  const added = execFileSync(program, ["--json", "spdci", "sender", "add", id, "--db", join(city.folder, "lianxin.db"), "--title", "邻市救助系统", "--key", `k1=${file}`,
    "--registry", "social", "--registry", "disability", "--scope", "320600", "--callback", calls, "--test",
    "--attribute", "name", "--attribute", "identifier", "--attribute", "birth_date", "--attribute", "disability_level", "--attribute", "group_size", "--attribute", "member_list"]);
  secret = JSON.parse(added).client_secret;
  // The city of a rehearsal has a day of its own; whatever it answers says which.
  const { body } = await post("/registry/sync/search", {});
  ahead = Date.parse(body.message.timestamp) - Date.now();
});

after(async () => {
  listener?.close();
  await city?.stop();
});

test("a system without a token, and one that forges, get nothing", async () => {
  assert.equal((await post("/registry/sync/search", envelope("search", 1, one({ query_type: "idtype-value", query: { type: "UIN", value: "1" } })))).status, 401);
  const asked = await post("/oauth2/client/token", { grant_type: "client_credentials", client_id: id, client_secret: secret });
  assert.equal(asked.status, 200);
  token = asked.body.access_token;
  const forged = envelope("search", 1, one({ query_type: "idtype-value", query: { type: "UIN", value: "1" } }));
  forged.message.search_request[0].search_criteria.query.value = "2";
  const refused = await post("/registry/sync/search", forged);
  assert.equal(refused.status, 401);
  assert.equal(refused.body.message.error.code, "err.signature.invalid");
});

test("it finds people by what is known of them, page by page, and one of them by number", async () => {
  const asks = (page) => one(expression("Member", { disability_level: { $gte: 1 } }, { sort: [{ attribute_name: "birth_date", sort_order: "asc" }], pagination: { page_size: 5, page_number: page } }));
  const first = (await checked((await post("/registry/sync/search", envelope("search", 1, asks(1)))).body)).search_response[0];
  assert.equal(first.status, "succ", first.status_reason_message);
  assert.ok(first.pagination.total_count > 5, `only ${first.pagination.total_count} people`);
  const second = (await checked((await post("/registry/sync/search", envelope("search", 1, asks(2)))).body)).search_response[0];
  const births = [...first.data.reg_records, ...second.data.reg_records].map((r) => r.demographic_info.birth_date);
  assert.deepEqual(births, [...births].sort());
  const somebody = first.data.reg_records[0];
  const number = somebody.member_identifier.find((n) => n.identifier_type === "UIN").identifier_value;
  const found = (await checked((await post("/registry/sync/search", envelope("search", 1, one({ query_type: "idtype-value", query: { type: "UIN", value: number } })))).body)).search_response[0];
  assert.equal(found.data.reg_records[0].demographic_info.name.full_name, somebody.demographic_info.name.full_name);
  const disabled = await checked((await post("/registry/sync/disabled", envelope("search", 1, { transaction_id: `d${serial}`, disabled_criteria: { query_type: "idtype-value", query: { type: "UIN", value: number } } }))).body);
  assert.equal(disabled.disabled_response[0].disabled_status, "yes");
  const bad = (await checked((await post("/registry/sync/search", envelope("search", 1, one(expression("Member", { wage: { $lt: 100 } }))))).body)).search_response[0];
  assert.equal(bad.status_reason_code, "rjct.search_criteria.invalid");
});

test("it is answered by a callback, and asks what became of it", async () => {
  const message = one(expression("Group", { group_size: { $gte: 4 } }, { pagination: { page_size: 2, page_number: 1 } }));
  const taken = await post("/registry/search", envelope("search", 1, message));
  assert.equal(taken.body.message.ack_status, "ACK");
  for (let tries = 0; tries < 100 && listener.got.length === 0; tries++) await new Promise((done) => setTimeout(done, 200));
  const answer = await checked(listener.got[0]);
  assert.equal(answer.correlation_id, taken.body.message.correlation_id);
  assert.equal(answer.search_response[0].data.reg_record_type, "Group");
  assert.ok(answer.search_response[0].data.reg_records[0].member_list.length >= 4);
  const state = await checked((await post("/registry/sync/txn/status", envelope("txn-status", 1, {
    transaction_id: message.transaction_id, txnstatus_request: { reference_id: "s", txn_type: "search", attribute_type: "transaction_id", attribute_value: message.transaction_id },
  }))).body);
  assert.deepEqual(state.txnstatus_response.txn_status, answer);
});
