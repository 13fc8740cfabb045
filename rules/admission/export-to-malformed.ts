import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { isDnsLabel } from "../../src/validate/domain-name.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

export const exportToMalformed = defineRule({
  id: "export-to-malformed",
  topic: "admission",
  summary: "`exportTo` has an invalid or repeated namespace",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: {
    "networking.istio.io/DestinationRule": ["spec.exportTo"],
    "networking.istio.io/ServiceEntry": ["spec.exportTo"],
    "networking.istio.io/VirtualService": ["spec.exportTo"],
  },
  evidence: [
    istio("pkg/config/validation/validation.go", "validateExportTo"),
    istio("pkg/config/visibility/visibility.go", "Validate"),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "VirtualService", "DestinationRule", "ServiceEntry");
    const exportTo = spec?.get("exportTo");
    const entries = exportTo?.items() ?? [];
    if (entries.some((entry) => isPlaceholder(entry.text ?? ""))) return;
    const seen = new Map<string, Field>();
    for (const entry of entries) {
      const name = entry.text;
      if (name === undefined) continue;
      const namespace = name === "." ? (resource.namespace ?? name) : name;
      const first = seen.get(namespace);
      if (first) yield twice(resource, entry, first);
      else if (!isEntry(name, resource)) yield noNamespace(resource, entry, name);
      seen.set(namespace, first ?? entry);
    }
    const alone = entries.find((entry) => /^[*~]$/.test(entry.text ?? ""));
    if (alone && seen.size > 1) yield notAlone(resource, alone);
    if (spec?.get("workloadSelector") && resource.kind === "DestinationRule") {
      yield* beyondOwn(resource, seen);
    }
  },
});

function isEntry(name: string, { kind }: Resource): boolean {
  return (
    name === "." || name === "*" || isDnsLabel(name) || (name === "~" && kind === "ServiceEntry")
  );
}

/** A DestinationRule for some pods is for pods of its own namespace. */
function* beyondOwn(resource: Resource, seen: ReadonlyMap<string, Field>): Iterable<Finding> {
  for (const [namespace, entry] of seen) {
    // Without a written namespace any name may be its own.
    const own = namespace === (resource.namespace ?? ".");
    const known = resource.namespace !== undefined || namespace === "*";
    if (!own && known && (namespace === "*" || isDnsLabel(namespace)))
      yield beyond(resource, entry);
  }
}

function twice(resource: Resource, entry: Field, first: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`exportTo\` lists \`${entry.text ?? ""}\` twice`,
    primary: { span: entry.span, text: "the same namespace" },
    related: [{ span: first.span, text: "already listed here" }],
    help: "remove one of the two; `.` is the resource's own namespace",
  });
}

function noNamespace(resource: Resource, entry: Field, name: string): Finding {
  return webhookRefusal(resource, {
    headline: `\`${shorten(name)}\` is not a valid namespace to export to`,
    primary: { span: entry.span, text: "not a namespace" },
    help: "use `.` for its own namespace, `*` for all, or a namespace's name",
  });
}

function notAlone(resource: Resource, alone: Field): Finding {
  const all = alone.text === "*";
  return webhookRefusal(resource, {
    headline: `\`${all ? "*" : "~"}\` must be the only entry of \`exportTo\``,
    primary: { span: alone.span, text: all ? "all namespaces" : "no namespace" },
    help: `make \`${all ? "*" : "~"}\` the only entry, or remove it`,
  });
}

function beyond(resource: Resource, entry: Field): Finding {
  return webhookRefusal(resource, {
    headline: "a DestinationRule with `workloadSelector` is for its own namespace only",
    primary: { span: entry.span, text: "another namespace" },
    help: "use `exportTo: [.]`, or remove `exportTo`",
  });
}
