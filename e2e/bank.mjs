// The agent bank: it reads the file it is sent and answers each line, in the csv
// layout of internal/pay/data/formats.yaml, which is GB18030.
import { Buffer } from "node:buffer";

const decoder = new TextDecoder("gb18030");

// bytesOf is the table of GB18030's characters of two bytes.
const bytesOf = new Map();
for (let lead = 0x81; lead <= 0xfe; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    if (trail !== 0x7f) bytesOf.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  }
}

function encode(text) {
  return Buffer.from([...text].flatMap((c) => c.codePointAt(0) < 0x80 ? [c.codePointAt(0)] : bytesOf.get(c)));
}

// fen are the fen of an amount such as 1234.50.
function fen(yuan) {
  const [whole, cents = ""] = yuan.split(".");
  return BigInt(whole) * 100n + BigInt(cents.padEnd(2, "0"));
}

const yuan = (sum) => `${sum / 100n}.${String(sum % 100n).padStart(2, "0")}`;

// said is what the bank's file says: its head and its lines.
export function said(file) {
  const rows = decoder.decode(file).split(/\r?\n/).filter(Boolean).map((row) => row.split(","));
  const [, unit, unitCode, run, month, day, count, sum] = rows[0];
  const lines = rows.filter((row) => row[0] === "明细").map(([, seq, holder, account, bank, amount]) => ({ seq, holder, account, bank, amount }));
  return { unit, unitCode, run, month, day, count: Number(count), sum, lines };
}

// answer is the file that comes back. Everything arrives but the lines of
// holders whose accounts the bank has closed.
export function answer(file, closed = []) {
  const offer = said(file);
  const sums = { paid: [0, 0n], back: [0, 0n] };
  let check = 0n;
  const rows = offer.lines.map((line) => {
    const back = closed.includes(line.holder);
    const sum = sums[back ? "back" : "paid"];
    sum[0]++;
    sum[1] += fen(line.amount);
    check += BigInt(line.account.slice(-8));
    return ["明细", line.seq, line.account, line.amount, ...(back ? ["账户注销", "账户已注销"] : ["成功", "成功"])];
  });
  const total = yuan(sums.paid[1] + sums.back[1]);
  rows.unshift(["汇总", offer.unitCode, offer.run, sums.paid[0], yuan(sums.paid[1]), sums.back[0], yuan(sums.back[1])]);
  rows.push(["校验", offer.lines.length, total, check % 10n ** 10n]);
  return encode(rows.map((row) => row.join(",")).join("\r\n") + "\r\n");
}
