import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "gateway.networking.k8s.io/Gateway": ["spec.listeners[]"],
  "gateway.networking.k8s.io/ListenerSet": ["spec.listeners[]"],
};

export const listenerTlsMismatch = defineRule({
  id: "listener-tls-mismatch",
  topic: "admission",
  summary: "the TLS settings of a listener do not match its protocol, or have no certificate",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/gateway_types.go", "GatewaySpec.listeners: tls by protocol (CEL)"),
    gatewayApi("apis/v1/gateway_types.go", "ListenerTLSConfig: certificateRefs or options (CEL)"),
  ],
  *check(resource) {
    for (const listener of placesOf(resource, places)) {
      const protocol = listener.get("protocol");
      const name = protocol?.text ?? "";
      const tls = listener.get("tls");
      const mode = tls?.get("mode");
      if (protocol && tls && plain.has(name)) yield onPlaintext(tls, protocol, name);
      if (protocol && !tls && name === "TLS") yield withoutTls(listener, protocol);
      if (protocol && mode?.text === "Passthrough" && name === "HTTPS") {
        yield passedThrough(mode, protocol);
      }
      if (tls?.isMap === true && (mode?.text ?? "Terminate") === "Terminate") {
        if (isEmpty(tls.get("certificateRefs")) && isEmpty(tls.get("options")))
          yield noCertificate(tls);
      }
    }
  },
});

const plain: ReadonlySet<string> = new Set(["HTTP", "TCP", "UDP"]);

function isEmpty(field: Field | undefined): boolean {
  return field === undefined || (field.items().length === 0 && field.fields().length === 0);
}

function onPlaintext(tls: Field, protocol: Field, name: string): Finding {
  return refusal({
    headline: `\`tls\` is not allowed on ${name === "HTTP" ? "an" : "a"} ${name} listener`,
    primary: { span: tls.keySpan, text: "for HTTPS and TLS" },
    related: [{ span: protocol.span, text: "plaintext" }],
    help: `use \`protocol: ${name === "HTTP" ? "HTTPS" : "TLS"}\`, or remove \`tls\``,
  });
}

function withoutTls(listener: Field, protocol: Field): Finding {
  return refusal({
    headline: "a TLS listener needs `tls`",
    primary: { span: tokenSpan(listener), text: "lacks `tls`" },
    related: [{ span: protocol.span, text: "the protocol" }],
    help: "add `tls` with `mode: Passthrough`, or `mode: Terminate` and `certificateRefs`",
  });
}

function passedThrough(mode: Field, protocol: Field): Finding {
  return refusal({
    headline: "an HTTPS listener cannot use `Passthrough`",
    primary: { span: mode.span, text: "for TLS listeners only" },
    related: [{ span: protocol.span, text: "needs decrypted requests" }],
    help: "use `protocol: TLS` and a TLSRoute to pass TLS through, or `mode: Terminate`",
  });
}

function noCertificate(tls: Field): Finding {
  return refusal({
    headline: "a listener that terminates TLS needs a certificate",
    primary: { span: tls.keySpan, text: "no `certificateRefs`" },
    help: "add `certificateRefs` with the name of a Secret",
  });
}
