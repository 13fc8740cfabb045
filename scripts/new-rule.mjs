// Begins a rule: `npm run new-rule -- TOPIC/ID` writes its code, page and two cases, and registers it. The tests then say what is left to do.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const name = process.argv[2] ?? "";
const [topic = "", id = ""] = name.split("/");
const topics = readdirSync("rules", { withFileTypes: true })
  .filter((it) => it.isDirectory())
  .map((it) => it.name);

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}

if (!/^[a-z0-9-]+\/[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name)) {
  fail("name the rule by its mistake: npm run new-rule -- TOPIC/ID, such as ports/grpc-port-udp");
}
if (id.length > 40) fail(`\`${id}\` is longer than 40 characters`);
if (!topics.includes(topic)) fail(`no topic \`${topic}\`; there are ${topics.join(", ")}`);
if (existsSync(join("rules", topic, `${id}.ts`))) fail(`rules/${name}.ts already exists`);

const camel = id.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());

const code = `import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const ${camel} = defineRule({
  id: "${id}",
  topic: "${topic}",
  summary: "the mistake, as the README lists it",
  severity: "info",
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.hosts"] },
  evidence: [istio("path/of/the/source.go", "what it shows")],
  *check({ resource }) {
    const field = resource.root.at("spec", "hosts");
    if (field !== undefined && isMistake(field)) yield say(field);
  },
});

function isMistake(field: Field): boolean {
  return field.items().some((it) => it.text === "mistake.example.com");
}

function say(field: Field): Finding {
  return {
    headline: "\`hosts\` names the thing in backticks",
    primary: { span: field.span, text: "the token to edit" },
    note: "the consequence in gRPC terms, such as UNAVAILABLE (14)",
    help: "use \`ratings.example.com\`",
  };
}
`;

const manifest = (host) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: prod }
spec:
  hosts: [${host}]
  gateways: [edge]
  http:
    - route:
        - destination: { host: ratings }
`;

const page = `# ${id}

the mistake, as the README lists it

## Why

What Istio, Envoy, gRPC or Kubernetes does with it, and what callers see.

## Bad

\`\`\`yaml
${manifest("mistake.example.com")}\`\`\`

## Good

\`\`\`yaml
${manifest("ratings.example.com")}\`\`\`

## Fix

By hand.

## When to turn it off

When.

## References

- written by \`npm run generate\`
`;

const written = {
  [`rules/${name}.ts`]: code,
  [`rules/${name}.md`]: page,
  [`fixtures/rules/${name}/bad-example/virtualservice.yaml`]: manifest("mistake.example.com"),
  [`fixtures/rules/${name}/ok-near-miss/virtualservice.yaml`]: manifest("ratings.example.com"),
};
for (const [path, text] of Object.entries(written)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`written: ${path}`);
}
spawnSync(process.execPath, ["scripts/write-registry.mjs"], { stdio: "inherit" });
console.log(`
Next:
  1. replace the placeholders in rules/${name}.ts and .md (AGENTS.md, Add a rule)
  2. npx vitest run test/rules.test.ts -u -t ${id}   writes expected.txt: read it
  3. npm run generate                                README, schema, page
  4. npm run test:rules`);
