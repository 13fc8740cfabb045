import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Alert } from "../../src/mesh/objects/alerts.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc, istio } from "../../src/rule/rule.ts";

export const alertIgnoresGrpcStatus = defineRule({
  id: "alert-ignores-grpc-status",
  topic: "observability",
  summary: "an alert detects failed calls by `response_code`, which is 200 for gRPC calls",
  severity: "info",
  reads: "alert",
  evidence: [
    grpc(
      "doc/PROTOCOL-HTTP2.md",
      "Responses: HTTP-Status 200; the outcome is grpc-status in the trailers",
    ),
    istio(
      "docs/reference/config/metrics",
      "istio_requests_total: response_code, and grpc_response_status for gRPC",
    ),
  ],
  *check(alert, mesh) {
    const port = looksForCodes(alert) ? grpcPort(mesh) : undefined;
    if (port) yield ignored(alert, port);
  },
});

const metric = /\bistio_requests_total\b/;
const compared = /\bresponse_code\s*(?:=~?|!~)\s*["']([^"']*)/g;
/** The status of gRPC counts as well, or calls of HTTP alone are meant. */
const considered =
  /\b(?:grpc_response_status|destination_service|request_protocol\s*=~?\s*["']http["'])/;

function looksAtCodes(text: string): boolean {
  return Array.from(text.matchAll(compared), ([, codes = ""]) => codes).some((it) =>
    /[2-5]/.test(it),
  );
}

function looksForCodes({ expression }: Alert): boolean {
  const text = expression.text ?? "";
  return metric.test(text) && looksAtCodes(text) && !considered.test(text);
}

function grpcPort(mesh: Mesh): ServicePort | undefined {
  return mesh.all.servicePort().find(({ protocol }) => protocol === "GRPC");
}

function ignored({ expression, name }: Alert, { protocolSpan }: ServicePort): Finding {
  return {
    headline: `\`${name}\` does not see failed gRPC calls: their \`response_code\` is 200`,
    primary: { span: expression.span, text: "checks HTTP codes only" },
    related: [{ span: protocolSpan, text: "a Service that serves gRPC" }],
    note: "a gRPC call that fails with UNAVAILABLE (14) or INTERNAL (13) counts as a success here",
    help: 'add a second selector for `request_protocol="grpc"` with `grpc_response_status=~"2|4|8|13|14"`',
  };
}
