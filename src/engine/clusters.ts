import { globTest } from "../config/glob.ts";
import type { Settings } from "../config/settings.ts";
import { folderOf } from "../manifest/kustomize/kustomization.ts";
import type { Resource } from "../manifest/resource.ts";
import { applied, namespaceOf } from "../mesh/world/age.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import { catalogueOf, type Catalogue } from "../mesh/resolve/catalogue.ts";
import { clusterOf, type Cluster } from "../mesh/proxy/cluster.ts";
import { meshConfigOf } from "../mesh/objects/mesh-config.ts";
import { lazy } from "../collections/lazy.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Diagnostic, Report } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import { lint } from "./lint.ts";
import type { Protos } from "../rpc/rpc.ts";
import type { Parts } from "./parts.ts";
import { protosIn, splitProtos } from "./proto-sources.ts";
import { readSources, type ReadSources } from "./read-sources.ts";
import type { Texts } from "./search.ts";

/** The inputs, taken for all that one cluster holds. */
export interface ClusterForm {
  /** Of an environment of the configuration, or the folder of an overlay; `undefined` where there is one form only. */
  readonly name: string | undefined;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly resources: readonly Resource[];
  /** The same as rules see it: with evidence of gRPC, and the RPCs of `.proto` files. */
  readonly mesh: () => Mesh;
  /** Objects that admission refuses, each with the errors that say why. */
  readonly refused: readonly Refused[];
  /** Those, and objects that a later one of the same name replaces. */
  readonly leftOut: readonly Resource[];
}

export interface Refused {
  readonly resource: Resource;
  readonly findings: readonly Diagnostic[];
}

/**
 * The clusters that the inputs describe: one for each environment of the configuration, else one for each overlay that is
 * built, else one of all files. What `refusals` are about is not applied, so it is left out.
 */
export function clusterForms(
  texts: Texts,
  settings: Settings,
  parts: Parts,
  refusals: readonly Diagnostic[],
): readonly ClusterForm[] {
  const split = splitProtos(texts);
  const read = readSources({ ...texts, ...split }, settings, parts);
  const protos = protosIn(split.protos, parts);
  const forms = [...environmentForms(read, settings), ...overlayForms(read)];
  const shown = forms.length > 0 ? forms : [{ name: undefined, resources: whole(read) }];
  return shown.map(({ name, resources }) =>
    formOf(name, resources, { read, protos, settings, refusals }),
  );
}

/** The same with what the rules find, whose errors say what is not applied. */
export function clustersOf(
  texts: Texts,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): { readonly forms: readonly ClusterForm[]; readonly report: Report } {
  const report = lint(texts, rules, settings, parts);
  const refusals = report.diagnostics.filter(
    ({ severity, topic }) => severity === "error" && refusingTopics.has(topic),
  );
  return { forms: clusterForms(texts, settings, parts, refusals), report };
}

interface Named {
  readonly name: string | undefined;
  readonly resources: readonly Resource[];
}

function whole({ resources }: ReadSources): readonly Resource[] {
  return resources.filter(({ role }) => role === "resource");
}

function environmentForms(
  read: ReadSources,
  { environments, pathInConfig }: Settings,
): readonly Named[] {
  const tests = [...environments].map(([name, globs]) => ({ name, isIn: globTest(globs) }));
  const pathOf = ({ document }: Resource): string => pathInConfig(document.source.path);
  return tests.map(({ name, isIn }) => ({
    name,
    resources: whole(read).filter(
      (it) => isIn(pathOf(it)) || !tests.some((other) => other.isIn(pathOf(it))),
    ),
  }));
}

function overlayForms({ overlays }: ReadSources): readonly Named[] {
  return overlays.overlays
    .filter(({ obstacle }) => obstacle === undefined)
    .map(({ root, content }) => ({
      name: folderOf(root),
      resources: content().built.map(({ resource }) => resource),
    }));
}

interface FormInputs {
  readonly read: ReadSources;
  readonly protos: (() => Protos) | undefined;
  readonly settings: Settings;
  readonly refusals: readonly Diagnostic[];
}

function formOf(
  name: string | undefined,
  all: readonly Resource[],
  { read, protos, settings, refusals }: FormInputs,
): ClusterForm {
  const made = all.map(applied);
  const refused = made
    .map((resource) => ({ resource, findings: refusalsOf(resource, refusals) }))
    .filter(({ findings }) => findings.length > 0);
  const isRefused = new Set(refused.map(({ resource }) => resource));
  const last = new Map<string, Resource>();
  for (const resource of made) if (!isRefused.has(resource)) last.set(keyOf(resource), resource);
  const resources = made.filter((it) => last.get(keyOf(it)) === it);
  const leftOut = made.filter((it) => last.get(keyOf(it)) !== it);
  const catalogue = catalogueOf(resources);
  const config = meshConfigOf(resources, read.documents);
  const { clusterDomain } = settings;
  const cluster = clusterOf({ resources, catalogue, config, clusterDomain });
  const { documents, kustomize, groups } = read;
  const mesh = lazy(() =>
    buildMesh(
      { documents, kustomize, resources, groups, protos, problems: () => [], violations: () => [] },
      { ...settings, complete: true, forIstio: true },
    ),
  );
  return { name, cluster, catalogue, resources, mesh, refused, leftOut };
}

/** Of objects of one name the last that is applied stays. */
function keyOf(resource: Resource): string {
  return `${resource.group}/${resource.kind}/${namespaceOf(resource)}/${resource.name}`;
}

function refusalsOf({ root }: Resource, refusals: readonly Diagnostic[]): readonly Diagnostic[] {
  const { source, start, end } = root.span;
  return refusals.filter(
    ({ primary: { span } }) => span.source === source && start <= span.start && span.start < end,
  );
}

/** Topics whose errors mean that an object is not applied. */
export const refusingTopics: ReadonlySet<string> = new Set(["schema", "admission"]);
