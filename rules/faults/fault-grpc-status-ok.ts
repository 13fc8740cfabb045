import { defineRule, grpc, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const faultGrpcStatusOk = defineRule({
  id: "fault-grpc-status-ok",
  topic: "faults",
  summary: "an abort ends calls with the status OK, which is not a failure",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault.abort.grpcStatus"] },
  evidence: [
    grpc("doc/statuscodes.md", "OK is returned on success"),
    thread(
      "grpc/grpc-go#9201",
      "an abort with OK opens a stream that only fails later, at the end of it",
    ),
  ],
  *check({ field }) {
    const status = field.at("fault", "abort", "grpcStatus");
    if (status?.text === "OK") yield noFailure(status);
  },
});

function noFailure(status: Field): Finding {
  return {
    headline: "this abort ends calls with `OK`, which no caller treats as a failure",
    primary: { span: status.span, text: "success" },
    note: "callers get OK (0) without a response message: some libraries report success, others their own error",
    help: "use the status to test, such as `UNAVAILABLE`, or remove the abort",
  };
}
