import { durationAt } from "../../src/mesh/objects/duration.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].timeouts"] };

export const backendTimeoutBeyondRequest = defineRule({
  id: "backend-timeout-beyond-request",
  topic: "admission",
  summary: "one attempt may take longer than the whole request",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/httproute_types.go",
      "HTTPRouteTimeouts: backendRequest timeout cannot be longer than request timeout (CEL)",
    ),
  ],
  *check(resource) {
    for (const timeouts of placesOf(resource, places)) {
      const backend = timeouts.get("backendRequest");
      const request = timeouts.get("request");
      const most = durationAt(request)?.value ?? 0;
      const one = durationAt(backend)?.value ?? 0;
      if (request && backend && most !== 0 && one > most) yield tooLong(backend, request);
    }
  },
});

function tooLong(backend: Field, request: Field): Finding {
  const most = request.text ?? "";
  return refusal({
    headline: `an attempt may take longer than the whole request, which is limited to \`${most}\``,
    primary: { span: backend.span, text: "per attempt" },
    related: [{ span: request.span, text: "for all attempts" }],
    help: `set \`backendRequest\` to at most \`${most}\`, or raise \`request\``,
  });
}
