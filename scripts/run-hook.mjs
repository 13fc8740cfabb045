#!/usr/bin/env node
// The pre-commit hook: the command, from a checkout that is built when it first runs.
import { spawnSync } from "node:child_process";
import { buildOnce } from "./build-once.mjs";

const { status, error } = spawnSync(process.execPath, [buildOnce(), ...process.argv.slice(2)], {
  stdio: "inherit",
});
if (error) throw error;
process.exitCode = status ?? 2;
