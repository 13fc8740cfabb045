import {
  type GrpcStatus,
  grpcStatusMeantByHttp,
  grpcStatusOfHttp,
  grpcStatusTitle,
} from "../../src/mesh/objects/grpc-status.ts";
import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { renameKey, replaceValue } from "../../src/rule/edits.ts";
import { defineRule, envoy } from "../../src/rule/rule.ts";
import type { Edit, Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const faultHttpStatusMapped = defineRule({
  id: "fault-http-status-mapped",
  topic: "faults",
  summary: "an abort of gRPC calls has an HTTP status that callers see as another gRPC status",
  severity: "info",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault.abort.httpStatus"] },
  evidence: [envoy("source/common/grpc/status.cc", "httpToGrpcStatus, grpcToHttpStatus")],
  fixable: "unsafe",
  *check({ field, evidence }) {
    const status = field.at("fault", "abort", "httpStatus");
    const value = status?.number()?.value;
    const [reason] = evidence;
    if (status === undefined || value === undefined || reason === undefined) return;
    const [meant, seen] = [grpcStatusMeantByHttp(value), grpcStatusOfHttp(value)];
    if (meant && meant !== seen) yield seenAsAnother(status, { value, meant, seen, reason });
  },
});

interface Mapping {
  readonly value: number;
  readonly meant: GrpcStatus;
  readonly seen: GrpcStatus;
  readonly reason: GrpcEvidence;
}

function seenAsAnother(status: Field, { value, meant, seen, reason }: Mapping): Finding {
  const edits = rewrite(status, meant);
  return {
    headline: `gRPC callers see \`httpStatus: ${value}\` as ${seen}, not as ${meant}`,
    primary: { span: status.span, text: `becomes ${grpcStatusTitle(seen)}` },
    related: [{ span: reason.span, text: reason.text }],
    note: `the test shows how callers treat ${grpcStatusTitle(seen)}; ${grpcStatusTitle(meant)} stays untested`,
    help: `use \`grpcStatus: ${meant}\`, or \`grpcStatus: ${seen}\` if that is intended`,
    ...(edits && {
      fix: { title: `use \`grpcStatus: ${meant}\`: callers then see that`, safe: false, edits },
    }),
  };
}

function rewrite(status: Field, name: string): readonly Edit[] | undefined {
  if (status.parent?.get("grpcStatus")) return undefined;
  const [key, value] = [renameKey(status, "grpcStatus"), replaceValue(status, name)];
  return key && value && [key, value];
}
