import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Envoy's limit, itself a prime. */
const limit = 5_000_011;

export const maglevTableSizeNotPrime = defineRule({
  id: "maglev-table-size-not-prime",
  topic: "admission",
  summary: "a Maglev table size is not a prime below 5000011",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.consistentHash.maglev"),
  evidence: [istio("pkg/config/validation/validation.go", "validateLoadBalancer: tableSize")],
  fixable: "safe",
  *check(policy) {
    const maglev = policy.loadBalancer?.at("consistentHash", "maglev");
    if (maglev === undefined) return;
    const field = maglev.get("tableSize");
    const size = field?.number()?.value;
    if (field === undefined) yield notSet(maglev);
    else if (size !== undefined && size >= limit) yield tooLarge(field);
    else if (size !== undefined && !isPrime(size)) yield notPrime(field, size);
  },
});

const note = "Istio's webhook refuses the DestinationRule: calls get no affinity";

function notSet(maglev: Field): Finding {
  return {
    headline: "`maglev` has no `tableSize`, which Istio requires",
    primary: { span: maglev.keySpan, text: "`tableSize` is missing" },
    note,
    help: "set `tableSize: 65537`, Envoy's own default",
  };
}

function tooLarge(field: Field): Finding {
  return {
    headline: `a Maglev \`tableSize\` must be less than ${limit}`,
    primary: { span: field.span, text: "over the limit" },
    note,
    help: "use a smaller prime, such as Envoy's default 65537",
  };
}

function notPrime(field: Field, size: number): Finding {
  const prime = nextPrime(size);
  const edit = prime < limit ? replaceValue(field, `${prime}`) : undefined;
  return {
    headline: `a Maglev \`tableSize\` must be a prime, and ${size} is not`,
    primary: { span: field.span, text: "not a prime" },
    note,
    help: `use ${prime}, the next prime`,
    ...(edit && { fix: { title: `use ${prime}, the next prime`, safe: true, edits: [edit] } }),
  };
}

function nextPrime(from: number): number {
  let candidate = Math.max(2, Math.ceil(from));
  while (!isPrime(candidate)) candidate += 1;
  return candidate;
}

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) {
    if (number % divisor === 0) return false;
  }
  return true;
}
