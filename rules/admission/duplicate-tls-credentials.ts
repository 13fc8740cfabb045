import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/Gateway": ["spec.servers[].tls"],
  "networking.istio.io/Sidecar": ["spec.ingress[].tls"],
};

export const duplicateTlsCredentials = defineRule({
  id: "duplicate-tls-credentials",
  topic: "admission",
  summary: "a server has two sources of certificates",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "ServerTLSSettings: only one of credentialName, credentialNames and tlsCertificates",
    ),
  ],
  *check(resource) {
    for (const tls of placesOf(resource, places)) {
      const names = tls.get("credentialNames");
      const other = tls.get("credentialName") ?? tls.get("tlsCertificates");
      if (names && other) yield twice(names, other);
    }
  },
});

function twice(names: Field, other: Field): Finding {
  const single = other.key.value === "credentialName";
  return refusal({
    headline: `\`credentialNames\` and \`${other.key.value}\` are mutually exclusive`,
    primary: { span: names.keySpan, text: "names certificates" },
    related: [{ span: other.keySpan, text: "names certificates too" }],
    help: single
      ? "list both Secrets in `credentialNames`, and remove `credentialName`"
      : "keep `credentialNames` for Secrets, or `tlsCertificates` for mounted files",
  });
}
