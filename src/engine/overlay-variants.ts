import type { Settings } from "../config/settings.ts";
import { noKustomize } from "../manifest/kustomize/facts.ts";
import type { Overlay, OverlayContent } from "../manifest/kustomize/overlays.ts";
import type { Resource } from "../manifest/resource.ts";
import { lazy } from "../collections/lazy.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import type { MeshInputs } from "../mesh/mesh-inputs.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Finding, Label } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { Violation } from "../schema/violation.ts";
import type { Field } from "../yaml/field.ts";
import { writtenSpan } from "../yaml/source.ts";
import { runRules, type RuleFinding } from "./run-rules.ts";

/** A resource of a variant, and whether the variant alone says what it is. */
export interface Applied {
  readonly resource: Resource;
  readonly isChanged: boolean;
}

export interface Found {
  readonly findings: readonly RuleFinding[];
  readonly failures: readonly RuleFailure[];
}

/** What it takes to look at a variant. */
export interface VariantRun {
  readonly settings: Settings;
  readonly violationsOf: (resource: Resource) => readonly Violation[];
  /** The mesh of all files, as they are written. */
  readonly mesh: Mesh;
  readonly protos?: MeshInputs["protos"];
}

export type Find = (resources: readonly Applied[], rules: readonly Rule[]) => Found;

export function finderIn(
  { root }: Overlay,
  { settings, violationsOf, mesh, protos }: VariantRun,
): Find {
  return (resources, rules) => {
    const inputs = {
      protos,
      documents: [],
      kustomize: noKustomize,
      resources: resources.map(({ resource }) => resource),
      problems: () => [],
      config: () => mesh.config(),
      signs: () => mesh.signs(),
      // What an overlay leaves as it is was checked where it is written.
      violations: lazy(() =>
        resources
          .filter(({ isChanged }) => isChanged)
          .flatMap(({ resource }) => violationsOf(resource)),
      ),
    };
    const { findings, failures } = runRules(rules, [buildMesh(inputs, settings)], settings);
    return { findings: findings.map((it) => atOrigin(it, root)), failures };
  };
}

/**
 * The finding where it is written, with the overlay that shows it. No fix: what it would change stands in a base of
 * which other overlays are made.
 */
function atOrigin({ rule, finding }: RuleFinding, root: Field): RuleFinding {
  const { headline, note, help, severity, primary, related = [] } = finding;
  const [first = root] = root.entries();
  const shown = { span: first.keySpan, text: "found in the output of this kustomization" };
  const placed: Finding = {
    headline,
    primary: labelAtOrigin(primary),
    related: [...related.map(labelAtOrigin), shown],
    note,
    help,
    ...(severity && { severity }),
  };
  return { rule, finding: placed };
}

function labelAtOrigin({ span, text }: Label): Label {
  return { span: writtenSpan(span), text };
}

export function outside(own: Overlay["sources"], mesh: Mesh): readonly Applied[] {
  return mesh.all
    .resource()
    .filter(({ role, document }) => role === "resource" && !own.has(document.source))
    .map((resource) => ({ resource, isChanged: false }));
}

/** It brings together what is written for several namespaces. */
export function joinsNamespaces({ built }: OverlayContent): boolean {
  const before = new Set(built.flatMap(({ original }) => original.namespace ?? []));
  return before.size > 1 && before.size > new Set(built.map((it) => it.resource.namespace)).size;
}

/** What an overlay would apply if it changed nothing, not even namespaces. */
export function originals({ built }: OverlayContent): readonly Applied[] {
  return built.map(({ original }) => ({ resource: original, isChanged: false }));
}

/** What an overlay would apply if it changed nothing but namespaces. */
export function unchanged({ built, deleted }: OverlayContent): readonly Applied[] {
  return [
    ...built.map((it) => ({ resource: it.unchanged(), isChanged: it.isChanged })),
    ...deleted.map((resource) => ({ resource, isChanged: true })),
  ];
}
