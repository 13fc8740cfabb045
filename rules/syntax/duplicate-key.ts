import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { YamlProblem } from "../../src/yaml/node.ts";

export const duplicateKey = defineRule({
  id: "duplicate-key",
  topic: "syntax",
  summary: "a key repeated in one map, so that the first value is lost",
  severity: "error",
  severityWhere: { warning: "both values are equal, or it is a label or annotation" },
  reads: "yamlProblem",
  evidence: [
    kubernetes(
      "sigs.k8s.io/yaml",
      "UnmarshalStrict refuses duplicate keys; Unmarshal keeps the last",
    ),
    kubernetes("sigs.k8s.io/kustomize/kyaml", "`mapping key already defined`"),
    {
      project: "kustomize 5.7",
      path: "api/types/kustomization.go",
      detail: "Unmarshal of its own file keeps the last of two keys",
    },
  ],
  *check(problem) {
    if (problem.kind !== "duplicate-key") return;
    yield problem.isRepetition === true ? repeated(problem) : lost(problem);
  },
});

/** kustomize reads its own files otherwise than manifests. */
const isKustomization = /(?:^|\/)kustomization(?:\.ya?ml)?$/i;

function lost({ message, span, related, isMetadata = false }: YamlProblem): Finding {
  return {
    // A chart that repeats a label is applied by kubectl and Helm all the same.
    ...(isMetadata && { severity: "warning" as const }),
    headline: `the key \`${message}\` is repeated in one map`,
    primary: { span, text: "this one is used" },
    ...(related && { related: [{ span: related, text: "this one is lost" }] }),
    note: consequence(span.source.path, isMetadata),
    help: isMetadata
      ? `keep one \`${message}\``
      : `keep one \`${message}\`, and merge the other's contents into it`,
  };
}

function consequence(path: string, isMetadata: boolean): string {
  if (isKustomization.test(path)) {
    return "kustomize silently keeps the last one: the entries of the first are not applied";
  }
  return isMetadata
    ? "kubectl and Helm keep the last value, kustomize refuses the file"
    : "kubectl silently keeps the last one and the first value is lost; kustomize refuses the file";
}

function repeated({ message, span, related }: YamlProblem): Finding {
  return {
    severity: "warning",
    headline: `the key \`${message}\` is repeated with the same value`,
    primary: { span, text: "repeated" },
    ...(related && { related: [{ span: related, text: "the same value" }] }),
    note: "nothing is lost yet, but a change to the first one will have no effect",
    help: `remove one \`${message}\``,
  };
}
