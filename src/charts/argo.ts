import { embeddedDocuments } from "../yaml/embedded.ts";
import type { Field } from "../yaml/field.ts";
import type { SourceFile } from "../yaml/source.ts";
import {
  deployerOf,
  fileLookup,
  lookupIn,
  ownLookups,
  type ChartInputs,
  type Deployer,
  type Deployment,
  type MissingValues,
  type SetValue,
  type ValueLookup,
} from "./value-set.ts";
import type { Chart } from "./chart.ts";

/** An Application, and what its sources share. */
interface Application {
  readonly by: Deployer;
  readonly source: SourceFile;
  readonly destination: string | undefined;
  readonly release: string;
  /** Names of sources that values may come from: `$values/…`. */
  readonly refs: ReadonlySet<string>;
  readonly variables: ReadonlyMap<string, string>;
}

/** The charts of the inputs that an Application of Argo CD, or the template of an ApplicationSet, deploys. */
export function applicationSets(root: Field, inputs: ChartInputs): readonly Deployment[] {
  const isSet = root.get("kind")?.text === "ApplicationSet";
  const top = root.get("spec");
  const spec = isSet ? top?.get("template")?.get("spec") : top;
  const one = spec?.get("source");
  const sources = [...(one ? [one] : []), ...(spec?.get("sources")?.items() ?? [])];
  const destination = spec?.get("destination")?.get("namespace");
  const isPatched = isSet && top?.get("templatePatch") !== undefined;
  if (isPatched || [destination, ...sources].some(holdsAction)) return [];
  const by = deployerOf(root);
  const application = {
    by,
    source: root.source,
    destination: destination?.text,
    release: nameIn(isSet ? top?.get("template") : root) ?? by.name,
    refs: new Set(sources.flatMap((it) => it.get("ref")?.text ?? [])),
    // What the template of an ApplicationSet makes has a name of its own.
    variables: new Map(isSet ? [] : [["ARGOCD_APP_NAME", by.name]]),
  };
  return sources.flatMap((it) => setOf(it, application, inputs) ?? []);
}

/** The name of an object, if it is not for a generator to fill in. */
function nameIn(object: Field | undefined): string | undefined {
  const name = object?.get("metadata")?.get("name");
  return holdsAction(name) ? undefined : name?.text;
}

/** Generators fill in `{{ … }}`. */
function holdsAction(field: Field | undefined): boolean {
  if (field === undefined) return false;
  const { source, start, end } = field.span;
  return source.text.slice(start, end).includes("{{");
}

function setOf(
  field: Field,
  application: Application,
  inputs: ChartInputs,
): Deployment | undefined {
  const path = field.get("path")?.text;
  const isOther = ["chart", "directory", "kustomize", "plugin"].some((key) => field.get(key));
  const chart = path === undefined ? undefined : inputs.chartAt(application.source, path);
  if (path === undefined || isOther || chart === undefined) return undefined;
  const helm = field.get("helm");
  const found = filesOf(helm, { chart, path, application, inputs });
  if ("missing" in found) return found;
  const { by, destination, release } = application;
  const object = helm?.get("valuesObject");
  const text = object === undefined ? helm?.get("values") : undefined;
  const inline = object === undefined ? text?.text : JSON.stringify(object.toValue());
  const parameters = helm?.get("parameters")?.items() ?? [];
  return {
    chart,
    title: `${by.kind} ${by.name}`,
    files: found.files,
    ...(inline !== undefined && inline.trim() !== "" && { inline }),
    sets: parameters.flatMap((it) => parameterOf(it, application)),
    release: helm?.get("releaseName")?.text ?? release,
    namespace: helm?.get("namespace")?.text ?? destination ?? "default",
    lookups: [
      parameterLookup(parameters),
      lookupIn(object ?? (text && embeddedDocuments(text)[0])),
      ...found.files.map((file) => fileLookup(file, inputs.documentsOf)).toReversed(),
      ...ownLookups(chart, inputs.documentsOf),
    ],
    deployedBy: by,
  };
}

interface At {
  readonly chart: Chart;
  readonly path: string;
  readonly application: Application;
  readonly inputs: ChartInputs;
}

/** Relative to the chart; with a slash in front, or the name of a source, to the repository. */
function filesOf(
  helm: Field | undefined,
  { chart, path, application, inputs }: At,
): { readonly files: readonly SourceFile[] } | MissingValues {
  const mayMiss = helm?.get("ignoreMissingValueFiles")?.boolean()?.value === true;
  const files: SourceFile[] = [];
  for (const { value, span } of helm?.get("valueFiles")?.strings() ?? []) {
    const ref = /^\$(\w[\w-]*)\//.exec(value);
    const isRef = ref?.[1] !== undefined && application.refs.has(ref[1]);
    const written = filled(isRef ? value.slice(ref[0].length - 1) : value, application);
    const place = written.startsWith("/") ? written : `${path}/${written}`;
    const file = inputs.fileAt(application.source, place);
    if (file !== undefined) files.push(file);
    else if (!mayMiss) return { chart, by: application.by, missing: value, span };
  }
  return { files };
}

function parameterOf(field: Field, application: Application): readonly SetValue[] {
  const path = field.get("name")?.text;
  const value = field.get("value")?.text ?? "";
  const isText = field.get("forceString")?.boolean()?.value === true;
  return path === undefined ? [] : [{ path, value: filled(value, application), isText }];
}

function parameterLookup(parameters: readonly Field[]): ValueLookup {
  return (path) => parameters.findLast((it) => it.get("name")?.text === path)?.get("value");
}

/** The variables of a build that a file can know; others stay as they are written, and open. */
function filled(text: string, { variables }: Application): string {
  return text.replaceAll(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced: string | undefined, bare: string | undefined) =>
      variables.get(braced ?? bare ?? "") ?? whole,
  );
}
