import { proxylessClient, templatesAnnotation } from "../../src/mesh/ask/proxyless.ts";
import { grpcRetryConditions } from "../../src/mesh/objects/evidence.ts";
import type { Retries } from "../../src/mesh/objects/route.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const proxylessRetriesIgnored = defineRule({
  id: "proxyless-retries-ignored",
  topic: "proxyless",
  summary: "a route has retry settings that proxyless gRPC clients do not apply as written",
  severity: "warning",
  severityWhere: { info: "clients only make fewer attempts" },
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries"] },
  evidence: [
    grpc(
      "A44-xds-retry.md",
      "conditions of x-envoy-retry-grpc-on only, and no policy without one; no per_try_timeout",
    ),
    grpc("A6-client-retries.md", "maxAttempts over 5 counts as 5"),
  ],
  *check(route, mesh) {
    const { retries, destinations, viaMesh } = route;
    if (retries === undefined || !viaMesh || retries.attempts?.value === 0) return;
    const [destination] = destinations;
    const client =
      destination &&
      proxylessClient(
        { host: destination.host?.value, owner: destination.owner },
        route.resource,
        mesh,
      );
    if (client === undefined) return;
    if (retries.retryOn && !retries.named.some(({ value }) => grpcRetryConditions.has(value)))
      yield noneMade(retries.retryOn.span, client);
    else yield* otherwise(retries, client);
  },
});

function* otherwise(retries: Retries, client: Workload): Iterable<Finding> {
  const { perTryTimeout, attempts } = retries;
  if (perTryTimeout) yield noLimit(perTryTimeout.span, client);
  if (attempts && attempts.value > 4) yield clipped(attempts.span, attempts.value, client);
}

function relatedTo({ annotations }: Workload): Finding["related"] & object {
  const found = annotations.get(templatesAnnotation);
  return found ? [{ span: found.span, text: "proxyless gRPC (xDS)" }] : [];
}

function noneMade(span: Span, client: Workload): Finding {
  return {
    headline: `gRPC clients without a proxy retry nothing here: \`retryOn\` has no gRPC status`,
    primary: { span, text: "HTTP conditions only" },
    related: relatedTo(client),
    note: `in \`${client.resource.name}\` every UNAVAILABLE (14) reaches the application`,
    help: "add `unavailable`, the gRPC status intended for retries",
  };
}

function noLimit(span: Span, client: Workload): Finding {
  return {
    headline: "`perTryTimeout` has no effect on gRPC clients without a proxy",
    primary: { span, text: "not supported by gRPC" },
    related: relatedTo(client),
    note: `an attempt of \`${client.resource.name}\` may take as long as the whole call`,
    help: "remove `perTryTimeout`, and set a deadline in the clients",
  };
}

function clipped(span: Span, attempts: number, client: Workload): Finding {
  return {
    headline: `gRPC clients without a proxy retry 4 times at most, not ${attempts}`,
    primary: { span, text: "over gRPC's limit" },
    related: relatedTo(client),
    note: `\`${client.resource.name}\` gives up after 5 attempts in all`,
    help: "use `attempts: 4` or less",
    severity: "info",
  };
}
