import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterClusterOptionsIgnored = defineRule({
  id: "envoy-filter-cluster-options-ignored",
  topic: "envoy-filters",
  summary: "an EnvoyFilter merges HTTP options into clusters at a place that Envoy no longer reads",
  severity: "warning",
  reads: "envoyPatch",
  evidence: [
    envoy(
      "source/common/upstream/upstream_impl.cc",
      "createOptions: typed options, if there are any, and nothing else",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "HttpProtocolOptions under typed_extension_protocol_options of HTTP/2 and sniffed clusters",
    ),
    thread("istio/istio#24715", "`http2_protocol_options` merged into every cluster: 503"),
  ],
  *check(patch, mesh) {
    const { applyTo, operation, match, value } = patch;
    if (applyTo?.value !== "CLUSTER" || operation?.value !== "MERGE" || value === undefined) return;
    // Clusters without `|` in their name are not Istio's: what an EnvoyFilter adds has the options that it gives.
    const name = match?.at("cluster", "name")?.text;
    if (name !== undefined && !name.includes("|")) return;
    if (read(value, "typed_extension_protocol_options")) return;
    const found = Array.from(instead.keys(), (key) => read(value, key)).find((it) => it);
    if (found && isReadElsewhere(patch, found, mesh)) return;
    if (found) yield notRead(patch, found);
  },
});

/** Where the match names the clusters of ports of HTTP/1.1: for these Istio writes no typed options. */
function isReadElsewhere({ match, resource }: EnvoyPatch, field: Field, mesh: Mesh): boolean {
  const cluster = match?.get("cluster");
  if (cluster === undefined) return false;
  const [, port = "", , host = ""] = cluster.get("name")?.text?.split("|") ?? [];
  const number = port === "" ? cluster.get("portNumber")?.number()?.value : Number(port);
  const name = host || cluster.get("service")?.text;
  const services = name === undefined ? mesh.all.service() : [mesh.findService(name, resource)];
  const ports = services
    .flatMap((service) => service?.ports ?? [])
    .filter((it) => number === undefined || it.number?.value === number);
  // With HTTP/2 for servers whose port does not say so, the option may be what makes calls work.
  return String(field.step).startsWith("http2")
    ? ports.length === 0 || !ports.every(({ protocol }) => isHttp2(protocol))
    : ports.length > 0 && ports.every(({ protocol }) => !isHttp2(protocol) && protocol !== "auto");
}

/** The old fields, and what a DestinationRule has for what they are usually written for. */
const instead: ReadonlyMap<string, string> = new Map([
  ["http2_protocol_options", "`connectionPool.http` of a DestinationRule"],
  ["common_http_protocol_options", "`connectionPool.http.idleTimeout` of a DestinationRule"],
  ["upstream_http_protocol_options", "`tls.sni` of a DestinationRule"],
  ["http_protocol_options", "`connectionPool.http` of a DestinationRule"],
]);

function read(value: Field, key: string): Field | undefined {
  return value.get(key) ?? value.get(camelCase(key));
}

function camelCase(key: string): string {
  return key.replaceAll(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}

function notRead({ resource }: EnvoyPatch, field: Field): Finding {
  const key = String(field.step);
  const setting = [...instead].find(([old]) => old === key || camelCase(old) === key)?.[1] ?? "";
  const forHttp2 = key.startsWith("http2");
  return {
    headline: `\`${key}\` of \`${resource.name}\` is not read for clusters of gRPC ports`,
    primary: { span: field.keySpan, text: "not read next to typed options" },
    note: forHttp2
      ? "Istio gives gRPC clusters typed options, which Envoy reads instead; and HTTP/1.1 servers get HTTP/2 connections: 503"
      : "Istio gives gRPC clusters typed options, which Envoy reads instead: the setting has no effect",
    help: `use ${setting}, or write all of it under \`typed_extension_protocol_options\``,
  };
}
