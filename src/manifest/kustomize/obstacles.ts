import type { Field } from "../../yaml/field.ts";
import type { YamlProblem } from "../../yaml/node.ts";
import type { Overlay } from "./overlays.ts";
import { allPatches } from "./kustomization.ts";
import { textIn } from "./trees.ts";

/** The kinds whose patches decide how calls travel. */
const decisive: ReadonlySet<string> = new Set([
  "AuthorizationPolicy",
  "DestinationRule",
  "EnvoyFilter",
  "GRPCRoute",
  "Gateway",
  "HTTPRoute",
  "PeerAuthentication",
  "Service",
  "ServiceEntry",
  "Sidecar",
  "VirtualService",
]);

/** Overlays that need kustomize itself, one problem each, where their patches matter. */
export function obstacleProblems(overlays: readonly Overlay[]): readonly YamlProblem[] {
  return overlays.flatMap(({ root, obstacle, patched }) => {
    if (obstacle === undefined || obstacle.kind === "unknown") return [];
    if (obstacle.kind === "foreign" && !patched.some((kind) => decisive.has(kind))) return [];
    const { field, reason } = obstacle;
    const [first = root] = root.entries();
    const elsewhere = field.source === root.source ? {} : { related: first.keySpan };
    return [{ kind: "kustomize", span: placeOf(field), message: reason, ...elsewhere } as const];
  });
}

/** A token rather than a block of lines. */
function placeOf(field: Field): YamlProblem["span"] {
  if (field.scalar()) return field.span;
  if (typeof field.step === "string") return field.keySpan;
  return field.entries()[0]?.keySpan ?? field.span;
}

/** The kinds that the patches and replacements of a kustomization are for. */
export function patchedKinds(
  root: Field,
  kindsIn: (path: string) => readonly string[],
): readonly string[] {
  const filled = (root.get("replacements")?.items() ?? [])
    .flatMap((it) => it.get("targets")?.items() ?? [])
    .flatMap((it) => it.at("select", "kind")?.text ?? []);
  const patched = allPatches(root).flatMap(({ target, inline, path }) => {
    const kind = target?.get("kind")?.text;
    if (kind !== undefined) return [kind];
    if (path !== undefined) return kindsIn(path);
    return (inline?.() ?? []).flatMap(({ node }) => textIn(node, "kind") ?? []);
  });
  return [...patched, ...filled];
}
