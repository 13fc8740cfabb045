import { envoyBreaches, shortType } from "../../src/mesh/ask/envoy-breaches.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { ProtoBreach } from "../../src/schema/protos/proto-breaches.ts";
import { oneOf } from "../../src/text/lists.ts";

export const envoyValueIncomplete = defineRule({
  id: "envoy-value-incomplete",
  topic: "envoy-filters",
  summary: "the value of a patch lacks a field that Envoy requires",
  severity: "error",
  reads: "envoyPatch",
  evidence: [
    envoy(
      "api/envoy/extensions/upstreams/http/v3/http_protocol_options.proto",
      "`option (validate.required) = true` of oneofs, `required: true` of messages",
    ),
    istio(
      "pkg/proto/merge/merge.go",
      "mergeMap: replaces, rather than merges into, existing entries",
    ),
    thread("istio/istio#49660", "merged HttpProtocolOptions without a protocol: cluster refused"),
  ],
  *check(patch) {
    for (const breach of envoyBreaches(patch)) {
      if (breach.kind === "missing" && !isMessageSet(breach)) yield incomplete(patch, breach);
    }
  },
});

/** A type that is not written says nothing of what it needs. */
function isMessageSet({ field }: ProtoBreach): boolean {
  return field.keys.length === 0 && field.get("@type") !== undefined;
}

function incomplete({ resource }: EnvoyPatch, { field, message, names }: ProtoBreach): Finding {
  const isReplaced = message === protocolOptions && field.parent?.isMap === true;
  return {
    headline:
      names.length === 1
        ? `Envoy requires ${oneOf(names)} in ${shortType(message)}`
        : `Envoy requires one of ${names.length} fields in ${shortType(message)}`,
    primary: {
      span: tokenSpan(field),
      text: isReplaced ? "replaces Istio's entry" : "incomplete",
    },
    note: isReplaced
      ? `MERGE replaces whole entries of a map: the HTTP/2 setting of gRPC is gone, and Envoy refuses the clusters`
      : `Envoy refuses the changes of \`${resource.name}\` and keeps its old configuration; new pods start without it`,
    help: isReplaced
      ? "add `explicit_http_config: { http2_protocol_options: {} }`, and match only clusters that speak gRPC"
      : `add ${names.length === 1 ? "" : "one of "}${oneOf(names)}`,
  };
}

const protocolOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
