// A city's app as far as we see it: its unified identity, on this machine alone. It asks
// nothing of whoever is signed in there, checks his face when it is asked to, and gives
// signed tokens. What it says can be bent.
import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const client = "lianxin";
const secret = "between us";
const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const packed = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// provide starts the provider of an app and writes the file by which the program knows it.
export async function provide(name, title, english) {
  const own = pair();
  const p = { who: undefined, clock: () => Date.now(), bend: {}, foreign: false, asked: [], codes: new Map() };
  const server = createServer((request, response) => serve(p, own, request, response).catch((error) => response.writeHead(500).end(String(error))));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  p.address = `http://127.0.0.1:${server.address().port}`;
  const folder = mkdtempSync(join(tmpdir(), "lianxin-app-"));
  writeFileSync(join(folder, "secret"), `${secret}\n`, { mode: 0o600 });
  p.file = join(folder, "apps.yaml");
  writeFileSync(p.file, `apps:
  - name: ${name}
    title: ${title}
    english: ${english}
    issuer: ${p.address}
    client: ${client}
    secret_file: secret
    claims: {name: name, id_number: idcard, phone: phone_number}
    level: {acr: [face], minutes: 15}
`);
  p.stop = () => { server.closeAllConnections(); server.close(); rmSync(folder, { recursive: true, force: true }); };
  return p;
}

async function serve(p, own, request, response) {
  const url = new URL(request.url, p.address);
  const say = (body, status = 200) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  switch (url.pathname) {
    case "/.well-known/openid-configuration":
      return say({ issuer: p.address, authorization_endpoint: `${p.address}/authorize`, token_endpoint: `${p.address}/token`, jwks_uri: `${p.address}/keys`, id_token_signing_alg_values_supported: ["ES256"] });
    case "/keys":
      return say({ keys: [{ ...own.publicKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid: "1" }] });
    case "/authorize":
      return authorize(p, url, response);
    case "/token":
      return token(p, own, new URLSearchParams(await body(request)), request, say);
  }
  return say({}, 404);
}

// authorize sends the browser back, after a picture of the face where it was asked for.
function authorize(p, url, response) {
  const asked = Object.fromEntries(url.searchParams);
  const strong = asked.acr_values === "face" && asked.max_age === "0";
  if (strong && !asked.looked) {
    url.searchParams.set("looked", "yes");
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    return response.end(`<!DOCTYPE html><html lang="zh-CN"><title>刷脸</title><body><main><a id="face" href="${url.pathname}${url.search.replaceAll("&", "&amp;")}">刷脸</a></main></body></html>`);
  }
  p.asked.push(asked);
  const code = randomUUID();
  p.codes.set(code, { ...asked, face: strong });
  const back = new URL(asked.redirect_uri);
  back.searchParams.set("state", asked.state);
  back.searchParams.set("code", code);
  return response.writeHead(302, { Location: back.href }).end();
}

// token gives a token for a code once, to whoever knows our secret and the verifier.
function token(p, own, form, request, say) {
  const asked = p.codes.get(form.get("code"));
  const basic = `Basic ${Buffer.from(`${client}:${encodeURIComponent(secret).replaceAll("%20", "+")}`).toString("base64")}`;
  const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
  if (!asked || request.headers.authorization !== basic || challenge !== asked.code_challenge) return say({ error: "invalid_grant" }, 400);
  p.codes.delete(form.get("code"));
  const now = Math.floor(p.clock() / 1000);
  const claims = {
    iss: p.address, aud: client, sub: createHash("sha256").update(p.who.number).digest("hex"), nonce: asked.nonce, iat: now, exp: now + 300,
    name: p.who.name, idcard: p.who.number, phone_number: "13800000009", auth_time: now, acr: asked.face ? "face" : "sms", ...p.bend,
  };
  const text = `${packed({ alg: "ES256", kid: "1" })}.${packed(claims)}`;
  const key = (p.foreign ? pair() : own).privateKey;
  const signature = createSign("sha256").update(text).sign({ key, dsaEncoding: "ieee-p1363" }).toString("base64url");
  return say({ access_token: "x", token_type: "Bearer", id_token: `${text}.${signature}` });
}

async function body(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
