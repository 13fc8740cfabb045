// `npm start` shows what the tool says of a mesh with planted mistakes; `npm start -- PATHS…` is the tool itself.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const args = process.argv.slice(2);
const isDemo = args.length === 0;

const { status, error } = spawnSync(
  process.execPath,
  [resolve(root, "dist/cli.cjs"), ...(isDemo ? ["fixtures/demo"] : args)],
  { cwd: isDemo ? root : (process.env.INIT_CWD ?? process.cwd()), stdio: "inherit" },
);
if (error) throw error;
// The demo is there to be looked at: its findings are no failure of `npm start`.
process.exitCode = isDemo ? 0 : (status ?? 2);
