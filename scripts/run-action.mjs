// Runs the command with the inputs of `action.yml`, which are named as its flags.
import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { buildOnce } from "./build-once.mjs";

const { paths = ".", ...flags } = JSON.parse(process.env.INPUTS ?? "{}");

const lines = (text) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

function flagWords([name, value]) {
  if (value === "" || value === "false") return [];
  if (value === "true") return [`--${name}`];
  return lines(value).map((line) => `--${name}=${line}`);
}

const words = ["check", ...Object.entries(flags).flatMap(flagWords), "--", ...lines(paths)];
const { status, error } = spawnSync(process.execPath, [buildOnce(), ...words], {
  stdio: "inherit",
});
if (error) throw error;
const { GITHUB_OUTPUT: outputs } = process.env;
if (outputs) appendFileSync(outputs, `exit-status=${status}\n`);
process.exitCode = status ?? 2;
