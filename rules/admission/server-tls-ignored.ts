import { isHttp, parseProtocol } from "../../src/mesh/objects/protocol.ts";
import { isAlwaysOffered, isCipherSuite } from "../../src/validate/cipher-suites.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/Gateway": ["spec.servers[].tls"],
  "networking.istio.io/Sidecar": ["spec.ingress[].tls"],
};

const files = ["caCrl", "serverCertificate", "privateKey", "caCertificates", "tlsCertificates"];
const certificates = [...files, "credentialName", "credentialNames"];

export const serverTlsIgnored = defineRule({
  id: "server-tls-ignored",
  topic: "admission",
  summary: "TLS settings of a server that have no effect, or leave no cipher to agree on",
  severity: "warning",
  severityWhere: { info: "clients get the cipher all the same" },
  reads: "resource",
  fields: places,
  evidence: [
    istio("pkg/config/validation/validation.go", "validateTLSOptions: warnings"),
    istio("pkg/config/security/security.go", "ValidCipherSuites, IsValidCipherSuite"),
    envoy(
      "api/envoy/extensions/transport_sockets/tls/v3/common.proto",
      "TlsParameters.cipher_suites: TLS 1.0 to 1.2; no effect on TLS 1.3",
    ),
  ],
  *check(resource) {
    for (const tls of placesOf(resource, places)) {
      yield* modeFaults(tls);
      yield* cipherFaults(tls);
      const protocol = parseProtocol(tls.parent?.at("port", "protocol")?.text ?? "");
      const redirect = tls.get("httpsRedirect");
      if (resource.kind === "Gateway" && redirect?.boolean()?.value === true && !isHttp(protocol)) {
        yield noRedirect(redirect);
      }
    }
  },
});

function* modeFaults(tls: Field): Iterable<Finding> {
  const mode = tls.get("mode")?.text ?? "PASSTHROUGH";
  if (!mode.endsWith("PASSTHROUGH")) return;
  const unused = tls
    .pick(certificates)
    .filter((field) => field.text !== "" && !(field.isList && !field.item(0)));
  if (unused[0]) yield passedThrough(tls, unused[0], unused);
}

function* cipherFaults(tls: Field): Iterable<Finding> {
  const version = tls.get("minProtocolVersion");
  const ciphers = tls.get("cipherSuites")?.items() ?? [];
  if (version && /^TLSV1_[01]$/.test(version.text ?? "") && ciphers.length === 0) {
    yield oldVersion(version);
  }
  const seen = new Set<string>();
  for (const cipher of ciphers) {
    const name = cipher.text ?? "";
    const unknown = !isCipherSuite(name);
    if (unknown || seen.has(name)) yield ignoredCipher(cipher, name, unknown);
    seen.add(name);
  }
}

function passedThrough(tls: Field, first: Field, unused: readonly Field[]): Finding {
  const mode = tls.get("mode");
  const names = list(unused.map(({ step }) => String(step)));
  return {
    headline: `connections pass through encrypted, so ${names} ${unused.length > 1 ? "are" : "is"} not used`,
    primary: { span: first.keySpan, text: "ignored" },
    ...(mode && { related: [{ span: mode.span, text: "not decrypted here" }] }),
    note: "Istio's webhook warns: the gRPC calls inside cannot be routed by service or method",
    help: mode
      ? "use `mode: SIMPLE` to decrypt here, or remove the certificates"
      : "add `mode: SIMPLE`; without `mode` it is `PASSTHROUGH`",
  };
}

function oldVersion(version: Field): Finding {
  return {
    headline: `\`${version.text ?? ""}\` needs matching \`cipherSuites\``,
    primary: { span: version.span, text: "no default cipher fits" },
    note: "Istio's webhook warns: handshakes below TLS 1.2 fail, and gRPC needs at least 1.2",
    help: "use `TLSV1_2`, or remove it",
  };
}

function ignoredCipher(cipher: Field, name: string, unknown: boolean): Finding {
  const isAlways = isAlwaysOffered(name);
  const headline = unknown ? `unknown cipher suite \`${name}\`` : `cipher suite \`${name}\` twice`;
  return {
    headline: isAlways
      ? `\`${name}\` is a TLS 1.3 suite, which \`cipherSuites\` does not control`
      : headline,
    primary: { span: cipher.span, text: isAlways ? "always offered" : "ignored" },
    note: `Istio's webhook warns and leaves it out: clients that rely on it get ${isAlways ? "it anyway" : "UNAVAILABLE (14)"}`,
    help:
      unknown && !isAlways
        ? "use the OpenSSL name, such as `ECDHE-RSA-AES128-GCM-SHA256`"
        : "remove one",
    ...(isAlways && { help: "remove it; the list is for TLS 1.2 and older", severity: "info" }),
  };
}

function noRedirect(redirect: Field): Finding {
  return {
    headline: "`httpsRedirect` only works on plaintext HTTP servers",
    primary: { span: redirect.keySpan, text: "has no effect" },
    note: "Istio's webhook warns: nothing is redirected at this port",
    help: "remove it",
  };
}
