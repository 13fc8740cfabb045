import { holdsOpen } from "../manifest/placeholder.ts";
import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "../collections/group-by.ts";
import { lazy } from "../collections/lazy.ts";
import type { Field } from "../yaml/field.ts";
import type { YamlDocument } from "../yaml/node.ts";
import type { Span } from "../yaml/source.ts";

/** Where a span is, in terms of resources and paths; computed only for what is reported. */
export interface Place {
  readonly resource: Resource | undefined;
  /** `spec.http[0].retries.retryOn`; `undefined` outside of a parsed document. */
  readonly yamlPath: string | undefined;
  /** The innermost field there. */
  readonly field?: Field;
  /** Other places share these bytes through an anchor. */
  readonly shared: boolean;
  /** The value there is filled in later; of a list or a map, something in it, such as the port of one of `ports`. */
  readonly isOpen: boolean;
}

/** From `ports` to the number of one of them. */
const openLevels = 2;

const nowhere: Place = { resource: undefined, yamlPath: undefined, shared: false, isOpen: false };

export function placeFinder(
  documents: readonly YamlDocument[],
  resources: readonly Resource[],
): (span: Span) => Place {
  const documentsBySource = lazy(() => groupBy(documents, (document) => document.source));
  const resourcesByDocument = lazy(() => groupBy(resources, ({ document }) => document));
  return ({ source, start }) => {
    const document = documentsBySource()
      .get(source)
      // Where nothing separates two documents, the second one begins at the end of the first.
      ?.findLast((candidate) => candidate.start <= start && start <= candidate.end);
    if (document === undefined) return nowhere;
    const inDocument = resourcesByDocument().get(document) ?? [];
    // Items of a `List` share a document, and so do inline patches; elsewhere there is one resource.
    const resource =
      inDocument.find(({ root }) => contains(root.span, start)) ??
      inDocument.find(({ root }) => root.isSame(document.root));
    const root = resource?.root ?? document.root;
    const field = deepest(root, start);
    return {
      resource,
      yamlPath: field.path,
      field,
      shared: field.shared,
      isOpen: holdsOpen(field, openLevels),
    };
  };
}

function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset < Math.max(end, start + 1);
}

/** The innermost field whose key or value is written at `offset`. */
function deepest(field: Field, offset: number): Field {
  for (const child of [...field.entries(), ...field.items()]) {
    const { start } = child.keySpan;
    if (start <= offset && offset < Math.max(child.span.end, start + 1))
      return deepest(child, offset);
  }
  return field;
}
