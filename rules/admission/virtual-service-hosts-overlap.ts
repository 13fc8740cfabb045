import { hostsMeet } from "../../src/validate/host-names.ts";
import { hostFault, hostForm } from "../../src/validate/host-fields.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Located } from "../../src/yaml/source.ts";

export const virtualServiceHostsOverlap = defineRule({
  id: "virtual-service-hosts-overlap",
  topic: "admission",
  summary: "hosts of one VirtualService overlap, or `*` is used inside the mesh",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "ValidateVirtualService: duplicate hosts, wildcard host * is not allowed",
    ),
  ],
  *check(service) {
    const { hosts, resource } = service;
    const wildcard = hosts.find(({ value }) => value === "*");
    if (wildcard && service.viaMesh) yield wildcardInMesh(service, wildcard);
    const form = hostForm("served", resource);
    const valid = hosts.every(({ value }) => hostFault(value, form) === undefined);
    if (!valid || (wildcard && service.viaMesh)) return;
    for (const [index, host] of hosts.entries()) {
      const earlier = hosts.slice(0, index).find(({ value }) => hostsMeet(value, host.value));
      if (earlier) yield overlapping(service, host, earlier);
    }
  },
});

function wildcardInMesh(
  { resource, gateways }: VirtualService,
  wildcard: Located<string>,
): Finding {
  const mesh = gateways.find(({ value }) => value === "mesh");
  return webhookRefusal(resource, {
    headline: "host `*` is allowed only at gateways, and this VirtualService is also for the mesh",
    primary: { span: wildcard.span, text: "would match all calls" },
    ...(mesh && { related: [{ span: mesh.span, text: "includes sidecars" }] }),
    help: mesh
      ? "remove `mesh`, or list the hosts"
      : "list the hosts, or list gateways in `gateways`",
  });
}

function overlapping(
  { resource }: VirtualService,
  host: Located<string>,
  earlier: Located<string>,
): Finding {
  const same = host.value === earlier.value;
  return webhookRefusal(resource, {
    headline: same
      ? `host \`${host.value}\` is listed twice`
      : `hosts \`${earlier.value}\` and \`${host.value}\` overlap`,
    primary: { span: host.span, text: same ? "again" : "overlaps" },
    related: [{ span: earlier.span, text: same ? "the first" : "the other" }],
    help: same
      ? "remove one of the two"
      : "keep only the wildcard, or move the other host into its own VirtualService",
  });
}
