import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries } from "../../src/mesh/objects/route.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const faultAbortNotRetried = defineRule({
  id: "fault-abort-not-retried",
  topic: "faults",
  summary: "an injected abort is never retried by the `retries` of its route",
  severity: "info",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault.abort"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRoute.fault: timeouts and retries are not enabled with it",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/fault_filter.rst",
      "a filter before the router, which retries",
    ),
  ],
  *check({ field, retries }) {
    const abort = field.at("fault", "abort");
    const status = abort?.get("grpcStatus") ?? abort?.get("httpStatus");
    if (abort && status && triesAgain(retries) && hits(abort)) yield notRetried(status, retries);
  },
});

/** Without a share it hits no call, which is `fault-no-percentage`. */
function hits(abort: Field): boolean {
  return (abort.at("percentage", "value")?.number()?.value ?? 0) > 0;
}

function notRetried(status: Field, retries: Retries): Finding {
  return {
    headline: "`retries` do not retry the abort that this route injects",
    primary: { span: status.span, text: "answered before any attempt" },
    related: [{ span: retries.field.keySpan, text: "never see it" }],
    note: "aborted calls fail at once and `retryOn` does not apply: the test shows no retries",
    help: "to test the retries, let the destination of this route fail instead",
  };
}
