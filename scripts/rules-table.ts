import { rules } from "../rules/index.ts";

/** Prints every rule with its severity and the evidence for its claim, as a Markdown table. */
console.log("| rule | topic | severity | evidence |\n|---|---|---|---|");
for (const { id, topic, severity, evidence } of rules) {
  const sources = evidence.map(({ project, path, detail }) => `${project} \`${path}\` ${detail}`);
  console.log(`| ${id} | ${topic} | ${severity} | ${sources.join("; ").replaceAll("|", "\\|")} |`);
}
