import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const parents = ["spec.parentRefs"];

const places: Places = {
  "gateway.networking.k8s.io/BackendTLSPolicy": ["spec.targetRefs"],
  "gateway.networking.k8s.io/GRPCRoute": parents,
  "gateway.networking.k8s.io/HTTPRoute": parents,
  "gateway.networking.k8s.io/TCPRoute": parents,
  "gateway.networking.k8s.io/TLSRoute": parents,
  "gateway.networking.k8s.io/UDPRoute": parents,
};

export const duplicateParentRef = defineRule({
  id: "duplicate-parent-ref",
  topic: "admission",
  summary: "the same parent or target is referenced twice without different `sectionName`s",
  severity: "error",
  severityWhere: { warning: "only the experimental channel tells the two apart" },
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/shared_types.go",
      "CommonRouteSpec.parentRefs: sectionName must be specified, and unique (CEL); in the experimental channel, sectionName or port",
    ),
  ],
  *check(resource) {
    for (const list of placesOf(resource, places)) {
      const earlier = new Map<string, readonly Field[]>();
      for (const reference of list.items()) {
        const parent = parentOf(reference);
        const others = earlier.get(parent) ?? [];
        const rival = others.find((other) => collide(reference, other));
        if (rival && areToldApartByPort(reference, rival))
          yield* byPortOnly(reference, rival, resource.kind);
        else if (rival) yield notToldApart(reference, rival);
        earlier.set(parent, [...others, reference]);
      }
    }
  },
});

function parentOf(reference: Field): string {
  const parts = ["group", "kind", "namespace", "name"] as const;
  const defaults = { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "", name: "" };
  return parts.map((key) => reference.get(key)?.text ?? defaults[key]).join(" ");
}

/** Several sections may be named; one section and the whole may not, nor one twice. */
function collide(one: Field, other: Field): boolean {
  const [left, right] = [sectionOf(one), sectionOf(other)];
  return left === "" || right === "" || left === right;
}

function sectionOf(reference: Field): string {
  return reference.get("sectionName")?.text ?? "";
}

/** As the experimental channel has it: both have a section or neither, both have a port or neither, and one of them differs. */
function areToldApartByPort(one: Field, other: Field): boolean {
  const [left, right] = [portOf(one), portOf(other)];
  const bothSections = (sectionOf(one) === "") === (sectionOf(other) === "");
  return bothSections && left !== "" && right !== "" && left !== right;
}

function portOf(reference: Field): string {
  return String(reference.get("port")?.scalar()?.value ?? "");
}

/** The other routes came with the experimental channel until release 1.6. */
const ofStandardChannel = new Set(["GRPCRoute", "HTTPRoute"]);

function* byPortOnly(reference: Field, rival: Field, kind: string): Iterable<Finding> {
  if (!ofStandardChannel.has(kind)) return;
  const name = reference.get("name")?.text ?? "";
  yield {
    severity: "warning",
    headline: `only the experimental channel distinguishes references to \`${name}\` by \`port\``,
    primary: { span: portToken(reference).span, text: "no other difference" },
    related: [{ span: portToken(rival).span, text: "first reference" }],
    note: "an API server with the CRDs of the standard channel rejects the object",
    help: "use a different `sectionName` in each, or install the experimental channel of the Gateway API",
  };
}

function portToken(reference: Field): Field {
  return reference.get("port") ?? tokenOf(reference);
}

function notToldApart(reference: Field, rival: Field): Finding {
  const name = reference.get("name")?.text ?? "";
  return refusal({
    headline: `\`${name}\` is referenced twice without different \`sectionName\`s`,
    primary: { span: tokenOf(reference).span, text: "references it again" },
    related: [{ span: tokenOf(rival).span, text: "first reference" }],
    help: "use a different `sectionName` in each, or keep one reference without `sectionName` for all sections",
  });
}

function tokenOf(reference: Field): Field {
  return reference.get("sectionName") ?? reference.get("name") ?? reference;
}
