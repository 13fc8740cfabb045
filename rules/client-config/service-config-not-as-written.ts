import { surprisesOf } from "../../src/mesh/ask/service-config-refusals.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";

export const serviceConfigNotAsWritten = defineRule({
  id: "service-config-not-as-written",
  topic: "client-config",
  summary: "a gRPC service config that clients accept, but do not apply as written",
  severity: "warning",
  reads: "serviceConfig",
  evidence: [
    grpc("doc/service_config.md", "the fields of a service config"),
    grpc("proposal A6-client-retries.md", "maxAttempts over 5 counts as 5; retry throttling"),
    grpc(
      "grpc-go `service_config.go`, `balancer/balancer.go` (1.85)",
      "keys in any case, names of balancers in lower case",
    ),
    grpc("grpc-js `service-config.ts` (1.14)", "parseDuration, loadBalancingPolicy"),
  ],
  *check(config, mesh) {
    for (const surprise of surprisesOf(config, mesh)) {
      const { start, end, headline, label, note, help } = surprise;
      yield { headline, primary: { span: config.spanOf(start, end), text: label }, note, help };
    }
  },
});
