import type { Resource } from "../../manifest/resource.ts";
import { embeddedDocuments } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import type { Located } from "../../yaml/source.ts";
import { gather } from "../../collections/gather.ts";
import { lazy } from "../../collections/lazy.ts";

/** A channel in the properties of a Spring application: `grpc.client.<name>`, `spring.grpc.client.channels.<name>`. */
export interface ClientChannel {
  /** The ConfigMap that it is in; `undefined` for a file of its own. */
  readonly resource: Resource | undefined;
  readonly name: string;
  readonly address: Located<string>;
  /** The load balancing policy, where it is written. */
  readonly policy: Located<string> | undefined;
}

export function clientChannels({
  documents,
  resources,
}: {
  readonly documents: readonly YamlDocument[];
  readonly resources: readonly Resource[];
}): () => readonly ClientChannel[] {
  return lazy(() => [
    ...gather(documents, ({ root }) => (root.get("kind") ? [] : channelsIn(root, undefined))),
    ...gather(resources, ofConfigMap),
  ]);
}

function ofConfigMap(resource: Resource): readonly ClientChannel[] {
  if (resource.kind !== "ConfigMap" || resource.group !== "") return [];
  return gather(resource.root.get("data")?.fields() ?? [], (field) => {
    const isProperties = /\.ya?ml$/.test(String(field.step)) && /\bgrpc:/.test(field.text ?? "");
    return isProperties ? gather(embeddedDocuments(field), (it) => channelsIn(it, resource)) : [];
  });
}

function channelsIn(root: Field, resource: Resource | undefined): readonly ClientChannel[] {
  if (!root.isMap) return [];
  const spring = root.at("spring", "grpc", "client");
  const fields = [
    ...(root.at("grpc", "client")?.fields() ?? []),
    ...(spring?.get("channels")?.fields() ?? []),
    spring?.get("default-channel"),
  ];
  return fields.flatMap((field) => {
    const address = field?.get("address")?.string();
    if (field === undefined || address === undefined) return [];
    const policy =
      field.get("default-load-balancing-policy") ?? field.get("defaultLoadBalancingPolicy");
    return [{ resource, name: String(field.step), address, policy: policy?.string() }];
  });
}
