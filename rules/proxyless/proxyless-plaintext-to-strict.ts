import { templatesAnnotation } from "../../src/mesh/ask/proxyless.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { EffectiveMutualTls } from "../../src/mesh/objects/policies.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { Container, Workload } from "../../src/mesh/objects/workload.ts";
import { nearest } from "../../src/mesh/world/nearest.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const proxylessPlaintextToStrict = defineRule({
  id: "proxyless-plaintext-to-strict",
  topic: "proxyless",
  summary: "gRPC clients without a proxy send plaintext to servers that require mutual TLS",
  severity: "warning",
  reads: "service",
  evidence: [
    istio(
      "pilot/pkg/networking/grpcgen/cds.go",
      "applyTLS: mutual TLS is off unless a DestinationRule says ISTIO_MUTUAL",
    ),
    istio(
      "pilot/pkg/networking/grpcgen/lds.go",
      "buildInboundFilterChains: STRICT has no plaintext",
    ),
  ],
  *check(service, mesh) {
    const clients = mesh.podsAnnotated(templatesAnnotation).filter(({ proxyless }) => proxyless);
    const pods = clients.length === 0 ? [] : mesh.workloadsOf(service);
    const [server] = pods;
    if (server === undefined || !pods.every(({ proxyless }) => proxyless)) return;
    const strict = strictnessOf(service, server, mesh);
    if (strict?.decidedBy === undefined) return;
    for (const client of clients) {
      const isMeant = !pods.includes(client) && means(client, service, mesh);
      const target = isMeant ? targetOf(client, service) : undefined;
      if (target && !hasMutualTls(service, client, mesh)) {
        yield sendsPlaintext(target, service, strict);
        return;
      }
    }
  },
});

function strictnessOf(
  { ports }: Service,
  server: Workload,
  mesh: Mesh,
): EffectiveMutualTls | undefined {
  const modes = ports.map((port) => mesh.mutualTlsOf(server, targetNumber(port, server)));
  return modes.every(({ mode }) => mode === "STRICT") ? modes[0] : undefined;
}

/** Of variants in several folders a client means the one next to it. */
function means({ resource }: Workload, service: Service, mesh: Mesh): boolean {
  const alike = mesh
    .servicesNamed(service.resource.name)
    .filter((it) => it.resource.namespace === service.resource.namespace);
  return nearest(resource, alike, (it) => it.resource).includes(service);
}

/** Where a container names the Service as a target of xDS: `xds:///ratings:50051`. */
function targetOf(
  { containers, resource }: Workload,
  { resource: service }: Service,
): Field | undefined {
  const isOwn = resource.namespace === service.namespace;
  const names = [...(isOwn ? [service.name] : []), `${service.name}.${service.namespace ?? ""}`];
  return containers.flatMap(textsOf).find((field) => {
    const host = /xds:\/\/\/([\w.-]+)/.exec(field.text ?? "")?.[1];
    return names.some((name) => host === name || host?.startsWith(`${name}.svc`));
  });
}

function textsOf({ field }: Container): readonly Field[] {
  return ["command[]", "args[]", "env[].value"].flatMap((path) => fieldsAt(field, path));
}

function hasMutualTls({ resource }: Service, client: Workload, mesh: Mesh): boolean {
  return mesh
    .findDestinationRules(resource.name, resource)
    .concat(mesh.findDestinationRules(resource.name, client.resource))
    .some(({ policies }) => policies.some(({ tls }) => tls?.get("mode")?.text === "ISTIO_MUTUAL"));
}

function sendsPlaintext(
  target: Field,
  { resource }: Service,
  { decidedBy }: EffectiveMutualTls,
): Finding {
  return {
    headline: `this gRPC client has no proxy and sends plaintext to \`${resource.name}\`, which requires mutual TLS`,
    primary: { span: target.span, text: "an xDS target" },
    related: decidedBy ? [{ span: decidedBy.span, text: "mutual TLS is required" }] : [],
    note: "automatic mutual TLS is for proxies only: every call fails with UNAVAILABLE (14)",
    help: `add a DestinationRule for \`${resource.name}\` with \`trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }\``,
  };
}
