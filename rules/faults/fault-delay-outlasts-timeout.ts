import { durationAt, formatDuration } from "../../src/mesh/objects/duration.ts";
import { gatewayTimeout, proxyAnswer } from "../../src/mesh/ask/proxy-answer.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const faultDelayOutlastsTimeout = defineRule({
  id: "fault-delay-outlasts-timeout",
  topic: "faults",
  summary: "an injected delay is longer than the `timeout`, which does not include it",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault.delay.fixedDelay"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRoute.fault: timeouts and retries are not enabled with it",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/fault_filter.rst",
      "a filter before the router, which has the timer",
    ),
  ],
  *check(route) {
    const { field, timeout } = route;
    const fault = field.at("fault", "delay");
    const delay = durationAt(fault?.get("fixedDelay"));
    const share = fault?.at("percentage", "value") ?? fault?.get("percent");
    // Without a share it hits no call, which is `fault-no-percentage`.
    if (
      delay === undefined ||
      !share?.number()?.value ||
      timeout === undefined ||
      timeout.value < 1
    )
      return;
    if (delay.value >= timeout.value) yield outlasts(route, delay, timeout);
  },
});

function outlasts(route: Route, delay: Located<number>, timeout: Located<number>): Finding {
  const [long, short] = [formatDuration(delay.value), formatDuration(timeout.value)];
  return {
    headline: `\`timeout\` ${short} does not cut the injected delay of ${long}`,
    primary: { span: delay.span, text: "over before the timer starts" },
    related: [{ span: timeout.span, text: "starts after the delay" }],
    note: `delayed calls take ${long} longer and then succeed; none ends with ${proxyAnswer(route, gatewayTimeout)} after ${short}`,
    help: "inject the delay at another hop, such as the calls that this service makes itself",
  };
}
