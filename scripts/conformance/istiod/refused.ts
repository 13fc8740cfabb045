import { defaultSettings } from "../../../src/config/settings.ts";
import { lint } from "../../../src/engine/lint.ts";
import type { Resource } from "../../../src/manifest/resource.ts";
import { rules } from "../../../rules/index.ts";
import { parts } from "../../../test/support/lint-text.ts";

const structural: ReadonlySet<string> = new Set(["syntax", "schema", "admission"]);

/** Rules that judge what the API server or Istio's webhook refuses: by topic, or as they cite the webhook's code. */
const refusing = rules.filter(
  ({ topic, evidence }) =>
    structural.has(topic) || evidence.some(({ path }) => path.startsWith("pkg/config/validation/")),
);

/** Whether istiod never gets to see an object. Objects of the core are used even where the API server refuses them. */
export function isRefused(resource: Resource): boolean {
  if (!/(^|\.)istio\.io$|^gateway\.networking\.k8s\.io$/.test(resource.group)) return false;
  const text = JSON.stringify(resource.root.toValue());
  const targets = [{ path: "case.yaml", text }];
  const { diagnostics, failures } = lint(
    { targets, context: [] },
    refusing,
    defaultSettings,
    parts,
  );
  for (const { ruleId, error } of failures) throw new Error(`${ruleId} failed`, { cause: error });
  return diagnostics.some(({ severity }) => severity === "error");
}
