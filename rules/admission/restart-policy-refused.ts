import { podPlaces } from "../../src/mesh/ask/pod-places.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import { shorten } from "../../src/text/shorten.ts";
import type { Field } from "../../src/yaml/field.ts";

const specs = podPlaces();
const inJobs = ["OnFailure", "Never"];

export const restartPolicyRefused = defineRule({
  id: "restart-policy-refused",
  topic: "admission",
  summary: "a `restartPolicy` that the kind does not allow",
  severity: "error",
  reads: "resource",
  fields: specs,
  evidence: [
    kubernetes(
      "pkg/apis/apps/validation/validation.go",
      "ValidatePodTemplateSpecForReplicaSet, ValidateStatefulSetSpec, ValidateDaemonSetSpec: only Always",
      "1.36",
    ),
    kubernetes(
      "pkg/apis/batch/validation/validation.go",
      "validateJobSpec: OnFailure or Never, and no default",
      "1.36",
    ),
    kubernetes("pkg/apis/core/validation/validation.go", "validateRestartPolicy", "1.36"),
  ],
  *check(resource, mesh) {
    const allowed = allowedFor(resource);
    for (const spec of placesOf(resource, specs)) {
      const policy = spec.get("restartPolicy");
      // Left out or empty it is Always.
      const value = policy?.text === undefined || policy.text === "" ? "Always" : policy.text;
      if (allowed.includes(value) || !spec.isMap) continue;
      if (policy?.text) yield refused(resource, policy, allowed);
      else if (!mesh.isPatched(resource, "spec")) yield absent(resource, spec);
    }
  },
});

function allowedFor({ group, kind }: Resource): readonly string[] {
  if (group === "batch") return inJobs;
  return kind === "Pod" ? ["Always", ...inJobs] : ["Always"];
}

function refused({ kind }: Resource, policy: Field, allowed: readonly string[]): Finding {
  return refusal({
    headline: `\`restartPolicy: ${shorten(policy.text ?? "")}\` is not allowed in a ${kind}`,
    primary: { span: policy.span, text: `not ${oneOf(allowed)}` },
    help: `use ${oneOf(allowed)}`,
  });
}

function absent({ kind }: Resource, spec: Field): Finding {
  return refusal({
    headline: `the pods of a ${kind} need a \`restartPolicy\``,
    primary: { span: spec.keySpan, text: "no `restartPolicy`" },
    help: "add `restartPolicy: OnFailure` or `restartPolicy: Never`: the default `Always` is not allowed",
  });
}
