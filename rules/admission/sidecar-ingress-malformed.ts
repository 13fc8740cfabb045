import { parseProtocol } from "../../src/mesh/objects/protocol.ts";
import { localEndpointFault } from "../../src/validate/local-endpoint.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { removeField } from "../../src/rule/removals.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

export const sidecarIngressMalformed = defineRule({
  id: "sidecar-ingress-malformed",
  topic: "admission",
  summary: "an ingress listener of a Sidecar is not valid",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": [""] },
  evidence: [istio("pkg/config/validation/validation.go", "ValidateSidecar: ingress")],
  fixable: "safe",
  *check(resource) {
    const ports = new Map<number, Field>();
    for (const listener of wholeSpec(resource, "Sidecar")?.get("ingress")?.items() ?? []) {
      const number = listener.at("port", "number");
      const value = number?.number()?.value;
      const first = value === undefined ? undefined : ports.get(value);
      if (number && first) yield webhookRefusal(resource, taken(number, first));
      else if (number && value !== undefined) ports.set(value, number);
      for (const fault of faultsOf(listener)) yield webhookRefusal(resource, fault);
    }
  },
});

type Fault = Omit<Finding, "note">;

function* faultsOf(listener: Field): Iterable<Fault> {
  const target = listener.at("port", "targetPort");
  if (target && (target.number()?.value ?? 0) > 0) yield withTarget(target);
  const endpoint = listener.get("defaultEndpoint");
  const fault = localEndpointFault(endpoint?.text ?? "");
  if (endpoint && fault !== undefined) yield notLocal(endpoint, fault);
  const tls = listener.get("tls");
  if (tls?.isMap === true && listener.get("port")) yield* tlsFaults(listener, tls);
}

const unsupported = ["subjectAltNames", "credentialName", "credentialNames", "tlsCertificates"];

function* tlsFaults(listener: Field, tls: Field): Iterable<Fault> {
  for (const field of tls.pick(unsupported)) {
    const empty = field.text === "" || (field.isList && field.items().length === 0);
    if (!empty) yield notHere(field);
  }
  const redirect = tls.get("httpsRedirect");
  if (redirect?.boolean()?.value === true) yield notHere(redirect);
  const mode = tls.get("mode");
  if (mode && /^(?:ISTIO_MUTUAL|AUTO_PASSTHROUGH)$/.test(mode.text ?? "")) {
    yield notHere(mode);
  }
  const protocol = listener.at("port", "protocol");
  if (!/^(?:HTTPS|TLS)$/.test(parseProtocol(protocol?.text ?? ""))) {
    yield plaintext(tls, protocol ?? listener.get("port"));
  }
}

function taken(number: Field, first: Field): Fault {
  return {
    headline: `two ingress listeners have port ${number.number()?.value ?? ""}`,
    primary: { span: number.span, text: "the same port" },
    related: [{ span: first.span, text: "taken here" }],
    help: "keep one listener per port",
  };
}

function withTarget(target: Field): Fault {
  return {
    headline: "`targetPort` is not allowed in a Sidecar",
    primary: { span: target.keySpan, text: "refused" },
    help: "remove it; the pod listens on `number`",
    ...offerFix(removeField(target), { title: "remove it", safe: true }),
  };
}

function notLocal(endpoint: Field, label: string): Fault {
  return {
    headline: `\`${shorten(endpoint.text ?? "")}\` is not an address inside the pod`,
    primary: { span: endpoint.span, text: label },
    help: "use `127.0.0.1:8080`, `0.0.0.0:8080`, `[::1]:8080` or `unix:///path`",
  };
}

function notHere(field: Field): Fault {
  const written = field.step === "mode" ? `mode: ${field.text ?? ""}` : field.step;
  return {
    headline: `\`${String(written)}\` is not supported in a Sidecar`,
    primary: { span: field.keySpan, text: "for Gateways only" },
    help: "remove it; a Sidecar uses `serverCertificate`, `privateKey` and `caCertificates`",
    ...offerFix(removeField(field), { title: "remove it", safe: true }),
  };
}

function plaintext(tls: Field, port: Field | undefined): Fault {
  return {
    headline: "`tls` is only allowed on HTTPS and TLS ports",
    primary: { span: tls.keySpan, text: "TLS settings" },
    ...(port && { related: [{ span: port.span, text: "plaintext" }] }),
    help: "use `protocol: HTTPS` (or `TLS`), or remove `tls`",
  };
}
