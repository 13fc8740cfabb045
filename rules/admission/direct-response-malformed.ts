import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { withoutTrailing } from "../../src/text/trim.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

const kilobyte = 1024;

export const directResponseMalformed = defineRule({
  id: "direct-response-malformed",
  topic: "admission",
  summary: "a direct response has an invalid status, or a body over 1 MB",
  severity: "error",
  severityWhere: { warning: "Istio accepts a body of this size with a warning" },
  answers: ["IST0106"],
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].directResponse"] },
  evidence: [istio("pkg/config/validation/validation.go", "validateHTTPDirectResponse")],
  *check(service) {
    for (const route of service.http) {
      const response = route.get("directResponse");
      if (response?.isMap !== true) continue;
      const status = response.get("status");
      const code = status?.number()?.value;
      if (status && code !== undefined && (code < 200 || code > 600))
        yield noStatus(service, status);
      const body = response.at("body", "string") ?? response.at("body", "bytes");
      if (body) yield* bodySize(service, body);
    }
  },
});

function* bodySize(service: VirtualService, body: Field): Iterable<Finding> {
  const text = body.text ?? "";
  const size =
    body.step === "bytes"
      ? Math.floor((withoutTrailing(text, "=").length * 3) / 4)
      : new TextEncoder().encode(text).length;
  if (size > kilobyte * kilobyte) yield tooLarge(service, body);
  else if (size > 100 * kilobyte) yield large(body);
}

function noStatus({ resource }: VirtualService, status: Field): Finding {
  return webhookRefusal(resource, {
    headline: `${status.number()?.value ?? ""}is not a valid HTTP status`,
    primary: { span: status.span, text: "not from 200 to 600" },
    help: "use an HTTP status; gRPC clients read 503 as UNAVAILABLE (14)",
  });
}

function tooLarge({ resource }: VirtualService, body: Field): Finding {
  return webhookRefusal(resource, {
    headline: "the body of this direct response is over 1 MB",
    primary: { span: body.keySpan, text: "too large" },
    help: "serve it from a Service",
  });
}

function large(body: Field): Finding {
  return {
    headline: "the body of this direct response is over 100 kB",
    primary: { span: body.keySpan, text: "pushed to every proxy" },
    note: "Istio's webhook warns: the body is pushed to every proxy with each route change",
    help: "serve it from a Service",
    severity: "warning",
  };
}
