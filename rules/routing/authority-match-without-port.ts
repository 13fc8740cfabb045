import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, grpc, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authorityMatchWithoutPort = defineRule({
  id: "authority-match-without-port",
  topic: "routing",
  summary: "an exact `authority` omits the port that gRPC clients send",
  severity: "warning",
  severityWhere: { info: "the gateway listens on port 80, where clients may leave the port out" },
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match[].authority"] },
  evidence: [
    grpc("doc/naming.md", "the authority of a channel is the target's host and port"),
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPMatchRequest.authority: compared as it was sent",
    ),
    thread("knative/serving#3307", "UNIMPLEMENTED until clients left the port out"),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    if (!route.grpcOnly || (route.viaMesh && route.viaGateway)) return;
    const port = route.viaGateway ? gatewayPort(route, mesh) : callPort(route);
    if (port === undefined || port === 443 || (port === 80 && !route.viaGateway)) return;
    for (const { field } of route.matches) {
      const exact = field.at("authority", "exact");
      const value = exact?.text;
      if (!exact || !value || value.includes(":") || isCovered(`${value}:${port}`, route)) continue;
      yield port === 80 ? mayDiffer(exact, value, port) : neverEqual(exact, value, port);
    }
  },
});

/** The port that callers dial, if all destinations agree. */
function callPort({ destinations }: Route): number | undefined {
  return only(destinations.map(({ port }) => port?.number?.value));
}

/** The port of the gateways' servers, if all agree. */
function gatewayPort({ owners }: Route, mesh: Mesh): number | undefined {
  const servers = owners
    .flatMap((owner) => mesh.gatewaysOf(owner).flatMap((gateway) => gateway.servers))
    .filter((server) => owners.some((owner) => mesh.virtualServicesOf(server).includes(owner)));
  return only(servers.map(({ portNumber }) => portNumber?.value));
}

function only(numbers: readonly (number | undefined)[]): number | undefined {
  const [number, ...others] = new Set(numbers);
  return others.length === 0 ? number : undefined;
}

/** Whether another match of the route accepts the authority with its port. */
function isCovered(authority: string, { matches }: Route): boolean {
  return matches.some(({ field }) => {
    const match = field.get("authority");
    const prefix = match?.get("prefix")?.text;
    return (
      match?.get("exact")?.text === authority ||
      (prefix !== undefined && authority.startsWith(prefix)) ||
      match?.get("regex") !== undefined
    );
  });
}

function neverEqual(exact: Field, value: string, port: number): Finding {
  return {
    headline: `\`authority\` of gRPC calls is \`${value}:${port}\`, so \`exact: ${value}\` does not match`,
    primary: { span: exact.span, text: "no port" },
    note: "the route is skipped unless clients override their authority",
    help: `use \`exact: ${value}:${port}\`, or \`prefix: "${value}:"\` for any port`,
    ...offerFix(replaceText(exact, `${value}:${port}`), {
      title: `use \`${value}:${port}\` (calls then match this route)`,
      safe: false,
    }),
  };
}

/** gRPC's default port is 443, so a target names 80; but a load balancer may terminate TLS before the gateway. */
function mayDiffer(exact: Field, value: string, port: number): Finding {
  return {
    headline: `gRPC clients that connect to \`${value}:${port}\` do not match \`exact: ${value}\``,
    primary: { span: exact.span, text: "no port" },
    note: "gRPC clients keep the target port in the authority: their calls skip the route",
    help: `add a match with \`exact: ${value}:${port}\``,
    severity: "info",
  };
}
