// Writes rules/index.ts, the registry: every rules/<topic>/<id>.ts by topic and id. `--check` fails instead where it is not current.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const topics = readdirSync("rules", { withFileTypes: true })
  .filter((it) => it.isDirectory())
  .map((it) => it.name)
  .toSorted();
const entries = topics.flatMap((topic) =>
  readdirSync(`rules/${topic}`)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -".ts".length))
    .toSorted()
    .map((id) => ({ topic, path: `./${topic}/${id}.ts`, exported: exportedRule(topic, id) })),
);

/** The name of the one rule that a file exports; throws where it exports none. */
function exportedRule(topic, id) {
  const found = /^export const (\w+) = defineRule/m.exec(
    readFileSync(`rules/${topic}/${id}.ts`, "utf8"),
  );
  if (found === null)
    throw new Error(
      `rules/${topic}/${id}.ts exports no rule; write \`export const … = defineRule({ … })\``,
    );
  return found[1];
}

const lists = topics.map((topic) =>
  [
    `  // ${topic}`,
    ...entries.filter((it) => it.topic === topic).map((it) => `  ${it.exported},`),
  ].join("\n"),
);
const text = `// Written by \`npm run generate\`.
import type { Rule } from "../src/rule/rule.ts";
${entries.map((it) => `import { ${it.exported} } from "${it.path}";`).join("\n")}

/** Every rule, by topic and id. The only registry. */
export const rules: readonly Rule[] = [
${lists.join("\n")}
];
`;

if (text !== readFileSync("rules/index.ts", "utf8")) {
  if (process.argv.includes("--check")) {
    console.error("not current: rules/index.ts (run `npm run generate`)");
    process.exitCode = 1;
  } else {
    writeFileSync("rules/index.ts", text);
    console.log("written: rules/index.ts");
  }
}
