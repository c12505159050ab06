// Starts what the journeys walk through: the demo of the built program, or, for
// checks that need no data, the gallery of parts. Both print one line of JSON.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

// startMax is how long a city may take to be made, in milliseconds.
const startMax = 120_000;

// demo starts `lianxin demo` with a store of its own.
export async function demo(...flags) {
  const folder = mkdtempSync(join(tmpdir(), "lianxin-e2e-"));
  const started = await start(join(root, "bin", "lianxin"), ["--json", "demo", "--port", "0", "--dir", folder, "--parts", ...flags]);
  return { ...started, async stop() { await started.stop(); rmSync(folder, { recursive: true, force: true }); } };
}

// gallery builds and starts the parts without a store.
export async function gallery() {
  const folder = mkdtempSync(join(tmpdir(), "lianxin-e2e-"));
  const program = join(folder, "gallery");
  execFileSync("go", ["build", "-o", program, "./internal/screen/gallery"], { cwd: root, stdio: "inherit" });
  const started = await start(program, ["--port", "0"]);
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
