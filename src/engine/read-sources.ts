import type { Settings } from "../config/settings.ts";
import { classify, type Classified } from "../manifest/classify.ts";
import { appliedNamespaces } from "../manifest/kustomize/namespaces.ts";
import { fileRoles, type FileRole } from "../manifest/kustomize/file-roles.ts";
import { obstacleProblems } from "../manifest/kustomize/obstacles.ts";
import { noOverlays, type KustomizeFacts } from "../manifest/kustomize/facts.ts";
import type { OverlayInputs, Overlays } from "../manifest/kustomize/overlays.ts";
import { kustomizationsIn } from "../manifest/kustomize/kustomization.ts";
import type { Resource } from "../manifest/resource.ts";
import { lazy, onceFor } from "../collections/lazy.ts";
import type { Tally } from "../report/report.ts";
import { groupOf } from "../schema/kinds.ts";
import type { Violation } from "../schema/violation.ts";
import type { Field } from "../yaml/field.ts";
import type { YamlDocument, YamlProblem } from "../yaml/node.ts";
import type { ParsedYaml } from "../yaml/parse.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { openKept, type Kept } from "./kept.ts";
import { misspeltKeys } from "./misspelt-keys.ts";
import { countedKinds, isReadWhole, kindsOf, type KindTest } from "./parse-source.ts";
import { isOwnFile } from "./own-files.ts";
import type { Parts } from "./parts.ts";
import { placeholderProblems } from "./placeholders.ts";
import type { Texts } from "./search.ts";
import { settleProblems } from "./settle-problems.ts";
import { violationsIn } from "./violations-in.ts";

/** What the inputs hold, before anybody asks what it means. */
export interface ReadSources {
  readonly targets: readonly SourceFile[];
  readonly documents: readonly YamlDocument[];
  readonly kustomize: KustomizeFacts;
  /** Resources of known kinds, context included. */
  readonly resources: readonly Resource[];
  /** API groups of all documents, those of kinds that nobody knows, too. */
  readonly groups: ReadonlySet<string>;
  /** Those of them in targets. */
  readonly checked: readonly Resource[];
  /** Of kinds that nobody knows. */
  readonly strangers: readonly Resource[];
  readonly problems: () => readonly YamlProblem[];
  /** Of the targets; found when first asked for. */
  readonly violations: () => readonly Violation[];
  readonly violationsOf: (resource: Resource) => readonly Violation[];
  /** What went wrong while that was looked for; grows as it is asked for. */
  readonly structureErrors: readonly unknown[];
  /** The resources of other documents, if they stood in files of these: of known kinds, and of others. */
  readonly classified: (documents: readonly YamlDocument[]) => KnownAndOther;
  readonly overlays: Overlays;
  readonly tally: Omit<Tally, "rules">;
}

interface KnownAndOther extends Pick<Classified, "others"> {
  readonly known: readonly Resource[];
  readonly strangers: readonly Resource[];
}

function parted(
  { resources, others }: Classified,
  isStrange: (resource: Resource) => boolean,
): KnownAndOther {
  return {
    known: resources.filter((it) => !isStrange(it)),
    strangers: resources.filter(isStrange),
    others,
  };
}

/** What kustomizations make of files: their roles, and the namespaces of their resources. */
function usageIn(
  kustomizations: readonly Field[],
  kept: Kept,
): {
  readonly roleOf: (path: string) => FileRole;
  readonly classified: (documents: readonly YamlDocument[]) => Classified;
} {
  const roleOf = fileRoles(kustomizations);
  const namespaces = appliedNamespaces(kustomizations);
  return {
    roleOf,
    classified: (documents) => classify(documents, roleOf, namespaces, kept.resourcesIn),
  };
}

export function readSources(
  inputs: Texts,
  settings: Settings,
  parts: Parts,
  kept = openKept(settings, parts),
): ReadSources {
  const sources = inSteadyOrder([...inputs.targets, ...inputs.context]);
  const isKnown = kindsOf(parts);
  const isCounted = countedKinds(isKnown);
  const { parsed, documents, kustomizations } = parseAll(sources, kept.parse);
  const { roleOf, classified } = usageIn(kustomizations, kept);
  const { resources: all, others } = classified(documents);
  const isStrange = onceFor(strangersBut(isKnown), typeOf);
  const known = all.filter((it) => !isStrange(it));
  const strangers = known.length === all.length ? [] : all.filter(isStrange);
  const targets = new Set<SourceFile | undefined>(inputs.targets);
  const isTarget = (source: SourceFile | undefined): boolean => targets.has(source);
  const problems = parsed
    .flatMap((it) => it.problems)
    // Whoever reads an input may read more than YAML.
    .filter(({ span }) => roleOf(span.source.path) !== "input");
  const settled = settleProblems(problems, {
    sources,
    isTarget,
    isNamed: (source) => isTarget(source) && inputs.named?.has(source.path) !== false,
  });
  const given = { sources, documents, kustomizations, resources: known, problems, isKnown };
  const overlays = overlaysIn(given, parts, kept);
  const resources = withRoles(known, overlays.leftOver);
  const checked = resources.filter(({ document }) => isTarget(document.source));
  const structureErrors: unknown[] = [];
  const violationsOf = eachByItself(kept.violationsOf, structureErrors);
  const violations = lazy(() => violationsIn({ checked, strangers, violationsOf }));
  return {
    targets: inputs.targets,
    documents,
    kustomize: overlays.facts,
    resources,
    groups: groupsIn(parsed, all),
    checked,
    strangers,
    problems: lazy(() => [
      ...settled.problems.concat(obstacleProblems(overlays.overlays)),
      ...placeholderProblems(checked, violations(), kept.openIn).concat(misspeltKeys(others)),
    ]),
    violations,
    violationsOf,
    structureErrors,
    classified: (some) => parted(classified(some), isStrange),
    overlays,
    tally: {
      files: inputs.targets.length,
      manifests: checked.length,
      unknownKinds: countUnknownKinds(isCounted, { parsed, strangers, isTarget }),
      ...othersIn(settled.foreign, others, isTarget),
      templates: settled.templates,
    },
  };
}

/** Those that nothing reads as objects. */
function strangersBut(isKnown: KindTest): (resource: Resource) => boolean {
  return ({ apiVersion: { value }, kind }) => !isKnown(value, kind) && !isReadWhole(value, kind);
}

function othersIn(
  foreign: readonly Span[],
  others: readonly YamlDocument[],
  isTarget: (source: SourceFile) => boolean,
): Pick<Tally, "otherDocuments" | "otherPlaces"> {
  const own = others
    .filter((it) => !isOwnFile(it))
    .map(({ root }) => root.span)
    .filter(({ source }) => isTarget(source));
  const otherPlaces = foreign.concat(own);
  return { otherDocuments: otherPlaces.length, otherPlaces };
}

function groupsIn(
  parsed: readonly ParsedYaml[],
  resources: readonly Resource[],
): ReadonlySet<string> {
  const groups = new Set(resources.map(({ group }) => group));
  for (const { skipped } of parsed) {
    for (const { apiVersion } of skipped) groups.add(groupOf(apiVersion));
  }
  return groups;
}

/** Nothing is loaded for inputs that kustomize has nothing to do with. */
function overlaysIn(given: OverlayInputs, { overlayBuilder }: Parts, kept: Kept): Overlays {
  const { kustomizations, resources } = given;
  const isPlain = kustomizations.length === 0 && !resources.some(({ role }) => role === "patch");
  return isPlain ? noOverlays : overlayBuilder()(given, kept.overlays);
}

function withRoles(
  resources: readonly Resource[],
  patches: ReadonlySet<Resource>,
): readonly Resource[] {
  if (patches.size === 0) return resources;
  return resources.map((it) => (patches.has(it) ? { ...it, role: "patch" } : it));
}

interface Parsed extends Pick<ReadSources, "documents"> {
  /** The roots of those that are kustomize's own. */
  readonly kustomizations: readonly Field[];
  readonly parsed: readonly SourceParsed[];
}

interface SourceParsed extends ParsedYaml {
  readonly source: SourceFile;
}

function parseAll(
  sources: readonly SourceFile[],
  parse: (source: SourceFile) => ParsedYaml,
): Parsed {
  const parsed: SourceParsed[] = [];
  const documents: YamlDocument[] = [];
  const kustomizations: Field[] = [];
  for (const source of sources) {
    const found = parse(source);
    parsed.push({ source, ...found });
    for (const each of found.documents) documents.push(each);
    // At once: when each of thousands of documents is looked at again, it has to be fetched from far away in memory.
    for (const each of kustomizationsIn(found.documents)) kustomizations.push(each);
  }
  return { parsed, documents, kustomizations };
}

function inSteadyOrder(sources: readonly SourceFile[]): readonly SourceFile[] {
  return sources.toSorted((left, right) =>
    left.path < right.path ? -1 : left.path > right.path ? 1 : 0,
  );
}

function typeOf({ type }: Resource): string {
  return type;
}

/** A resource that cannot be looked at takes nothing from the others. */
function eachByItself(
  violationsOf: ReadSources["violationsOf"],
  errors: unknown[],
): ReadSources["violationsOf"] {
  return (resource) => {
    try {
      return violationsOf(resource);
    } catch (error) {
      errors.push(error);
      return [];
    }
  };
}

interface OfOtherKinds {
  readonly parsed: readonly SourceParsed[];
  readonly strangers: readonly Resource[];
  readonly isTarget: (source: SourceFile | undefined) => boolean;
}

function countUnknownKinds(
  isCounted: KindTest,
  { parsed, strangers, isTarget }: OfOtherKinds,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (apiVersion: string, kind: string): void => {
    const title = `${apiVersion}/${kind}`;
    counts.set(title, (counts.get(title) ?? 0) + 1);
  };
  for (const { source, skipped } of parsed) {
    if (isTarget(source)) for (const { apiVersion, kind } of skipped) add(apiVersion, kind);
  }
  for (const { apiVersion, kind, document } of strangers) {
    if (isTarget(document.source) && !isCounted(apiVersion.value, kind))
      add(apiVersion.value, kind);
  }
  return new Map([...counts].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
