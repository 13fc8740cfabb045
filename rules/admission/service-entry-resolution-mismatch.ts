import { domainNameFault, wildcardDomainFault } from "../../src/validate/domain-name.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import type { ServiceEntry } from "../../src/mesh/objects/service-entry.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { removeField } from "../../src/rule/removals.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const serviceEntryResolutionMismatch = defineRule({
  id: "service-entry-resolution-mismatch",
  topic: "admission",
  summary: "hosts or ports of a ServiceEntry that its `resolution` cannot serve",
  severity: "error",
  answers: ["IST0106"],
  reads: "serviceEntry",
  evidence: [istio("pkg/config/validation/validation.go", "ValidateServiceEntry: Resolution")],
  fixable: "safe",
  *check(entry) {
    const { resource, hosts, ports, resolution } = entry;
    const mode = resolution?.value ?? "NONE";
    const endpoints = resource.spec?.get("endpoints")?.items() ?? [];
    if (mode.startsWith("DNS") && endpoints.length === 0) {
      const wild = hosts.find(({ value }) => isOnlyWild(value));
      if (wild) yield cannotResolve(entry, wild);
    }
    if (mode === "DYNAMIC_DNS") yield* dynamicFaults(entry);
    const [, second] = hosts;
    const opaque = ports.find(
      ({ protocol }) => !isHttp(protocol) && !/^(?:HTTPS|TLS)$/.test(protocol),
    );
    if (mode !== "NONE" && second && opaque) yield sameBytes(entry, second, opaque.field);
  },
});

/** Other faults of hosts are said as such; `*` alone is refused by the CRD. */
function isOnlyWild(host: string): boolean {
  return host !== "*" && !wildcardDomainFault(host) && domainNameFault(host) !== undefined;
}

function* dynamicFaults(entry: ServiceEntry): Iterable<Finding> {
  const { resource, hosts, ports } = entry;
  for (const host of hosts) if (!host.value.startsWith("*")) yield notWild(entry, host);
  for (const key of ["addresses", "endpoints"]) {
    const field = resource.spec?.get(key);
    if (field && field.items().length > 0) yield notWithDynamic(entry, field);
  }
  for (const { field, protocol } of ports) {
    if (!/^(?:HTTP2?|TLS|GRPC)$/.test(protocol)) yield cannotProxy(entry, field);
  }
  const waypoint = resource.metadata?.at("labels", "istio.io/use-waypoint");
  const inside = resource.spec?.get("location")?.text === "MESH_INTERNAL";
  if (inside && waypoint && !/^(?:none)?$/i.test(waypoint.text ?? "")) {
    yield behindWaypoint(entry, waypoint);
  }
}

function related({ resolution }: ServiceEntry): Pick<Finding, "related"> {
  return resolution ? { related: [{ span: resolution.span, text: "the resolution" }] } : {};
}

function cannotResolve(entry: ServiceEntry, host: Located<string>): Finding {
  return webhookRefusal(entry.resource, {
    headline: `\`resolution: DNS\` cannot resolve the wildcard \`${host.value}\``,
    primary: { span: host.span, text: "cannot be resolved" },
    ...related(entry),
    help: "use `resolution: DYNAMIC_DNS` or `NONE` for wildcards, or add `endpoints`",
  });
}

function notWild(entry: ServiceEntry, host: Located<string>): Finding {
  return webhookRefusal(entry.resource, {
    headline: `\`DYNAMIC_DNS\` is for wildcards, and \`${host.value}\` is not one`,
    primary: { span: host.span, text: "not a wildcard" },
    ...related(entry),
    help: "use `resolution: DNS` for hosts without a wildcard",
  });
}

function notWithDynamic(entry: ServiceEntry, field: Field): Finding {
  return webhookRefusal(entry.resource, {
    headline: `\`${String(field.step)}\` cannot be set with \`DYNAMIC_DNS\``,
    primary: { span: field.keySpan, text: "not allowed here" },
    ...related(entry),
    help: `remove \`${String(field.step)}\``,
    ...offerFix(removeField(field), { title: `remove \`${String(field.step)}\``, safe: true }),
  });
}

function cannotProxy(entry: ServiceEntry, port: Field): Finding {
  return webhookRefusal(entry.resource, {
    headline: "`DYNAMIC_DNS` supports only GRPC, HTTP, HTTP2 and TLS ports",
    primary: { span: (port.get("protocol") ?? port).span, text: "unsupported protocol" },
    ...related(entry),
    help: "use `GRPC` for plaintext gRPC, `TLS` if the client speaks TLS itself",
  });
}

function behindWaypoint(entry: ServiceEntry, waypoint: Field): Finding {
  return webhookRefusal(entry.resource, {
    headline: "`DYNAMIC_DNS` inside the mesh does not work with a waypoint",
    primary: { span: waypoint.span, text: "has a waypoint" },
    ...related(entry),
    help: "use `location: MESH_EXTERNAL`, or remove the label",
  });
}

function sameBytes(entry: ServiceEntry, host: Located<string>, port: Field): Finding {
  return webhookRefusal(entry.resource, {
    headline: "several hosts share a port whose protocol cannot distinguish them",
    primary: { span: (port.get("protocol") ?? port).span, text: "carries no host name" },
    related: [{ span: host.span, text: "a second host" }],
    help: "use `GRPC`, `HTTP2` or `TLS`, or one ServiceEntry per host",
  });
}
