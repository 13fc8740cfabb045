import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const unread: ReadonlySet<string> = new Set([
  "clientCertificate",
  "privateKey",
  "caCertificates",
  "credentialName",
  "caCrl",
]);

export const istioMutualExtraFields = defineRule({
  id: "istio-mutual-extra-fields",
  topic: "mtls",
  summary: "certificates are set together with `ISTIO_MUTUAL`, which uses Istio's own",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("tls.mode"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "ClientTLSSettings.TLSmode ISTIO_MUTUAL: other fields empty",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "buildUpstreamClusterTLSContext: reads sni and subjectAltNames",
    ),
  ],
  *check({ tls }) {
    const mode = tls?.get("mode");
    if (mode?.text !== "ISTIO_MUTUAL") return;
    const extra = tls?.fields().filter(({ step }) => unread.has(String(step))) ?? [];
    const written = extra.filter((field) => field.text !== "");
    if (written[0]) yield notRead(mode, written[0], written);
  },
});

function notRead(mode: Field, first: Field, all: readonly Field[]): Finding {
  const names = list(all.map(({ step }) => String(step)));
  return {
    headline: `${names} ${all.length === 1 ? "is" : "are"} ignored with \`ISTIO_MUTUAL\``,
    primary: { span: first.keySpan, text: "ignored" },
    related: [{ span: mode.span, text: "uses Istio's own certificates" }],
    note: "a server outside the mesh does not know Istio's certificates: calls to it end with UNAVAILABLE (14)",
    help: `use \`mode: MUTUAL\` for ${names}, or remove ${all.length === 1 ? "it" : "them"}`,
  };
}
