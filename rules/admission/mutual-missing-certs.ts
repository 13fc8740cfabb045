import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const files = ["clientCertificate", "privateKey"] as const;

export const mutualMissingCerts = defineRule({
  id: "mutual-missing-certs",
  topic: "admission",
  summary: "mode `MUTUAL` without a client certificate",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("tls.mode"),
  evidence: [
    istio(
      "pkg/config/validation/agent/validation.go",
      "ValidateTLS: client certificate required for mutual tls",
    ),
  ],
  *check({ tls }) {
    const mode = tls?.get("mode");
    if (mode?.text !== "MUTUAL" || isWritten(tls?.get("credentialName"))) return;
    const missing = files.filter((name) => !isWritten(tls?.get(name)));
    if (missing.length > 0) yield withoutCertificate(mode, missing);
  },
});

function isWritten(field: Field | undefined): boolean {
  return field !== undefined && field.text !== "";
}

function withoutCertificate(mode: Field, missing: readonly string[]): Finding {
  return {
    headline: `\`MUTUAL\` needs ${list(missing)}`,
    primary: { span: mode.span, text: "needs a client certificate" },
    note: "Istio's webhook refuses the DestinationRule: calls are sent as before, without this TLS",
    help: `set ${list(missing)}, or \`credentialName\` for gateways; inside the mesh use \`ISTIO_MUTUAL\``,
  };
}
