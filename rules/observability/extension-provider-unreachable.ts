import { absentHost } from "../../src/mesh/ask/known-hosts.ts";
import {
  providerHost,
  providerService,
  shortlyNamedService,
} from "../../src/mesh/ask/provider-services.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { IstioSettings } from "../../src/mesh/objects/istio-settings.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import { absentSeverity, absentWords } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const extensionProviderUnreachable = defineRule({
  id: "extension-provider-unreachable",
  topic: "observability",
  summary: "an extension provider refers to a Service or port that does not exist",
  severity: "warning",
  severityWhere: { info: "the Service may be in files that are not checked" },
  reads: "istioSettings",
  evidence: [
    istio(
      "pilot/pkg/model/telemetry_logging.go",
      "LookupCluster: could not find service in Istio service registry",
    ),
    istio(
      "pilot/pkg/security/authz/builder/extauthz.go",
      "a provider whose Service is not found denies what its policies match",
    ),
  ],
  *check(settings, mesh) {
    for (const provider of settings.root?.get("extensionProviders")?.items() ?? []) {
      const kind = provider.fields().find((field) => field.get("service") !== undefined);
      const host = kind?.get("service");
      if (kind === undefined || host === undefined) continue;
      yield* unknownHost(settings, { kind, host }, mesh);
      const short = shortlyNamedService(host, settings.resource, mesh);
      if (short) yield shortHost({ kind, host }, short, mesh);
      const service = providerService(host, settings.resource, mesh);
      const port = kind.get("port");
      const number = port?.number()?.value;
      const isKnown = service?.ports.some((it) => it.number?.value === number);
      if (service && port && number !== undefined && isKnown === false)
        yield unknownPort({ kind, host: port }, service, mesh);
    }
  },
});

interface Provider {
  readonly kind: Field;
  /** The value that leads nowhere. */
  readonly host: Field;
}

function* unknownHost(
  { resource }: IstioSettings,
  { kind, host }: Provider,
  mesh: Mesh,
): Iterable<Finding> {
  const name = providerHost(host);
  // A short name is completed in no namespace that is known here.
  const absence = resource && name.includes(".") ? absentHost(name, resource, mesh) : undefined;
  if (absence === undefined) return;
  const { similar } = absence;
  yield {
    ...absentWords(absence, `Service or ServiceEntry with host \`${name}\``, lost(kind)),
    primary: { span: host.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `did you mean \`${similar.name}\`?`
      : "use the host of a Service, or add a ServiceEntry",
    ...absentSeverity(absence),
    // The rule is a warning where a route would be an error: nothing but the provider is lost.
    ...(absence.sure && { severity: "warning" as const }),
  };
}

function shortHost({ kind, host }: Provider, { resource }: Service, mesh: Mesh): Finding {
  const { name, namespace = "" } = resource;
  return {
    headline: `Istio knows no host \`${providerHost(host)}\` for Service \`${name}\``,
    primary: { span: host.span, text: "not the full host" },
    related: [{ span: mesh.nameSpan(resource), text: "the Service" }],
    note: lost(kind),
    help: `use \`${name}.${namespace}.svc.${mesh.settings.clusterDomain}\``,
  };
}

function unknownPort({ kind, host }: Provider, { resource, ports }: Service, mesh: Mesh): Finding {
  const numbers = ports.flatMap(({ number }) => (number ? [String(number.value)] : []));
  return {
    headline: `Service \`${resource.name}\` has no port ${host.number()?.value ?? ""}`,
    primary: { span: host.span, text: "no such port" },
    related: [{ span: mesh.nameSpan(resource), text: "the Service" }],
    note: lost(kind),
    help: `use one of its ports: ${list(numbers)}`,
  };
}

function lost({ step }: Field): string {
  return String(step).startsWith("envoyExtAuthz")
    ? "policies that use the provider deny all calls with PERMISSION_DENIED (7)"
    : "proxies get no cluster for the provider: its telemetry of gRPC calls is lost";
}
