import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "gateway.networking.k8s.io/Gateway": ["spec.listeners[]"],
  "gateway.networking.k8s.io/ListenerSet": ["spec.listeners[]"],
};

export const listenerConflict = defineRule({
  id: "listener-conflict",
  topic: "admission",
  summary: "two listeners with the same port, protocol and hostname",
  severity: "error",
  answers: ["KIA1503"],
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/gateway_types.go",
      "GatewaySpec.listeners: combination of port, protocol and hostname must be unique (CEL)",
    ),
  ],
  *check(resource) {
    const seen = new Map<string, Field>();
    for (const listener of placesOf(resource, places)) {
      const identity = identityOf(listener);
      if (identity === undefined) continue;
      const earlier = seen.get(identity);
      if (earlier) yield same(listener, earlier);
      else seen.set(identity, listener);
    }
  },
});

/** What tells listeners apart; a hostname that is not written differs from an empty one. */
function identityOf(listener: Field): string | undefined {
  const port = listener.get("port")?.number()?.value;
  const protocol = listener.get("protocol")?.text;
  const hostname = listener.get("hostname")?.text;
  if (port === undefined || protocol === undefined) return undefined;
  return JSON.stringify([port, protocol, hostname ?? null]);
}

function same(listener: Field, earlier: Field): Finding {
  const port = listener.get("port")?.number()?.value ?? 0;
  return refusal({
    headline: `two listeners have port ${port} with the same protocol and hostname`,
    primary: { span: token(listener), text: "the second one" },
    related: [{ span: token(earlier), text: "the first one" }],
    help: "give one of them another `hostname` or port, or merge them",
  });
}

function token(listener: Field): Field["span"] {
  return (listener.get("port") ?? listener).span;
}
