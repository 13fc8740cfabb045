import { delegateFault, delegateNameOf, type DelegateName } from "../../src/mesh/ask/resolved.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { surelyTogether } from "../../src/mesh/ask/surely-together.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { routeLeftOut } from "../../src/rule/consequences.ts";
import { addItems } from "../../src/rule/list-edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";

export const delegateLeftOut = defineRule({
  id: "delegate-left-out",
  topic: "routing",
  summary: "a route delegates to a VirtualService that has hosts, or is not exported to it",
  severity: "error",
  severityWhere: { warning: "the delegate may be another one, deployed apart" },
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].delegate"] },
  evidence: [
    istio(
      "pilot/pkg/model/virtualservice_controller.go",
      "delegateVirtualServices, mergeVirtualServices: without hosts, exported to the root's namespace",
    ),
    istioApi("networking/v1alpha3/virtual_service.proto", "Delegate: with no hosts"),
  ],
  fixable: "unsafe",
  *check(root, mesh) {
    if (root.hosts.length === 0) return;
    for (const field of root.http) {
      const meant = delegateNameOf(field, root.resource);
      const [found, variant] = mesh.delegatesOf({ root, field });
      if (!meant || !found || variant || mayDiffer(found, mesh)) continue;
      const fault = delegateFault(found, root, mesh.config());
      if (fault === undefined) continue;
      const isSure =
        meant.namespace === found.resource.namespace &&
        (meant.namespace !== undefined || surelyTogether(root.resource, found.resource));
      const finding =
        fault === "has hosts" ? hasHosts(meant, found) : notExported(meant, found, root);
      yield isSure ? finding : { ...finding, severity: "warning" };
    }
  },
});

/** Whether kustomize changes what makes a VirtualService a delegate. */
function mayDiffer({ resource }: VirtualService, mesh: Mesh): boolean {
  return mesh.isPatched(resource, "spec.hosts") || mesh.isPatched(resource, "spec.exportTo");
}

function hasHosts({ field, name }: DelegateName, found: VirtualService): Finding {
  const [host] = found.hosts;
  return {
    headline: `\`${name}\` has its own hosts, so no route can delegate to it`,
    primary: { span: (field.get("name") ?? field).span, text: "not a delegate" },
    related: host ? [{ span: host.span, text: "its own host" }] : [],
    note: routeLeftOut,
    help: `remove \`hosts\` and \`gateways\` from \`${name}\`, or delegate to another VirtualService`,
  };
}

function notExported(
  { field, name }: DelegateName,
  found: VirtualService,
  { resource }: VirtualService,
): Finding {
  const namespace = resource.namespace ?? "";
  const exportTo = found.resource.spec?.get("exportTo");
  return {
    headline: `\`${name}\` is not exported to \`${namespace}\`, so the route cannot delegate to it`,
    primary: { span: (field.get("name") ?? field).span, text: "not visible here" },
    related: exportTo ? [{ span: exportTo.keySpan, text: "without this namespace" }] : [],
    note: routeLeftOut,
    help: `add \`${namespace}\` to \`exportTo\` of \`${name}\``,
    ...offerFix(exportTo && addItems(exportTo, [namespace]), {
      title: `add \`${namespace}\` (its routes then take effect)`,
      safe: false,
    }),
  };
}
