import type { Mesh } from "../../mesh/mesh.ts";
import type { HostOwner } from "../../mesh/objects/service.ts";
import { groupOf, kindsByGroup } from "../../schema/kinds.ts";
import { levelBelow, rootLevel, type Level } from "../../schema/level.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Structure, StructureOf } from "../../schema/structure.ts";
import { fieldNote, retryConditionNotes } from "./field-notes.ts";
import { factsOf } from "./hover.ts";
import type { YamlContext } from "./yaml-context.ts";

/** Something that can be written at a place. */
export interface Suggestion {
  readonly label: string;
  readonly kind: "field" | "value" | "name";
  readonly insert: string;
  readonly detail: string;
  readonly note: string | undefined;
}

/** What can be written where the cursor is: names of the mesh, else what the structure of the kind has. */
export function suggestionsFor(
  context: YamlContext,
  mesh: Mesh | undefined,
  structureOf: StructureOf,
): readonly Suggestion[] {
  const { path, key, kind, apiVersion } = context;
  if (path.length === 0 && key === "kind") return kindSuggestions(apiVersion);
  if (path.length === 0 && key === "apiVersion") return versionSuggestions();
  const names = mesh ? nameSuggestions(context, mesh) : [];
  if (names.length > 0) return names;
  if (key === "retryOn") return conditionSuggestions(context);
  if (kind === undefined)
    return path.length === 0 && key === undefined ? headSuggestions(context) : [];
  const structure = structureOf(groupOf(apiVersion ?? ""), kind);
  const level = structure && levelAt(structure, key === undefined ? path : [...path, key]);
  if (structure === undefined || level === undefined) return [];
  return key === undefined
    ? fieldSuggestions(context, level, structure)
    : valueSuggestions(level.schema);
}

function levelAt(structure: Structure, path: readonly (string | number)[]): Level | undefined {
  let level: Level | undefined = rootLevel(structure);
  for (const step of path) level = level && levelBelow(level, step, structure);
  return level;
}

function fieldSuggestions(
  { kind = "", path, siblings, column }: YamlContext,
  level: Level,
  structure: Structure,
): readonly Suggestion[] {
  const above = path.map((step) => (typeof step === "number" ? "[0]" : `.${step}`)).join("");
  return Object.keys(level.schema.properties ?? {})
    .filter((name) => !siblings.has(name))
    .flatMap((name): readonly Suggestion[] => {
      const below = levelBelow(level, name, structure);
      if (below === undefined) return [];
      const note = fieldNote(kind, `${above}.${name}`.slice(1));
      const unwritten = note?.default ? [`default: ${note.default}`] : [];
      const detail = [...factsOf(below.schema), ...unwritten].join(" · ");
      const insert = `${name}:${valueStart(below.schema, column)}`;
      return [{ label: name, kind: "field", insert, detail, note: note?.note }];
    });
}

/** What follows the colon: a new line for maps and lists. */
function valueStart({ type }: Schema, column: number): string {
  const types = new Set([type ?? []].flat());
  const inside = " ".repeat(Number.isFinite(column) ? column + 2 : 2);
  if (types.has("array")) return `\n${inside}- `;
  return types.has("object") ? `\n${inside}` : " ";
}

function valueSuggestions({ enum: values, type }: Schema): readonly Suggestion[] {
  const known = values ?? ([type].flat().includes("boolean") ? [true, false] : []);
  return known.map((value) => suggestion(String(value), "value", ""));
}

function suggestion(label: string, kind: Suggestion["kind"], detail: string): Suggestion {
  return { label, kind, insert: label, detail, note: undefined };
}

function headSuggestions({ siblings }: YamlContext): readonly Suggestion[] {
  return ["apiVersion", "kind", "metadata", "spec"]
    .filter((name) => !siblings.has(name))
    .map((name): Suggestion => {
      const insert = name === "metadata" || name === "spec" ? `${name}:\n  ` : `${name}: `;
      return { label: name, kind: "field", insert, detail: "", note: undefined };
    });
}

function kindSuggestions(apiVersion: string | undefined): readonly Suggestion[] {
  const groups = [...kindsByGroup()].filter(
    ([group]) => apiVersion === undefined || apiVersion === "" || group === groupOf(apiVersion),
  );
  return groups.flatMap(([group, kinds]) =>
    [...kinds.keys()].map((kind) => suggestion(kind, "value", group === "" ? "v1" : group)),
  );
}

/** The versions that most manifests have; others are as good. */
function versionSuggestions(): readonly Suggestion[] {
  return [...kindsByGroup().keys()].map((group) =>
    suggestion(group === "" ? "v1" : `${group}/v1`, "value", ""),
  );
}

function conditionSuggestions({ typed }: YamlContext): readonly Suggestion[] {
  const used = new Set(typed.replaceAll(/["']/g, "").split(",").slice(0, -1));
  return Object.entries(retryConditionNotes)
    .filter(([condition]) => !used.has(condition))
    .map(([condition, note]): Suggestion => {
      const text = `Retries ${note}.`;
      return { label: condition, kind: "value", insert: condition, detail: "", note: text };
    });
}

/** Names that the inputs define: hosts, subsets and ports of the host at hand, gateways. */
function nameSuggestions(context: YamlContext, mesh: Mesh): readonly Suggestion[] {
  const { key, path, siblings, above } = context;
  const list = path.at(-1) === 0 ? path.at(-2) : undefined;
  if (key === "host" || (list === "hosts" && key === undefined)) return hostSuggestions(mesh);
  if (list === "gateways" && key === undefined) return gatewaySuggestions(mesh);
  const host = [siblings, ...above].flatMap((it) => it.get("host") ?? [])[0];
  if (host === undefined) return [];
  if (key === "subset") return subsetSuggestions(host, mesh);
  const owners = ownersOf(host, mesh);
  if (key !== "number" || path.at(-1) !== "port") return [];
  return owners.flatMap(({ ports, resource }) =>
    ports.flatMap(({ number, protocol }) =>
      number ? suggestion(String(number.value), "name", `${protocol} of ${resource.name}`) : [],
    ),
  );
}

function hostSuggestions(mesh: Mesh): readonly Suggestion[] {
  const services = mesh.all.service().flatMap(({ resource: { name, namespace } }) => {
    const full =
      namespace === undefined ? [] : [`${name}.${namespace}.svc.${mesh.settings.clusterDomain}`];
    return [name, ...full].map((host) => suggestion(host, "name", `Service ${namespace ?? ""}`));
  });
  const entries = mesh.all
    .serviceEntry()
    .flatMap(({ hosts, resource }) =>
      hosts.map(({ value }) => suggestion(value, "name", `ServiceEntry ${resource.name}`)),
    );
  return distinct([...services, ...entries]);
}

function gatewaySuggestions(mesh: Mesh): readonly Suggestion[] {
  const found = mesh.all
    .gateway()
    .map(({ resource: { name, namespace } }) =>
      suggestion(namespace === undefined ? name : `${namespace}/${name}`, "name", "Gateway"),
    );
  return distinct([suggestion("mesh", "value", "all sidecars"), ...found]);
}

function subsetSuggestions(host: string, mesh: Mesh): readonly Suggestion[] {
  const name = plain(host);
  const rules = mesh.all.destinationRule().filter((rule) => plain(rule.host?.value ?? "") === name);
  return distinct(
    rules.flatMap(({ subsets, resource }) =>
      subsets.flatMap((it) =>
        it.name ? suggestion(it.name.value, "name", `DestinationRule ${resource.name}`) : [],
      ),
    ),
  );
}

function ownersOf(host: string, mesh: Mesh): readonly HostOwner[] {
  const name = plain(host);
  const services = mesh.all.service().filter(({ resource }) => resource.name === name);
  const entries = mesh.serviceEntriesFor(host);
  return [...services, ...entries];
}

/** The Service's name, where a host is one. */
function plain(host: string): string {
  const text = host.replaceAll(/["']/g, "").trim();
  return text.includes(".svc") || !text.includes(".") ? (text.split(".")[0] ?? text) : text;
}

function distinct(found: readonly Suggestion[]): readonly Suggestion[] {
  return [...new Map(found.map((it) => [it.label, it])).values()];
}
