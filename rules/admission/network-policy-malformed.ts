import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { misnamedPort, noTransport } from "../../src/rule/port-refusals.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import {
  rangeFaults,
  peerFaults,
  emptyPeer,
  tooMany,
  unknownType,
} from "../../src/rule/network-policy-refusals.ts";

const type = "networking.k8s.io/NetworkPolicy";
const specs: Places = { [type]: ["spec"] };

const ports: Places = { [type]: ["spec.ingress[].ports[]", "spec.egress[].ports[]"] };

const peers: Places = { [type]: ["spec.ingress[].from[]", "spec.egress[].to[]"] };

const policyTypes: Places = { [type]: ["spec.policyTypes[]"] };

export const networkPolicyMalformed = defineRule({
  id: "network-policy-malformed",
  topic: "admission",
  summary: "a port, peer or address range of a NetworkPolicy that the API server rejects",
  severity: "error",
  severityWhere: { warning: "one word of a name may be a token that a script replaces" },
  reads: "resource",
  fields: specs,
  evidence: [
    kubernetes(
      "pkg/apis/networking/validation/validation.go",
      "ValidateNetworkPolicyPort, ValidateNetworkPolicyPeer, ValidateIPBlock, ValidateNetworkPolicySpec",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    for (const port of placesOf(resource, ports)) {
      yield* noTransport(port);
      yield* misnamedPort(port.get("port"));
      yield* rangeFaults(port);
    }
    for (const peer of placesOf(resource, peers)) {
      const isEmpty = peer.isMap && peer.keys.length === 0;
      if (isEmpty && !mesh.isPatched(resource, "spec")) yield emptyPeer(peer);
      yield* peerFaults(peer);
    }
    for (const [index, policyType] of placesOf(resource, policyTypes).entries()) {
      const { text } = policyType;
      if (index === 2) yield tooMany(policyType);
      if (text === undefined || text === "Ingress" || text === "Egress") continue;
      yield unknownType(policyType, text);
    }
  },
});
