// Runs the built command on a manifest, and keeps what V8 made of the bundle: compiling it takes longer than checking a
// small manifest. A cache fits just the V8 that made it (others pass it over), so it is for checkouts, where the hook and
// the action build, and not in the package.
"use strict";
const { resolve } = require("node:path");
const { loadAndKeep } = require("../dist/load.cjs");

const dist = resolve(__dirname, "..", "dist");
process.argv = [process.argv[0], resolve(dist, "cli.cjs"), ...process.argv.slice(2)];
loadAndKeep(resolve(dist, "bundle.cjs.cache")).main();
