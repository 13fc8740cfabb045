import { connectionPools, connectionPoolsOf } from "../../src/rule/connection-pools.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

export const connectionPoolEmpty = defineRule({
  id: "connection-pool-empty",
  topic: "admission",
  summary: "a `connectionPool` with neither `http` nor `tcp`",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: connectionPools(),
  evidence: [
    istio("pkg/config/validation/validation.go", "connection pool must have at least one field"),
  ],
  *check(resource) {
    for (const pool of connectionPoolsOf(resource)) {
      if (pool.isMap && !pool.get("http") && !pool.get("tcp")) yield empty(resource, pool);
    }
  },
});

function empty(resource: Resource, pool: Field): Finding {
  return webhookRefusal(resource, {
    headline: "this connection pool has no settings",
    primary: { span: pool.keySpan, text: "neither `http` nor `tcp`" },
    help: "set `http` (such as `http2MaxRequests`) or `tcp`, or remove it",
  });
}
