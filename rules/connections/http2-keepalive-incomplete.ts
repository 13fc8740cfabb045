import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Values to start with: gRPC servers permit a ping in 5 minutes and wait 20 seconds for an answer. */
const usual = { interval: "5m", timeout: "20s" } as const;

export const http2KeepaliveIncomplete = defineRule({
  id: "http2-keepalive-incomplete",
  topic: "connections",
  summary: "`http2KeepAlive` without `interval` or `timeout`",
  severity: "error",
  reads: "trafficPolicy",
  evidence: [
    istio("pkg/config/validation/validation.go", "validateConnectionPool: http2 keepalive"),
  ],
  fixable: "unsafe",
  *check({ connectionPool }) {
    const keepAlive = connectionPool?.at("http", "http2KeepAlive");
    if (keepAlive?.isMap !== true) return;
    const interval = keepAlive.get("interval");
    const timeout = keepAlive.get("timeout");
    if (!interval || !timeout) yield incomplete(keepAlive, interval, timeout);
  },
});

function incomplete(
  keepAlive: Field,
  interval: Field | undefined,
  timeout: Field | undefined,
): Finding {
  const missing = timeout ? "interval" : interval ? "timeout" : "interval` and `timeout";
  const beside = interval ?? timeout;
  const entry = timeout ? `interval: ${usual.interval}` : `timeout: ${usual.timeout}`;
  const edit = beside && addAfter(beside, entry);
  return {
    headline: `\`http2KeepAlive\` needs \`${missing}\` as well`,
    primary: { span: keepAlive.keySpan, text: "both are required" },
    ...(beside && { related: [{ span: beside.keySpan, text: "the only one" }] }),
    note: "Istio's webhook refuses the DestinationRule: gRPC connections that died go unnoticed, as before",
    help: "set both, such as `interval: 5m` and `timeout: 20s`, gRPC's own defaults for servers",
    ...(edit && {
      fix: { title: `add \`${entry}\` (pings begin with it)`, safe: false, edits: [edit] },
    }),
  };
}
