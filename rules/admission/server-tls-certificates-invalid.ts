import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/Gateway": ["spec.servers[].tls"],
  "networking.istio.io/Sidecar": ["spec.ingress[].tls"],
};

const files = ["serverCertificate", "privateKey"];
const sources = ["credentialName", "credentialNames", "tlsCertificates"];

export const serverTlsCertificatesInvalid = defineRule({
  id: "server-tls-certificates-invalid",
  topic: "admission",
  summary: "server certificates are missing, set twice, or do not match the TLS mode",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [istio("pkg/config/validation/validation.go", "validateTLSOptions")],
  *check(resource) {
    for (const tls of placesOf(resource, places)) {
      if (!tls.isMap) continue;
      for (const fault of faultsOf(tls)) yield webhookRefusal(resource, fault);
    }
  },
});

type Fault = Omit<Finding, "note">;

function* faultsOf(tls: Field): Iterable<Fault> {
  const mode = tls.get("mode")?.text ?? "PASSTHROUGH";
  const certificates = [...files, "caCertificates", ...sources].flatMap((key) => written(tls, key));
  if (mode === "ISTIO_MUTUAL") {
    for (const field of certificates) yield ownCertificates(field, tls);
    return;
  }
  const pair = files.flatMap((key) => written(tls, key));
  const others = sources.flatMap((key) => written(tls, key));
  const [first, second] = [...(pair.length === 2 ? pair.slice(0, 1) : []), ...others];
  // With `credentialNames` the CRD refuses it, and other findings say so.
  const bySchema = others.some(({ step }) => step === "credentialNames") && pair.length < 2;
  if (first && second && !bySchema) yield twoSources(first, second);
  const terminates = /^(?:SIMPLE|(?:OPTIONAL_)?MUTUAL)$/.test(mode);
  if (!terminates || others.some(({ step }) => step !== "tlsCertificates")) {
    const revoked = written(tls, "caCrl")[0];
    const named = written(tls, "credentialName")[0];
    if (revoked && named && !terminates) yield revocation(revoked, "with `credentialName`");
    return;
  }
  yield* missing(tls, mode);
}

function written(map: Field, key: string): readonly Field[] {
  const field = map.get(key);
  const empty = field?.text === "" || (field?.isList && field.items().length === 0);
  return field === undefined || empty === true ? [] : [field];
}

function* missing(tls: Field, mode: string): Iterable<Fault> {
  const asked = mode !== "SIMPLE" && written(tls, "caCertificates").length === 0;
  const listed = written(tls, "tlsCertificates")[0]?.items() ?? [];
  for (const holder of listed.length > 0 ? listed : [tls]) {
    const absent = files.filter((key) => written(holder, key).length === 0);
    if (holder === tls && asked) absent.push("caCertificates");
    if (absent.length > 0) yield lacking(holder, tls, absent);
  }
  if (asked && listed.length > 0) yield lacking(tls, tls, ["caCertificates"]);
  const revoked = written(tls, "caCrl")[0];
  if (revoked && mode === "SIMPLE") yield revocation(revoked, "in mode `SIMPLE`");
}

function ownCertificates(field: Field, tls: Field): Fault {
  return {
    headline: `\`ISTIO_MUTUAL\` brings its own certificates, so \`${String(field.step)}\` is refused`,
    primary: { span: field.keySpan, text: "not used" },
    related: [{ span: tls.get("mode")?.span ?? tls.keySpan, text: "certificates of the mesh" }],
    help: `remove \`${String(field.step)}\`, or use \`mode: MUTUAL\``,
  };
}

function twoSources(first: Field, second: Field): Fault {
  return {
    headline: `\`${String(first.step)}\` and \`${String(second.step)}\` are mutually exclusive`,
    primary: { span: second.keySpan, text: "certificates, again" },
    related: [{ span: first.keySpan, text: "certificates" }],
    help: "keep one source: a Secret in `credentialName`, or mounted files",
  };
}

function lacking(holder: Field, tls: Field, absent: readonly string[]): Fault {
  const mode = tls.get("mode")?.text ?? "";
  return {
    headline: `\`${mode}\` needs ${list(absent)}`,
    primary: { span: tls.get("mode")?.span ?? tls.keySpan, text: "shows a certificate" },
    ...(holder !== tls && { related: [{ span: holder.span, text: "incomplete" }] }),
    help: "name a Secret in `credentialName`, or set the paths of all files",
  };
}

function revocation(field: Field, where: string): Fault {
  return {
    headline: `\`caCrl\` is refused ${where}`,
    primary: { span: field.keySpan, text: "cannot be used here" },
    help: "put the revocation list into the Secret, or use mode `MUTUAL` with files",
  };
}
