import type { Destination } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";

export const duplicateDestination = defineRule({
  id: "duplicate-destination",
  topic: "references",
  summary: "a route splits calls between two identical destinations",
  severity: "warning",
  reads: "anyRoute",
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRouteDestination: host, port and subset",
    ),
  ],
  answers: ["KIA1105"],
  *check({ destinations }) {
    const seen = new Map<string, Destination>();
    for (const destination of destinations) {
      const { host, portNumber, subsetName, field } = destination;
      // Backends of another kind, and filters of one backend, tell them apart.
      if (host === undefined || (field.get("kind") ?? field.get("filters") ?? field.get("headers")))
        continue;
      const key = [
        host.value,
        portNumber?.value,
        subsetName?.value,
        field.get("namespace")?.text,
      ].join(" ");
      const first = seen.get(key);
      if (first) yield twice(destination, first);
      else seen.set(key, destination);
    }
  },
});

function twice({ route, host, subsetName, field }: Destination, first: Destination): Finding {
  const written = subsetName ?? host;
  const place = first.subsetName ?? first.host;
  return {
    headline: `\`${written?.value ?? ""}\` is already a destination of this route`,
    primary: { span: written?.span ?? field.span, text: "repeated" },
    related: place ? [{ span: place.span, text: "first listed here" }] : [],
    note: `their weights add up: a version that should get ${route.protocol === "http" ? "gRPC calls" : "connections"} gets none`,
    help: "use the intended subset or host, or keep one of the two",
  };
}
