import type { Resource } from "../../src/manifest/resource.ts";
import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import { nearest } from "../../src/mesh/world/nearest.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";

export const credentialSecretIncomplete = defineRule({
  id: "credential-secret-incomplete",
  topic: "gateways",
  summary: "the Secret of a gateway's certificate lacks the certificate or its key",
  severity: "error",
  reads: "gatewayServer",
  evidence: [
    istio(
      "pilot/pkg/credentials/kube/secrets.go",
      "ExtractCertInfo: `cert` and `key`, or `tls.crt` and `tls.key`",
    ),
    istio("pkg/config/analysis/analyzers/gateway/secret.go", "IST0161 InvalidGatewayCredential"),
  ],
  answers: ["IST0161"],
  *check(server, mesh) {
    const secret = secretOf(server, mesh);
    if (secret === undefined) return;
    const keys = keysOf(secret);
    const missing = pairs.map((pair) => pair.filter((key) => !keys.includes(key)));
    const [least] = missing.toSorted((left, right) => left.length - right.length);
    if (least && least.length > 0 && missing.every((it) => it.length > 0))
      yield incomplete(server, secret, least, mesh);
  },
});

const pairs = [
  ["tls.crt", "tls.key"],
  ["cert", "key"],
];

/** The one Secret of that name; generated ones are not written with their contents. */
function secretOf({ tls, gateway }: GatewayServer, mesh: Mesh): Resource | undefined {
  const name = tls?.get("credentialName")?.text;
  const named = name === undefined ? [] : mesh.named("/Secret", name);
  if (named.length === 0) return undefined;
  const places = mesh.podsOfGateway(gateway).map(({ resource }) => resource.namespace);
  const fitting = named.filter((it) =>
    places.every((namespace) => namespacesAgree(it.namespace, namespace)),
  );
  // Of several namespaces any may be the pods'.
  if (fitting.some(({ namespace }) => namespace !== fitting[0]?.namespace)) return undefined;
  const [secret, ...rivals] = nearest(gateway.resource, fitting, (it) => it);
  return secret && rivals.length === 0 && keysOf(secret).length > 0 ? secret : undefined;
}

function keysOf({ root }: Resource): readonly string[] {
  return ["data", "stringData"].flatMap((part) =>
    (root.get(part)?.entries() ?? []).map((field) => String(field.step)),
  );
}

function incomplete(
  { tls }: GatewayServer,
  secret: Resource,
  missing: readonly string[],
  mesh: Mesh,
): Finding {
  const name = tls?.get("credentialName");
  const data = secret.root.get("data") ?? secret.root.get("stringData");
  return {
    headline: `Secret \`${secret.name}\` has no ${list(missing)} for the gateway's certificate`,
    primary: { span: data?.keySpan ?? mesh.nameSpan(secret), text: `lacks ${list(missing)}` },
    related: name ? [{ span: name.span, text: "the certificate of this server" }] : [],
    note: "the server has no certificate and closes every connection: gRPC calls end with UNAVAILABLE (14)",
    help: "store the certificate as `tls.crt` and its private key as `tls.key`",
  };
}
