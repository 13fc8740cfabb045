import { Field } from "../yaml/field.ts";
import type { YamlDocument } from "../yaml/node.ts";
import type { Resource } from "./resource.ts";

export interface Classified {
  readonly resources: readonly Resource[];
  /** Documents that are no Kubernetes objects: Helm values, CI configuration and the like. */
  readonly others: number;
}

/**
 * Kubernetes objects of the documents; the items of a `List` one by one. `isPatch` tells the files that a
 * kustomization names as patches.
 */
export function classify(
  documents: readonly YamlDocument[],
  isPatch: (path: string) => boolean,
): Classified {
  const resources: Resource[] = [];
  let others = 0;
  for (const document of documents) {
    const root = new Field(document.source, document.root);
    const found = resourcesOf(root, document, isPatch(document.source.path));
    if (found === undefined) others += 1;
    else resources.push(...found);
  }
  return { resources, others };
}

function resourcesOf(
  root: Field,
  document: YamlDocument,
  isPatch: boolean,
): readonly Resource[] | undefined {
  const kind = root.get("kind")?.string()?.value;
  const apiVersion = root.get("apiVersion")?.string();
  if (kind === undefined || apiVersion === undefined) return undefined;
  const items = root.get("items");
  if (isListKind(kind) && items?.isList) {
    return items.items().flatMap((item) => resourcesOf(item, document, isPatch) ?? []);
  }
  const slash = apiVersion.value.lastIndexOf("/");
  const group = slash < 0 ? "" : apiVersion.value.slice(0, slash);
  const metadata = root.get("metadata");
  return [
    {
      apiVersion,
      group,
      version: apiVersion.value.slice(slash + 1),
      kind,
      type: `${group}/${kind}`,
      name: String(metadata?.get("name")?.scalar()?.value ?? ""),
      namespace: metadata?.get("namespace")?.string()?.value,
      root,
      metadata,
      spec: root.get("spec"),
      document,
      role: isPatch ? "patch" : "resource",
    },
  ];
}

/** `List`, as `kubectl get -o yaml` writes it, and lists of one kind: what counts is in `items`. */
export function isListKind(kind: string): boolean {
  return kind.endsWith("List");
}
