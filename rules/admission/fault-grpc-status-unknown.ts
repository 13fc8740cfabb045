import { findGrpcStatus, grpcStatusNames } from "../../src/mesh/objects/grpc-status.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Field } from "../../src/yaml/field.ts";

const known: ReadonlySet<string> = new Set(grpcStatusNames);

export const faultGrpcStatusUnknown = defineRule({
  id: "fault-grpc-status-unknown",
  topic: "admission",
  summary: "the `grpcStatus` of an abort is not a valid gRPC status name",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault.abort.grpcStatus"] },
  evidence: [
    istio("pkg/util/grpc/codes.go", "SupportedGRPCStatus: upper case names"),
    thread("istio/istio#39295", "upper case names such as `UNAVAILABLE`"),
  ],
  fixable: "safe",
  *check({ field }) {
    const status = field.at("fault", "abort", "grpcStatus");
    const text = status?.text;
    if (status === undefined || text === undefined) return;
    if (!known.has(text) && !isPlaceholder(text)) yield unknownStatus(status, text);
  },
});

function unknownStatus(status: Field, text: string): Finding {
  const meant = findGrpcStatus(text) ?? similarName(text, grpcStatusNames);
  const edit = meant === undefined ? undefined : replaceText(status, meant);
  return {
    headline: `\`${text}\` is not the name of a gRPC status`,
    primary: { span: status.span, text: "not known to Istio" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help:
      meant === undefined
        ? `use ${oneOf(grpcStatusNames.slice(1), grpcStatusNames.length)}`
        : `use \`${meant}\`: upper case, words separated by \`_\``,
    ...(edit && { fix: { title: `use \`${meant}\``, safe: true, edits: [edit] } }),
  };
}
