import { connectionPools, connectionPoolsOf } from "../../src/rule/connection-pools.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Values to start with: gRPC servers permit a ping in 5 minutes and wait 20 seconds for an answer. */
const usual = { interval: "5m", timeout: "20s" } as const;

export const http2KeepaliveIncomplete = defineRule({
  id: "http2-keepalive-incomplete",
  topic: "admission",
  summary: "`http2KeepAlive` without `interval` or `timeout`",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: connectionPools("http.http2KeepAlive"),
  evidence: [
    istio("pkg/config/validation/validation.go", "validateConnectionPool: http2 keepalive"),
  ],
  fixable: "unsafe",
  *check(resource) {
    for (const pool of connectionPoolsOf(resource)) {
      const keepAlive = pool.at("http", "http2KeepAlive");
      const complete = keepAlive?.get("interval") && keepAlive.get("timeout");
      if (keepAlive?.isMap === true && !complete) yield incomplete(resource, keepAlive);
    }
  },
});

function incomplete(resource: Resource, keepAlive: Field): Finding {
  const interval = keepAlive.get("interval");
  const timeout = keepAlive.get("timeout");
  const missing = timeout ? "interval" : interval ? "timeout" : "interval` and `timeout";
  const beside = interval ?? timeout;
  const entry = timeout ? `interval: ${usual.interval}` : `timeout: ${usual.timeout}`;
  const edit = beside && addAfter(beside, entry);
  return webhookRefusal(resource, {
    headline: `\`http2KeepAlive\` also needs \`${missing}\``,
    primary: { span: keepAlive.keySpan, text: "both are required" },
    ...(beside && { related: [{ span: beside.keySpan, text: "the only one" }] }),
    help: "set both, such as `interval: 5m`, the minimum that gRPC servers permit, and `timeout: 20s`",
    ...(edit && {
      fix: { title: `add \`${entry}\` (pings then start)`, safe: false, edits: [edit] },
    }),
  });
}
