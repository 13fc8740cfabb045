// Runs the command with the inputs of `action.yml`, which are named as its flags.
import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { resolve } from "node:path";

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
const command = resolve(import.meta.dirname, "..", "dist", "cli.cjs");
const { status, error } = spawnSync(process.execPath, [command, ...words], { stdio: "inherit" });
if (error) throw error;
const { GITHUB_OUTPUT: outputs } = process.env;
if (outputs) appendFileSync(outputs, `exit-status=${status}\n`);
process.exitCode = status ?? 2;
