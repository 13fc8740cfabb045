import type { Mesh } from "../mesh/mesh.ts";
import { isNameToFill } from "../mesh/objects/placeholder.ts";
import { subdomainFault } from "../validate/kubernetes-names.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Finding } from "./finding.ts";
import { refusal } from "./refusal.ts";
import { oneOf } from "../text/lists.ts";
import { similarName } from "../text/similar-name.ts";
import { shorten } from "../text/shorten.ts";
import type { Field } from "../yaml/field.ts";

const values: Readonly<Record<string, readonly string[]>> = {
  type: ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
  sessionAffinity: ["ClientIP", "None"],
  externalTrafficPolicy: ["Cluster", "Local"],
  internalTrafficPolicy: ["Cluster", "Local"],
  ipFamilyPolicy: ["SingleStack", "PreferDualStack", "RequireDualStack"],
};

/** Settings that belong to one type of Service. */
const ofLoadBalancers = [
  "loadBalancerSourceRanges",
  "allocateLoadBalancerNodePorts",
  "loadBalancerClass",
];

export function typeOf(spec: Field): string {
  const text = spec.get("type")?.text ?? "";
  return text === "" ? "ClusterIP" : text;
}

export function* valueFaults(spec: Field): Iterable<Finding> {
  for (const [key, allowed] of Object.entries(values)) {
    const field = spec.get(key);
    const text = field?.text;
    if (!field || text === undefined || text === "" || allowed.includes(text)) continue;
    yield refusal({
      headline: `\`${shorten(text)}\` is not a valid \`${key}\` of a Service`,
      primary: { span: field.span, text: "unknown value" },
      help: `use ${oneOf(allowed)}`,
    });
  }
}

export function conflictsIn(spec: Field, type: string): readonly Finding[] {
  if (isNameToFill(type)) return [];
  const address = spec.get("clusterIP");
  const kind = spec.get("type");
  const isHeadless = address?.text === "None";
  if (type === "ExternalName") return ofExternalName(spec, address);
  const found: Finding[] = [];
  if (address && kind && isHeadless && (type === "NodePort" || type === "LoadBalancer")) {
    found.push(together(kind, address, `a Service of type \`${type}\` cannot be headless`));
  }
  const nodePort = spec
    .get("ports")
    ?.items()
    .find((port) => (port.get("nodePort")?.number()?.value ?? 0) !== 0)
    ?.get("nodePort");
  if (type === "ClusterIP" && nodePort) found.push(notFor(nodePort, "NodePort", "`nodePort`"));
  for (const field of type === "LoadBalancer" ? [] : spec.pick(ofLoadBalancers)) {
    if (!field.isList || field.items().length > 0)
      found.push(notFor(field, "LoadBalancer", `\`${String(field.step)}\``));
  }
  const traffic = spec.get("externalTrafficPolicy");
  const isExternal = (spec.get("externalIPs")?.items().length ?? 0) > 0;
  if (traffic?.text && type === "ClusterIP" && !isExternal) {
    found.push(notFor(traffic, "LoadBalancer", "`externalTrafficPolicy`"));
  }
  return found;
}

function ofExternalName(spec: Field, address: Field | undefined): readonly Finding[] {
  const name = spec.get("externalName")?.string();
  const kind = spec.get("type") ?? spec;
  const found: Finding[] = [];
  if (address?.text)
    found.push(
      together(address, kind, "a Service of type `ExternalName` cannot have a `clusterIP`"),
    );
  const host = name?.value.replace(/\.$/, "") ?? "";
  const fault = host === "" ? "no `externalName`" : subdomainFault(host);
  if (fault !== undefined && !isNameToFill(host)) {
    found.push(
      refusal({
        headline:
          name && host !== ""
            ? `\`${shorten(name.value)}\` is not a valid \`externalName\``
            : "a Service of type `ExternalName` needs an `externalName`",
        primary: { span: name?.span ?? kind.span, text: fault },
        help: "use a DNS name in lower case, without scheme, port and path",
      }),
    );
  }
  return found;
}

/** Only a headless Service may be without ports. */
export function* missingPorts(resource: Resource, spec: Field, mesh: Mesh): Iterable<Finding> {
  const ports = spec.get("ports");
  const isSet = ports !== undefined && (!ports.isList || ports.items().length > 0);
  if (isSet || spec.get("clusterIP")?.text === "None" || typeOf(spec) === "ExternalName") return;
  // A misspelt key is reported as such.
  if (similarName("ports", spec.keys) !== undefined || mesh.isPatched(resource, "spec")) return;
  yield refusal({
    headline: "a Service needs `ports`",
    primary: { span: (ports ?? spec).keySpan, text: "no ports" },
    help: "add `ports`, or `clusterIP: None` if only DNS names of pods are needed",
  });
}

function together(field: Field, other: Field, headline: string): Finding {
  return refusal({
    headline,
    primary: { span: field.span, text: "conflicts with the other" },
    related: [{ span: other.span, text: "the other one" }],
    help: "remove one of the two",
  });
}

function notFor(field: Field, type: string, title: string): Finding {
  return refusal({
    headline: `${title} needs \`type: ${type}\``,
    primary: { span: field.keySpan, text: "not for this type" },
    help: `remove ${title}, or set \`type: ${type}\``,
  });
}
