import { isRespelling } from "../../text/similar-name.ts";
import type { JsonNode } from "../json-text.ts";

/** Why a client refuses a service config, and where. */
export interface ConfigRefusal {
  readonly start: number;
  readonly end: number;
  /** What is wrong there, in words that follow the text: "is not a list". */
  readonly reason: string;
  /** Whether a client accepts it that has more linked in than gRPC's own policies. */
  readonly mayBeLinked?: boolean;
}

export type Refusals = Generator<ConfigRefusal, void>;

export function* refuse({ start, end }: Pick<JsonNode, "start" | "end">, reason: string): Refusals {
  yield { start, end, reason };
}

/** Refuses a list without a policy that the client has, unless a program registers one of them itself. */
export function* refusePolicies(
  { start, end }: Pick<JsonNode, "start" | "end">,
  names: readonly string[],
  known: Iterable<string>,
): Refusals {
  const policies = [...known];
  const isTypo = names.some((name) => policies.some((policy) => isRespelling(name, policy)));
  const reason = "names no known policy";
  yield { start, end, reason, mayBeLinked: !isTypo && names.length > 0 };
}

/** The policies that a `loadBalancingConfig` names. */
export function policiesIn(config: JsonNode): readonly string[] {
  if (config.kind !== "list") return [];
  return config.items.flatMap((entry) =>
    entry.kind === "object" ? entry.members.map(({ key }) => key.text) : [],
  );
}

export const longestSeconds = 315_576_000_000n;

/** A whole number as it is written; `undefined` for all else, or beyond the bounds. */
export function integerIn(
  text: string,
  [least, most]: readonly [bigint, bigint],
): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ""));
  return value >= least && value <= most ? value : undefined;
}

export const int32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
export const uint32 = [0n, 2n ** 32n - 1n] as const;
export const int64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;

/** Names that several parts of a config are for. */
export function pathOf(service: string, method: string): string {
  return service === "" ? "" : `/${service}/${method}`;
}
