import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";
import {
  isSimple,
  isEmpty,
  ofSelector,
  of,
  isOpenMap,
  mismatch,
  empty,
} from "../../src/rule/selector-refusals.ts";

const places: Places = {
  "/ReplicationController": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": ["spec.selector"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/ReplicaSet": ["spec.selector"],
};

export const selectorTemplateMismatch = defineRule({
  id: "selector-template-mismatch",
  topic: "admission",
  summary: "the `selector` of a workload does not select its own pods",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    kubernetes(
      "pkg/apis/apps/validation/validation.go",
      "`selector` does not match template `labels`; empty selector is invalid",
      "1.36",
    ),
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "ValidatePodTemplateSpecForRC: `selector` does not match template `labels`",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    const template = resource.spec?.get("template");
    const written = template?.at("metadata", "labels");
    const labels = written?.stringMap() ?? new Map<string, Located<string>>();
    if (!template?.isMap || isOpenMap(written)) return;
    for (const selector of placesOf(resource, places)) {
      const found = isSimple(selector)
        ? of(selector.fields(), labels)
        : ofSelector(selector, labels);
      const [missed] = found;
      if (missed && !mesh.isPatched(resource, "spec")) yield mismatch(missed, template, labels);
      else if (selector.isMap && isEmpty(selector) && !mesh.isPatched(resource, "spec"))
        yield empty(selector);
    }
  },
});
