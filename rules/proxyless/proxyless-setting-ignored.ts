import type { Mesh } from "../../src/mesh/mesh.ts";
import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { proxylessClient, templatesAnnotation } from "../../src/mesh/ask/proxyless.ts";
import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const proxylessSettingIgnored = defineRule({
  id: "proxyless-setting-ignored",
  topic: "proxyless",
  summary: "a traffic policy has settings that proxyless gRPC clients never receive",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("outlierDetection", "connectionPool", "loadBalancer", "tls"),
  evidence: [
    istio(
      "pilot/pkg/networking/grpcgen/cds.go",
      "applyTrafficPolicy: TLS, load balancing and http2MaxRequests; SIMPLE and MUTUAL are not implemented",
    ),
    grpc("A32-xds-circuit-breaking.md", "of circuit breakers only max_requests"),
  ],
  *check(policy, mesh) {
    const { resource } = policy.rule;
    const host = { host: resource.spec?.get("host")?.text, owner: mesh.ownerOf(policy.rule) };
    const client = proxylessClient(host, resource, mesh);
    if (client === undefined) return;
    for (const setting of unread(policy)) yield ignored(setting, client);
    const mode = policy.tls?.get("mode");
    if (mode && /^(?:SIMPLE|MUTUAL)$/.test(mode.text ?? "")) yield plaintext(mode, client, mesh);
  },
});

const readPools: ReadonlySet<string> = new Set(["http2MaxRequests"]);

function unread({
  outlierDetection,
  connectionPool,
  loadBalancer,
}: TrafficPolicy): readonly Field[] {
  const http = connectionPool?.get("http")?.fields() ?? [];
  const simple = loadBalancer?.get("simple");
  const isKnown = /^(?:ROUND_ROBIN|LEAST_REQUEST|UNSPECIFIED)$/.test(simple?.text ?? "UNSPECIFIED");
  return [
    outlierDetection,
    connectionPool?.get("tcp"),
    ...http.filter(({ step }) => !readPools.has(String(step))),
    isKnown ? undefined : simple,
    loadBalancer?.get("localityLbSetting"),
    loadBalancer?.get("warmup"),
  ].flatMap((field) => field ?? []);
}

function ignored(setting: Field, client: Workload): Finding {
  const name = String(setting.step);
  const isBalancer = name === "simple";
  const title = isBalancer ? `${name}: ${setting.text ?? ""}` : name;
  return {
    headline: `\`${title}\` has no effect on the gRPC clients of \`${client.resource.name}\`, which have no proxy`,
    primary: {
      span: isBalancer ? setting.span : setting.keySpan,
      text: "not sent to gRPC clients",
    },
    related: relatedTo(client),
    note: isBalancer
      ? "Istio sends them no load balancing policy, so they use round_robin"
      : "Istio sends gRPC libraries only TLS, the balancer and `http2MaxRequests`: the setting is silently missing",
    help: isBalancer
      ? "use `ROUND_ROBIN` or `LEAST_REQUEST`"
      : `set it in the clients' code or service config, or remove \`${name}\``,
  };
}

function plaintext(mode: Field, client: Workload, mesh: Mesh): Finding {
  return {
    headline: `\`mode: ${mode.text ?? ""}\` does not make gRPC clients without a proxy use TLS`,
    primary: { span: mode.span, text: "not implemented for them" },
    related: relatedTo(client),
    note: `the clients of \`${client.resource.name}\` send plaintext: calls are readable, or fail with UNAVAILABLE (14)`,
    help: mesh.mayLackMutualTls()
      ? "set up TLS in the clients' code"
      : "use `ISTIO_MUTUAL`, or set up TLS in the clients' code",
  };
}

function relatedTo({ annotations }: Workload): Finding["related"] & object {
  const found = annotations.get(templatesAnnotation);
  return found ? [{ span: found.span, text: "proxyless gRPC (xDS)" }] : [];
}
