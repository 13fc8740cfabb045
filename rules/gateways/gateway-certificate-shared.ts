import type { Gateway } from "../../src/mesh/objects/gateway.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { areReadTogether, isWrittenBefore } from "../../src/mesh/ask/same-scope.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayCertificateShared = defineRule({
  id: "gateway-certificate-shared",
  topic: "gateways",
  summary: "two Gateways of the same pods use one certificate for different hosts",
  severity: "info",
  reads: "gatewayServer",
  fields: { "networking.istio.io/Gateway": ["spec.servers[].tls"] },
  evidence: [
    istio(
      "pkg/config/analysis/analyzers/gateway/certificate.go",
      "IST0138: may cause 404s if HTTP/2 connections are re-used",
    ),
  ],
  answers: ["IST0138"],
  *check({ certificate: own, gateway }, mesh) {
    if (own === undefined) return;
    const other = mesh.serversWith(own.value).find((it) => isRival(it.gateway, gateway, mesh));
    if (other?.certificate) yield shared(own, other.gateway, other.certificate);
  },
});

function isRival(other: Gateway, gateway: Gateway, mesh: Mesh): boolean {
  const { selector, resource } = other;
  const [small, large] =
    selector.size <= gateway.selector.size ? [other, gateway] : [gateway, other];
  return (
    resource !== gateway.resource &&
    (resource.name !== gateway.resource.name ||
      resource.namespace !== gateway.resource.namespace) &&
    isWrittenBefore(resource, gateway.resource) &&
    [...small.selector].every(([key, { value }]) => large.selector.get(key)?.value === value) &&
    areReadTogether(resource, gateway.resource, mesh)
  );
}

function shared(own: Located<string>, { resource }: Gateway, theirs: Located<string>): Finding {
  return {
    headline: `Gateway \`${resource.name}\` of the same pods also uses the certificate \`${own.value}\``,
    primary: { span: own.span, text: "used twice" },
    related: [{ span: theirs.span, text: "already used here" }],
    note: "browsers use one HTTP/2 connection for all hosts of a certificate: gRPC-Web calls to the other host get 404",
    help: "put all hosts of the certificate in one Gateway, or use a separate certificate for each",
  };
}
