import type { Mesh } from "../../src/mesh/mesh.ts";
import { declarationOf } from "../../src/mesh/ask/port-words.ts";
import { isHttp2, protocolOfPortName } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Providers that proxies call over gRPC, with what is lost. */
const grpcProviders: ReadonlyMap<string, string> = new Map([
  ["opentelemetry", "no traces arrive"],
  ["envoyOtelAls", "no access logs arrive"],
  ["envoyHttpAls", "no access logs arrive"],
  ["envoyTcpAls", "no access logs arrive"],
  ["envoyExtAuthzGrpc", "policies that use it deny all calls with PERMISSION_DENIED (7)"],
]);

export const extensionProviderPortNotHttp2 = defineRule({
  id: "extension-provider-port-not-http2",
  topic: "observability",
  summary: "proxies call an extension provider over gRPC, and its Service port is not HTTP/2",
  severity: "warning",
  reads: "servicePort",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: HTTP/2 for ports of HTTP/2, or as the client speaks",
    ),
    istioApi(
      "mesh/v1alpha1/config.proto",
      "ExtensionProvider: `service` is `[<Namespace>/]<Hostname>`, `port` that of the Service",
    ),
  ],
  *check(port, mesh) {
    if (isHttp2(port.protocol) || isHttp2(protocolOfPortName(port.name?.value ?? ""))) return;
    // The rules about ports speak of those that are known to serve gRPC.
    if (port.protocol === "UDP" || mesh.evidenceFor(port).length > 0) return;
    for (const provider of mesh.config().written?.get("extensionProviders")?.items() ?? []) {
      const [kind, lost] = [...grpcProviders].find(([key]) => provider.get(key)) ?? [];
      const settings = kind === undefined ? undefined : provider.get(kind);
      if (lost && settings && !settings.get("http") && isMeant(port, settings, mesh))
        yield notHttp2(port, { settings, lost, name: provider.get("name")?.text ?? "" });
    }
  },
});

/** Whether a provider's settings name the port of the Service. */
function isMeant({ service, number }: ServicePort, settings: Field, mesh: Mesh): boolean {
  const written = settings.get("service")?.text ?? "";
  const host = written.slice(written.indexOf("/") + 1);
  const { name, namespace } = service.resource;
  const full = `${name}.${namespace ?? ""}.svc.${mesh.settings.clusterDomain}`;
  return (
    namespace !== undefined &&
    host === full &&
    settings.get("port")?.number()?.value === number?.value
  );
}

interface Provider {
  readonly settings: Field;
  readonly name: string;
  readonly lost: string;
}

function notHttp2(port: ServicePort, { settings, name, lost }: Provider): Finding {
  return {
    headline: `port ${portTitle(port)} of \`${port.service.resource.name}\` is called over gRPC, but is not HTTP/2`,
    primary: { span: port.protocolSpan, text: "not HTTP/2 to Istio" },
    related: [
      { span: (settings.get("service") ?? settings).span, text: `extension provider \`${name}\`` },
    ],
    note: `${declarationOf(port)} makes proxies send HTTP/1.1: ${lost}`,
    help: port.appProtocol
      ? "set `appProtocol: grpc`"
      : "add `appProtocol: grpc` to this port, or start its name with `grpc-`",
  };
}
