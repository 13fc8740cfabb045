import type { Settings } from "../config/settings.ts";
import { resourcesIn, type ReadResources } from "../manifest/classify.ts";
import type { FileRole } from "../manifest/kustomize/file-roles.ts";
import type { KnownOverlays } from "../manifest/kustomize/overlays.ts";
import type { Resource } from "../manifest/resource.ts";
import { keptFor } from "../collections/lazy.ts";
import type { Violation } from "../schema/violation.ts";
import type { Edit } from "../rule/finding.ts";
import type { YamlDocument } from "../yaml/node.ts";
import type { ParsedYaml } from "../yaml/parse.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { editSources } from "../fix/apply-edits.ts";
import { ownFindings, type OwnFindings } from "./own-findings.ts";
import { sourceParser } from "./parse-source.ts";
import type { Parts } from "./parts.ts";
import { openFinder } from "./placeholders.ts";
import { variantFindings, type VariantFindings } from "./variant-findings.ts";
import { violationFinder } from "./violation-finder.ts";

/** What is known of one text or one resource, whatever else there is: kept as long as the text stays the same. */
export interface Kept {
  readonly parse: (source: SourceFile) => ParsedYaml;
  readonly resourcesIn: ReadResources;
  /** Throws where a resource cannot be looked at. */
  readonly violationsOf: (resource: Resource) => readonly Violation[];
  /** What is filled in later. */
  readonly openIn: (resource: Resource) => readonly Span[];
  readonly own: OwnFindings;
  readonly overlays: KnownOverlays;
  readonly variants: VariantFindings;
  /** Sources with edits made; the same ones each time for the same edits. */
  readonly edited: (
    sources: readonly SourceFile[],
    edits: readonly Edit[],
  ) => readonly SourceFile[];
}

export function openKept(settings: Settings, parts: Parts): Kept {
  return {
    parse: sourceParser(parts),
    resourcesIn: keptResources(),
    violationsOf: keptFor(violationFinder(settings, parts)),
    openIn: openFinder(),
    own: ownFindings(),
    overlays: new WeakMap(),
    variants: variantFindings(),
    edited: keptEdits(),
  };
}

/** The texts that the same edits gave before are taken again, with all that is known of them. */
function keptEdits(): Kept["edited"] {
  const known = new WeakMap<SourceFile, SourceFile>();
  return (sources, edits) =>
    editSources(sources, edits).map((edited, index) => {
      const source = sources[index];
      if (source === undefined || edited === source) return edited;
      const before = known.get(source);
      if (before?.text === edited.text) return before;
      known.set(source, edited);
      return edited;
    });
}

/** The same for texts that are looked at by themselves: parsed as before, and all else apart. */
export function forTrials(kept: Kept): Kept {
  return {
    ...kept,
    resourcesIn: keptResources(),
    own: ownFindings(),
    overlays: new WeakMap(),
    variants: variantFindings(),
  };
}

interface Read {
  readonly role: FileRole;
  readonly namespace: string | undefined;
  readonly found: readonly Resource[] | undefined;
}

/** The same objects each time, as long as the files around it say the same of the document. */
function keptResources(): ReadResources {
  const known = new WeakMap<YamlDocument, Read>();
  return (document, role, namespace) => {
    const before = known.get(document);
    if (before?.role === role && before.namespace === namespace) return before.found;
    const found = resourcesIn(document, role, namespace);
    known.set(document, { role, namespace, found });
    return found;
  };
}
