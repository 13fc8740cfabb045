// Runs the built command on a manifest, and keeps what V8 made of the files that were loaded: compiling them takes longer
// than checking a small manifest. A cache fits just the V8 that made it (others pass it over), so it is for checkouts,
// where the hook and the action build, and not in the package.
"use strict";
const { writeFileSync } = require("node:fs");
const { resolve } = require("node:path");
const { load, scripts } = require("../dist/load-compiled.cjs");

const dist = resolve(__dirname, "..", "dist");
process.argv = [process.argv[0], resolve(dist, "cli.cjs"), ...process.argv.slice(2)];
process.on("exit", () => {
  for (const [path, script] of scripts) writeFileSync(path, script.createCachedData());
});
load(resolve(dist, "main.cjs"));
