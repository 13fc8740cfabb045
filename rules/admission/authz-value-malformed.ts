import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import {
  notEmpty,
  portFault,
  serviceAccountFault,
  trustDomainFault,
  type ValueFault,
} from "../../src/validate/authorization-value.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAlong } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { pathTree } from "../../src/mesh/objects/path-tree.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

/** Lists below `rules[]`; each has a twin such as `notPaths`. Addresses are another rule's. */
const lists: readonly (readonly [string, string, ValueFault])[] = [
  ["from[].source", "principals", notEmpty],
  ["from[].source", "requestPrincipals", notEmpty],
  ["from[].source", "namespaces", notEmpty],
  ["from[].source", "serviceAccounts", serviceAccountFault],
  ["from[].source", "trustDomains", trustDomainFault],
  ["to[].operation", "ports", portFault],
  ["to[].operation", "methods", notEmpty],
  ["to[].operation", "paths", notEmpty],
  ["to[].operation", "hosts", notEmpty],
];

/** Each list can be negated: `notPorts` beside `ports`. */
const places = lists.flatMap(([place, name, faultOf]) =>
  [name, `not${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`].map(
    (key) => [`rules[].${place}.${key}`, faultOf] as const,
  ),
);

const tree = pathTree(places);

export const authzValueMalformed = defineRule({
  id: "authz-value-malformed",
  topic: "admission",
  summary: "an AuthorizationPolicy value is empty or malformed",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: { "security.istio.io/AuthorizationPolicy": places.map(([path]) => `spec.${path}`) },
  evidence: [
    istio("pkg/config/security/security.go", "CheckEmptyValues, CheckServiceAccount"),
    istio("pkg/config/security/security.go", "CheckTrustDomainValues, ValidatePorts"),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "AuthorizationPolicy");
    if (spec === undefined) return;
    for (const [list, faultOf] of fieldsAlong(spec, tree)) {
      yield* listFaults(resource, list, faultOf);
      if (faultOf === serviceAccountFault && list.items().length > 16)
        yield tooMany(resource, list);
    }
  },
});

function* listFaults(resource: Resource, list: Field, faultOf: ValueFault): Iterable<Finding> {
  for (const value of list.items()) {
    const text = value.text;
    const fault = text === undefined || isPlaceholder(text) ? undefined : faultOf(text);
    if (fault !== undefined) yield malformed(resource, value, fault);
  }
}

const advice: Readonly<Record<string, string>> = {
  ports: 'use a port number from 0 to 65535 in quotes, such as `"50051"`',
  serviceAccounts: "use `name` or `namespace/name`, without wildcards",
  trustDomains:
    "use a trust domain such as `cluster.local`, with at most one `*`, at the start or end",
};

function malformed(resource: Resource, value: Field, fault: string): Finding {
  const list = String(value.parent?.step);
  const name = list.replace(/^not([A-Z])/, (_, letter: string) => letter.toLowerCase());
  const text = value.text ?? "";
  return webhookRefusal(resource, {
    headline:
      text === ""
        ? `an empty value in \`${list}\``
        : `\`${shorten(text)}\` is not valid in \`${list}\``,
    primary: { span: value.span, text: fault },
    help: advice[name] ?? `add a value, or remove it from \`${list}\``,
  });
}

function tooMany(resource: Resource, list: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`${String(list.step)}\` accepts at most 16 values`,
    primary: { span: list.keySpan, text: `${list.items().length} values` },
    help: "spread them over several rules",
  });
}
