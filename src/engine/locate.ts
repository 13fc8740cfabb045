import { holdsOpen } from "../manifest/placeholder.ts";
import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "../collections/group-by.ts";
import { lazy, onceFor } from "../collections/lazy.ts";
import type { Field } from "../yaml/field.ts";
import type { YamlDocument } from "../yaml/node.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { lastSpanFinder, spanFinder } from "./find-span.ts";

/** Where a span is, in terms of resources and paths; computed only for what is reported. */
export interface Place {
  readonly resource: Resource | undefined;
  /** `spec.http[0].retries.retryOn`; `undefined` outside a parsed document. */
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
  const documentAt = onceFor((source: SourceFile) =>
    // Where nothing separates two documents, the second one begins at the end of the first.
    lastSpanFinder(documentsBySource().get(source) ?? []),
  );
  const resourceAt = onceFor((document: YamlDocument) => {
    const inDocument = resourcesByDocument().get(document) ?? [];
    // Items of a `List` share a document, and so do inline patches; elsewhere there is one resource.
    const find = spanFinder(inDocument, ({ root }) => root.span);
    const whole = lazy(() => inDocument.find(({ root }) => root.isSame(document.root)));
    return (start: number) => find(start) ?? whole();
  });
  const deepest = innermost();
  return ({ source, start }) => {
    const document = documentAt(source)(start);
    if (document === undefined) return nowhere;
    const resource = resourceAt(document)(start);
    const field = deepest(resource?.root ?? document.root, start);
    return {
      resource,
      yamlPath: field.path,
      field,
      shared: field.shared,
      isOpen: holdsOpen(field, openLevels),
    };
  };
}

/** Lists of more items are looked through once. */
const longList = 32;

/** Finds the innermost field whose key or value is written at an offset. */
function innermost(): (field: Field, offset: number) => Field {
  type FindItem = (offset: number) => Field | undefined;
  const finders = new Map<Field["tree"], Map<number, FindItem>>();
  const itemAt = (list: Field, offset: number): Field | undefined => {
    const known = finders.get(list.tree) ?? new Map<number, FindItem>();
    finders.set(list.tree, known);
    const find = known.get(list.record) ?? spanFinder(list.items(), ({ span }) => span);
    known.set(list.record, find);
    return find(offset);
  };
  const childAt = (field: Field, offset: number): Field | undefined => {
    // What is shared has a path for each place that it is in.
    if (field.item(longList) && !field.shared) return itemAt(field, offset);
    return [...field.entries(), ...field.items()].find((child) => {
      const { start } = child.keySpan;
      return start <= offset && offset < Math.max(child.span.end, start + 1);
    });
  };
  const deepest = (field: Field, offset: number): Field => {
    const child = childAt(field, offset);
    return child === undefined ? field : deepest(child, offset);
  };
  return deepest;
}
