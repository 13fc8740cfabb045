import type { Finding } from "../../src/rule/finding.ts";
import { placesOf, type Places } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const portOutOfRange = defineRule({
  id: "port-out-of-range",
  topic: "admission",
  summary: "a port number that is not from 1 to 65535",
  severity: "error",
  reads: "resource",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "ports of ServiceEntry, WorkloadEntry, WorkloadGroup and others: between 1-65535",
    ),
  ],
  *check(resource) {
    for (const field of placesOf(resource, numbers)) {
      const number = field.number()?.value;
      if (number !== undefined && !isPort(number)) yield noPort(String(number), field.span);
    }
    for (const { key } of placesOf(resource, keys)) {
      if (!/^[+-]?\d+$/.test(key.value) || !isPort(Number(key.value))) {
        yield noPort(key.value, key.span);
      }
    }
  },
});

const numbers: Places = {
  "networking.istio.io/EnvoyFilter": ["spec.configPatches[].match.waypoint.portNumber"],
  "networking.istio.io/ServiceEntry": [
    "spec.endpoints[].ports{}",
    "spec.ports[].number",
    "spec.ports[].targetPort",
  ],
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

function noPort(written: string, span: Span): Finding {
  return refusal({
    headline: `\`${written}\` is no port number`,
    primary: { span, text: "not from 1 to 65535" },
    help: "write the port as a number from 1 to 65535",
  });
}
