import { connectionPools, connectionPoolsOf } from "../../src/rule/connection-pools.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const h2UpgradeWithUseClientProtocol = defineRule({
  id: "h2-upgrade-with-use-client-protocol",
  topic: "admission",
  summary: "`h2UpgradePolicy: UPGRADE` and `useClientProtocol` contradict each other",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: connectionPools("http.h2UpgradePolicy"),
  evidence: [
    istio("pkg/config/validation/validation.go", "validateConnectionPool: use client protocol"),
  ],
  fixable: "unsafe",
  *check(resource) {
    for (const pool of connectionPoolsOf(resource)) {
      const upgrade = pool.at("http", "h2UpgradePolicy");
      const client = pool.at("http", "useClientProtocol");
      if (upgrade?.text !== "UPGRADE" || client?.boolean()?.value !== true) continue;
      yield exclusive(resource, upgrade, client);
    }
  },
});

function exclusive(resource: Resource, upgrade: Field, client: Field): Finding {
  const edit = removeField(client);
  return webhookRefusal(resource, {
    headline: "`h2UpgradePolicy: UPGRADE` and `useClientProtocol: true` are mutually exclusive",
    primary: { span: client.keySpan, text: "uses the client's protocol" },
    related: [{ span: upgrade.span, text: "always HTTP/2" }],
    help: "for a gRPC backend remove `useClientProtocol`: gRPC needs HTTP/2",
    ...(edit && {
      fix: { title: "remove `useClientProtocol` (always HTTP/2)", safe: false, edits: [edit] },
    }),
  });
}
