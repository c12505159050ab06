// Starts what the journeys walk through: the demo of the built program, or, for
// checks that need no data, the gallery of parts. Both print one line of JSON.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

// startMax is how long a city may take to be made, in milliseconds.
const startMax = 120_000;

export const program = process.env.LIANXIN || join(root, "bin", "lianxin");

// prepared is a folder with a city that is lived in, made once for a program:
// another program makes it anew. Journeys change copies of it.
export async function prepared(...flags) {
  const folder = join(root, "out", ["e2e-city", ...flags].join("").replaceAll("--", "-"));
  const { size, mtimeMs } = statSync(program);
  const made = `${size} ${mtimeMs}`;
  const note = join(folder, "made-by");
  if (existsSync(note) && readFileSync(note, "utf8") === made) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const first = await start(program, ["--json", "demo", "--port", "0", "--dir", folder, ...flags]);
  await first.stop();
  writeFileSync(note, made);
  return folder;
}

// demo starts `lianxin demo` on a city of its own.
export async function demo(...flags) {
  const folder = mkdtempSync(join(tmpdir(), "lianxin-e2e-"));
  const away = () => rmSync(folder, { recursive: true, force: true });
  try {
    cpSync(await prepared(...flags), folder, { recursive: true });
    const started = await start(program, ["--json", "demo", "--port", "0", "--dir", folder, ...flags]);
    return { ...started, folder, async stop() { await started.stop(); away(); } };
  } catch (error) {
    away();
    throw error;
  }
}

// gallery builds and starts the parts without a store.
export async function gallery() {
  const folder = mkdtempSync(join(tmpdir(), "lianxin-e2e-"));
  const built = join(folder, "gallery");
  execFileSync("go", ["build", "-o", built, "./internal/screen/gallery"], { cwd: root, stdio: "inherit" });
  const started = await start(built, ["--port", "0"]);
  return { ...started, async stop() { await started.stop(); rmSync(folder, { recursive: true, force: true }); } };
}

// start runs a program until it says where it listens.
async function start(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece) => { said = (said + piece).slice(-4000); });
  const ended = new Promise((done) => child.once("exit", done));
  const told = await new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error(`${program} said no address in ${startMax / 1000} s\n${said}`)), startMax);
    ended.then((code) => failed(new Error(`${program} ended with ${code}\n${said}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith("{")) return;
      clearTimeout(late);
      done(JSON.parse(line));
    });
  }).catch((error) => { child.kill("SIGKILL"); throw error; });
  return { ...told, log: () => said, async stop() { child.kill("SIGTERM"); await ended; } };
}
