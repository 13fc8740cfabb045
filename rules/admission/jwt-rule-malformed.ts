import { keySetFault } from "../../src/validate/json-web-keys.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Texts of a rule that cannot be empty. */
const texts = [
  "audiences[]",
  "fromHeaders[].name",
  "fromParams[]",
  "fromCookies[]",
  "outputClaimToHeaders[].claim",
  "outputClaimToHeaders[].header",
];

export const jwtRuleMalformed = defineRule({
  id: "jwt-rule-malformed",
  topic: "admission",
  summary: "a JWT rule lacks its issuer, keys or token location",
  severity: "error",
  severityWhere: { warning: "`jwks` holds a private key" },
  answers: ["IST0106"],
  reads: "resource",
  fields: { "security.istio.io/RequestAuthentication": [""] },
  evidence: [
    istio("pkg/config/validation/validation.go", "validateJwtRule, warnPrivateJwksKeys"),
    istio("pkg/config/security/security.go", "ParseJwksURI"),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "RequestAuthentication");
    for (const rule of spec?.get("jwtRules")?.items() ?? []) {
      if (!rule.isMap) continue;
      for (const fault of faultsOf(rule)) yield webhookRefusal(resource, fault);
      const keys = rule.get("jwks");
      if (keys && keySetFault(keys.text ?? "") === "private") yield privateKeys(keys);
    }
  },
});

type Fault = Omit<Finding, "note">;

function* faultsOf(rule: Field): Iterable<Fault> {
  const named = ["issuer", "jwksUri", "jwks_uri"].some((key) => isWritten(rule.get(key)));
  if (!named) yield nobody(rule);
  for (const path of texts) {
    for (const field of fieldsAt(rule, path)) if (field.text === "") yield empty(field);
  }
  for (const header of fieldsAt(rule, "outputClaimToHeaders[].header")) {
    if (!/^[-_A-Za-z0-9]*$/.test(header.text ?? "")) yield noHeader(header);
  }
  const keys = rule.get("jwks");
  if (keys && keySetFault(keys.text ?? "") === "unreadable") yield unreadable(keys);
  const uri = rule.get("jwksUri") ?? rule.get("jwks_uri");
  if (uri && hasOddPort(uri.text ?? "")) yield oddPort(uri);
}

function isWritten(field: Field | undefined): boolean {
  return field !== undefined && field.text !== "";
}

/** `http://host:name/path`; other faults of addresses are the CRD's. */
function hasOddPort(uri: string): boolean {
  const port = /^https?:\/\/[^/?#]*:([^/?#:\]]*)(?:[/?#]|$)/i.exec(uri)?.[1];
  return port !== undefined && !/^\d*$/.test(port);
}

function nobody(rule: Field): Fault {
  return {
    headline: "this rule has no `issuer` and no keys",
    primary: { span: tokenSpan(rule), text: "no `issuer`" },
    help: "add `issuer`, and `jwksUri` unless the issuer publishes its keys (OpenID discovery)",
  };
}

function empty(field: Field): Fault {
  const name = typeof field.step === "number" ? field.parent?.step : field.step;
  return {
    headline: `an empty \`${String(name)}\``,
    primary: { span: field.span, text: "empty" },
    help: "set its value, or remove it",
  };
}

function noHeader(header: Field): Fault {
  return {
    headline: `\`${header.text ?? ""}\` is not a valid header name for \`outputClaimToHeaders\``,
    primary: { span: header.span, text: "letters, digits, `-` and `_`" },
    help: "use a header such as `x-jwt-sub`",
  };
}

function unreadable(keys: Field): Fault {
  return {
    headline: "`jwks` is not a valid key set",
    primary: { span: keys.span, text: "not a JSON Web Key Set" },
    help: 'use JSON such as `{"keys": [{"kty": "RSA", "n": "…", "e": "AQAB"}]}`, or set `jwksUri`',
  };
}

function oddPort(uri: Field): Fault {
  return {
    headline: `\`${uri.text ?? ""}\` has a port that is not a number`,
    primary: { span: uri.span, text: "a port by name" },
    help: "use a port number, or leave the port out",
  };
}

function privateKeys(keys: Field): Finding {
  return {
    headline: "`jwks` contains a private key; only public keys are needed",
    primary: { span: keys.keySpan, text: "a private key" },
    note: "Istio's webhook warns: anyone who can read the manifest can issue tokens that gRPC servers accept",
    help: "replace the key pair, and publish only its public key",
    severity: "warning",
  };
}
