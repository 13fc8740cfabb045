import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { removeField } from "../../src/rule/removals.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/ServiceEntry": ["spec.endpoints[]"],
  "networking.istio.io/WorkloadEntry": ["spec"],
  "networking.istio.io/WorkloadGroup": ["spec.template"],
};

export const workloadAddressMalformed = defineRule({
  id: "workload-address-malformed",
  topic: "admission",
  summary: "a workload has no address, or an invalid Unix socket path",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "WorkloadEntry: Address is required; UDS may not include ports, be relative or a dir",
    ),
  ],
  fixable: "safe",
  *check(resource) {
    for (const workload of placesOf(resource, places)) {
      const address = workload.get("address");
      const isTemplate = resource.kind === "WorkloadGroup";
      if (!isTemplate && !address && !workload.get("network")) yield nowhere(workload);
      if (address?.text?.startsWith("unix://") === true) {
        yield* socket(address, workload.get("ports"));
      }
    }
  },
});

function* socket(address: Field, ports: Field | undefined): Iterable<Finding> {
  const path = address.text?.slice("unix://".length) ?? "";
  if (ports) yield withPorts(ports, address);
  if (!/^[/@]/.test(path)) yield malformed(address, "a relative path");
  else if (path.endsWith("/")) yield malformed(address, "a directory");
}

function nowhere(workload: Field): Finding {
  return refusal({
    headline: "this workload has neither an `address` nor a `network`",
    primary: { span: tokenSpan(workload), text: "no address" },
    help: "add `address` with an IP address or host name, or `network` if it is reached through a gateway",
  });
}

function withPorts(ports: Field, address: Field): Finding {
  return refusal({
    headline: "a Unix socket cannot have `ports`",
    primary: { span: ports.keySpan, text: "not used" },
    related: [{ span: address.span, text: "a Unix socket" }],
    help: "remove `ports`",
    ...offerFix(removeField(ports), { title: "remove `ports`", safe: true }),
  });
}

function malformed(address: Field, what: string): Finding {
  return refusal({
    headline: `\`${address.text ?? ""}\` is not a valid socket path`,
    primary: { span: address.span, text: what },
    help: "use the socket's absolute path, such as `unix:///run/ratings.sock`, or `unix://@name`",
  });
}
