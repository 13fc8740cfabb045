import { hasMeshRoutes, isEarlierForMesh, possibleRivals } from "../../src/mesh/ask/host-rivals.ts";
import { fullHost, openNamespace } from "../../src/mesh/objects/hosts.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { contestOf, type Contest } from "../../src/mesh/ask/resolved.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const duplicateMeshHost = defineRule({
  id: "duplicate-mesh-host",
  topic: "routing",
  summary: "two VirtualServices for the same mesh host, where only one takes effect",
  severity: "error",
  severityWhere: {
    info: "they are in two files of a folder, or only some namespaces use another one of the two",
  },
  answers: ["IST0109", "KIA1106"],
  reads: "virtualService",
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "one VirtualService a host for sidecars, no merging",
    ),
    istio(
      "pilot/pkg/model/push_context.go",
      "VirtualServicesForGateway: private, exported to the namespace, public",
    ),
    istio("pkg/config/analysis/analyzers/virtualservice/conflictingmeshgatewayhosts.go", "IST0109"),
  ],
  *check(virtualService, mesh) {
    if (!hasMeshRoutes(virtualService)) return;
    for (const host of virtualService.hosts) {
      for (const rival of possibleRivals(host.value, virtualService.resource, mesh)) {
        const isOne = isEarlierForMesh(rival, virtualService, mesh);
        const contest = isOne ? contestOf(virtualService, rival, mesh.config()) : undefined;
        if (contest === undefined) continue;
        const same = hostIn(rival, host, virtualService, mesh);
        const finding = sharedHost(contest, host, same, virtualService);
        const isSure = surelyApplied(rival.resource, virtualService.resource, mesh);
        yield { severity: isSure ? "error" : "info", ...finding };
        break;
      }
    }
  },
});

/** Where the other one has the host. */
function hostIn(
  rival: VirtualService,
  host: Located<string>,
  { resource }: VirtualService,
  { settings }: Mesh,
): Located<string> | undefined {
  const full = ({ value }: Located<string>, from: Resource): string =>
    fullHost(value, from, settings.clusterDomain).toLowerCase();
  return rival.hosts.find((it) => full(it, rival.resource) === full(host, resource));
}

function sharedHost(
  contest: Contest,
  host: Located<string>,
  same: Located<string> | undefined,
  { resource }: VirtualService,
): Finding {
  const places = {
    primary: { span: host.span, text: "also a host here" },
    related: same ? [{ span: same.span, text: "the same host" }] : [],
  };
  const help = `move the routes of \`${resource.name}\` into the other VirtualService`;
  if (contest.by === "namespace") return { ...places, help, ...oneComesFirst(contest, host) };
  return {
    headline: `two VirtualServices have host \`${host.value}\`, and sidecars use only one of them`,
    ...places,
    note: "the older one takes precedence, then the first by name: the routes, timeouts and retries of the other apply to no call",
    help,
  };
}

/** The narrower `exportTo` decides, not the age. */
function oneComesFirst(
  { winner, namespaces, isOtherUsed }: Extract<Contest, { readonly by: "namespace" }>,
  { value }: Located<string>,
): Pick<Finding, "headline" | "note"> & Partial<Finding> {
  const { name, namespace } = winner.resource;
  const title = namespace === undefined ? name : `${namespace}/${name}`;
  if (!isOtherUsed) {
    return {
      headline: `of two VirtualServices for \`${value}\`, sidecars use only \`${title}\``,
      note: "it takes precedence wherever both are visible, regardless of age: the routes, timeouts and retries of the other apply to no call",
    };
  }
  return {
    headline: `of two VirtualServices for \`${value}\`, sidecars of ${namespaces.includes(openNamespace) ? "its own namespace" : list(namespaces)} use \`${title}\``,
    note: "the one exported to fewer namespaces takes precedence there, regardless of age: no route or timeout of the other applies to calls from there",
    help: `keep both if callers there should have their own routes; otherwise merge the two`,
    severity: "info",
  };
}
