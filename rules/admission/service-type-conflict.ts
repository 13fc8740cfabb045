import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import {
  typeOf,
  valueFaults,
  conflictsIn,
  missingPorts,
} from "../../src/rule/service-type-refusals.ts";

const places: Places = { "/Service": ["spec"] };

export const serviceTypeConflict = defineRule({
  id: "service-type-conflict",
  topic: "admission",
  summary: "settings of a Service that its `type` does not allow",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "validateService, validateServiceExternalTrafficPolicy, validateLoadBalancerClassField",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    for (const spec of placesOf(resource, places)) {
      if (!spec.isMap) continue;
      yield* valueFaults(spec);
      const found = conflictsIn(spec, typeOf(spec));
      if (found.length > 0 && !mesh.isPatched(resource, "spec")) yield* found;
      yield* missingPorts(resource, spec, mesh);
    }
  },
});
