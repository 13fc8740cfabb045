import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const files = ["clientCertificate", "privateKey", "caCertificates", "caCrl"] as const;

export const credentialNameWithFiles = defineRule({
  id: "credential-name-with-files",
  topic: "admission",
  summary: "certificates from both a Secret and files",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("tls.credentialName"),
  evidence: [
    istio(
      "pkg/config/validation/agent/validation.go",
      "ValidateTLS: cannot specify client certificates with credentialName",
    ),
  ],
  *check({ tls }) {
    const name = tls?.get("credentialName");
    const mode = tls?.get("mode")?.text ?? "";
    if (!name || !isWritten(name) || !["SIMPLE", "MUTUAL"].includes(mode)) return;
    const both = (tls?.pick(files) ?? []).filter(isWritten);
    if (both[0]) yield exclusive(name, both[0], both);
  },
});

function isWritten(field: Field): boolean {
  return field.text !== "";
}

function exclusive(name: Field, first: Field, all: readonly Field[]): Finding {
  const names = list(all.map(({ step }) => String(step)));
  return {
    headline: `\`credentialName\` and ${names} are mutually exclusive`,
    primary: { span: first.keySpan, text: "a file" },
    related: [{ span: name.span, text: "a Secret" }],
    note: "Istio's webhook refuses the DestinationRule: calls are sent as before, without this TLS",
    help: `keep \`credentialName\` for gateways, or ${names} for sidecars`,
  };
}
