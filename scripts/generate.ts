import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { configSchema } from "./generate/config-schema.ts";
import { demoPicture } from "./generate/demo-picture.ts";
import { withCodes } from "./generate/foreign-codes.ts";
import { commandsPage, withHelp } from "./generate/help-block.ts";
import { generatedPage } from "./generate/rule-pages.ts";
import { withChanges } from "./generate/upgrade-pages.ts";
import { changes } from "../src/upgrades/changes.ts";
import { rulesTable, withTable } from "./generate/rules-table.ts";

/** Writes everything that is made from the rules; `--check` fails instead where something is not current. */
const check = process.argv.includes("--check");
const stale: string[] = [];

function put(path: string, make: (text: string) => string): void {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const made = make(text);
  if (made === text) return;
  stale.push(path);
  if (!check) writeFileSync(path, made);
}

for (const rule of rules) {
  put(join("rules", rule.topic, `${rule.id}.md`), (text) => generatedPage(rule, text));
}
put("schemas/config.schema.json", () => configSchema(rules));
put("docs/demo.svg", demoPicture);
put("docs/coming-from-istioctl-and-kiali.md", (text) => withCodes(text, rules));
put("docs/upgrades.md", (text) => withChanges(text, changes));
put("docs/commands.md", commandsPage);
put("README.md", (text) => withHelp(withTable(text, rulesTable(rules))));

for (const path of stale) console.log(`${check ? "not current" : "written"}: ${path}`);
if (check && stale.length > 0) {
  console.error("run `npm run generate`");
  process.exitCode = 1;
}
