import { pathTree } from "../../src/mesh/objects/path-tree.ts";
import { isClaim } from "../../src/validate/header-name.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAlong } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Located } from "../../src/yaml/source.ts";

const headers = pathTree([
  ["match[].headers{}", true],
  ["match[].withoutHeaders{}", true],
]);

export const claimMatchInMesh = defineRule({
  id: "claim-match-in-mesh",
  topic: "admission",
  summary: "a VirtualService that matches JWT claims is also used by sidecars",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].match[].headers",
      "spec.http[].match[].withoutHeaders",
    ],
  },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "JWT claim based routing is only supported for gateway",
    ),
  ],
  *check(service) {
    if (!service.viaMesh) return;
    for (const route of service.http) {
      for (const [field] of fieldsAlong(route, headers)) {
        if (isClaim(String(field.step))) yield unseen(service, field.key);
      }
    }
  },
});

function unseen({ resource, gateways }: VirtualService, claim: Located<string>): Finding {
  const mesh = gateways.find(({ value }) => value === "mesh");
  return webhookRefusal(resource, {
    headline: "JWT claims can be matched only at gateways",
    primary: { span: claim.span, text: "not available to sidecars" },
    ...(mesh && { related: [{ span: mesh.span, text: "includes sidecars" }] }),
    help: "list only gateways in `gateways`, without `mesh`",
  });
}
