import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const parts = ["egress", "ingress", "outboundTrafficPolicy", "inboundConnectionPool"];

export const sidecarOutboundPolicyInvalid = defineRule({
  id: "sidecar-outbound-policy-invalid",
  topic: "admission",
  summary: "a Sidecar configures nothing, or has an `egressProxy` that is not used",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": [""] },
  evidence: [
    istio("pkg/config/validation/validation.go", "ValidateSidecar: empty configuration"),
    istio("pkg/config/validation/validation.go", "validateSidecarOutboundTrafficPolicy"),
  ],
  *check(resource) {
    if (resource.kind !== "Sidecar" || resource.role === "patch") return;
    const spec = wholeSpec(resource, "Sidecar");
    const set = spec?.pick(parts) ?? [];
    if (set.every((field) => field.isList && field.items().length === 0)) {
      yield empty(resource, spec ?? resource.root);
    }
    const policy = spec?.get("outboundTrafficPolicy");
    const mode = policy?.get("mode");
    const proxy = policy?.get("egressProxy");
    const name = mode?.text ?? "REGISTRY_ONLY";
    if (mode && name === "ALLOW_ANY_DYNAMIC_DNS") yield meshOnly(resource, mode);
    else if (proxy && name !== "ALLOW_ANY") yield notUsed(resource, proxy, mode);
    else if (proxy?.isMap === true && !proxy.get("port")) yield withoutPort(resource, proxy);
  },
});

function empty(resource: Resource, place: Field): Finding {
  return webhookRefusal(resource, {
    headline: "this Sidecar configures nothing",
    primary: { span: tokenSpan(place), text: "nothing set" },
    help: "add `egress` with the `hosts` that the pods call, or delete it",
  });
}

function meshOnly(resource: Resource, mode: Field): Finding {
  return webhookRefusal(resource, {
    headline: "`ALLOW_ANY_DYNAMIC_DNS` can only be set for the whole mesh",
    primary: { span: mode.span, text: "not for a Sidecar" },
    help: "use `ALLOW_ANY` here, or set the mode in the mesh configuration",
  });
}

function notUsed(resource: Resource, proxy: Field, mode: Field | undefined): Finding {
  return webhookRefusal(resource, {
    headline: "`egressProxy` requires mode `ALLOW_ANY`",
    primary: { span: proxy.keySpan, text: "for unknown hosts" },
    ...(mode && { related: [{ span: mode.span, text: "blocks unknown hosts" }] }),
    help: "use `mode: ALLOW_ANY`, or remove `egressProxy`",
  });
}

function withoutPort(resource: Resource, proxy: Field): Finding {
  return webhookRefusal(resource, {
    headline: "`egressProxy` needs a `port`",
    primary: { span: proxy.keySpan, text: "no `port`" },
    help: "add `port: { number: 443 }` with the port of the egress gateway's Service",
  });
}
