import type { Finding } from "../../src/rule/finding.ts";
import { removeUpwards } from "../../src/rule/removals.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Annotations that istiod alone writes, or that ask for a refusal. */
const reserved = [
  "internal.istio.io/webhook-always-reject",
  "internal.istio.io/parent-namespace",
  "internal.istio.io/parents",
];

const types = [
  "extensions.istio.io/TrafficExtension",
  "extensions.istio.io/WasmPlugin",
  "networking.istio.io/DestinationRule",
  "networking.istio.io/EnvoyFilter",
  "networking.istio.io/Gateway",
  "networking.istio.io/ProxyConfig",
  "networking.istio.io/ServiceEntry",
  "networking.istio.io/Sidecar",
  "networking.istio.io/VirtualService",
  "networking.istio.io/WorkloadEntry",
  "networking.istio.io/WorkloadGroup",
  "security.istio.io/AuthorizationPolicy",
  "security.istio.io/PeerAuthentication",
  "security.istio.io/RequestAuthentication",
  "telemetry.istio.io/Telemetry",
];

export const reservedAnnotation = defineRule({
  id: "reserved-annotation",
  topic: "admission",
  summary:
    "an annotation that Istio refuses on its resources, such as a misplaced `istio.io/dry-run`",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: Object.fromEntries(types.map((type) => [type, ["metadata.annotations"]])),
  evidence: [
    istio("pkg/config/validation/validation.go", "validateMetadata, checkDryRunAnnotation"),
  ],
  fixable: "safe",
  *check(resource) {
    const annotations = resource.metadata?.get("annotations");
    for (const field of annotations?.pick(reserved) ?? []) {
      yield internal(resource, field);
    }
    const dryRun = annotations?.get("istio.io/dry-run");
    if (dryRun) yield* dryRunFaults(resource, dryRun);
  },
});

function* dryRunFaults(resource: Resource, dryRun: Field): Iterable<Finding> {
  const action = resource.spec?.get("action");
  const value = dryRun.text;
  if (resource.kind !== "AuthorizationPolicy") yield onlyPolicies(resource, dryRun);
  else if (action && !/^(?:ALLOW|DENY)$/.test(action.text ?? "")) {
    yield onlyActions(resource, dryRun, action);
  } else if (
    value !== undefined &&
    !/^(?:1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)
  ) {
    yield noBoolean(resource, dryRun);
  }
}

function internal(resource: Resource, field: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`${String(field.step)}\` is reserved for Istio itself`,
    primary: { span: field.keySpan, text: "refused" },
    help: "remove the annotation",
    ...offerFix(removeUpwards(field, 1), { title: "remove the annotation", safe: true }),
  });
}

function onlyPolicies(resource: Resource, dryRun: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`istio.io/dry-run\` is for AuthorizationPolicies, not for a ${resource.kind}`,
    primary: { span: dryRun.keySpan, text: "refused here" },
    help: "remove the annotation",
    ...offerFix(removeUpwards(dryRun, 1), { title: "remove the annotation", safe: true }),
  });
}

function onlyActions(resource: Resource, dryRun: Field, action: Field): Finding {
  return webhookRefusal(resource, {
    headline: "`istio.io/dry-run` is only for the actions `ALLOW` and `DENY`",
    primary: { span: dryRun.keySpan, text: "refused here" },
    related: [{ span: action.span, text: "another action" }],
    help: "remove the annotation",
    ...offerFix(removeUpwards(dryRun, 1), {
      title: "remove the annotation (the policy is then enforced)",
      safe: false,
    }),
  });
}

function noBoolean(resource: Resource, dryRun: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`${dryRun.text ?? ""}\` is neither true nor false`,
    primary: { span: dryRun.span, text: "not a boolean" },
    help: 'use `"true"` or `"false"`',
  });
}
