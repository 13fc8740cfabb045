import type { Mesh } from "../../src/mesh/mesh.ts";
import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import { isDeliberate, wireOf } from "../../src/mesh/ask/port-words.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const appProtocolConflictsWithName = defineRule({
  id: "app-protocol-conflicts-with-name",
  topic: "ports",
  summary: "a port is named for gRPC or HTTP/2, but its `appProtocol` is something else",
  severity: "warning",
  severityWhere: { info: "the port seems to be TCP on purpose, or is a gateway's" },
  reads: "servicePort",
  evidence: [
    istio("pkg/config/kube/conversion.go", "ConvertProtocol: `appProtocol` wins over the name"),
    kubernetes("staging/src/k8s.io/api/core/v1/types.go", "ServicePort.AppProtocol"),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const { name, appProtocol } = port;
    if (portFaultOf(port, mesh)?.kind !== "app-protocol-conflicts-with-name") return;
    if (name === undefined || appProtocol === undefined) return;
    const finding = overruled(port, name, appProtocol);
    yield isOfGateway(port, mesh) ? atGateway(finding) : finding;
  },
});

/** Its pods are a gateway, whose listeners speak the protocol of the Gateway's servers. */
function isOfGateway({ service }: ServicePort, mesh: Mesh): boolean {
  const pods = mesh.workloadsOf(service);
  return pods.length > 0 && pods.every((it) => it.isGateway || mesh.serversAt(it).length > 0);
}

function atGateway({ headline, primary, related = [] }: Finding): Finding {
  return {
    headline,
    primary,
    related,
    severity: "info",
    note: "only proxies that call the gateway as a Service read this; its listeners speak what the Gateway's servers declare",
    help: "remove `appProtocol`, so that the name applies",
  };
}

function overruled(port: ServicePort, name: Located<string>, written: Located<string>): Finding {
  const fix = declareProtocol(port, { safe: false });
  return {
    headline: `\`appProtocol: ${written.value}\` overrides the name \`${name.value}\``,
    primary: { span: written.span, text: `means ${wireOf(port.protocol)} to Istio` },
    related: [{ span: name.span, text: "this name is ignored" }],
    note: isHttp(port.protocol)
      ? "proxies use HTTP/1.1 to this port, which gRPC servers reset: UNAVAILABLE (14), protocol error"
      : "Istio forwards bytes: all calls of a connection go to one pod, routes and retries have no effect",
    help: isDeliberate(port)
      ? "keep it if the server needs raw TCP; otherwise use `appProtocol: grpc`"
      : "use `appProtocol: grpc`, or remove `appProtocol` so that the name applies",
    ...(isDeliberate(port) && { severity: "info" as const }),
    ...(fix && { fix }),
  };
}
