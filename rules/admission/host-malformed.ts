import { pathTree, type PathTree } from "../../src/mesh/objects/path-tree.ts";
import { isPlainName } from "../../src/validate/domain-name.ts";
import { hostFault, hostForm, hostPaths, type HostUse } from "../../src/validate/host-fields.ts";
import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import type { TextFault } from "../../src/validate/text-fault.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAlong } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const trees: Readonly<Record<string, PathTree<HostUse>>> = Object.fromEntries(
  Object.entries(hostPaths).map(([type, paths]) => [type, pathTree(paths)]),
);

export const hostMalformed = defineRule({
  id: "host-malformed",
  topic: "admission",
  summary: "a host is not a valid domain name, or has a wildcard where none is allowed",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: Object.fromEntries(
    Object.entries(hostPaths).map(([type, paths]) => [type, paths.map(([path]) => `spec.${path}`)]),
  ),
  evidence: [
    istio("pkg/config/validation/agent/validation.go", "ValidateFQDN, ValidateWildcardDomain"),
    istio("pkg/config/validation/validation.go", "validateDestination, validateTunnelSettings"),
  ],
  *check(resource) {
    const tree = trees[resource.type];
    if (resource.role === "patch" || !resource.spec || !tree) return;
    for (const [field, use] of fieldsAlong(resource.spec, tree)) {
      const host = field.text;
      if (host === undefined || isPlainName(host) || isNameToFill(host)) continue;
      const fault = hostFault(host, hostForm(use, resource));
      if (fault) yield malformed(resource, field, fault);
    }
  },
});

function malformed(resource: Resource, field: Field, { from, to, label }: TextFault): Finding {
  const host = field.text ?? "";
  const span = host.length > to - from && to > from ? field.slice(from, to) : field.span;
  return webhookRefusal(resource, {
    headline:
      host === "*" ? "`*` cannot be a destination host" : `${shown(host)} is not a valid host name`,
    primary: { span, text: label },
    help: advice(host),
  });
}

function shown(host: string): string {
  return `\`${shorten(host)}\``;
}

function advice(host: string): string {
  if (/^\w+:\/\//.test(host)) return "use only the host, without scheme, port and path";
  if (/^[^:]+:\d+$/.test(host)) return "use only the host; the port has its own field";
  if (/^[\w.*-]+\/[\w.*-]+$/.test(host)) {
    const [namespace = "", service = ""] = host.split("/");
    return `use the host of the service, such as \`${service}.${namespace}.svc.cluster.local\``;
  }
  if (host.includes("_")) return "Kubernetes and DNS names cannot contain `_`; use the real name";
  return "use a DNS name of letters, digits and `-`, such as `reviews.prod.svc.cluster.local`";
}
