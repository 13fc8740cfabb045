import type { Field } from "../yaml/field.ts";
import { knownText } from "../yaml/known-text.ts";
import type { YamlDocument } from "../yaml/node.ts";
import type { FileRole } from "./kustomize/file-roles.ts";
import { allPatches, isKustomization } from "./kustomize/kustomization.ts";
import { isPatchByShape } from "./partial-objects.ts";
import { isOpen } from "./placeholder.ts";
import type { Resource } from "./resource.ts";

export interface Classified {
  readonly resources: readonly Resource[];
  /** Documents that are neither Kubernetes objects nor used by Kustomize: Helm values, CI configuration and so on. */
  readonly others: readonly YamlDocument[];
}

/**
 * Kubernetes objects of the documents; the items of a `List` one by one, and the patches that are written in a
 * kustomization. `roleOf` tells what kustomizations use a file for,
 * `namespaces` where they put its resources.
 */
export function classify(
  documents: readonly YamlDocument[],
  roleOf: (path: string) => FileRole = () => "resource",
  namespaces: ReadonlyMap<string, string> = new Map(),
  read: ReadResources = resourcesIn,
): Classified {
  const resources: Resource[] = [];
  const others: YamlDocument[] = [];
  for (const document of documents) {
    const { path } = document.source;
    const role = roleOf(path);
    const found = read(document, role, namespaces.get(path));
    if (found) for (const each of found) resources.push(each);
    // A patch without a kind is a list of operations.
    else if (role === "resource") others.push(document);
  }
  return { resources, others };
}

/** The objects of one document; `undefined` where it is none. */
export type ReadResources = (
  document: YamlDocument,
  role: FileRole,
  namespace: string | undefined,
) => readonly Resource[] | undefined;

export const resourcesIn: ReadResources = (document, role, namespace) => {
  const { root } = document;
  if (isKustomization(document)) return inlinePatches(root, document);
  if (role === "input") return [];
  return resourcesOf(root, document, role)?.map((it) => inNamespace(it, namespace));
};

/** Where the document leaves it open. */
function inNamespace(resource: Resource, namespace: string | undefined): Resource {
  const isUnset = resource.namespace === undefined && resource.type !== "/Namespace";
  return isUnset && namespace !== undefined ? { ...resource, namespace } : resource;
}

function inlinePatches(root: Field, document: YamlDocument): readonly Resource[] {
  return allPatches(root)
    .flatMap(({ inline }) => inline?.() ?? [])
    .flatMap((patch) => resourceAt(patch, document, "patch") ?? []);
}

function resourcesOf(
  root: Field,
  document: YamlDocument,
  role: Resource["role"],
): readonly Resource[] | undefined {
  const items = root.get("items");
  if (items?.isList && isListKind(root.get("kind")?.text ?? "")) {
    return items.items().flatMap((item) => resourcesOf(item, document, role) ?? []);
  }
  const found = resourceAt(root, document, role);
  return found && [found];
}

/** The object at a field; `undefined` for what is none. */
export function resourceAt(
  root: Field,
  document: YamlDocument,
  role: Resource["role"],
): Resource | undefined {
  const written = root.get("kind")?.text;
  const apiVersion = root.get("apiVersion")?.string();
  if (written === undefined || apiVersion === undefined) return undefined;
  // Kinds are compared all the time.
  const kind = knownText(written);
  const slash = apiVersion.value.lastIndexOf("/");
  const group = slash < 0 ? "" : apiVersion.value.slice(0, slash);
  const type = knownText(`${group}/${kind}`);
  const metadata = root.get("metadata");
  const name = metadata?.get("name");
  const spec = root.get("spec");
  return {
    apiVersion,
    group,
    version: apiVersion.value.slice(slash + 1),
    kind,
    type,
    name: name?.text ?? String(name?.scalar()?.value ?? ""),
    namespace: closedText(metadata?.get("namespace")),
    root,
    metadata,
    spec,
    document,
    role: isPatchByShape(type, spec) ? "patch" : role,
  };
}

/** A namespace that is filled in later may be any. */
function closedText(field: Field | undefined): string | undefined {
  return field === undefined || isOpen(field) ? undefined : field.text;
}

/** `List`, as `kubectl get -o yaml` writes it, and lists of one kind: what counts is in `items`. */
export function isListKind(kind: string): boolean {
  return kind.endsWith("List");
}
