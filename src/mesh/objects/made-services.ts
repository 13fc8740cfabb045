import { gather } from "../../collections/gather.ts";
import { keptFor } from "../../collections/lazy.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";

/** A Service that a controller makes for an object; its ports are the controller's matter. */
export interface MadeService {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The object that it is made for. */
  readonly root: Field;
}

/** Kinds of Flagger and Knative, whose structure is not known, for which Services are made. */
export function makesServices(apiVersion: string, kind: string): boolean {
  return (
    (kind === "Canary" && apiVersion.startsWith("flagger.app/")) ||
    (kind === "Service" && apiVersion.startsWith("serving.knative.dev/"))
  );
}

/**
 * For all documents. Sources: flagger `pkg/apis/flagger/v1beta1/canary.go` GetServiceNames (1.37); knative serving
 * `pkg/reconciler/route/resources/service.go` MakeK8sPlaceholderService (1.15).
 */
export function servicesMadeFor(documents: readonly YamlDocument[]): readonly MadeService[] {
  return gather(documents, ({ root }) => madeFor(root));
}

const madeFor = keptFor((root: Field): readonly MadeService[] => {
  const kind = root.get("kind")?.text ?? "";
  if (!makesServices(root.get("apiVersion")?.text ?? "", kind)) return [];
  const namespace = root.at("metadata", "namespace")?.text;
  if (kind === "Service") {
    const name = root.at("metadata", "name")?.text;
    return name === undefined ? [] : [{ name, namespace, root }];
  }
  const name = root.at("spec", "service", "name") ?? root.at("spec", "targetRef", "name");
  const stem = name?.text;
  if (stem === undefined) return [];
  return ["", "-primary", "-canary"].map((end) => ({ name: `${stem}${end}`, namespace, root }));
});
