import { gather } from "../../src/collections/gather.ts";
import { groupBy } from "../../src/collections/group-by.ts";
import { serviceAt } from "../../src/mesh/ask/dialed-services.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import {
  meshConfigsOf,
  providerUses,
  type ProviderPurpose,
  type ProviderUse,
} from "../../src/mesh/ask/provider-uses.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { hasNoSidecar } from "../../src/mesh/objects/injection.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Egress } from "../../src/mesh/resolve/egress.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const extensionProviderNotImported = defineRule({
  id: "extension-provider-not-imported",
  topic: "observability",
  summary: "proxies use an extension provider that their Sidecar does not import",
  severity: "warning",
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": ["spec.egress"] },
  evidence: [
    istio(
      "pilot/pkg/model/telemetry_logging.go",
      "LookupCluster: the name of a cluster, whether or not the proxy has it",
    ),
    istio("pilot/pkg/model/sidecar.go", "collectImportedServices: other Services get no cluster"),
    thread("istio/istio#53701", "`[cluster = outbound|4318||…] is not configured`"),
  ],
  *check(sidecar, mesh) {
    const pods = podsOf(mesh).get(sidecar) ?? [];
    for (const provider of providersOf(mesh)) {
      const name = provider.get("name")?.text;
      const uses = providerUses(mesh).filter(({ field }) => field.text === name);
      const port = portOf(provider, sidecar, mesh);
      const missing = port && firstWithout(port, pods, uses, mesh);
      if (missing) yield notImported({ ...missing, sidecar, provider });
    }
  },
});

const podsOf = oncePerMesh((mesh) => {
  const pods = mesh.all.workload().filter((it) => !hasNoSidecar(it) && !it.isGateway);
  return groupBy(pods, (it) => mesh.sidecarOf(it));
});

const providersOf = oncePerMesh((mesh) =>
  gather(meshConfigsOf(mesh), (it) => it.get("extensionProviders")?.items() ?? []),
);

function portOf(provider: Field, sidecar: Resource, mesh: Mesh): ServicePort | undefined {
  const kind = provider.fields().find((field) => field.get("service") !== undefined);
  const written = kind?.get("service")?.text ?? "";
  const number = kind?.get("port")?.number()?.value;
  const host = written.slice(written.indexOf("/") + 1);
  if (!host.includes(".")) return undefined;
  return serviceAt(host, sidecar, mesh)?.ports.find((it) => it.number?.value === number);
}

interface Missing {
  readonly egress: Egress;
  readonly use: ProviderUse;
}

function firstWithout(
  port: ServicePort,
  pods: readonly Workload[],
  uses: readonly ProviderUse[],
  mesh: Mesh,
): Missing | undefined {
  for (const pod of pods) {
    const { namespace } = pod.resource;
    const use = uses.find((it) => it.namespace === undefined || it.namespace === namespace);
    const egress = use && mesh.egressTo(port, pod);
    if (egress && !egress.isLetIn) return { egress, use };
  }
  return undefined;
}

const lost: Readonly<Record<ProviderPurpose, string>> = {
  tracing: "their spans of gRPC calls are lost",
  accessLogging: "their access logs of gRPC calls are lost",
  metrics: "their metrics of gRPC calls are lost",
  authorization: "unless it fails open, they deny what the policy matches: PERMISSION_DENIED (7)",
};

interface NotImported extends Missing {
  readonly sidecar: Resource;
  readonly provider: Field;
}

function notImported({ egress, use, sidecar, provider }: NotImported): Finding {
  const { host, by, lists } = egress;
  const name = provider.get("name")?.text ?? "";
  const span = by?.span ?? lists[0]?.keySpan ?? sidecar.root.keySpan;
  return {
    headline: `Sidecar \`${sidecar.name}\` does not import \`${name}\`, an extension provider of its pods`,
    primary: { span, text: by ? "excludes it" : "does not include it" },
    related: [{ span: use.field.span, text: "used by these pods" }],
    note: `the proxies have no cluster for it: ${lost[use.purpose]}`,
    help: `add \`${host}\` to \`egress[].hosts\``,
  };
}
