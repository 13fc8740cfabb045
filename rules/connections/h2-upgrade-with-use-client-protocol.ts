import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const h2UpgradeWithUseClientProtocol = defineRule({
  id: "h2-upgrade-with-use-client-protocol",
  topic: "connections",
  summary: "`h2UpgradePolicy: UPGRADE` and `useClientProtocol` ask for opposite things",
  severity: "error",
  reads: "trafficPolicy",
  evidence: [
    istio("pkg/config/validation/validation.go", "validateConnectionPool: use client protocol"),
  ],
  fixable: "unsafe",
  *check({ connectionPool }) {
    const upgrade = connectionPool?.at("http", "h2UpgradePolicy");
    const client = connectionPool?.at("http", "useClientProtocol");
    if (upgrade?.string()?.value !== "UPGRADE" || client?.boolean()?.value !== true) return;
    yield exclusive(upgrade, client);
  },
});

function exclusive(upgrade: Field, client: Field): Finding {
  const edit = removeField(client);
  return {
    headline: "`h2UpgradePolicy: UPGRADE` and `useClientProtocol: true` exclude each other",
    primary: { span: client.keySpan, text: "what the client speaks" },
    related: [{ span: upgrade.span, text: "always HTTP/2" }],
    note: "Istio's webhook refuses the DestinationRule, so none of its settings reach gRPC calls",
    help: "for a gRPC backend drop `useClientProtocol`: gRPC needs HTTP/2",
    ...(edit && {
      fix: { title: "drop `useClientProtocol` (always HTTP/2)", safe: false, edits: [edit] },
    }),
  };
}
