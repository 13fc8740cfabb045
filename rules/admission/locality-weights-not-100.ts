import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const localityWeightsNot100 = defineRule({
  id: "locality-weights-not-100",
  topic: "admission",
  summary: "the weights of a locality do not add up to 100",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.localityLbSetting"),
  evidence: [
    istio("pkg/config/validation/agent/validation.go", "ValidateLocalityLbSetting: weights"),
  ],
  *check({ loadBalancer }) {
    const setting = loadBalancer?.get("localityLbSetting");
    // Beside `failover` Istio looks no further.
    if ((setting?.get("failover")?.items().length ?? 0) > 0) return;
    for (const entry of setting?.get("distribute")?.items() ?? []) yield* checkEntry(entry);
  },
});

function* checkEntry(entry: Field): Generator<Finding> {
  const to = entry.get("to");
  const weights = to?.fields() ?? [];
  const numbers = weights.flatMap((weight) => weight.number()?.value ?? []);
  if (numbers.length < weights.length) return;
  const outside = weights.find((weight) => isOutside(weight.number()?.value ?? 0));
  const total = numbers.reduce((sum, number) => sum + number, 0);
  if (outside) yield outOfRange(outside);
  else if (total !== 100) yield wrongTotal(to ?? entry, total, entry.get("from")?.text);
}

function isOutside(weight: number): boolean {
  return weight < 1 || weight > 100;
}

const note =
  "Istio's webhook refuses the DestinationRule: calls are spread over localities as before";

function outOfRange(weight: Field): Finding {
  return {
    headline: `the weight of \`${String(weight.step)}\` is not between 1 and 100`,
    primary: { span: weight.span, text: "not between 1 and 100" },
    note,
    help: "use a percentage; leave out localities that should get no calls",
  };
}

function wrongTotal(to: Field, total: number, from: string | undefined): Finding {
  return {
    headline: `the weights for calls from \`${from ?? ""}\` add up to ${total}, not 100`,
    primary: { span: to.keySpan, text: `${total} in all` },
    note,
    help: "make the weights of these localities add up to 100",
  };
}
