import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const validations = { "gateway.networking.k8s.io/BackendTLSPolicy": ["spec.validation"] };

const names = {
  "gateway.networking.k8s.io/BackendTLSPolicy": ["spec.validation.subjectAltNames[]"],
};

export const backendTlsValidationIncomplete = defineRule({
  id: "backend-tls-validation-incomplete",
  topic: "admission",
  summary: "a BackendTLSPolicy has no CA certificates, or two sources of them",
  severity: "error",
  reads: "resource",
  fields: [names, validations],
  evidence: [
    gatewayApi(
      "apis/v1/backendtlspolicy_types.go",
      "BackendTLSPolicyValidation, SubjectAltName: the fields of each type (CEL)",
    ),
  ],
  *check(resource) {
    for (const validation of placesOf(resource, validations)) {
      const references = validation.get("caCertificateRefs");
      const known = validation.get("wellKnownCACertificates");
      const named = references !== undefined && references.items().length > 0;
      const wellKnown = known !== undefined && known.text !== "";
      if (references && known && named && wellKnown) yield both(known, references);
      if (!named && !wellKnown) yield nobody(validation);
    }
    for (const name of placesOf(resource, names)) {
      const type = name.get("type")?.text ?? "";
      if (isPlaceholder(type)) continue;
      for (const [key, own] of [
        ["hostname", "Hostname"],
        ["uri", "URI"],
      ] as const) {
        const field = name.get(key);
        const isSet = field !== undefined && field.text !== "";
        if (type === own && !isSet) yield lacking(name, own, key);
        if (type !== own && isSet) yield ofAnother(field, own);
      }
    }
  },
});

function both(known: Field, references: Field): Finding {
  return refusal({
    headline: "`wellKnownCACertificates` and `caCertificateRefs` are mutually exclusive",
    primary: { span: known.keySpan, text: "sets the trust anchor" },
    related: [{ span: references.keySpan, text: "also sets the trust anchor" }],
    help: "keep `caCertificateRefs` for a private CA, or `wellKnownCACertificates` for public ones",
  });
}

function nobody(validation: Field): Finding {
  return refusal({
    headline: "this policy trusts no CA",
    primary: { span: validation.keySpan, text: "no CA certificates" },
    help: "add `caCertificateRefs` with a ConfigMap, or `wellKnownCACertificates: System`",
  });
}

function lacking(name: Field, type: string, key: string): Finding {
  return refusal({
    headline: `a name of type ${type} needs \`${key}\``,
    primary: { span: tokenSpan(name), text: `lacks \`${key}\`` },
    help: `add \`${key}\` with the name from the certificate`,
  });
}

function ofAnother(field: Field, type: string): Finding {
  return refusal({
    headline: `\`${field.key.value}\` is only for \`type: ${type}\``,
    primary: { span: field.keySpan, text: "belongs to another type" },
    help: `use \`type: ${type}\`, or remove \`${field.key.value}\``,
  });
}
