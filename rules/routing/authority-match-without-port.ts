import type { Route } from "../../src/mesh/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, grpc, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authorityMatchWithoutPort = defineRule({
  id: "authority-match-without-port",
  topic: "routing",
  summary: "an exact `authority` leaves out the port that gRPC clients put there",
  severity: "warning",
  reads: "route",
  at: { "networking.istio.io/VirtualService": ["spec.http[].match[].authority"] },
  evidence: [
    grpc("doc/naming.md", "the authority of a channel is the target's host and port"),
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPMatchRequest.authority: compared as it was sent",
    ),
  ],
  fixable: "unsafe",
  *check(route) {
    if (!route.grpcOnly || !route.viaMesh || route.viaGateway) return;
    const port = callPort(route);
    if (port === undefined || port === 80 || port === 443) return;
    for (const { field } of route.matches) {
      const exact = field.at("authority", "exact");
      const value = exact?.text;
      if (exact && value && !value.includes(":")) yield neverEqual(exact, value, port);
    }
  },
});

/** The port that callers dial, if all destinations agree. */
function callPort({ destinations }: Route): number | undefined {
  const numbers = new Set(destinations.map(({ port }) => port?.number?.value));
  const [number] = numbers;
  return numbers.size === 1 ? number : undefined;
}

function neverEqual(exact: Field, value: string, port: number): Finding {
  return {
    headline: `\`authority\` of gRPC calls is \`${value}:${port}\`, so \`exact: ${value}\` does not match`,
    primary: { span: exact.span, text: "no port" },
    note: "the route is passed over unless clients set their authority by hand",
    help: `write \`exact: ${value}:${port}\`, or \`prefix: "${value}:"\` for any port`,
    ...offerFix(replaceText(exact, `${value}:${port}`), {
      title: `write \`${value}:${port}\` (calls then take this route)`,
      safe: false,
    }),
  };
}
