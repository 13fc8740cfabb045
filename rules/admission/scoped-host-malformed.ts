import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { scopedHostFault, type ScopedHostPlace } from "../../src/validate/scoped-host.ts";
import type { TextFault } from "../../src/validate/text-fault.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

export const scopedHostMalformed = defineRule({
  id: "scoped-host-malformed",
  topic: "admission",
  summary: "a host of a Gateway server or Sidecar listener that is not `namespace/host`",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: {
    "networking.istio.io/Gateway": ["spec.servers[].hosts[]"],
    "networking.istio.io/Sidecar": ["spec.egress[].hosts[]"],
  },
  evidence: [
    istio("pkg/config/validation/agent/validation.go", "ValidateNamespaceSlashWildcardHostname"),
  ],
  *check(resource) {
    yield* faultsAt(resource, wholeSpec(resource, "Gateway"), "servers[].hosts[]", "Gateway");
    yield* faultsAt(resource, wholeSpec(resource, "Sidecar"), "egress[].hosts[]", "Sidecar");
  },
});

function* faultsAt(
  resource: Resource,
  spec: Field | undefined,
  path: string,
  place: ScopedHostPlace,
): Iterable<Finding> {
  for (const field of spec ? fieldsAt(spec, path) : []) {
    const host = field.text;
    if (host === undefined || isNameToFill(host)) continue;
    const fault = scopedHostFault(host, place);
    if (fault) yield malformed(resource, field, fault);
  }
}

function malformed(resource: Resource, field: Field, { from, to, label }: TextFault): Finding {
  const host = field.text ?? "";
  return webhookRefusal(resource, {
    headline:
      resource.kind === "Gateway"
        ? `\`${shorten(host)}\` is not a valid Gateway host`
        : `\`${shorten(host)}\` is not a valid Sidecar egress host`,
    primary: { span: to > from ? field.slice(from, to) : field.span, text: label },
    help:
      resource.kind === "Gateway"
        ? "use a full name such as `grpc.example.com`, `*.example.com` or `*`, with an optional `namespace/` prefix"
        : "use `namespace/host`, such as `prod/*` or `*/reviews.prod.svc.cluster.local`",
  });
}
