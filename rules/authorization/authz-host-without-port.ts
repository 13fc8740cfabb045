import { authorizationMatches } from "../../src/mesh/ask/authorization-match.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import {
  isDryRun,
  type AuthorizationOperation,
  type AuthorizationValue,
} from "../../src/mesh/objects/policies.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { podsSurelyUnder, servedPortsOf } from "../../src/mesh/ask/served-ports.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc, istioApi } from "../../src/rule/rule.ts";

export const authzHostWithoutPort = defineRule({
  id: "authz-host-without-port",
  topic: "authorization",
  summary: "a policy matches `hosts` without the port that gRPC clients send",
  severity: "warning",
  reads: "authorizationOperation",
  fields: {
    "security.istio.io/AuthorizationPolicy": [
      "spec.rules[].to[].operation.hosts",
      "spec.rules[].to[].operation.notHosts",
    ],
  },
  evidence: [
    grpc("doc/naming.md", "the authority of a channel is the target's host and port"),
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Operation.hosts: matched against the Host or authority as it was sent",
    ),
  ],
  *check(operation, mesh) {
    const { policy } = operation;
    const bare = operation.hosts.filter(({ value }) => !/[:*]$|:|\{/.test(value) && value !== "");
    if (bare.length === 0 || isDryRun(policy)) return;
    const port = grpcPortUnder(operation, mesh);
    const number = port?.number?.value;
    if (port === undefined || number === undefined) return;
    const others = policy.operations.flatMap(({ hosts }) => hosts);
    for (const host of bare) {
      if (isPlaceholder(host.value) || isCovered(host, others, number)) continue;
      yield neverMatches(host, port, policy.action);
    }
  },
});

/** A port that the operation is about, where all of these serve gRPC and none is a default port of HTTP. */
function grpcPortUnder(
  { policy, ports }: AuthorizationOperation,
  mesh: Mesh,
): ServicePort | undefined {
  const listed = ports.filter(({ negated }) => !negated).map(({ value }) => value);
  const covered = podsSurelyUnder(policy, mesh)
    .flatMap((pod) => servedPortsOf(pod, mesh))
    .filter(({ target }) => listed.length === 0 || listed.includes(`${target ?? ""}`));
  const isGrpc = covered.every(
    ({ port, protocol }) =>
      isHttp2(protocol) &&
      protocol !== "GRPC-Web" &&
      port.number?.value !== 80 &&
      port.number?.value !== 443 &&
      mesh.evidenceFor(port).length > 0,
  );
  return isGrpc ? covered[0]?.port : undefined;
}

/** Whether the same host is listed with its port, here or in another rule. */
function isCovered(
  { value, negated }: AuthorizationValue,
  all: readonly AuthorizationValue[],
  port: number,
): boolean {
  return all.some(
    (it) =>
      it.negated === negated &&
      (authorizationMatches(it.value, `${value}:${port}`) || it.value.startsWith(`${value}:`)),
  );
}

function neverMatches(
  { value, field, negated }: AuthorizationValue,
  port: ServicePort,
  action: string,
): Finding {
  const number = port.number?.value ?? "";
  return {
    headline: `the authority of gRPC calls has a port, so \`${value}\` does not match them`,
    primary: { span: field.span, text: "no port" },
    related: [{ span: port.protocolSpan, text: `calls to ${portTitle(port)} are gRPC` }],
    note: `clients send \`${value}:${number}\`: ${effectOfNoMatch(action, negated)}`,
    help: `add \`${value}:*\``,
  };
}
