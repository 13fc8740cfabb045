import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { isDnsLabel } from "../../src/validate/domain-name.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { nameOrToken } from "../../src/rule/to-fill.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";
import { shorten } from "../../src/text/shorten.ts";
import { withoutOuter } from "../../src/text/trim.ts";

/** Kinds whose names are one label; since a feature gate of 1.34 even a Service may begin with a digit. */
const labels = new Set(["/Namespace", "/Service"]);

export const objectNameMalformed = defineRule({
  id: "object-name-malformed",
  topic: "admission",
  summary: "a name or namespace that the API server rejects",
  severity: "error",
  severityWhere: { warning: "one word of the name may be a token that a script replaces" },
  reads: "resource",
  fields: { "*": ["metadata.name", "metadata.namespace"] },
  evidence: [
    kubernetes(
      "staging/src/k8s.io/apimachinery/pkg/api/validation/generic.go",
      "NameIsDNSSubdomain, NameIsDNSLabel",
    ),
    kubernetes(
      "staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go",
      "ValidateObjectMetaAccessor: the name, and ValidateNamespaceName for the namespace",
    ),
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "ValidateServiceName, ValidateNamespaceName",
    ),
  ],
  *check(resource) {
    const { metadata, type, role, kind } = resource;
    if (role === "patch") return;
    const name = metadata?.get("name")?.string();
    // Istio's webhook says this of a Gateway: `name-not-dns-label`.
    const isSaid = type === "networking.istio.io/Gateway" && !isDnsLabel(name?.value ?? "a");
    const fault = name && !isSaid && faultOf(name.value, labels.has(type) ? label : subdomain);
    if (name && fault) yield malformed(name, fault, `a ${kind}`);
    const namespace = metadata?.get("namespace")?.string();
    const other = namespace && faultOf(namespace.value, label);
    if (namespace && other) yield malformed(namespace, other, "a namespace");
  },
});

interface Form {
  readonly pattern: RegExp;
  readonly stranger: RegExp;
  readonly most: number;
}

const label: Form = {
  pattern: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
  stranger: /[^-a-z0-9]/,
  most: 63,
};
const subdomain: Form = {
  pattern: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
  stranger: /[^-.a-z0-9]/,
  most: 253,
};

function faultOf(name: string, { pattern, stranger, most }: Form): string | undefined {
  if (name.length > most) return `longer than ${most} characters`;
  if (name === "" || pattern.test(name) || isFilledIn(name)) return undefined;
  const found = stranger.exec(name)?.[0];
  if (found === undefined) return "misplaced `-` or `.`";
  return /[A-Z]/.test(found) ? "upper case" : `\`${found}\` is not allowed`;
}

/** Nobody calls an object so: scripts look for `APP_NAME` and `NAMESPACE`. */
function isFilledIn(name: string): boolean {
  return isNameToFill(name) || (/^[A-Z0-9_.-]+$/.test(name) && /[A-Z]/.test(name));
}

function malformed({ value, span }: Located<string>, fault: string, what: string): Finding {
  const finding = refusal({
    headline: `\`${shorten(value)}\` is not a valid name for ${what}`,
    primary: { span, text: fault },
    help: adviceFor(value),
  });
  return nameOrToken(finding, value);
}

function adviceFor(name: string): string {
  const better = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 63);
  const trimmed = withoutOuter(better, "-");
  if (trimmed === "") return "use lower-case letters, digits and `-`";
  return `use lower-case letters, digits and \`-\`, such as \`${trimmed}\`, wherever the name is used`;
}
