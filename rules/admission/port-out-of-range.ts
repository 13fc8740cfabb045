import type { Finding } from "../../src/rule/finding.ts";
import { placesOf, type Places, resourcesAt } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const portOutOfRange = defineRule({
  id: "port-out-of-range",
  topic: "admission",
  summary: "a port number that is not from 1 to 65535",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  among: (mesh) => resourcesAt(mesh, keys, numbers, selectors, unsetAtZero),
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "ports of ServiceEntry, WorkloadEntry, WorkloadGroup and others: between 1-65535",
    ),
    istio("pkg/config/validation/validation.go", "validatePortSelector, validateServerPort"),
  ],
  *check(resource) {
    for (const field of placesOf(resource, numbers)) {
      const number = field.number()?.value;
      if (number === undefined || isPort(number) || isSocket(field, number)) continue;
      yield noPort(String(number), field.span);
    }
    for (const field of placesOf(resource, unsetAtZero)) {
      const number = field.number()?.value ?? 0;
      if (number !== 0 && !isPort(number)) yield noPort(String(number), field.span);
    }
    for (const port of placesOf(resource, selectors)) {
      // What stands there instead is an unknown field.
      if (port.isMap && port.fields().every(({ isNull }) => isNull)) yield withoutNumber(port);
    }
    for (const { key } of placesOf(resource, keys)) {
      if (!/^[+-]?\d+$/.test(key.value) || !isPort(Number(key.value))) {
        yield noPort(key.value, key.span);
      }
    }
  },
});

const destinations = [
  "spec.http[].route[].destination",
  "spec.http[].mirrors[].destination",
  "spec.http[].mirror",
  "spec.tls[].route[].destination",
  "spec.tcp[].route[].destination",
];

const selectors: Places = {
  "networking.istio.io/VirtualService": destinations.map((path) => `${path}.port`),
  "networking.istio.io/Sidecar": ["spec.outboundTrafficPolicy.egressProxy.port"],
};

const unsetAtZero: Places = {
  "networking.istio.io/VirtualService": [
    ...["http", "tls", "tcp"].map((protocol) => `spec.${protocol}[].match[].port`),
    "spec.http[].redirect.port",
  ],
  "networking.istio.io/Sidecar": ["spec.egress[].port.number"],
};

const numbers: Places = {
  "networking.istio.io/DestinationRule": [
    "spec.trafficPolicy.tunnel.targetPort",
    "spec.subsets[].trafficPolicy.tunnel.targetPort",
  ],
  "networking.istio.io/EnvoyFilter": ["spec.configPatches[].match.waypoint.portNumber"],
  "networking.istio.io/Gateway": ["spec.servers[].port.number"],
  "networking.istio.io/ServiceEntry": [
    "spec.endpoints[].ports{}",
    "spec.ports[].number",
    "spec.ports[].targetPort",
  ],
  "networking.istio.io/Sidecar": [
    "spec.ingress[].port.number",
    "spec.outboundTrafficPolicy.egressProxy.port.number",
  ],
  "networking.istio.io/VirtualService": destinations.map((path) => `${path}.port.number`),
  "networking.istio.io/WorkloadEntry": ["spec.ports{}"],
  "networking.istio.io/WorkloadGroup": [
    "spec.probe.grpc.port",
    "spec.probe.httpGet.port",
    "spec.probe.tcpSocket.port",
    "spec.template.ports{}",
  ],
};

const keys: Places = { "security.istio.io/PeerAuthentication": ["spec.portLevelMtls{}"] };

function isPort(number: number): boolean {
  return number > 0 && number <= 65_535;
}

/** A Gateway's server may listen on a Unix socket instead. */
function isSocket({ parent }: Field, number: number): boolean {
  const bind = parent?.parent?.get("bind")?.string()?.value ?? "";
  return number === 0 && bind.startsWith("unix://");
}

function withoutNumber(port: Field): Finding {
  return refusal({
    headline: "`port` is empty, which asks for port 0",
    primary: { span: port.keySpan, text: "no `number`" },
    help: "add `number`, or drop `port`",
  });
}

function noPort(written: string, span: Span): Finding {
  return refusal({
    headline: `\`${written}\` is no port number`,
    primary: { span, text: "not from 1 to 65535" },
    help: "write the port as a number from 1 to 65535",
  });
}
