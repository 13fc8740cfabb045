import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Span } from "../../yaml/source.ts";

/** An object of a file, or a named part of one, as an outline shows it. */
export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly whole: Span;
  readonly selection: Span;
  readonly children: readonly OutlineEntry[];
}

/** The objects of a file with what they list: routes, subsets, ports, servers, containers. */
export function outlineOf(resources: readonly Resource[]): readonly OutlineEntry[] {
  return resources.map((resource) => {
    const { kind, name, namespace, root, metadata } = resource;
    return {
      name: `${kind} ${name}`,
      detail: namespace ?? "",
      whole: root.span,
      selection: within((metadata?.get("name") ?? root.get("kind") ?? root).span, root.span),
      children: childrenOf(resource),
    };
  });
}

const lists: readonly (readonly [path: readonly string[], what: string])[] = [
  [["http"], "http"],
  [["tls"], "tls"],
  [["tcp"], "tcp"],
  [["rules"], "rule"],
  [["subsets"], "subset"],
  [["ports"], "port"],
  [["servers"], "server"],
  [["listeners"], "listener"],
  [["template", "spec", "containers"], "container"],
];

function childrenOf({ spec }: Resource): readonly OutlineEntry[] {
  return lists.flatMap(([path, what]) =>
    (spec?.at(...path)?.items() ?? []).map((item, index) => entryOf(item, `${what} ${index}`)),
  );
}

function entryOf(item: Field, what: string): OutlineEntry {
  const name = item.get("name") ?? item.at("port", "name");
  return {
    name: name?.text ?? what,
    detail: name === undefined ? "" : what,
    whole: item.span,
    selection: within((name ?? item).span, item.span),
    children: [],
  };
}

/** Clients refuse an outline whose selection is not inside the whole. */
function within(span: Span, whole: Span): Span {
  return whole.start <= span.start && span.end <= whole.end ? span : { ...whole, end: whole.start };
}
