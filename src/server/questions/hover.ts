import type { Inspected } from "../../engine/inspect.ts";
import type { Mesh } from "../../mesh/mesh.ts";
import { formatDuration } from "../../mesh/objects/duration.ts";
import type { Retries, Route } from "../../mesh/objects/route.ts";
import { portTitle, type HostOwner, type HostPort } from "../../mesh/objects/service.ts";
import type { Resource } from "../../manifest/resource.ts";
import { levelOf } from "../../schema/level.ts";
import type { Schema } from "../../schema/schema.ts";
import type { StructureOf } from "../../schema/structure.ts";
import type { Field } from "../../yaml/field.ts";
import type { Span } from "../../yaml/source.ts";
import { fieldNote, retryConditionNotes } from "./field-notes.ts";
import { definitionsAt, namesAt, type Place } from "./names.ts";
import type { Target } from "./occurrence.ts";

/** What to say of a place, in Markdown, and the stretch that it is about. */
export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

interface Knowledge {
  readonly inspected: Inspected;
  readonly structureOf: StructureOf;
}

/** What is known of a place: what a name stands for, and what a field is. */
export function hoverAt(place: Place, knowledge: Knowledge): Hover | undefined {
  const { source, offset } = place;
  const { mesh, placeOf } = knowledge.inspected;
  const { field, resource } = placeOf({ source, start: offset, end: offset });
  if (field === undefined || resource === undefined) return undefined;
  const [name] = namesAt(place);
  const targets = definitionsAt(place);
  const isKey = offset <= field.keySpan.end && field.parent?.isMap === true;
  const condition = isKey ? undefined : conditionAt(field, offset);
  const parts = [
    ...(condition ? [condition.markdown] : []),
    ...(isKey ? [] : targets.slice(0, mostTargets).map((target) => aboutTarget(target, mesh))),
    ...aboutField(field, resource, knowledge),
    ...arithmeticOf(field, mesh.routesOf(resource)),
  ];
  if (parts.length === 0) return undefined;
  const span = condition?.span ?? (isKey ? field.keySpan : (name?.span ?? field.span));
  return { markdown: parts.join("\n\n---\n\n"), span };
}

const mostTargets = 3;

function aboutTarget(target: Target, mesh: Mesh): string {
  const { resource, title } = target;
  if (resource === undefined) return `${title}, defined in \`${target.span.source.path}\``;
  const { namespace } = resource;
  const where = `in \`${target.span.source.path}\`${namespace === undefined ? "" : `, namespace \`${namespace}\``}`;
  const owner = ownerOf(resource, mesh);
  const ports = owner?.ports.map((port) => `- ${aboutPort(port, mesh)}`) ?? [];
  return [`**${title}** ${where}`, ...(ports.length > 0 ? [ports.join("\n")] : [])].join("\n\n");
}

function ownerOf(resource: Resource, mesh: Mesh): HostOwner | undefined {
  const owners: readonly HostOwner[] = [...mesh.all.service(), ...mesh.all.serviceEntry()];
  return owners.find((it) => it.resource === resource);
}

/** The protocol of a port, what decides it, and why it is gRPC where it is. */
function aboutPort(port: HostPort, mesh: Mesh): string {
  const { source, start, end } = port.protocolSpan;
  const decides = source.text.slice(start, end);
  const [reason] = mesh.evidenceFor(port);
  const why = port.protocol === "auto" ? "not declared: sidecars detect it" : `by \`${decides}\``;
  const grpc = reason === undefined ? "" : `; gRPC: ${reason.text}`;
  return `port ${portTitle(port)}: **${port.protocol}**, ${why}${grpc}`;
}

function conditionAt(field: Field, offset: number): Hover | undefined {
  if (field.step !== "retryOn") return undefined;
  const piece = field.pieces(",").find(({ span }) => span.start <= offset && offset <= span.end);
  const condition = piece?.value.trim() ?? "";
  const note = Object.hasOwn(retryConditionNotes, condition)
    ? retryConditionNotes[condition]
    : undefined;
  if (piece === undefined || note === undefined) return undefined;
  return { markdown: `\`${condition}\` retries ${note}`, span: piece.span };
}

function aboutField(
  field: Field,
  { group, kind, root }: Resource,
  { structureOf }: Knowledge,
): readonly string[] {
  const structure = structureOf(group, kind);
  const level = structure && levelOf(field, structure, root);
  if (level === undefined || typeof field.step !== "string") return [];
  const note = fieldNote(kind, field.path.slice(root.path.length).replace(/^\./, ""));
  const facts = [...factsOf(level.schema), ...(note?.default ? [`default: ${note.default}`] : [])];
  const head = `\`${field.step}\`: ${facts.join(" · ")}`;
  return [note === undefined ? head : `${head}\n\n${note.note}`];
}

/** Type, bounds, values and releases of a field. */
export function factsOf(schema: Schema): readonly string[] {
  const { type, format, enum: values, minimum, maximum } = schema;
  const types = [type ?? []].flat().filter((it) => it !== "null");
  const since = schema["x-since"];
  const until = schema["x-until"];
  return [
    types.join(" or ") || "any value",
    ...(format ? [format] : []),
    ...(minimum === undefined && maximum === undefined
      ? []
      : [`${minimum ?? ""}–${maximum ?? ""}`]),
    ...(values ? [values.map((value) => `\`${String(value)}\``).join(", ")] : []),
    ...(since ? [`since ${since}`] : []),
    ...(until ? [`until ${until}`] : []),
  ];
}

/** How long a call may take with its retries: attempts × time for each of them, against the limit of the route. */
function arithmeticOf(field: Field, routes: readonly Route[]): readonly string[] {
  const isAsked = /^(?:retries|attempts|perTryTimeout|timeout)$/.test(String(field.step));
  const route = routes.find((it) => isWithin(field, it.field));
  if (!isAsked || route?.retries === undefined) return [];
  const needed = longest(route.retries);
  if (needed === undefined) return [];
  const { attempts, each, total } = needed;
  const limit = route.timeout?.value;
  if (limit !== undefined && limit > 0 && each >= limit) {
    return [
      `Envoy ignores \`perTryTimeout\`, which is not below the \`timeout\`: all attempts share ${formatDuration(limit)}`,
    ];
  }
  const rest =
    limit === undefined
      ? "no `timeout` of the route limits that"
      : total > limit
        ? `\`timeout\` ends the call after ${formatDuration(limit)}, so the last attempts never finish`
        : `within the \`timeout\` of ${formatDuration(limit)}`;
  return [`${attempts} attempts × ${formatDuration(each)} = **${formatDuration(total)}**: ${rest}`];
}

function isWithin({ source, span }: Field, whole: Field): boolean {
  return whole.source === source && whole.span.start <= span.start && span.end <= whole.span.end;
}

interface Needed {
  readonly attempts: number;
  readonly each: number;
  readonly total: number;
}

/** The first attempt and all retries, each as long as it may be. */
export function longest({ attempts, perTryTimeout }: Retries): Needed | undefined {
  if (attempts === undefined || perTryTimeout === undefined) return undefined;
  const all = attempts.value + 1;
  return { attempts: all, each: perTryTimeout.value, total: all * perTryTimeout.value };
}
