import type { Mesh } from "../../src/mesh/mesh.ts";
import { holdsNamespace, type Absence } from "../../src/mesh/world/open-world.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { absentWords } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzNamespaceUnknown = defineRule({
  id: "authz-namespace-unknown",
  topic: "authorization",
  summary: "an AuthorizationPolicy names callers of a namespace that does not exist",
  severity: "warning",
  severityWhere: { info: "the namespace may exist outside the files" },
  reads: "authorizationPolicy",
  fields: {
    "security.istio.io/AuthorizationPolicy": [
      "spec.rules[].from[].source.namespaces",
      "spec.rules[].from[].source.notNamespaces",
    ],
  },
  evidence: [
    istio(
      "pkg/config/analysis/analyzers/authz/authorizationpolicies.go",
      "IST0101 for `namespace`",
    ),
  ],
  answers: ["IST0101", "KIA0101"],
  *check({ rules, action }, mesh) {
    const fields = rules.flatMap((rule) => paths.flatMap((path) => fieldsAt(rule, path)));
    if (fields.length === 0) return;
    const known = mesh.namespacesInUse();
    const external = mesh.settings.external.namespaces;
    const sure = holdsNamespace(undefined, mesh);
    const among = mesh.ofType("/Namespace");
    for (const field of fields) {
      const name = field.text ?? "*";
      if (known.has(name) || matchesSome(name, [...known, ...external])) continue;
      const similar = similarName(
        name,
        among.map((it) => it.name),
      );
      const absence = { sure, similar: among.find((it) => it.name === similar), isClose: false };
      const negated = field.parent?.step === "notNamespaces";
      if (sure || similar !== undefined)
        yield unknown(field, absence, effectOfNoMatch(action, negated), mesh);
    }
  },
});

const paths = ["from[].source.namespaces[]", "from[].source.notNamespaces[]"];

/** `*`, `*end`, `start*` or a whole name. */
function matchesSome(pattern: string, known: readonly string[]): boolean {
  if (pattern === "*") return true;
  if (pattern.startsWith("*")) return known.some((it) => it.endsWith(pattern.slice(1)));
  if (pattern.endsWith("*")) return known.some((it) => it.startsWith(pattern.slice(0, -1)));
  return known.includes(pattern);
}

function unknown(field: Field, { sure, similar }: Absence, effect: string, mesh: Mesh): Finding {
  const name = field.text ?? "";
  return {
    ...absentWords({ sure }, `namespace \`${name}\``, effect),
    primary: { span: field.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use a namespace that exists",
    ...(!sure && { severity: "info" as const }),
  };
}
