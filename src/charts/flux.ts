import { embeddedDocuments } from "../yaml/embedded.ts";
import type { Field } from "../yaml/field.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import type { Chart } from "./chart.ts";
import { isValues, mergedValues, withoutOthers, type Values } from "./merge.ts";
import {
  deployerOf,
  fileLookup,
  lookupIn,
  ownLookups,
  type ChartInputs,
  type Deployment,
  type ValueLookup,
} from "./value-set.ts";

/** What is given to a chart, and where it is written; or what it takes from elsewhere. */
interface Given {
  readonly values: Values;
  readonly lookup: ValueLookup;
}
interface Missing {
  readonly missing: string;
  readonly span: Span;
}

/** The chart of the inputs that a HelmRelease of Flux deploys from a Git repository. */
export function helmReleaseSets(root: Field, inputs: ChartInputs): readonly Deployment[] {
  const spec = root.get("spec");
  const from = spec?.get("chart")?.get("spec");
  const path = from?.get("chart")?.text;
  const isInGit = from?.get("sourceRef")?.get("kind")?.text === "GitRepository";
  const chart = path === undefined || !isInGit ? undefined : inputs.chartAt(root.source, path);
  if (from === undefined || chart === undefined) return [];
  const by = deployerOf(root);
  const files = filesOf(from, inputs);
  if ("missing" in files) return [{ chart, by, ...files }];
  const given = givenTo(root, inputs);
  if ("missing" in given) return [{ chart, by, ...given }];
  const isAlone = files.files.length > 0 && !files.files.includes(ownOf(chart) ?? root.source);
  const inline = given.map(({ values }) => values).reduce(mergedValues, {});
  const namespace = spec?.get("targetNamespace")?.text;
  const lookups = [
    ...given.map(({ lookup }) => lookup),
    ...files.files.map((file) => fileLookup(file, inputs.documentsOf)),
  ];
  return [
    {
      chart,
      title: `${by.kind} ${by.name}`,
      files: files.files,
      inline: JSON.stringify(
        isAlone ? mergedValues(leftOut(chart, { files, inline, inputs }), inline) : inline,
      ),
      sets: [],
      release:
        spec?.get("releaseName")?.text ??
        (namespace === undefined ? by.name : `${namespace}-${by.name}`),
      namespace: namespace ?? root.get("metadata")?.get("namespace")?.text ?? "default",
      lookups: [...lookups.toReversed(), ...(isAlone ? [] : ownLookups(chart, inputs.documentsOf))],
      deployedBy: by,
    },
  ];
}

function ownOf(chart: Chart): SourceFile | undefined {
  return chart.files.get("values.yaml");
}

interface Files {
  readonly files: readonly SourceFile[];
}

/** Relative to the repository. */
function filesOf(from: Field, inputs: ChartInputs): Files | Missing {
  const mayMiss = from.get("ignoreMissingValuesFiles")?.boolean()?.value === true;
  const files: SourceFile[] = [];
  const first = from.get("valuesFile")?.string();
  const named = [...(first ? [first] : []), ...(from.get("valuesFiles")?.strings() ?? [])];
  for (const { value, span } of named) {
    const file = inputs.fileAt(from.source, value);
    if (file !== undefined) files.push(file);
    else if (!mayMiss) return { missing: value, span };
  }
  return { files };
}

/** With `valuesFiles`, those of the chart are not used: all that only these say is taken away. */
function leftOut(
  chart: Chart,
  around: { readonly files: Files; readonly inline: Values; readonly inputs: ChartInputs },
): Values {
  const { documentsOf } = around.inputs;
  const valuesOf = (source: SourceFile | undefined): Values =>
    source === undefined ? {} : plain(documentsOf(source)[0]);
  const kept = around.files.files.map(valuesOf).reduce(mergedValues, {});
  const gone = withoutOthers(valuesOf(ownOf(chart)), mergedValues(kept, around.inline));
  // What is said to a dependency, or to all, has defaults there, which `null` would take away too.
  const dependencies = documentsOf(chart.definition)[0]?.get("dependencies")?.items() ?? [];
  const names = dependencies.flatMap((it) => [it.get("name")?.text, it.get("alias")?.text]);
  const shared = new Set(["global", ...names]);
  return Object.fromEntries(Object.entries(gone).filter(([key]) => !shared.has(key)));
}

function plain(root: Field | undefined): Values {
  const value = root?.toValue();
  return isValues(value) ? value : {};
}

/** `valuesFrom` in its order, and `values` on top. */
function givenTo(root: Field, inputs: ChartInputs): readonly Given[] | Missing {
  const given: Given[] = [];
  for (const reference of root.get("spec")?.get("valuesFrom")?.items() ?? []) {
    const found = referredTo(reference, root, inputs);
    if (found === undefined) continue;
    if ("missing" in found) return found;
    given.push(found);
  }
  const values = root.get("spec")?.get("values");
  if (values) given.push({ values: plain(values), lookup: lookupIn(values) });
  return given;
}

/** Secrets are left open: their texts are not in repositories, or not to be read. */
function referredTo(
  reference: Field,
  root: Field,
  inputs: ChartInputs,
): Given | Missing | undefined {
  const name = reference.get("name");
  if (reference.get("kind")?.text !== "ConfigMap" || name?.text === undefined) return undefined;
  const missing = { missing: `ConfigMap ${name.text}`, span: name.span };
  const isOptional = reference.get("optional")?.boolean()?.value === true;
  const key = reference.get("valuesKey")?.text ?? "values.yaml";
  const [data, ...others] = configMapsOf(inputs).filter((it) => isNamed(it, name.text, root));
  const text = others.length > 0 ? undefined : data?.get("data")?.get(key);
  if (text === undefined) return isOptional ? undefined : missing;
  const target = reference.get("targetPath")?.text;
  if (target === undefined) {
    const [values] = embeddedDocuments(text);
    return { values: plain(values), lookup: lookupIn(values) };
  }
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(target)) return missing;
  return {
    values: atPath(target, text.text ?? ""),
    lookup: (path) => (path === target ? text : undefined),
  };
}

function configMapsOf({ sources, documentsOf }: ChartInputs): readonly Field[] {
  return sources
    .filter(({ text }) => /\bkind["']?:\s*["']?ConfigMap\b/.test(text))
    .flatMap(documentsOf)
    .filter((it) => it.get("kind")?.text === "ConfigMap");
}

/** A namespace that is not written may be set by a kustomization. */
function isNamed(configMap: Field, name: string | undefined, root: Field): boolean {
  const metadata = configMap.get("metadata");
  const [one, other] = [metadata, root.get("metadata")].map((it) => it?.get("namespace")?.text);
  const mayAgree = one === undefined || other === undefined || one === other;
  return metadata?.get("name")?.text === name && mayAgree;
}

/** As `--set` reads a value. */
function atPath(path: string, text: string): Values {
  const [first = "", ...rest] = path.split(".");
  return { [first]: rest.length === 0 ? typed(text) : atPath(rest.join("."), text) };
}

function typed(text: string): unknown {
  const isTyped = /^(?:true|false|null|0|-?[1-9]\d{0,14})$/.test(text);
  return isTyped ? JSON.parse(text) : text.replace(/^(["'])(.*)\1$/s, "$2");
}
