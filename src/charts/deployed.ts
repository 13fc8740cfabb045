import type { Field } from "../yaml/field.ts";
import { applicationSets } from "./argo.ts";
import { helmReleaseSets } from "./flux.ts";
import { deployerOf, type ChartInputs, type Deployment, type ValueSet } from "./value-set.ts";

/** The values that objects of Argo CD and Flux among the inputs deploy charts of the inputs with. */
export function deploymentsIn(inputs: ChartInputs): readonly Deployment[] {
  const found = inputs.sources
    .filter(({ text }) => /\bargoproj\.io\/|\bhelm\.toolkit\.fluxcd\.io\//.test(text))
    .flatMap((source) => inputs.documentsOf(source).flatMap((root) => deploymentsOf(root, inputs)));
  return found.map((it, index) => ("missing" in it ? it : numbered(it, found.slice(0, index))));
}

/** The same name in several folders or clusters. */
function numbered(set: ValueSet, before: readonly Deployment[]): ValueSet {
  const same = before.filter(
    (it) => "title" in it && it.chart === set.chart && it.title === set.title,
  );
  return same.length === 0 ? set : { ...set, title: `${set.title} (${same.length + 1})` };
}

function deploymentsOf(root: Field, inputs: ChartInputs): readonly Deployment[] {
  const apiVersion = root.get("apiVersion")?.text ?? "";
  const kind = root.get("kind")?.text ?? "";
  // The API server refuses what has no name.
  if (deployerOf(root).name === "") return [];
  if (apiVersion.startsWith("argoproj.io/") && /^Application(?:Set)?$/.test(kind)) {
    return applicationSets(root, inputs);
  }
  const isFlux = apiVersion.startsWith("helm.toolkit.fluxcd.io/v2");
  return isFlux && kind === "HelmRelease" ? helmReleaseSets(root, inputs) : [];
}
