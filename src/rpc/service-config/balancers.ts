import { memberOf, type JsonNode } from "../json-text.ts";
import { int64, integerIn } from "./refusal.ts";

/** Why a policy refuses its configuration; `undefined` where it does not. */
type ParseConfig = (config: JsonNode) => string | undefined;

const acceptsAll: ParseConfig = () => undefined;

function needs(...keys: readonly string[]): ParseConfig {
  return (config) => {
    const missing = keys.find((key) => memberOf(config, key) === undefined);
    return missing === undefined ? undefined : `needs \`${missing}\``;
  };
}

/** A whole number under a key; `undefined` where none is there, a reason where it is something else. */
function integerAt(config: JsonNode, key: string): bigint | string | undefined {
  const node = memberOf(config, key);
  if (node === undefined || node.kind === "null") return undefined;
  const isNumber = node.kind === "number" || node.kind === "string";
  const value = isNumber ? integerIn(String(Number(node.text)), int64) : undefined;
  return value ?? `needs a whole number as \`${key}\``;
}

/** `ring_hash`: sizes of 1024 and 4096 where none are set. */
const ringHash: ParseConfig = (config) => {
  const least = integerAt(config, "minRingSize") ?? 1024n;
  const most = integerAt(config, "maxRingSize") ?? 4096n;
  if (typeof least === "string") return least;
  if (typeof most === "string") return most;
  return least > most ? "has a `minRingSize` above its `maxRingSize`" : undefined;
};

const leastRequest: ParseConfig = (config) => {
  const count = integerAt(config, "choiceCount") ?? 2n;
  if (typeof count === "string") return count;
  return count < 2n ? "needs a `choiceCount` of 2 at least" : undefined;
};

function booleanAt(key: string): ParseConfig {
  return (config) => {
    const node = memberOf(config, key);
    const isBoolean = node === undefined || node.kind === "boolean" || node.kind === "null";
    return isBoolean ? undefined : `needs a boolean as \`${key}\``;
  };
}

const weightedRoundRobin: ParseConfig = (config) => {
  for (const key of ["blackoutPeriod", "weightUpdatePeriod", "weightExpirationPeriod"]) {
    const node = memberOf(config, key);
    const isDuration = node?.kind === "string" && /^[+-]?\d+(?:\.\d{1,9})?s$/.test(node.text);
    if (node !== undefined && node.kind !== "null" && !isDuration) {
      return `needs a duration as \`${key}\``;
    }
  }
  return booleanAt("enableOobLoadReport")(config);
};

const pickFirst = booleanAt("shuffleAddressList");

/** What a Go program knows that imports the balancers of grpc-go, but not xDS. */
export const goBalancers: ReadonlyMap<string, ParseConfig> = new Map([
  ["pick_first", pickFirst],
  ["round_robin", acceptsAll],
  ["weighted_round_robin", weightedRoundRobin],
  ["ring_hash_experimental", ringHash],
  ["least_request_experimental", leastRequest],
  ["weighted_target_experimental", acceptsAll],
]);

/** What the C core has linked in. */
export const coreBalancers: ReadonlyMap<string, ParseConfig> = new Map([
  ["pick_first", pickFirst],
  ["round_robin", acceptsAll],
  ["weighted_round_robin", weightedRoundRobin],
  ["grpclb", acceptsAll],
  ["ring_hash_experimental", ringHash],
  ["weighted_target_experimental", needs("targets")],
  ["priority_experimental", needs("children", "priorities")],
  ["outlier_detection_experimental", needs("childPolicy")],
  ["cds_experimental", needs("cluster")],
  ["xds_cluster_impl_experimental", needs("clusterName", "childPolicy")],
  ["xds_cluster_manager_experimental", needs("children")],
  ["xds_override_host_experimental", needs("childPolicy")],
  ["xds_wrr_locality_experimental", needs("childPolicy")],
  ["rls_experimental", needs("routeLookupConfig", "childPolicy")],
]);

/** Policies that require a configuration. */
export const withRequiredConfig: ReadonlySet<string> = new Set(
  [...coreBalancers]
    .filter(([, parse]) => parse({ kind: "object", members: [], start: 0, end: 0 }) !== undefined)
    .map(([name]) => name),
);

/** What a Java program knows with `grpc-util` and `grpc-xds` on its class path. */
export const javaBalancers: ReadonlyMap<string, ParseConfig> = new Map([
  ["pick_first", pickFirst],
  ["round_robin", acceptsAll],
  ["weighted_round_robin", weightedRoundRobin],
  ["ring_hash_experimental", ringHash],
  ["least_request_experimental", leastRequest],
  ["weighted_target_experimental", needs("targets")],
  ["priority_experimental", needs("children", "priorities")],
  ["outlier_detection_experimental", needs("childPolicy")],
  ["cds_experimental", needs("cluster")],
  ["cluster_impl_experimental", needs("cluster", "childPolicy")],
  ["cluster_resolver_experimental", needs("discoveryMechanisms")],
  ["cluster_manager_experimental", needs("children")],
  ["xds_cluster_manager_experimental", needs("children")],
  ["wrr_locality_experimental", needs("childPolicy")],
]);
